/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the section layer keeps of the interrupt lines, and what its parts call
 * of each other.
 */
#ifndef _TRACE_IRQMASK_LINE_H
#define _TRACE_IRQMASK_LINE_H

#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqmask.h>
#include <linux/percpu-defs.h>
#include <linux/seqlock.h>

#include "irqmask_stat.h"

struct irqmask_record;

/* A line's last finds in the pool of the worst, by cause and place */
#define IRQMASK_FOUND_BITS	2
#define IRQMASK_NR_FOUND	BIT(IRQMASK_FOUND_BITS)

/* Lines numbered higher have no storage */
#define IRQMASK_MAX_LINES	65536

/* Lines are stored in chunks, so that a probe finds one in two loads */
#define IRQMASK_CHUNK_LINES	256
#define IRQMASK_MAX_CHUNKS	(IRQMASK_MAX_LINES / IRQMASK_CHUNK_LINES)

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
 * struct irqmask_found - where sections of a cause and place are counted
 * @place:	the place
 * @cause:	the cause
 * @tenancy:	of @record; without one, the version of the pool that had none
 * @record:	their record, NULL where they have none
 */
struct irqmask_found {
	unsigned long		place;
	enum irqmask_cause	cause;
	unsigned int		tenancy;
	struct irqmask_record	*record;
};

/**
 * struct irqmask_line - what is kept of a line, of one of the CPUs of a per-CPU
 *			 line, or of a CPU
 * @seq:		odd while it changes, for readers, who take no lock
 * @state:		what is known of it, an &enum irqmask_state
 * @disabled:		disabled by software
 * @masked:		masked at the chip, for a move included
 * @masked_by_other:	that was irq_set_irqchip_state(), and the core doesn't know
 * @watch:		irqmask_watch_nr of the watcher who was told of its begin
 * @generation:		of a per-CPU line: counted up when it was freed or the filter
 *			changed for it; of its CPUs: the one that their state is of
 * @masked_since:	when the chip masked the line, in ns
 * @probe_caller:	where the probe of the last change returns to
 * @chip:		with @first, @handlers and @last_name: what @names was copied from
 * @first:		the line's first handler
 * @handlers:		all its handlers, their addresses added up
 * @last_name:		how the last handler is called
 * @cpus:		of a per-CPU line: what is kept of its CPUs
 * @section:		the section that is open
 * @stat:		all sections that ended
 * @names:		see &struct irqmask_names
 * @found:		see IRQMASK_FOUND_BITS
 */
struct irqmask_line {
	seqcount_t			seq;
	u8				state;
	bool				disabled;
	bool				masked;
	bool				masked_by_other;
	unsigned int			watch;
	unsigned int			generation;
	u64				masked_since;
	unsigned long			probe_caller;
	const struct irq_chip		*chip;
	const struct irqaction		*first;
	unsigned long			handlers;
	const char			*last_name;
	struct irqmask_line __percpu	*cpus;
	struct irqmask_section		section;
	struct irqmask_stat		stat;
	struct irqmask_names		names;
	struct irqmask_found		found[IRQMASK_NR_FOUND];
};

/* A chunk that is a little more than a power of two takes twice the memory */
#if defined(CONFIG_64BIT) && !defined(CONFIG_LOCKDEP)
static_assert(sizeof(struct irqmask_line) <= 1024);
#endif

/* Who is told of sections. Set and cleared under a mutex; probes are waited for. */
extern const struct irqmask_watcher *irqmask_watcher;

/* Which watcher it is, never 0. Changes only while there is none. */
extern unsigned int irqmask_watch_nr;

/* Written under a mutex. Probes see an entry whole or not at all. */
extern struct irqmask_line *irqmask_chunks[IRQMASK_MAX_CHUNKS];

/* Lines that the filter leaves out. Written under desc->lock, where one has a descriptor. */
extern DECLARE_BITMAP(irqmask_ignored, IRQMASK_MAX_LINES);

/* Both are written on their own CPU with interrupts off. The sums are of all CPUs. */
DECLARE_PER_CPU(struct irqmask_uncounted, irqmask_uncounted);
DECLARE_PER_CPU(bool, irqmask_busy);

/**
 * irqmask_is_ignored - see whether the filter leaves a line out
 * @irq: its interrupt number, less than %IRQMASK_MAX_LINES
 *
 * Context: Any, while the layer is on.
 * Return: whether it is not watched.
 */
static __always_inline bool irqmask_is_ignored(unsigned int irq)
{
	return test_bit(irq, irqmask_ignored);
}

/**
 * irqmask_find_line - what is kept of a line
 * @irq: its interrupt number
 *
 * Context: Any, while the layer is on.
 * Return: the line, NULL where there is no storage for it.
 */
static __always_inline struct irqmask_line *irqmask_find_line(unsigned int irq)
{
	struct irqmask_line *chunk;

	if (unlikely(irq >= IRQMASK_MAX_LINES))
		return NULL;

	/* Pairs with smp_store_release() in irqmask_add_chunk() */
	chunk = smp_load_acquire(&irqmask_chunks[irq / IRQMASK_CHUNK_LINES]);
	return likely(chunk) ? &chunk[irq % IRQMASK_CHUNK_LINES] : NULL;
}

/**
 * irqmask_line_enter - begin to change what is kept of a line
 * @line: the line
 * @probe_caller: the address that the probe returns to
 *
 * Every probe goes through here. What a probe calls might come back to a
 * probe: that one is counted, and finds the line's state out of step later.
 *
 * Context: From a probe, with interrupts off.
 * Return: whether the probe may go on, to irqmask_line_leave() in the end.
 */
static __always_inline bool irqmask_line_enter(struct irqmask_line *line,
					       unsigned long probe_caller)
{
	if (unlikely(__this_cpu_read(irqmask_busy))) {
		__this_cpu_inc(irqmask_uncounted.recursion);
		return false;
	}

	__this_cpu_write(irqmask_busy, true);
	raw_write_seqcount_begin(&line->seq);
	line->probe_caller = probe_caller;
	return true;
}

/**
 * irqmask_line_leave - end what irqmask_line_enter() began
 * @line: the line
 *
 * Context: From a probe, with interrupts off.
 */
static __always_inline void irqmask_line_leave(struct irqmask_line *line)
{
	raw_write_seqcount_end(&line->seq);
	__this_cpu_write(irqmask_busy, false);
}

/* irqmask_line.c: storage, and who uses the layer */
void irqmask_request_line(unsigned int irq);
void irqmask_request_storage(void);
void irqmask_line_arm(struct irqmask_line *line, struct irq_desc *desc);
void irqmask_refilter(void);
void irqmask_lock(void);
void irqmask_unlock(void);
bool irqmask_is_on(void);
int irqmask_set_enabled(bool enable);
bool irqmask_is_enabled(void);

/* Where a flow handler is the place, and no stack says more */
static inline bool irqmask_is_flow(enum irqmask_cause cause)
{
	return cause == IRQMASK_FLOW || cause == IRQMASK_ONESHOT;
}

/* irqmask_section.c: sections, whatever their kind */
void irqmask_line_begin(struct irqmask_line *line, enum irqmask_cause cause,
			unsigned long ip, u64 now);
void irqmask_line_note_disable(struct irqmask_line *line, bool spurious);
void irqmask_line_note_thread(struct irqmask_line *line);
void irqmask_line_end(struct irqmask_line *line, unsigned long ip, u64 now);
void irqmask_line_drop(struct irqmask_line *line);
void irqmask_line_lose(struct irqmask_line *line);
void irqmask_line_rename(struct irqmask_line *line, struct irq_desc *desc,
			 const struct irqaction *first);
void irqmask_count_no_storage(void);
void irqmask_clear_uncounted(void);
void irqmask_forget_uncounted(void);
void irqmask_sum_uncounted_since(struct irqmask_uncounted *sum);

/**
 * irqmask_line_name - see what is called how on a line
 * @line: the line
 * @desc: its descriptor
 *
 * Names are copied when a section begins, unless the chip and the handlers are
 * what they were.
 *
 * Context: Under @desc->lock.
 */
static __always_inline void irqmask_line_name(struct irqmask_line *line, struct irq_desc *desc)
{
	const struct irqaction *first = desc->action;

	/* Few lines are shared */
	if (unlikely(line->chip != desc->irq_data.chip || line->first != first ||
		     line->handlers != (unsigned long)first || (first && first->next)))
		irqmask_line_rename(line, desc, first);
}

/* irqmask_probe.c: what the irq_line events say */
int irqmask_register_probes(void);
void irqmask_unregister_probes(void);

#if IS_ENABLED(CONFIG_IRQMASK_KUNIT_TEST)

/* How many irqmask_alloc_cpus() on the next one fails, 0 for none. Under irqmask_lock(). */
extern unsigned int irqmask_test_fail_nth;

/* What irqmask_alloc_cpus() calls first, NULL for nothing. Under irqmask_lock(). */
extern void (*irqmask_test_on_alloc)(void);

/* The kernel can make most allocations fail, but not those for each CPU */
static inline bool irqmask_test_fails(void)
{
	if (irqmask_test_on_alloc)
		irqmask_test_on_alloc();
	return irqmask_test_fail_nth && !--irqmask_test_fail_nth;
}

#else

static inline bool irqmask_test_fails(void)
{
	return false;
}

#endif

/* irqmask_percpu.c: lines that each CPU has for itself */
bool irqmask_cpu_is_changing(void);
int irqmask_percpu_init(void);
void irqmask_percpu_exit(void);
struct irqmask_line __percpu *irqmask_alloc_cpus(void);
int irqmask_percpu_add(struct irqmask_line *line);
void irqmask_percpu_free(struct irqmask_line *line);
void irqmask_percpu_disabled(struct irqmask_line *line, struct irq_desc *desc,
			     unsigned long probe_caller);
void irqmask_percpu_enabled(struct irqmask_line *line, struct irq_desc *desc,
			    unsigned long probe_caller);
void irqmask_percpu_renew(struct irqmask_line *line);

#endif /* _TRACE_IRQMASK_LINE_H */
