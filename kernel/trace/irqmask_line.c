// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask lines: storage for the section layer, and switching it on and off
 *
 * Storage stands before the probes do and goes after them, so that a probe never
 * has to allocate, to free or to lock anything.
 */
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/irqdesc.h>
#include <linux/irqmask.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/trace_events.h>
#include <linux/workqueue.h>

#include "irqmask_filter.h"
#include "irqmask_frame.h"
#include "irqmask_line.h"
#include "irqmask_worst.h"

#define CREATE_TRACE_POINTS
#include <trace/events/irqmask.h>

/* Protects switching on and off, the number of users, and the chunks */
static DEFINE_MUTEX(irqmask_mutex);
static unsigned int irqmask_users;

/* See irqmask_line.h. All but the bitmap are written under irqmask_mutex only. */
struct irqmask_line *irqmask_chunks[IRQMASK_MAX_CHUNKS];
DECLARE_BITMAP(irqmask_ignored, IRQMASK_MAX_LINES);
const struct irqmask_watcher *irqmask_watcher;
unsigned int irqmask_watch_nr;

/* Other lines' bits may change at the same time */
static void irqmask_ignore(unsigned int irq, bool ignored)
{
	assign_bit(irq, irqmask_ignored, ignored);
}

/* Take the line as it is: where it can't deliver now, the begin was not seen */
void irqmask_line_arm(struct irqmask_line *line, struct irq_desc *desc)
{
	struct irq_data *d = irq_desc_get_irq_data(desc);

	line->disabled = irqd_irq_disabled(d);
	line->masked = irqd_irq_masked(d);
	line->masked_by_other = false;
	if (!irqd_is_started(d))
		line->state = IRQMASK_IDLE;
	else if (line->disabled || line->masked)
		line->state = IRQMASK_BLIND;
	else
		line->state = IRQMASK_LIVE;

	/* Handlers may change behind the same addresses, and come after a startup */
	line->chip = NULL;
	line->section.irq = irq_desc_get_irq(desc);
	line->section.hwirq = d->hwirq;
}

/*
 * Under its desc->lock, so that the layer never starts in the middle of a change,
 * nor stops in the middle of one. What is open when the filter leaves the line out
 * never ends.
 */
static void irqmask_line_take_in(struct irqmask_line *line, struct irq_desc *desc, bool ignored)
{
	if (!irqmask_line_enter(line, _RET_IP_))
		return;

	if (irq_is_percpu_devid(irq_desc_get_irq(desc)))
		irqmask_percpu_renew(line);
	else
		irqmask_line_drop(line);
	irqmask_line_arm(line, desc);
	irqmask_line_rename(line, desc, desc->action);
	irqmask_ignore(irq_desc_get_irq(desc), ignored);
	irqmask_line_leave(line);
}

/* Descriptors don't come and go meanwhile; a line that has none can't have an event */
static void irqmask_take_in_chunk(unsigned int nr, bool all)
{
	unsigned int irq, first = nr * IRQMASK_CHUNK_LINES;
	struct irq_desc *desc;
	unsigned long flags;
	bool ignored;

	irq_lock_sparse();
	for (irq = first; irq < first + IRQMASK_CHUNK_LINES; irq++) {
		ignored = !irqmask_is_watched(irq);
		if (!all && ignored == irqmask_is_ignored(irq))
			continue;

		desc = irq_to_desc(irq);
		if (desc) {
			raw_spin_lock_irqsave(&desc->lock, flags);
			irqmask_line_take_in(irqmask_find_line(irq), desc, ignored);
			raw_spin_unlock_irqrestore(&desc->lock, flags);
		} else {
			irqmask_ignore(irq, ignored);
		}
	}
	irq_unlock_sparse();
}

/* All lines, or those of which the filter says something else than before */
static void irqmask_take_in_lines(bool all)
{
	unsigned int nr;

	for (nr = 0; nr < IRQMASK_MAX_CHUNKS; nr++) {
		if (irqmask_chunks[nr])
			irqmask_take_in_chunk(nr, all);
	}
}

static int irqmask_add_chunk(unsigned int nr)
{
	unsigned int i, irq = nr * IRQMASK_CHUNK_LINES;
	struct irqmask_line *chunk;

	chunk = kvcalloc(IRQMASK_CHUNK_LINES, sizeof(*chunk), GFP_KERNEL);
	if (!chunk)
		return -ENOMEM;

	for (i = 0; i < IRQMASK_CHUNK_LINES; i++) {
		seqcount_init(&chunk[i].seq);
		irqmask_ignore(irq + i, !irqmask_is_watched(irq + i));
	}

	/* Pairs with smp_load_acquire() in irqmask_find_line() */
	smp_store_release(&irqmask_chunks[nr], chunk);
	return 0;
}

/* A line may have become a per-CPU one after its chunk was added */
static int irqmask_add_percpu(unsigned int nr)
{
	unsigned int irq, first = nr * IRQMASK_CHUNK_LINES;
	int ret;

	for (irq = first; irq < first + IRQMASK_CHUNK_LINES; irq++) {
		if (!irq_is_percpu_devid(irq))
			continue;
		ret = irqmask_percpu_add(irqmask_find_line(irq));
		if (ret)
			return ret;
	}
	return 0;
}

static void irqmask_free_chunk(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < IRQMASK_CHUNK_LINES; i++)
		irqmask_percpu_free(&irqmask_chunks[nr][i]);
	kvfree(irqmask_chunks[nr]);
	irqmask_chunks[nr] = NULL;
}

static void irqmask_free_storage(void)
{
	unsigned int nr;

	for (nr = 0; nr < IRQMASK_MAX_CHUNKS; nr++) {
		if (irqmask_chunks[nr])
			irqmask_free_chunk(nr);
	}
	irqmask_worst_free();
}

/* Storage for all lines that may exist by now. Lines beyond are counted as lost. */
static int irqmask_add_storage(bool take_in)
{
	unsigned int nr, count = DIV_ROUND_UP(irq_get_nr_irqs(), IRQMASK_CHUNK_LINES);
	bool added;
	int ret;

	for (nr = 0; nr < min_t(unsigned int, count, IRQMASK_MAX_CHUNKS); nr++) {
		added = !irqmask_chunks[nr];
		ret = added ? irqmask_add_chunk(nr) : 0;
		if (ret)
			return ret;
		ret = irqmask_add_percpu(nr);
		/* Whatever comes of that, its other lines can be measured */
		if (added && take_in)
			irqmask_take_in_chunk(nr, true);
		if (ret)
			return ret;
	}
	return 0;
}

/* Lines may be added at any time, with numbers that did not exist before */
static void irqmask_grow(struct work_struct *work)
{
	mutex_lock(&irqmask_mutex);
	if (irqmask_users)
		irqmask_add_storage(true);
	mutex_unlock(&irqmask_mutex);
}

static DECLARE_WORK(irqmask_grow_work, irqmask_grow);

static void irqmask_schedule_grow(struct irq_work *work)
{
	queue_work(system_dfl_wq, &irqmask_grow_work);
}

static DEFINE_IRQ_WORK(irqmask_storage_request, irqmask_schedule_grow);

/**
 * irqmask_request_storage - have storage added for what has none
 *
 * Context: Any. The storage comes later.
 */
void irqmask_request_storage(void)
{
	irq_work_queue(&irqmask_storage_request);
}

/**
 * irqmask_request_line - have storage added for a line that has none
 * @irq: its interrupt number
 *
 * Context: Any. The storage comes later.
 */
void irqmask_request_line(unsigned int irq)
{
	if (irq < IRQMASK_MAX_LINES && !irqmask_find_line(irq))
		irqmask_request_storage();
}

/* All lines are idle until the probes stand: only then may a section begin */
static int irqmask_switch_on(void)
{
	int ret;

	irqmask_clear_uncounted();
	irqmask_frame_init();
	ret = irqmask_worst_alloc();
	if (ret)
		return ret;
	ret = irqmask_add_storage(false);
	if (ret)
		goto err_storage;
	ret = irqmask_percpu_init();
	if (ret)
		goto err_storage;
	ret = irqmask_register_probes();
	if (ret)
		goto err_percpu;
	/* Lines that came meanwhile could not ask for it */
	ret = irqmask_add_storage(false);
	if (ret)
		goto err_probes;

	irqmask_take_in_lines(true);
	return 0;

err_probes:
	irqmask_unregister_probes();
err_percpu:
	irqmask_percpu_exit();
err_storage:
	irqmask_free_storage();
	return ret;
}

static void irqmask_switch_off(void)
{
	irqmask_unregister_probes();
	irqmask_percpu_exit();
	irqmask_free_storage();
}

static int irqmask_get(void)
{
	int ret = 0;

	lockdep_assert_held(&irqmask_mutex);
	if (!irqmask_users)
		ret = irqmask_switch_on();
	if (!ret)
		irqmask_users++;
	return ret;
}

static void irqmask_put(void)
{
	lockdep_assert_held(&irqmask_mutex);
	if (!--irqmask_users)
		irqmask_switch_off();
}

/**
 * irqmask_watch - be told of every section
 * @watcher: what to call
 *
 * Switches the section layer on, when nobody else did.
 *
 * Context: Process context, may sleep.
 * Return: 0, -EBUSY when there is another watcher, -ENOMEM.
 */
int irqmask_watch(const struct irqmask_watcher *watcher)
{
	int ret = -EBUSY;

	mutex_lock(&irqmask_mutex);
	if (!irqmask_watcher) {
		ret = irqmask_get();
		if (!ret) {
			irqmask_watch_nr += irqmask_watch_nr == UINT_MAX ? 2 : 1;
			/* Pairs with smp_load_acquire() of who reads irqmask_watch_nr after it */
			smp_store_release(&irqmask_watcher, watcher);
		}
	}
	mutex_unlock(&irqmask_mutex);
	return ret;
}

/**
 * irqmask_unwatch - end what irqmask_watch() began
 * @watcher: what it was called with
 *
 * Context: Process context, may sleep. No function of @watcher is called any
 *	    more when this returns.
 */
void irqmask_unwatch(const struct irqmask_watcher *watcher)
{
	mutex_lock(&irqmask_mutex);
	if (!WARN_ON_ONCE(irqmask_watcher != watcher)) {
		WRITE_ONCE(irqmask_watcher, NULL);
		/* Probes that run on for the event may still call @watcher */
		if (irqmask_users > 1)
			synchronize_rcu();
		irqmask_put();
	}
	mutex_unlock(&irqmask_mutex);
}

/**
 * irqmask_lock - keep the storage as it is
 *
 * Context: Process context, may sleep. Never from a probe, which it doesn't stop.
 */
void irqmask_lock(void)
{
	mutex_lock(&irqmask_mutex);
}

/**
 * irqmask_unlock - end what irqmask_lock() began
 *
 * Context: Process context.
 */
void irqmask_unlock(void)
{
	mutex_unlock(&irqmask_mutex);
}

/**
 * irqmask_is_on - see whether sections are measured
 *
 * Context: Under irqmask_lock().
 * Return: whether there is storage, which probes write.
 */
bool irqmask_is_on(void)
{
	lockdep_assert_held(&irqmask_mutex);
	return irqmask_users;
}

/**
 * irqmask_refilter - have a changed filter take effect
 *
 * Context: Under irqmask_lock().
 */
void irqmask_refilter(void)
{
	lockdep_assert_held(&irqmask_mutex);
	irqmask_take_in_lines(false);
}

/* Protected by irqmask_mutex */
static bool irqmask_enabled;

/**
 * irqmask_set_enabled - measure sections although nothing else needs them, or not
 * @enable: whether to
 *
 * Context: Process context, may sleep.
 * Return: 0, -ENOMEM.
 */
int irqmask_set_enabled(bool enable)
{
	int ret = 0;

	mutex_lock(&irqmask_mutex);
	if (enable && !irqmask_enabled)
		ret = irqmask_get();
	else if (!enable && irqmask_enabled)
		irqmask_put();
	if (!ret)
		WRITE_ONCE(irqmask_enabled, enable);
	mutex_unlock(&irqmask_mutex);
	return ret;
}

/**
 * irqmask_is_enabled - see what irqmask_set_enabled() set last
 *
 * Context: Any.
 * Return: whether it was true.
 */
bool irqmask_is_enabled(void)
{
	return READ_ONCE(irqmask_enabled);
}

/*
 * The event irqmask_section keeps the layer switched on by itself. Its register
 * function is called under tracepoints_mutex, where no other tracepoint can be
 * touched: a work does it. irqmask_event_wanted is written under that mutex,
 * the other two by the work only, which never runs twice at a time.
 */
static bool irqmask_event_wanted;
static bool irqmask_event_user;
static int irqmask_event_error;

static void irqmask_event_switch(struct work_struct *work)
{
	bool wanted = READ_ONCE(irqmask_event_wanted);
	int error;

	mutex_lock(&irqmask_mutex);
	if (wanted && !irqmask_event_user) {
		error = irqmask_get();
		irqmask_event_user = !error;
		WRITE_ONCE(irqmask_event_error, error);
	} else if (!wanted && irqmask_event_user) {
		irqmask_put();
		irqmask_event_user = false;
	}
	mutex_unlock(&irqmask_mutex);
}

/* Not bound to a CPU, which a task of a higher priority may keep busy for long */
static DECLARE_WORK(irqmask_event_work, irqmask_event_switch);

/**
 * irqmask_event_register - the event irqmask_section got its first user
 *
 * Context: Under tracepoints_mutex.
 * Return: 0. Failures come later, see irqmask_event_reg().
 */
int irqmask_event_register(void)
{
	WRITE_ONCE(irqmask_event_wanted, true);
	queue_work(system_dfl_wq, &irqmask_event_work);
	return 0;
}

/**
 * irqmask_event_unregister - the event irqmask_section lost its last user
 *
 * Context: Under tracepoints_mutex.
 */
void irqmask_event_unregister(void)
{
	WRITE_ONCE(irqmask_event_wanted, false);
	queue_work(system_dfl_wq, &irqmask_event_work);
}

/*
 * ftrace and perf enable the event through its class: here they wait for the
 * work, so that the event is on, or off, or the error known, when they return.
 */
static int irqmask_event_reg(struct trace_event_call *call, enum trace_reg type, void *data)
{
	bool had_user = READ_ONCE(irqmask_event_wanted);
	int error, ret = trace_event_reg(call, type, data);

	switch (type) {
	case TRACE_REG_REGISTER:
#ifdef CONFIG_PERF_EVENTS
	case TRACE_REG_PERF_REGISTER:
#endif
		/* The register function is called for the first user only, who may have failed */
		if (had_user)
			queue_work(system_dfl_wq, &irqmask_event_work);
		flush_work(&irqmask_event_work);
		/* Once: a BPF program may try again meanwhile, and succeed */
		error = READ_ONCE(irqmask_event_error);
		if (ret || !error)
			return ret;
		/* In the enum, each kind of register is followed by its undoing */
		trace_event_reg(call, type + 1, data);
		flush_work(&irqmask_event_work);
		/* perf frees at once what the event uses, which another user's work may have on */
		tracepoint_synchronize_unregister();
		return error;
	case TRACE_REG_UNREGISTER:
#ifdef CONFIG_PERF_EVENTS
	case TRACE_REG_PERF_UNREGISTER:
#endif
		flush_work(&irqmask_event_work);
		return ret;
	default:
		return ret;
	}
}

/* Events that the kernel command line enabled were registered without waiting */
static int __init irqmask_event_init(void)
{
	event_irqmask_section.class->reg = irqmask_event_reg;
	return 0;
}
early_initcall(irqmask_event_init);
