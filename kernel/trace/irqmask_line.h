/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the section layer keeps of the interrupt lines, and what its parts call
 * of each other.
 */
#ifndef _TRACE_IRQMASK_LINE_H
#define _TRACE_IRQMASK_LINE_H

#include <linux/bits.h>
#include <linux/irqmask.h>
#include <linux/percpu-defs.h>
#include <linux/seqlock.h>

#include "irqmask_stat.h"

struct irq_desc;
struct irqmask_record;

/* A line's last finds in the pool of the worst, by cause and place */
#define IRQMASK_RECORD_CACHE_BITS	2
#define IRQMASK_RECORD_CACHE_SIZE	BIT(IRQMASK_RECORD_CACHE_BITS)

/* Lines numbered higher have no storage */
#define IRQMASK_MAX_LINES		65536

/**
 * enum irqmask_state - what is known of a line
 * @IRQMASK_IDLE:	not started, or not looked at yet
 * @IRQMASK_LIVE:	can deliver
 * @IRQMASK_OPEN:	cannot deliver, and the section's begin was seen
 * @IRQMASK_BLIND:	cannot deliver, and that is not to be measured: its begin
 *			was not seen, or the system suspends
 */
enum irqmask_state {
	IRQMASK_IDLE,
	IRQMASK_LIVE,
	IRQMASK_OPEN,
	IRQMASK_BLIND,
};

/**
 * struct irqmask_line - what is kept of a line, of one of the CPUs of a per-CPU
 *			 line, or of a CPU
 * @seq:		odd while it changes, for readers, who take no lock
 * @state:		what is known of it
 * @disabled:		disabled by software
 * @masked:		masked at the chip, for a move included
 * @masked_by_other:	that was irq_set_irqchip_state(), and the core doesn't know
 * @ignored:		left out by the filter. Written under desc->lock, where the line
 *			has a descriptor.
 * @watch:		irqmask_watch_nr of the watcher who was told of its begin
 * @generation:		of a per-CPU line: counted up when it was freed or the filter
 *			changed for it; of its CPUs: the one that their state is of
 * @masked_since:	when the chip masked the line, in ns
 * @context:		irq_count() at the section's begin
 * @probe_caller:	where the probe of the last change returns to
 * @chip:		with @first and @last: what @names was copied from
 * @first:		the line's first handler
 * @last:		the line's last handler
 * @cpus:		of a per-CPU line: what is kept of its CPUs
 * @section:		the section that is open
 * @stat:		all sections that ended
 * @names:		see &struct irqmask_names
 * @records:		see IRQMASK_RECORD_CACHE_BITS
 */
struct irqmask_line {
	seqcount_t			seq;
	enum irqmask_state		state;
	bool				disabled;
	bool				masked;
	bool				masked_by_other;
	bool				ignored;
	unsigned int			watch;
	unsigned int			generation;
	u64				masked_since;
	unsigned long			context;
	unsigned long			probe_caller;
	const struct irq_chip		*chip;
	const struct irqaction		*first;
	const struct irqaction		*last;
	struct irqmask_line __percpu	*cpus;
	struct irqmask_section		section;
	struct irqmask_stat		stat;
	struct irqmask_names		names;
	struct irqmask_record		*records[IRQMASK_RECORD_CACHE_SIZE];
};

/* Who is told of sections. Set and cleared under a mutex; probes are waited for. */
extern const struct irqmask_watcher *irqmask_watcher;

/* Which watcher it is, never 0. Changes only while there is none. */
extern unsigned int irqmask_watch_nr;

/* irqmask_line.c: storage, and who uses the layer */
struct irqmask_line *irqmask_find_line(unsigned int irq);
void irqmask_request_line(unsigned int irq);
void irqmask_request_storage(void);
void irqmask_line_arm(struct irqmask_line *line, struct irq_desc *desc);
void irqmask_refilter(void);
void irqmask_lock(void);
void irqmask_unlock(void);
bool irqmask_is_on(void);
int irqmask_set_enabled(bool enable);
bool irqmask_is_enabled(void);

/* irqmask_section.c: sections, whatever their kind */
bool irqmask_line_enter(struct irqmask_line *line, unsigned long probe_caller);
void irqmask_line_leave(struct irqmask_line *line);
void irqmask_line_begin(struct irqmask_line *line, enum irqmask_cause cause, u64 now);
void irqmask_line_note_disable(struct irqmask_line *line, bool spurious);
void irqmask_line_note_thread(struct irqmask_line *line);
void irqmask_line_end(struct irqmask_line *line, u64 now);
void irqmask_line_drop(struct irqmask_line *line);
void irqmask_line_lose(struct irqmask_line *line);
void irqmask_line_name(struct irqmask_line *line, struct irq_desc *desc);
void irqmask_count_no_storage(void);
void irqmask_clear_uncounted(void);
void irqmask_forget_uncounted(void);
void irqmask_sum_uncounted_since(struct irqmask_uncounted *sum);

/* irqmask_probe.c: what the irq_line events say */
int irqmask_register_probes(void);
void irqmask_unregister_probes(void);

/* irqmask_percpu.c: lines that each CPU has for itself */
bool irqmask_cpu_is_changing(void);
int irqmask_percpu_init(void);
void irqmask_percpu_exit(void);
int irqmask_percpu_add(struct irqmask_line *line);
void irqmask_percpu_free(struct irqmask_line *line);
void irqmask_percpu_disabled(struct irqmask_line *line, struct irq_desc *desc,
			     unsigned long probe_caller);
void irqmask_percpu_enabled(struct irqmask_line *line, struct irq_desc *desc,
			    unsigned long probe_caller);
void irqmask_percpu_renew(struct irqmask_line *line);

#endif /* _TRACE_IRQMASK_LINE_H */
