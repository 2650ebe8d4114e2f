/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sample: the event irqmask:irqmask_section, as a structure
 */
#ifndef IRQMASK_SAMPLE_H
#define IRQMASK_SAMPLE_H

#include <tracefs.h>

#include "util.h"

/**
 * struct sample - a section, as the event reports it
 * @ts:		when it ended, in ns of CLOCK_MONOTONIC
 * @irq:	the line's number, ALL_LINES for a CPU
 * @cause:	what began it, a number for cause_name()
 * @ns:		length
 * @masked_ns:	for how long of it the chip masked the line
 * @thread_wait: from the begin until the handler's thread ran; 0 where none did, or the
 *		kernel does not say
 * @begin_ip:	address that began it
 * @end_ip:	address that ended it
 * @begin_cpu:	CPU it began on
 * @end_cpu:	CPU it ended on
 * @begin_pid:	task that ran there
 * @end_pid:	task that ran there
 */
struct sample {
	uint64_t ts;
	int irq;
	unsigned int cause;
	uint64_t ns;
	uint64_t masked_ns;
	uint64_t thread_wait;
	uint64_t begin_ip;
	uint64_t end_ip;
	int begin_cpu;
	int end_cpu;
	int begin_pid;
	int end_pid;
};

bool sample_read(struct tep_event *event, struct tep_record *record, struct sample *sample);
uint64_t field_value(struct tep_event *event, struct tep_record *record, const char *field);
char *symbol(struct tep_handle *tep, uint64_t address);

#endif /* IRQMASK_SAMPLE_H */
