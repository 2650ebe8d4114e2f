// SPDX-License-Identifier: GPL-2.0
/*
 * sample: reads the event irqmask:irqmask_section
 */
#include <stdlib.h>
#include <string.h>

#include "instance.h"
#include "sample.h"

/* 0 where this kernel's event has no such field */
uint64_t field_value(struct tep_event *event, struct tep_record *record, const char *field)
{
	unsigned long long value;

	return tep_get_field_val(NULL, event, field, record, &value, 0) ? 0 : value;
}

/* False where it is another event */
bool sample_read(struct tep_event *event, struct tep_record *record, struct sample *sample)
{
	if (strcmp(event->system, SYSTEM) || strcmp(event->name, SECTION))
		return false;
	sample->ts = record->ts;
	sample->irq = field_value(event, record, "irq");
	sample->cause = field_value(event, record, "cause");
	sample->ns = field_value(event, record, "ns");
	sample->masked_ns = field_value(event, record, "masked_ns");
	sample->thread_wait = field_value(event, record, "thread_wait_ns");
	sample->begin_ip = field_value(event, record, "begin_ip");
	sample->end_ip = field_value(event, record, "end_ip");
	sample->begin_cpu = field_value(event, record, "begin_cpu");
	sample->end_cpu = field_value(event, record, "end_cpu");
	sample->begin_pid = field_value(event, record, "begin_pid");
	sample->end_pid = field_value(event, record, "end_pid");
	return true;
}

/* "ei_start_xmit+0x8c", or the address where it has no name */
char *symbol(struct tep_handle *tep, uint64_t address)
{
	const char *name = tep_find_function(tep, address);

	if (!name)
		return xasprintf("0x%llx", (unsigned long long)address);
	return xasprintf("%s+0x%llx", name,
			 address - tep_find_function_address(tep, address));
}
