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
#include "irqmask_line.h"

#include <trace/events/irq_line.h>

/* What is kept of the line, unless the filter leaves it out */
static struct irqmask_line *irqmask_probe_line(struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_find_line(irq_desc_get_irq(desc));

	if (unlikely(!line)) {
		irqmask_count_no_storage();
		return NULL;
	}
	return READ_ONCE(line->ignored) ? NULL : line;
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

static enum irqmask_cause irqmask_line_cause(enum irq_line_reason reason)
{
	switch (reason) {
	case IRQ_LINE_FLOW:
		return IRQMASK_FLOW;
	case IRQ_LINE_ONESHOT:
		return IRQMASK_ONESHOT;
	case IRQ_LINE_MOVE:
		return IRQMASK_MOVE;
	case IRQ_LINE_TYPE:
		return IRQMASK_TYPE;
	case IRQ_LINE_SPURIOUS:
		return IRQMASK_SPURIOUS;
	case IRQ_LINE_OTHER:
		return IRQMASK_OTHER;
	default:
		return IRQMASK_DISABLE;
	}
}

static void irqmask_line_start(struct irqmask_line *line, struct irq_desc *desc,
			       enum irq_line_reason reason, u64 now)
{
	struct irqmask_section *section = &line->section;

	irqmask_line_name(line, desc);
	section->irq = irq_desc_get_irq(desc);
	section->hwirq = desc->irq_data.hwirq;
	section->begin.ip = (unsigned long)desc->handle_irq;
	irqmask_line_begin(line, irqmask_line_cause(reason), now);
}

static bool irqmask_line_can_deliver(const struct irqmask_line *line)
{
	return !line->disabled && !line->masked;
}

static void irqmask_follow_disable(struct irqmask_line *line, struct irq_desc *desc,
				   enum irq_line_reason reason)
{
	if (irqmask_line_is_idle(line, desc))
		return;

	/* A nested one changes nothing, but it may be the system's suspend */
	if (desc->depth > 1) {
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

static void irqmask_follow_enable(struct irqmask_line *line, struct irq_desc *desc)
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
		irqmask_line_end(line, irqmask_now());
	else
		line->state = IRQMASK_LIVE;
}

static void irqmask_follow_mask(struct irqmask_line *line, struct irq_desc *desc,
				enum irq_line_reason reason)
{
	u64 now;

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
	now = irqmask_now();
	line->masked = true;
	line->masked_by_other = reason == IRQ_LINE_OTHER;
	line->masked_since = now;
	if (irqmask_line_measured(line, reason))
		irqmask_line_start(line, desc, reason, now);
}

static void irqmask_follow_unmask(struct irqmask_line *line, struct irq_desc *desc)
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

	if (line->state == IRQMASK_OPEN) {
		now = irqmask_now();
		if (now > line->masked_since)
			line->section.masked_ns += now - line->masked_since;
		if (irqmask_line_can_deliver(line))
			irqmask_line_end(line, now);
	} else if (irqmask_line_can_deliver(line)) {
		line->state = IRQMASK_LIVE;
	}
}

static void irqmask_probe_disable(void *data, struct irq_desc *desc,
				  enum irq_line_reason reason)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (!line)
		return;
	if (reason == IRQ_LINE_PERCPU) {
		irqmask_percpu_disabled(line, desc, _RET_IP_);
	} else if (irqmask_line_enter(line, _RET_IP_)) {
		irqmask_follow_disable(line, desc, reason);
		irqmask_line_leave(line);
	}
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

	if (line && irqmask_line_enter(line, _RET_IP_)) {
		irqmask_follow_mask(line, desc, reason);
		irqmask_line_leave(line);
	}
}

static void irqmask_probe_unmask(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (line && irqmask_line_enter(line, _RET_IP_)) {
		irqmask_follow_unmask(line, desc);
		irqmask_line_leave(line);
	}
}

static void irqmask_probe_thread(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (line && irqmask_line_enter(line, _RET_IP_)) {
		irqmask_line_note_thread(line);
		irqmask_line_leave(line);
	}
}

static void irqmask_probe_startup(void *data, struct irq_desc *desc)
{
	struct irqmask_line *line = irqmask_probe_line(desc);

	if (!line) {
		/* It may have been added after the layer was switched on */
		irqmask_request_line(irq_desc_get_irq(desc));
		return;
	}
	if (irqmask_line_enter(line, _RET_IP_)) {
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
