// SPDX-License-Identifier: GPL-2.0
/*
 * analysis: what a trace tells of one section
 *
 * It goes by the scheduler's and the interrupt core's events, which every kernel with
 * irqmask has; where the kernel says itself when the thread ran, that is taken.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis.h"

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* --- the line --- */

/* The stack follows its event on the same CPU at once */
static const struct event *stack_of(const struct events *events, size_t i)
{
	size_t j;

	for (j = i + 1; j < events->nr; j++) {
		if (events->all[j].cpu != events->all[i].cpu)
			continue;
		return events->all[j].type == EVENT_STACK ? &events->all[j] : NULL;
	}
	return NULL;
}

/* The event's time and the section's are taken one after the other: go for the nearest */
static void find_disable(const struct events *events, const struct question *question,
			 struct analysis *analysis)
{
	/* One of another section is no answer */
	uint64_t nearest = question->end - question->begin;
	size_t i;

	for (i = 0; i < events->nr; i++) {
		const struct event *event = &events->all[i];

		if (event->type != EVENT_DISABLE || event->irq != question->irq ||
		    event->depth != 1 || event->cpu != question->begin_cpu ||
		    distance(event->ts, question->begin) >= nearest)
			continue;
		nearest = distance(event->ts, question->begin);
		analysis->disable = event;
		analysis->stack = stack_of(events, i);
	}
}

static const struct event *find_mask(const struct events *events,
				     const struct question *question)
{
	size_t i;

	for (i = 0; i < events->nr; i++) {
		const struct event *event = &events->all[i];

		if (event->type == EVENT_MASK && event->irq == question->irq &&
		    event->ts > question->begin && event->ts <= question->end)
			return event;
	}
	return NULL;
}

/* --- the thread --- */

static bool was_switched_to(const struct events *events, size_t from, int pid)
{
	size_t i;

	for (i = from; i < events->nr; i++) {
		if (events->all[i].type == EVENT_SWITCH && events->all[i].next.pid == pid)
			return true;
	}
	return false;
}

/*
 * Of an open section, nothing but its waking says for which thread the line is kept
 * masked. Where several handlers share it, one that hasn't run yet is waited for.
 */
void find_waited_for(const struct events *events, struct question *question)
{
	char prefix[16];
	size_t i;

	snprintf(prefix, sizeof(prefix), "irq/%d-", question->irq);
	for (i = 0; i < events->nr; i++) {
		const struct event *event = &events->all[i];

		if (event->type != EVENT_WAKEUP || event->ts < question->begin ||
		    strncmp(event->next.comm, prefix, strlen(prefix)))
			continue;
		if (!question->thread)
			question->thread = event->next.pid;
		if (was_switched_to(events, i, event->next.pid))
			continue;
		question->thread = event->next.pid;
		break;
	}
}

static void find_thread(const struct events *events, const struct question *question,
			struct analysis *analysis)
{
	uint64_t started = 0;
	size_t i;

	analysis->thread_cpu = question->end_cpu;
	if (!question->thread)
		return;
	analysis->thread.pid = question->thread;
	for (i = 0; i < events->nr; i++) {
		const struct event *event = &events->all[i];

		if (event->ts > question->end)
			break;
		if (event->ts < question->begin)
			continue;
		if (event->type == EVENT_WAKEUP && event->next.pid == question->thread &&
		    !analysis->woken) {
			analysis->woken = event->ts;
			analysis->thread = event->next;
			if (question->end_cpu < 0)
				analysis->thread_cpu = event->target;
		}
		if (event->type == EVENT_SWITCH && event->next.pid == question->thread &&
		    !started) {
			started = event->ts;
			analysis->thread = event->next;
			analysis->thread_cpu = event->cpu;
		}
	}
	analysis->runs = question->thread_wait ? question->begin + question->thread_wait : started;
	/* It ran already, or was about to; a later waking was from a sleep in its handler */
	if (analysis->runs && (!analysis->woken || analysis->woken > analysis->runs))
		analysis->woken = question->begin;
}

/* --- who ran --- */

static void add_span(struct spans *spans, int cpu, uint64_t from, uint64_t to, int irq,
		     const struct task *task)
{
	struct span *span;

	if (from >= to)
		return;
	spans->all = xrealloc(spans->all, spans->nr + 1, sizeof(*spans->all));
	span = &spans->all[spans->nr++];
	span->cpu = cpu;
	span->from = from;
	span->to = to;
	span->irq = irq;
	span->task = *task;
}

static uint64_t within(uint64_t ts, const struct question *question)
{
	if (ts < question->begin)
		return question->begin;
	return ts > question->end ? question->end : ts;
}

static void add_tasks(const struct events *events, const struct question *question, int cpu,
		      struct spans *spans)
{
	const struct event *last = NULL;
	uint64_t from = question->begin;
	size_t i;

	for (i = 0; i < events->nr; i++) {
		const struct event *event = &events->all[i];

		if (event->type != EVENT_SWITCH || event->cpu != cpu)
			continue;
		add_span(spans, cpu, from, within(event->ts, question), -1, &event->prev);
		from = within(event->ts, question);
		last = event;
	}
	/* Without a switch, nothing of the scheduler's says who ran */
	if (last)
		add_span(spans, cpu, from, question->end, -1, &last->next);
}

static void add_handlers(const struct events *events, const struct question *question,
			 int cpu, struct spans *spans)
{
	const struct event *entry = NULL;
	struct task task = { 0 };
	size_t i;

	for (i = 0; i < events->nr; i++) {
		const struct event *event = &events->all[i];

		if (event->cpu != cpu)
			continue;
		if (event->type == EVENT_HANDLER) {
			entry = event;
		} else if (event->type == EVENT_HANDLER_END && entry &&
			   entry->irq == event->irq) {
			memcpy(task.comm, entry->name, sizeof(task.comm));
			add_span(spans, cpu, within(entry->ts, question),
				 within(event->ts, question), event->irq, &task);
			entry = NULL;
		}
	}
}

static bool is_same(const struct span *a, const struct span *b)
{
	return a->cpu == b->cpu && a->irq == b->irq && a->task.pid == b->task.pid &&
	       !strcmp(a->task.comm, b->task.comm);
}

static int compare_usages(const void *a, const void *b)
{
	const struct usage *first = a, *second = b;

	if (first->who.cpu != second->who.cpu)
		return first->who.cpu - second->who.cpu;
	if (first->ns != second->ns)
		return first->ns > second->ns ? -1 : 1;
	return 0;
}

/* Sums up what of the spans is between two times on a CPU; -1 is all CPUs, 0 no task */
static void sum_up(const struct spans *spans, int cpu, pid_t except, uint64_t from, uint64_t to,
		   struct usages *usages)
{
	size_t i, j;

	for (i = 0; i < spans->nr; i++) {
		const struct span *span = &spans->all[i];
		uint64_t begin = span->from > from ? span->from : from;
		uint64_t end = span->to < to ? span->to : to;

		if (begin >= end || (cpu >= 0 && span->cpu != cpu))
			continue;
		if (except && span->irq < 0 && span->task.pid == except)
			continue;
		for (j = 0; j < usages->nr && !is_same(&usages->all[j].who, span); j++)
			;
		if (j == usages->nr) {
			usages->all = xrealloc(usages->all, ++usages->nr, sizeof(*usages->all));
			memset(&usages->all[j], 0, sizeof(*usages->all));
			usages->all[j].who = *span;
		}
		usages->all[j].ns += end - begin;
		usages->all[j].count++;
	}
	if (usages->nr)
		qsort(usages->all, usages->nr, sizeof(*usages->all), compare_usages);
}

/* A thread that ran already when its line was masked wasn't woken, and didn't wait */
static void find_running(const struct question *question, struct analysis *analysis)
{
	size_t i;

	for (i = 0; i < analysis->spans.nr; i++) {
		const struct span *span = &analysis->spans.all[i];

		if (span->irq >= 0 || span->task.pid != question->thread ||
		    span->from != question->begin)
			continue;
		analysis->thread = span->task;
		/* The kernel may have said when it got to its handler */
		if (!analysis->runs)
			analysis->runs = question->begin;
		analysis->woken = question->begin;
	}
}

/* Whether the section is open, and its thread still waits for its CPU */
bool analysis_waits(const struct question *question, const struct analysis *analysis)
{
	return question->end_cpu < 0 && analysis->woken && !analysis->runs;
}

static void find_spans(const struct events *events, const struct question *question,
		       struct analysis *analysis)
{
	int cpus[] = { question->begin_cpu, question->end_cpu, analysis->thread_cpu };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(cpus); i++) {
		for (j = 0; j < i && cpus[j] != cpus[i]; j++)
			;
		if (j < i || cpus[i] < 0)
			continue;
		add_tasks(events, question, cpus[i], &analysis->spans);
		add_handlers(events, question, cpus[i], &analysis->spans);
	}
	if (question->thread && (!analysis->runs || !analysis->thread.comm[0]))
		find_running(question, analysis);
	sum_up(&analysis->spans, -1, 0, question->begin, question->end, &analysis->usages);
	if (analysis->runs)
		/* Switched to, it still has some way to its handler */
		sum_up(&analysis->spans, analysis->thread_cpu, question->thread, analysis->woken,
		       analysis->runs, &analysis->instead);
	else if (analysis_waits(question, analysis))
		sum_up(&analysis->spans, analysis->thread_cpu, question->thread, analysis->woken,
		       question->end, &analysis->instead);
}

void analyse(const struct events *events, const struct question *question,
	     struct analysis *analysis)
{
	memset(analysis, 0, sizeof(*analysis));
	if (events->nr)
		analysis->first = events->all[0].ts;
	find_disable(events, question, analysis);
	analysis->masked = find_mask(events, question);
	find_thread(events, question, analysis);
	find_spans(events, question, analysis);
}

void analysis_free(struct analysis *analysis)
{
	free(analysis->spans.all);
	free(analysis->usages.all);
	free(analysis->instead.all);
}
