/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TRACE_IRQMASK_OUTPUT_H
#define _TRACE_IRQMASK_OUTPUT_H

#include <linux/irqmask.h>

#include "trace.h"

/**
 * struct irqmask_report - what the header of the trace says of the last maximum
 * @section:	the section
 * @names:	what is called how on its line
 * @swapped_ts:	when another section's snapshot was taken within it, which has what
 *		happened before. In ns, 0 if there was none.
 */
struct irqmask_report {
	struct irqmask_section	section;
	struct irqmask_names	names;
	u64			swapped_ts;
};

/* What an entry in the buffer says of a section */
enum irqmask_entry_kind {
	IRQMASK_ENTRY_BEGIN,
	IRQMASK_ENTRY_DISABLE,
	IRQMASK_ENTRY_END,
};

void irqmask_copy_report(struct irqmask_report *report);

int irqmask_register_entries(void);
void irqmask_trace_open(struct trace_iterator *iter);
void irqmask_trace_close(struct trace_iterator *iter);
void irqmask_print_header(struct seq_file *m);
enum print_line_t irqmask_print_trace_line(struct trace_iterator *iter);

#endif /* _TRACE_IRQMASK_OUTPUT_H */
