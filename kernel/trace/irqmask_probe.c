// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask probes: what the irq_line events say of a line
 *
 * The events report single changes of a line's state. Here they are followed, so
 * that a section begins with the first of them that takes the line away and ends
 * with the last that gives it back.
 */
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/tracepoint.h>

#include "irqmask_clock.h"
#include "irqmask_frame.h"
#include "irqmask_line.h"

#include <trace/events/irq_line.h>

/* It may have been added after the layer was switched on */
static noinline void irqmask_line_unknown(unsigned int irq)
{
	irqmask_count_no_storage();
	irqmask_request_line(irq);
}

/* What is kept of the line, unless the filter leaves it out */
static __always_inline struct irqmask_line *irqmask_probe_line(struct irq_desc *desc)
{
	unsigned int irq = irq_desc_get_irq(desc);
	struct irqmask_line *line;

	if (irq < IRQMASK_MAX_LINES && irqmask_is_ignored(irq))
		return NULL;

	line = irqmask_find_line(irq);
	if (unlikely(!line))
		irqmask_line_unknown(irq);
	return line;
}

/* Without SPARSE_IRQ, a line whose number was a per-CPU one's keeps percpu_enabled */
static bool irqmask_is_percpu(struct irq_desc *desc)
{
	return unlikely(desc->percpu_enabled) && irq_is_percpu_devid(irq_desc_get_irq(desc));
}

/*
 * An event doesn't go with what the line was thought to be, so one before it was
 * missed. The caller knows from this one what the line was and says it first.
 */
static void irqmask_line_resync(struct irqmask_line *line)
{
	irqmask_line_lose(line);
	line->state = line->disabled || line->masked ? IRQMASK_BLIND : IRQMASK_LIVE;
}

/*
 * Tracepoints are dead on a CPU that goes offline, and managed lines are shut down
 * there. It shows when such a line is started again: it isn't marked as started yet.
 */
static bool irqmask_line_is_idle(struct irqmask_line *line, struct irq_desc *desc)
{
	if (unlikely(!irqd_is_started(&desc->irq_data))) {
		irqmask_line_drop(line);
		line->state = IRQMASK_IDLE;
	}
	return line->state == IRQMASK_IDLE;
}

/* Whether a line gets unable to deliver for a reason that is to be measured */
static bool irqmask_line_measured(struct irqmask_line *line, enum irq_line_reason reason)
{
	switch (reason) {
	case IRQ_LINE_SUSPEND:
		irqmask_line_drop(line);
		line->state = IRQMASK_BLIND;
		return false;
	case IRQ_LINE_UNINSTALL:
		irqmask_line_drop(line);
		line->state = IRQMASK_IDLE;
		return false;
	default:
		return line->state == IRQMASK_LIVE;
	}
}

static const u8 irqmask_causes[] = {
	[IRQ_LINE_DISABLE]	= IRQMASK_DISABLE,
	[IRQ_LINE_FLOW]		= IRQMASK_FLOW,
	[IRQ_LINE_ONESHOT]	= IRQMASK_ONESHOT,
	[IRQ_LINE_MOVE]		= IRQMASK_MOVE,
	[IRQ_LINE_TYPE]		= IRQMASK_TYPE,
	[IRQ_LINE_SPURIOUS]	= IRQMASK_SPURIOUS,
	[IRQ_LINE_OTHER]	= IRQMASK_OTHER,
};

static __always_inline void irqmask_line_start(struct irqmask_line *line, struct irq_desc *desc,
					       enum irq_line_reason reason, u64 now)
{
	enum irqmask_cause cause = irqmask_causes[reason];

	irqmask_line_name(line, desc);
	if (irqmask_is_flow(cause)) {
		irqmask_line_begin(line, cause, (unsigned long)desc->handle_irq, now);
	} else {
		irqmask_line_begin(line, cause, 0, now);
		irqmask_frame_save_begin(&line->section, line->probe_caller);
	}
}

static bool irqmask_line_can_deliver(const struct irqmask_line *line)
{
	return !line->disabled && !line->masked;
}

/*
 * As most often: it could deliver, so it was neither disabled nor masked. From
 * IRQ_LINE_SUSPEND on, reasons are not like the others.
 */
static __always_inline bool irqmask_line_goes_down(const struct irqmask_line *line,
						   struct irq_desc *desc,
						   enum irq_line_reason reason)
{
	return line->state == IRQMASK_LIVE && reason < IRQ_LINE_SUSPEND &&
	       irqd_is_started(&desc->irq_data);
}

static __always_inline void irqmask_follow_disable(struct irqmask_line *line,
						   struct irq_desc *desc,
						   enum irq_line_reason reason)
{
	if (likely(irqmask_line_goes_down(line, desc, reason) && desc->depth <= 1)) {
		line->disabled = true;
		irqmask_line_start(line, desc, reason, irqmask_now());
		return;
	}

	if (irqmask_line_is_idle(line, desc))
		return;

	/*
	 * A nested one changes nothing, but it may be the system's suspend, which doesn't
	 * count a source of wakeup as disabled once more
	 */
	if (desc->depth > 1 || (line->disabled && reason == IRQ_LINE_SUSPEND)) {
		if (!line->disabled) {
			line->disabled = true;
			irqmask_line_resync(line);
		}
		irqmask_line_measured(line, reason);
		return;
	}

	if (line->disabled) {
		line->disabled = false;
		irqmask_line_resync(line);
	}
	line->disabled = true;
	if (irqmask_line_measured(line, reason))
		irqmask_line_start(line, desc, reason, irqmask_now());
	else
		irqmask_line_note_disable(line, reason == IRQ_LINE_SPURIOUS);
}

/*
 * A line whose flow handler was taken away stays marked as started: there is no other
 * event when it gets a new one.
 */
static void irqmask_line_check_live(struct irqmask_line *line, struct irq_desc *desc)
{
	struct irq_data *d = irq_desc_get_irq_data(desc);

	if (irqd_is_started(d) && !irqd_irq_disabled(d) && !irqd_irq_masked(d))
		irqmask_line_arm(line, desc);
}

static __always_inline void irqmask_follow_enable(struct irqmask_line *line, struct irq_desc *desc)
{
	if (irqmask_line_is_idle(line, desc)) {
		irqmask_line_check_live(line, desc);
		return;
	}
	/* With a depth left it stays disabled */
	if (irqd_irq_disabled(&desc->irq_data))
		return;

	if (!line->disabled)
		irqmask_line_resync(line);
	line->disabled = false;

	/* Only to be a source of wakeup while the system sleeps */
	if (irqd_is_wakeup_armed(&desc->irq_data))
		irqmask_line_drop(line);

	if (!irqmask_line_can_deliver(line))
		return;
	if (line->state == IRQMASK_OPEN)
		irqmask_line_end(line, 0, irqmask_now());
	else
		line->state = IRQMASK_LIVE;
}

static __always_inline void irqmask_follow_mask(struct irqmask_line *line, struct irq_desc *desc,
						enum irq_line_reason reason)
{
	if (likely(irqmask_line_goes_down(line, desc, reason))) {
		line->masked = true;
		line->masked_since = irqmask_now();
		irqmask_line_start(line, desc, reason, line->masked_since);
		return;
	}

	if (irqmask_line_is_idle(line, desc))
		return;

	/* The chip has one mask, whoever sets it; the core may not know that it is set */
	if (line->masked && (line->masked_by_other || reason == IRQ_LINE_OTHER)) {
		line->masked_by_other = reason == IRQ_LINE_OTHER;
		irqmask_line_measured(line, reason);
		return;
	}

	if (line->masked) {
		line->masked = false;
		irqmask_line_resync(line);
	}
	line->masked = true;
	line->masked_by_other = reason == IRQ_LINE_OTHER;
	line->masked_since = irqmask_now();
	if (irqmask_line_measured(line, reason))
		irqmask_line_start(line, desc, reason, line->masked_since);
}

static __always_inline void irqmask_follow_unmask(struct irqmask_line *line,
						  struct irq_desc *desc)
{
	u64 now;

	if (irqmask_line_is_idle(line, desc)) {
		irqmask_line_check_live(line, desc);
		return;
	}

	if (!line->masked)
		irqmask_line_resync(line);
	line->masked = false;
	line->masked_by_other = false;

	if (likely(line->state == IRQMASK_OPEN)) {
		now = irqmask_now();
		if (likely(now > line->masked_since))
			line->section.masked_ns += now - line->masked_since;
		if (!line->disabled)
			irqmask_line_end(line, 0, now);
	} else if (!line->disabled) {
		line->state = IRQMASK_LIVE;
	}
}

/* Functions of their own: the probes save no registers for a line that is left out */
static noinline void irqmask_disabled(struct irqmask_line *line, struct irq_desc *desc,
				      enum irq_line_reason reason, unsigned long probe_caller)
{
	if (reason == IRQ_LINE_PERCPU) {
		irqmask_percpu_disabled(line, desc, probe_caller);
	} else if (irqmask_line_enter(line, probe_caller)) {
		irqmask_follow_disable(line, desc, reason);
		irqmask_line_leave(line);
	}
}

static noinline void irqmask_masked(struct irqmask_line *line, struct irq_desc *desc,
				    enum irq_line_reason reason, unsigned long probe_caller)
{
	if (irqmask_line_enter(line, probe_caller)) {
		irqmask_follow_mask(line, desc, reason);
		irqmask_line_leave(line);
	}
}

static void irqmask_probe_disable(void *data, struct irq_desc *desc,
				  enum irq_line_reason reason)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (line)
		irqmask_disabled(line, desc, reason, _RET_IP_);
}

static void irqmask_probe_enable(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (!line)
		return;
	if (irqmask_is_percpu(desc)) {
		irqmask_percpu_enabled(line, desc, _RET_IP_);
	} else if (irqmask_line_enter(line, _RET_IP_)) {
		irqmask_follow_enable(line, desc);
		irqmask_line_leave(line);
	}
}

static void irqmask_probe_mask(void *data, struct irq_desc *desc, enum irq_line_reason reason)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (line)
		irqmask_masked(line, desc, reason, _RET_IP_);
}

static void irqmask_probe_unmask(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (line && irqmask_line_enter(line, _RET_IP_)) {
		irqmask_follow_unmask(line, desc);
		irqmask_line_leave(line);
	}
}

/* Only what waits for a thread is worth taking the lock */
static void irqmask_probe_thread(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_find_line(irq_desc_get_irq(desc));
	unsigned long flags;

	if (!line || READ_ONCE(line->state) != IRQMASK_OPEN ||
	    READ_ONCE(line->section.cause) != IRQMASK_ONESHOT ||
	    READ_ONCE(line->section.thread.cpu) >= 0)
		return;

	raw_spin_lock_irqsave(&desc->lock, flags);
	if (irqmask_line_enter(line, _RET_IP_)) {
		irqmask_line_note_thread(line);
		irqmask_line_leave(line);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

static void irqmask_probe_startup(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (line && irqmask_line_enter(line, _RET_IP_)) {
		irqmask_line_drop(line);
		irqmask_line_arm(line, desc);
		irqmask_line_leave(line);
	}
}

static void irqmask_probe_shutdown(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (!line)
		return;
	if (irqmask_is_percpu(desc)) {
		irqmask_percpu_renew(line);
	} else if (irqmask_line_enter(line, _RET_IP_)) {
		irqmask_line_drop(line);
		line->state = IRQMASK_IDLE;
		irqmask_line_leave(line);
	}
}

/* When it returns, no probe runs any more */
void irqmask_unregister_probes(void)
{
	unregister_trace_irq_line_startup(irqmask_probe_startup, NULL);
	unregister_trace_irq_line_shutdown(irqmask_probe_shutdown, NULL);
	unregister_trace_irq_line_disable(irqmask_probe_disable, NULL);
	unregister_trace_irq_line_enable(irqmask_probe_enable, NULL);
	unregister_trace_irq_line_mask(irqmask_probe_mask, NULL);
	unregister_trace_irq_line_unmask(irqmask_probe_unmask, NULL);
	unregister_trace_irq_line_thread(irqmask_probe_thread, NULL);
	tracepoint_synchronize_unregister();
}

int irqmask_register_probes(void)
{
	int ret;

	ret = register_trace_irq_line_startup(irqmask_probe_startup, NULL);
	if (ret)
		return ret;
	ret = register_trace_irq_line_shutdown(irqmask_probe_shutdown, NULL);
	if (ret)
		goto err_startup;
	ret = register_trace_irq_line_disable(irqmask_probe_disable, NULL);
	if (ret)
		goto err_shutdown;
	ret = register_trace_irq_line_enable(irqmask_probe_enable, NULL);
	if (ret)
		goto err_disable;
	ret = register_trace_irq_line_mask(irqmask_probe_mask, NULL);
	if (ret)
		goto err_enable;
	ret = register_trace_irq_line_unmask(irqmask_probe_unmask, NULL);
	if (ret)
		goto err_mask;
	ret = register_trace_irq_line_thread(irqmask_probe_thread, NULL);
	if (ret)
		goto err_unmask;
	return 0;

err_unmask:
	unregister_trace_irq_line_unmask(irqmask_probe_unmask, NULL);
err_mask:
	unregister_trace_irq_line_mask(irqmask_probe_mask, NULL);
err_enable:
	unregister_trace_irq_line_enable(irqmask_probe_enable, NULL);
err_disable:
	unregister_trace_irq_line_disable(irqmask_probe_disable, NULL);
err_shutdown:
	unregister_trace_irq_line_shutdown(irqmask_probe_shutdown, NULL);
err_startup:
	unregister_trace_irq_line_startup(irqmask_probe_startup, NULL);
	tracepoint_synchronize_unregister();
	return ret;
}
