// SPDX-License-Identifier: GPL-2.0
/*
 * event: what record has traced, and reads from the trace
 */
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "filter.h"
#include "instance.h"

static const struct {
	const char *system;
	const char *name;
	enum event_type type;
} known[] = {
	{ SYSTEM, SECTION, EVENT_SECTION },
	{ "irq_line", "irq_line_disable", EVENT_DISABLE },
	{ "irq_line", "irq_line_mask", EVENT_MASK },
	{ "sched", "sched_wakeup", EVENT_WAKEUP },
	{ "sched", "sched_switch", EVENT_SWITCH },
	{ "irq", "irq_handler_entry", EVENT_HANDLER },
	{ "irq", "irq_handler_exit", EVENT_HANDLER_END },
	{ "ftrace", "kernel_stack", EVENT_STACK },
};

/* --- tracing them --- */

/* The interrupt core's own events, of the chosen lines */
static int enable_line_events(struct tep_handle *tep, const struct options *options,
			      struct tracefs_instance *instance)
{
	char **names = tracefs_system_events(NULL, "irq_line"), *filter;
	int ret = 0;
	size_t i;

	for (i = 0; !ret && names && names[i]; i++) {
		filter = filter_lines(tep, "irq_line", names[i], options);
		if (!filter)
			ret = -1;
		else if (*filter)
			ret = instance_filter(instance, "irq_line", names[i], filter);
		free(filter);
	}
	tracefs_list_free(names);
	return ret ? ret : instance_enable(instance, "irq_line", NULL);
}

/* Who disabled it: the stack of each first disable_irq() */
static int trace_stacks(struct tep_handle *tep, const struct options *options,
			struct tracefs_instance *instance)
{
	char *filter = filter_lines(tep, "irq_line", "irq_line_disable", options), *trigger;
	int ret;

	if (!filter)
		return -1;
	trigger = xasprintf("stacktrace if depth == 1%s%s", *filter ? " && " : "", filter);
	ret = instance_trigger(instance, "irq_line", "irq_line_disable", trigger);
	free(trigger);
	free(filter);
	return ret;
}

int events_enable(struct tep_handle *tep, const struct options *options,
		  struct tracefs_instance *instance)
{
	if (trace_stacks(tep, options, instance) ||
	    enable_line_events(tep, options, instance) ||
	    instance_enable(instance, "irq", "irq_handler_entry") ||
	    instance_enable(instance, "irq", "irq_handler_exit") ||
	    instance_enable(instance, "sched", "sched_wakeup") ||
	    instance_enable(instance, "sched", "sched_switch"))
		return -1;
	return 0;
}

/* --- reading them --- */

struct event *events_add(struct events *events)
{
	struct event *event;

	if (events->nr == events->room) {
		events->room = events->room ? 2 * events->room : 1024;
		events->all = xrealloc(events->all, events->room, sizeof(*events->all));
	}
	event = &events->all[events->nr++];
	memset(event, 0, sizeof(*event));
	return event;
}

void events_free(struct events *events)
{
	size_t i;

	for (i = 0; i < events->nr; i++)
		free(events->all[i].addresses);
	free(events->all);
	memset(events, 0, sizeof(*events));
}

static void read_text(struct tep_event *format, struct tep_record *record, const char *field,
		      char *text)
{
	const char *data;
	int len;

	data = tep_get_field_raw(NULL, format, field, record, &len, 0);
	if (data)
		snprintf(text, NAME_LEN, "%.*s", len, data);
}

static void read_task(struct tep_event *format, struct tep_record *record, const char *prefix,
		      struct task *task)
{
	char field[16];

	snprintf(field, sizeof(field), "%spid", prefix);
	task->pid = field_value(format, record, field);
	snprintf(field, sizeof(field), "%sprio", prefix);
	task->prio = field_value(format, record, field);
	snprintf(field, sizeof(field), "%scomm", prefix);
	read_text(format, record, field, task->comm);
}

/* The field says where it begins; what follows to the end of the record are addresses */
static void read_stack(struct tep_event *format, struct tep_record *record,
		       struct event *event)
{
	struct tep_format_field *field = tep_find_field(format, "caller");
	unsigned int size = tep_get_long_size(format->tep);
	const char *data = record->data;
	int offset;

	if (!field)
		return;
	event->addresses = xcalloc(record->size / size + 1, sizeof(*event->addresses));
	for (offset = field->offset; offset + (int)size <= record->size; offset += size) {
		uint64_t address = tep_read_number(format->tep, data + offset, size);

		/* Unused room, or its end mark */
		if (!address || address == (size == 8 ? UINT64_MAX : UINT32_MAX))
			break;
		event->addresses[event->nr++] = address;
	}
}

static void read_fields(struct tep_event *format, struct tep_record *record,
			struct event *event)
{
	switch (event->type) {
	case EVENT_SECTION:
		sample_read(format, record, &event->sample);
		event->irq = event->sample.irq;
		break;
	case EVENT_DISABLE:
	case EVENT_MASK:
		event->irq = field_value(format, record, "irq");
		event->depth = field_value(format, record, "depth");
		event->in_hardirq = tep_data_flags(format->tep, record) & TRACE_FLAG_HARDIRQ;
		break;
	case EVENT_WAKEUP:
		read_task(format, record, "", &event->next);
		event->target = field_value(format, record, "target_cpu");
		break;
	case EVENT_SWITCH:
		read_task(format, record, "prev_", &event->prev);
		read_task(format, record, "next_", &event->next);
		break;
	case EVENT_HANDLER:
		read_text(format, record, "name", event->name);
		event->irq = field_value(format, record, "irq");
		break;
	case EVENT_HANDLER_END:
		event->irq = field_value(format, record, "irq");
		break;
	case EVENT_STACK:
		read_stack(format, record, event);
		break;
	}
}

static int read_event(struct tep_event *format, struct tep_record *record, int cpu,
		      void *context)
{
	struct events *events = context;
	struct event *event;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (strcmp(format->name, known[i].name) ||
		    strcmp(format->system, known[i].system))
			continue;
		event = events_add(events);
		event->type = known[i].type;
		event->ts = record->ts;
		event->cpu = cpu;
		read_fields(format, record, event);
		break;
	}
	return 0;
}

/* Takes all of it out of the trace */
int events_read(struct tep_handle *tep, struct tracefs_instance *instance,
		struct events *events)
{
	memset(events, 0, sizeof(*events));
	if (tracefs_iterate_raw_events(tep, instance, NULL, 0, read_event, events) >= 0)
		return 0;
	events_free(events);
	return error("the trace can't be read");
}
