// SPDX-License-Identifier: GPL-2.0
/*
 * unit: tests of what needs no kernel with irqmask
 *
 *	unit check SAMPLES	runs all tests on the samples of that folder
 *	unit print WHAT FILE	prints a sample as WHAT, for another program to check
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../analysis.h"
#include "../commands.h"
#include "../filter.h"
#include "../hist.h"
#include "../instance.h"
#include "../notify.h"
#include "../process.h"
#include "../stop.h"
#include "../text.h"
#include "../threshold.h"
#include "../top.h"
#include "print.h"

static const char *samples;
static unsigned int failures;

#define EXPECT(condition)							\
	do {									\
		if (!(condition)) {						\
			printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);	\
			failures++;						\
		}								\
	} while (0)

static bool is_text(const char *text, const char *expected)
{
	return text && !strcmp(text, expected);
}

#define EXPECT_TEXT(text, expected)	EXPECT(is_text(text, expected))

static char *sample(const char *name)
{
	char *path = xasprintf("%s/%s", samples, name), *text = read_file(path);

	if (!text) {
		error("%s can't be read", path);
		exit(EXIT_ERROR);
	}
	free(path);
	return text;
}

/* --- the files of the kernel --- */

static void test_worst(void)
{
	char *text = sample("worst");
	struct sections all;
	const struct section *flow, *lazy;

	EXPECT(!sections_parse(text, &all));
	EXPECT(all.nr == 5 && !all.is_off && !all.unkept);
	flow = &all.sections[1];
	EXPECT(flow->irq == 26 && flow->cpu == -1 && flow->count == 1);
	EXPECT_TEXT(flow->name.actions, "irqmask_delay_test");
	EXPECT_TEXT(flow->name.chip, "irqmask-test 0-level");
	EXPECT_TEXT(flow->cause, "flow");
	EXPECT(flow->ns == 12010054 && flow->masked_ns == 12010054);
	EXPECT_TEXT(flow->begin.where, "handle_level_irq+0x0/0x140");
	EXPECT(flow->begin.ts == 2597680279 && flow->begin.cpu == 1 && flow->begin.pid == 56);
	EXPECT_TEXT(flow->disable.where,
		    "irqmask_test_disable_own+0xf/0x40 [irqmask_delay_test]");
	EXPECT_TEXT(flow->disable.comm, "sh");
	EXPECT(flow->begin_stack.nr == 12 && flow->end_stack.nr == 9);
	EXPECT_TEXT(flow->end_stack.frames[0], "unmask_irq.part.0+0x32/0x40");
	EXPECT(flow->end.ts == 2609690333);
	lazy = &all.sections[3];
	EXPECT(lazy->ns == 10830745 && lazy->masked_ns == 9717291 && !lazy->disable.where);
	sections_free(&all);
	free(text);
}

static void test_open(void)
{
	char *text = sample("open_kinds");
	struct sections all;

	EXPECT(!sections_parse(text, &all));
	EXPECT(all.nr == 3);
	EXPECT(all.sections[0].is_blind && all.sections[0].irq == 4);
	EXPECT_TEXT(all.sections[0].name.actions, "ttyS0 (x)");
	EXPECT_TEXT(all.sections[0].name.chip, "a chip (old) 4-edge");
	EXPECT(all.sections[1].cpu == 3 && all.sections[1].ns == 5000);
	EXPECT_TEXT(all.sections[1].name.actions, "arch timer");
	EXPECT_TEXT(all.sections[1].begin.comm, "my-task-name");
	EXPECT(all.sections[1].begin.pid == 41 && all.sections[1].begin.ts == 12000000007);
	EXPECT_TEXT(all.sections[1].locks, "&a->lock, b");
	EXPECT_TEXT(all.sections[2].name.actions, "-");
	EXPECT_TEXT(all.sections[2].thread.comm, "irq/64-a-b");
	EXPECT(all.sections[2].thread.pid == 78 && all.sections[2].thread.cpu == 1);
	EXPECT(all.sections[2].thread.prio == 49 && all.sections[2].thread.waited == 60123);
	EXPECT(all.sections[2].begin_stack.nr == 1);
	sections_free(&all);
	free(text);
}

static void expect_refused(const char *text)
{
	char *copy = xstrdup(text);
	struct sections all;

	EXPECT(sections_parse(copy, &all));
	EXPECT(!all.nr);
	free(copy);
}

static void test_refused_sections(void)
{
	expect_refused("irq: x");
	expect_refused("irq: 3 eth0");
	expect_refused("irq: 3 eth0 (chip 3)  cause: disable  ns: 1");
	expect_refused("irq: 3 eth0 (chip 3)  cause: disable  ns: x  masked_ns: 1");
	expect_refused("irq: 3 eth0 (chip 3)  cause: disable  ns: 2  masked_ns: 1\nstarted at: x");
	expect_refused(" => a frame of nothing");
}

static void test_off(void)
{
	char text[] = "# nothing is measured: use the tracer\n";
	char again[] = "# nothing is measured\n";
	struct sections sections;
	struct stats stats;

	EXPECT(!sections_parse(text, &sections) && sections.is_off && !sections.nr);
	EXPECT(!stats_parse(again, &stats) && stats.is_off && !stats.nr);
}

static void test_stat(void)
{
	char *text = sample("stat");
	char refused[] = "     26          x", cpus[] =
		"# in no row: recursion 1  no storage 2\n# counted as 0 ns: backwards 3\n"
		" cpu000       1072         15523486        14480          260       256071       256071        0      0  all interrupts\n"
		"  hist: <2^10:322 2^17:25\n";
	const struct stat_row *row;
	struct stats stats;

	EXPECT(!stats_parse(text, &stats));
	EXPECT(stats.nr == 1);
	row = stats_find(&stats, 26, -1);
	EXPECT(row && row->count == 7 && row->total == 68514842 && row->max == 17400811);
	EXPECT(row->dropped == 1 && !row->lost && row->masked_max == 17400811);
	EXPECT(row->hist[16] == 1 && row->hist[24] == 4 && !row->hist[0]);
	EXPECT_TEXT(row->name.chip, "irqmask-test 0-level");
	EXPECT(!stats_find(&stats, 27, -1) && !stats_find(&stats, ALL_LINES, 0));
	stats_free(&stats);
	free(text);

	EXPECT(!stats_parse(cpus, &stats));
	row = stats_find(&stats, ALL_LINES, 0);
	EXPECT(row && row->count == 1072 && row->hist[0] == 322 && row->hist[18] == 25);
	EXPECT(stats.recursion == 1 && stats.no_storage == 2 && stats.backwards == 3);
	stats_free(&stats);
	EXPECT(stats_parse(refused, &stats));
}

static void test_hist(void)
{
	char *text = sample("hist"), *linear = sample("hist_linear");
	char refused[] = "{ irq: 26, ns: ~ many } hitcount: 1 ns: 5";
	char uncounted[] = "{ irq: 26, ns: ~ 2^12 } hitcount: 0 ns: 0\n"
			   "{ irq: 27, ns: ~ 2^12 } hitcount: 1 ns: 4000";
	struct histograms all;

	EXPECT(!histograms_parse(text, &all));
	EXPECT(all.nr == 1 && all.all[0].nr == 2 && all.all[0].count == 6);
	EXPECT(all.all[0].total == 46453015 && all.all[0].cause == -1);
	EXPECT(all.all[0].buckets[0].from == (1 << 22) + 1);
	EXPECT(all.all[0].buckets[0].to == (1 << 23) + 1 && all.all[0].buckets[0].count == 5);
	EXPECT(!all.dropped);
	histograms_free(&all);

	EXPECT(!histograms_parse(linear, &all));
	EXPECT(all.nr == 3 && all.dropped == 7);
	EXPECT(all.all[0].irq == ALL_LINES && all.all[0].cause == 7);
	EXPECT(all.all[1].cause == 0 && all.all[1].nr == 2 && all.all[1].count == 4);
	EXPECT(all.all[1].buckets[0].from == 5000000 && all.all[1].buckets[0].to == 6000000);
	EXPECT(all.all[1].buckets[1].from == 10000000);
	histograms_free(&all);
	EXPECT(histograms_parse(refused, &all));
	EXPECT(!histograms_parse(uncounted, &all));
	EXPECT(all.nr == 1 && all.all[0].irq == 27 && all.all[0].nr == 1);
	histograms_free(&all);
	free(text);
	free(linear);
}

/* --- what the user says --- */

static void test_numbers(void)
{
	static const char * const bad_lists[] = {
		"", "a", "1,", ",1", "2-1", "-1", "1-", "9", "1 2", "1-2-3", "1--2", "+1", "1-+2",
		"4294967300", "1-4294967300", "18446744073709551620", "4294967297-2",
	};
	static const char * const bad_times[] = {
		"", "s", "0", "-1", "1w", "1.5", "0m", "9223372037", "153722868m", "2562048h",
		"106752d", "4294967295d", "18446744073709551617",
	};
	struct list list = { 0 };
	uint64_t value;
	size_t i;

	EXPECT(list_has(&list, 5));
	EXPECT(!parse_list("1,3-5", 8, &list));
	EXPECT(list_has(&list, 1) && !list_has(&list, 2) && list_has(&list, 3) &&
	       list_has(&list, 5) && !list_has(&list, 6));
	for (i = 0; i < ARRAY_SIZE(bad_lists); i++)
		EXPECT(parse_list(bad_lists[i], 8, &list));
	list_free(&list);
	EXPECT(!parse_duration("90", &value) && value == 90);
	EXPECT(!parse_duration("2m", &value) && value == 120);
	EXPECT(!parse_duration("1d", &value) && value == 86400);
	EXPECT(!parse_duration("9223372036", &value) && value == 9223372036);
	EXPECT(!parse_duration("106751d", &value) && value == 9223286400);
	for (i = 0; i < ARRAY_SIZE(bad_times); i++)
		EXPECT(parse_duration(bad_times[i], &value));
}

static void test_filter(void)
{
	struct tep_handle *tep = tep_alloc();
	struct options options = { 0 };
	char *format = sample("format"), *filter;

	EXPECT(!tep_parse_event(tep, format, strlen(format), SYSTEM));
	filter = filter_sections(tep, &options, 0);
	EXPECT_TEXT(filter, "");
	free(filter);
	EXPECT(!parse_list("4,11-12", 99, &options.irqs));
	EXPECT(!parse_list("0", 99, &options.cpus));
	filter = filter_sections(tep, &options, 1000);
	EXPECT_TEXT(filter,
		    "(irq == 4||(irq >= 11&&irq <= 12))&&(begin_cpu == 0)&&(end_cpu == 0)&&ns > 1000");
	free(filter);
	filter = filter_lines(tep, SYSTEM, SECTION, &options);
	EXPECT_TEXT(filter, "(irq == 4||(irq >= 11&&irq <= 12))");
	free(filter);
	list_free(&options.irqs);
	list_free(&options.cpus);
	free(format);
	tep_free(tep);
}

/* --- the analysis --- */

static struct event *add(struct events *events, enum event_type type, uint64_t ts, int cpu)
{
	struct event *event = events_add(events);

	event->type = type;
	event->ts = ts;
	event->cpu = cpu;
	event->irq = 21;
	return event;
}

static void set_task(struct task *task, int pid, const char *comm)
{
	task->pid = pid;
	task->prio = pid == 64 ? 49 : 120;
	snprintf(task->comm, sizeof(task->comm), "%s", comm);
}

static void add_switch(struct events *events, uint64_t ts, int cpu, int prev,
		       const char *prev_comm, int next, const char *next_comm)
{
	struct event *event = add(events, EVENT_SWITCH, ts, cpu);

	set_task(&event->prev, prev, prev_comm);
	set_task(&event->next, next, next_comm);
}

static const struct usage *usage_of(const struct usages *usages, int cpu, const char *comm)
{
	size_t i;

	for (i = 0; i < usages->nr; i++) {
		if (usages->all[i].who.cpu == cpu && !strcmp(usages->all[i].who.task.comm, comm))
			return &usages->all[i];
	}
	return NULL;
}

/* The line is masked on CPU 0; its thread waits on CPU 1, behind a hog */
static void make_oneshot(struct events *events)
{
	struct event *event;

	add_switch(events, 500, 1, 0, "swapper/1", 70, "hog");
	event = add(events, EVENT_HANDLER, 1010, 0);
	snprintf(event->name, sizeof(event->name), "eth0");
	event = add(events, EVENT_WAKEUP, 1050, 0);
	set_task(&event->next, 64, "irq/21-eth0");
	add(events, EVENT_HANDLER_END, 1060, 0);
	add_switch(events, 1200, 0, 80, "ping", 0, "swapper/0");
	add_switch(events, 1700, 1, 70, "hog", 71, "other");
	add_switch(events, 1800, 1, 71, "other", 64, "irq/21-eth0");
	add_switch(events, 2100, 1, 64, "irq/21-eth0", 70, "hog");
}

static void test_thread(void)
{
	struct question question = {
		.irq = 21, .begin = 1000, .end = 2000, .begin_cpu = 0, .end_cpu = 1, .thread = 64,
	};
	const struct usage *usage;
	struct events events = { 0 };
	struct analysis analysis;

	make_oneshot(&events);
	analyse(&events, &question, &analysis);
	EXPECT(analysis.first == 500 && !analysis.disable && !analysis.masked);
	EXPECT(analysis.woken == 1050 && analysis.runs == 1800 && analysis.thread_cpu == 1);
	EXPECT_TEXT(analysis.thread.comm, "irq/21-eth0");
	EXPECT(analysis.thread.prio == 49);
	usage = usage_of(&analysis.instead, 1, "hog");
	EXPECT(usage && usage->ns == 650);
	usage = usage_of(&analysis.instead, 1, "other");
	EXPECT(usage && usage->ns == 100);
	EXPECT(analysis.instead.nr == 2);
	usage = usage_of(&analysis.usages, 0, "eth0");
	EXPECT(usage && usage->ns == 50 && usage->who.irq == 21);
	usage = usage_of(&analysis.usages, 0, "ping");
	EXPECT(usage && usage->ns == 200);
	usage = usage_of(&analysis.usages, 1, "irq/21-eth0");
	EXPECT(usage && usage->ns == 200);
	EXPECT(!usage_of(&analysis.instead, 1, "irq/21-eth0"));
	analysis_free(&analysis);

	/* Where the kernel says when the thread handled it, that counts */
	question.thread_wait = 850;
	analyse(&events, &question, &analysis);
	EXPECT(analysis.runs == 1850);
	EXPECT(analysis.instead.nr == 2 && !usage_of(&analysis.instead, 1, "irq/21-eth0"));
	analysis_free(&analysis);
	events_free(&events);
}

/* It ran when the line was masked, and until after the end */
static void test_running_thread(void)
{
	struct question question = {
		.irq = 21, .begin = 1000, .end = 2000, .begin_cpu = 0, .end_cpu = 1, .thread = 64,
	};
	struct events events = { 0 };
	struct analysis analysis;

	add_switch(&events, 2100, 1, 64, "irq/21-eth0", 0, "swapper/1");
	analyse(&events, &question, &analysis);
	EXPECT(analysis.woken == 1000 && analysis.runs == 1000);
	EXPECT(analysis.thread.prio == 49 && !analysis.instead.nr);
	analysis_free(&analysis);

	question.thread_wait = 300;
	analyse(&events, &question, &analysis);
	EXPECT(analysis.woken == 1000 && analysis.runs == 1300);
	EXPECT_TEXT(analysis.thread.comm, "irq/21-eth0");
	EXPECT(analysis.thread.prio == 49 && !analysis.instead.nr);
	analysis_free(&analysis);
	events_free(&events);
}

/* It was about to run when the line was masked; later its handler slept */
static void test_sleeping_handler(void)
{
	struct question question = {
		.irq = 21, .begin = 1000, .end = 2000, .begin_cpu = 0, .end_cpu = 1, .thread = 64,
		.thread_wait = 300,
	};
	struct events events = { 0 };
	struct analysis analysis;

	add_switch(&events, 1400, 1, 64, "irq/21-eth0", 0, "swapper/1");
	set_task(&add(&events, EVENT_WAKEUP, 1500, 1)->next, 64, "irq/21-eth0");
	add_switch(&events, 1600, 1, 0, "swapper/1", 64, "irq/21-eth0");
	analyse(&events, &question, &analysis);
	EXPECT(analysis.woken == 1000 && analysis.runs == 1300);
	analysis_free(&analysis);
	events_free(&events);
}

/* The section is open: the hog starves the thread, while another one of the line has run */
static void test_starved_thread(void)
{
	struct question question = {
		.irq = 21, .begin = 1000, .end = 3000, .begin_cpu = 0, .end_cpu = -1,
	};
	static const struct {
		int pid;
		const char *comm;
		uint64_t ts;
	} woken[] = {
		{ 64, "irq/21-eth0", 900 }, { 66, "irq/212-eth0", 1010 },
		{ 65, "irq/21-eth1", 1020 }, { 64, "irq/21-eth0", 1050 },
	};
	struct events events = { 0 };
	struct analysis analysis;
	const struct usage *usage;
	size_t i;

	add_switch(&events, 500, 1, 0, "swapper/1", 70, "hog");
	for (i = 0; i < ARRAY_SIZE(woken); i++) {
		struct event *event = add(&events, EVENT_WAKEUP, woken[i].ts, 0);

		set_task(&event->next, woken[i].pid, woken[i].comm);
		event->target = 1;
	}
	add_switch(&events, 1100, 0, 80, "ping", 65, "irq/21-eth1");
	add_switch(&events, 2050, 1, 70, "hog", 71, "other");
	find_waited_for(&events, &question);
	EXPECT(question.thread == 64);
	analyse(&events, &question, &analysis);
	EXPECT(analysis.woken == 1050 && !analysis.runs && analysis.thread_cpu == 1);
	EXPECT(analysis_waits(&question, &analysis) && analysis.thread.prio == 49);
	usage = usage_of(&analysis.instead, 1, "hog");
	EXPECT(usage && usage->ns == 1000);
	usage = usage_of(&analysis.instead, 1, "other");
	EXPECT(usage && usage->ns == 950);
	analysis_free(&analysis);

	/* It gets its CPU, and takes long */
	add_switch(&events, 2500, 1, 71, "other", 64, "irq/21-eth0");
	question.thread = 0;
	find_waited_for(&events, &question);
	EXPECT(question.thread == 65);
	question.thread = 64;
	analyse(&events, &question, &analysis);
	EXPECT(analysis.runs == 2500 && !analysis_waits(&question, &analysis));
	analysis_free(&analysis);
	events_free(&events);

	question.irq = 22;
	question.thread = 0;
	find_waited_for(&events, &question);
	EXPECT(!question.thread);
}

static void test_disable(void)
{
	struct question question = {
		.irq = 21, .begin = 1000, .end = 2000, .begin_cpu = 0, .end_cpu = 0,
	};
	struct events events = { 0 };
	struct analysis analysis;
	struct event *event;

	/* Another line's, one that is nested, one on another CPU, one of long ago */
	add(&events, EVENT_DISABLE, 1, 0)->depth = 1;
	event = add(&events, EVENT_DISABLE, 1001, 0);
	event->depth = 1;
	event->irq = 22;
	add(&events, EVENT_DISABLE, 1002, 0)->depth = 2;
	add(&events, EVENT_DISABLE, 1003, 1)->depth = 1;
	add(&events, EVENT_DISABLE, 1010, 0)->depth = 1;
	add(&events, EVENT_WAKEUP, 1011, 1);
	add(&events, EVENT_STACK, 1012, 0);
	add(&events, EVENT_MASK, 1300, 0)->in_hardirq = true;
	add(&events, EVENT_MASK, 2300, 0);
	analyse(&events, &question, &analysis);
	EXPECT(analysis.disable == &events.all[4] && analysis.stack == &events.all[6]);
	EXPECT(analysis.masked == &events.all[7]);
	EXPECT(!analysis.thread.pid && !analysis.runs && !analysis.instead.nr);
	analysis_free(&analysis);

	question.irq = 23;
	analyse(&events, &question, &analysis);
	EXPECT(!analysis.disable && !analysis.stack && !analysis.masked);
	analysis_free(&analysis);
	events_free(&events);

	analyse(&events, &question, &analysis);
	EXPECT(!analysis.first && !analysis.usages.nr);
	analysis_free(&analysis);
}

/* --- what a process has open --- */

static const char *what_is(const struct process *process, int fd)
{
	size_t i;

	for (i = 0; i < process->nr; i++) {
		if (process->files[i].fd == fd)
			return process->files[i].what;
	}
	return NULL;
}

static void test_process(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct sockaddr_un named = { .sun_family = AF_UNIX };
	int tcp = socket(AF_INET, SOCK_STREAM, 0), local = socket(AF_UNIX, SOCK_STREAM, 0);
	socklen_t len = sizeof(address);
	struct process process;
	char *expected;

	EXPECT(!bind(tcp, (struct sockaddr *)&address, len) && !listen(tcp, 1));
	EXPECT(!getsockname(tcp, (struct sockaddr *)&address, &len));
	len = offsetof(struct sockaddr_un, sun_path) + 1 +
		snprintf(named.sun_path + 1, 40, "irqmask-unit-%d", getpid());
	EXPECT(!bind(local, (struct sockaddr *)&named, len));

	/* By its name, by a name that isn't known, and by another's */
	EXPECT(!process_read(getpid(), "unit", &process));
	process_free(&process);
	EXPECT(process_read(getpid(), "another", &process));
	prctl(PR_SET_NAME, "a\nb\\c");
	EXPECT(!process_read(getpid(), "a\\012b\\134c", &process));
	process_free(&process);
	EXPECT(process_read(0, UNKNOWN_COMM, &process));
	EXPECT(!process_read(getpid(), UNKNOWN_COMM, &process));
	expected = xasprintf("tcp socket 127.0.0.1:%d -> 0.0.0.0:0", ntohs(address.sin_port));
	EXPECT_TEXT(what_is(&process, tcp), expected);
	free(expected);
	expected = xasprintf("unix socket @%s", named.sun_path + 1);
	EXPECT_TEXT(what_is(&process, local), expected);
	free(expected);
	process_free(&process);
	close(tcp);
	close(local);

	EXPECT(process_is_called("kworker/1:0", "kworker/1:0-events"));
	EXPECT(process_is_called("kworker/u5:0", "kworker/u5:0+events_unbound"));
	EXPECT(!process_is_called("kworker/1:0", "kworker/1:01-events"));
	EXPECT(process_is_called("irq/30-a_long_h", "irq/30-a_long_handler"));
	EXPECT(!process_is_called("irq/30-a", "irq/30-a_long_handler"));

	expected = text_escape("a b\n\033[1m\\\303\251");
	EXPECT_TEXT(expected, "a b\\012\\033[1m\\134\303\251");
	free(expected);
}

/* --- the service --- */

/* What comes to a socket of that name, as NOTIFY_SOCKET has it */
static void expect_notified(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	char text[32] = "";

	memcpy(address.sun_path, name, strlen(name));
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	EXPECT(!bind(fd, (struct sockaddr *)&address,
		     offsetof(struct sockaddr_un, sun_path) + strlen(name)));
	setenv("NOTIFY_SOCKET", name, 1);
	notify_ready();
	EXPECT(recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT) > 0);
	EXPECT_TEXT(text, "READY=1");
	EXPECT(!getenv("NOTIFY_SOCKET"));

	/* Only once, and only who asks for it */
	notify_ready();
	EXPECT(recv(fd, text, sizeof(text), MSG_DONTWAIT) < 0);
	close(fd);
}

static void test_notify(void)
{
	char folder[] = "/tmp/irqmask-unit-XXXXXX", *name;

	EXPECT(mkdtemp(folder));
	name = xasprintf("%s/notify", folder);
	expect_notified(name);
	unlink(name);
	rmdir(folder);
	free(name);
	name = xasprintf("@irqmask-unit-notify-%d", getpid());
	expect_notified(name);
	free(name);
}

/* --- a command on the threshold --- */

static bool command_fails(char *command)
{
	struct action action = { .type = ACTION_SHELL, .text = command };
	struct options options = { .nr_actions = 1, .actions = &action };

	return threshold_act(&options, 1);
}

/* Who starts us may ignore its children, and has us do so */
static void test_command(void)
{
	int status;
	pid_t pid = fork();

	EXPECT(pid >= 0);
	if (!pid) {
		/* What it says of the one that fails */
		dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
		signal(SIGCHLD, SIG_IGN);
		signals_catch();
		_exit(!command_fails("false") || command_fails("true"));
	}
	EXPECT(waitpid(pid, &status, 0) == pid);
	EXPECT(WIFEXITED(status) && !WEXITSTATUS(status));
}

/* --- the table of top --- */

/* Each key puts them into another order */
static struct row rows[] = {
	{ .irq = 5, .cpu = -1, .count = 3, .rate = 0.5, .total = 900, .cur = 100, .min = 90,
	  .max = 700, .masked = 0 },
	{ .irq = ALL_LINES, .cpu = 1, .count = 1, .rate = 2, .total = 600, .cur = 600, .min = 600,
	  .max = 600, .masked = 300 },
	{ .irq = 3, .cpu = -1, .count = 9, .rate = 1, .total = 1800, .cur = 50, .min = 40,
	  .max = 650, .masked = 200, .open = 660 },
	{ .irq = 4, .cpu = -1, .is_blind = true },
};

static void test_sort(void)
{
	static const struct {
		enum sort_key key;
		int irqs[ARRAY_SIZE(rows)];
	} orders[] = {
		{ SORT_MAX, { 5, 3, ALL_LINES, 4 } }, { SORT_COUNT, { 3, 5, ALL_LINES, 4 } },
		{ SORT_RATE, { ALL_LINES, 3, 5, 4 } }, { SORT_CUR, { ALL_LINES, 5, 3, 4 } },
		{ SORT_MIN, { ALL_LINES, 5, 3, 4 } }, { SORT_AVG, { ALL_LINES, 5, 3, 4 } },
		{ SORT_MASKED, { ALL_LINES, 3, 4, 5 } }, { SORT_IRQ, { ALL_LINES, 3, 4, 5 } },
	};
	struct options options = { 0 };
	struct top top = { .options = &options, .nr = ARRAY_SIZE(rows), .rows = rows };
	size_t i, j;

	EXPECT(ARRAY_SIZE(orders) == NR_SORT_KEYS);
	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		options.sort = orders[i].key;
		top_sort(&top);
		for (j = 0; j < ARRAY_SIZE(rows); j++)
			EXPECT(rows[j].irq == orders[i].irqs[j]);
	}
}

static void test_rename(void)
{
	struct line_name none = { .actions = "-" }, first = { "eth0", "0-edge" },
			 second = { "sdhci", "1-level" };
	struct row row = { .irq = 5 };

	row_rename(&row, &none);
	EXPECT_TEXT(row.name.actions, "-");
	row_rename(&row, &first);
	row_rename(&row, &none);
	EXPECT_TEXT(row.name.actions, "eth0");
	row_rename(&row, &second);
	EXPECT_TEXT(row.name.actions, "sdhci");
	EXPECT_TEXT(row.name.chip, "1-level");
	name_free(&row.name);
}

static int check(void)
{
	test_worst();
	test_open();
	test_refused_sections();
	test_off();
	test_stat();
	test_hist();
	test_numbers();
	test_filter();
	test_thread();
	test_running_thread();
	test_sleeping_handler();
	test_starved_thread();
	test_disable();
	test_process();
	test_notify();
	test_command();
	test_sort();
	test_rename();
	printf("unit: %s\n", failures ? "failed" : "passed");
	return failures ? EXIT_ERROR : EXIT_NOT_HIT;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "check")) {
		samples = argv[2];
		return check();
	}
	if (argc == 4 && !strcmp(argv[1], "print"))
		return print(argv[2], argv[3]) ? EXIT_ERROR : EXIT_NOT_HIT;
	error("usage: unit check SAMPLES, or unit print WHAT FILE");
	return EXIT_ERROR;
}
