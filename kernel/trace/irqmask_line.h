/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the section layer keeps of the interrupt lines: shared by its probes
 * (irqmask_section.c) and its storage (irqmask_line.c).
 */
#ifndef _TRACE_IRQMASK_LINE_H
#define _TRACE_IRQMASK_LINE_H

#include <linux/irqmask.h>

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
 * struct irqmask_line - what is kept of a line
 * @section:		the section that is open
 * @masked_since:	when the chip masked the line, in ns
 * @context:		irq_count() at the section's begin
 * @probe_caller:	where the probe of the last change returns to
 * @watch:		irqmask_watch_nr of the watcher who was told of its begin
 * @state:		what is known of it
 * @disabled:		disabled by software
 * @masked:		masked at the chip, for a move included
 */
struct irqmask_line {
	struct irqmask_section	section;
	u64			masked_since;
	unsigned long		context;
	unsigned long		probe_caller;
	unsigned int		watch;
	enum irqmask_state	state;
	bool			disabled;
	bool			masked;
};

/* Who is told of sections. Set and cleared under a mutex, followed under RCU. */
extern const struct irqmask_watcher __rcu *irqmask_watcher;

/* Which watcher it is, never 0. Changes only while there is none. */
extern unsigned int irqmask_watch_nr;

struct irqmask_line *irqmask_find_line(unsigned int irq);
void irqmask_request_line(unsigned int irq);
void irqmask_line_arm(struct irqmask_line *line, struct irq_desc *desc);

int irqmask_register_probes(void);
void irqmask_unregister_probes(void);
void irqmask_clear_uncounted(void);

#endif /* _TRACE_IRQMASK_LINE_H */
