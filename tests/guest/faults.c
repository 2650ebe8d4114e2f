// SPDX-License-Identifier: GPL-2.0
/*
 * faults - lets every allocation of every switch and file of irqmask fail
 *
 *	faults MODULE.ko [STEP]
 *
 * Each step is done again and again: its first allocation fails, then its second,
 * until none is left to fail; once that one alone, once all that come after it too.
 * A step has to succeed or to say ENOMEM, in which case nothing may be left half
 * done and the next try has to succeed.
 */
#include "fail_nth.h"

#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define INSTANCE	TRACING "instances/faults"
#define SECTION		TRACING "events/irqmask/irqmask_section/"
#define FUNCTION_TRACE	TRACING "options/function-trace"
#define FUNCTION_FILTER	TRACING "set_ftrace_filter"
#define GIVE_UP		20000

struct step {
	const char *name;
	/* Done by a worker of the kernel, for who waits for it */
	bool by_worker;
	void (*before)(void);
	/* Returns 0, or an error's number below 0 */
	int (*act)(void);
	/* Whether all is as it has to be */
	bool (*is_done)(void);
	bool (*is_undone)(void);
	void (*undo)(void);
	/* A file that not every kernel has */
	const char *needs;
};

static char text[1 << 20];
static const char *module_path;

/* --- the steps --- */

static bool says(const char *path, const char *what)
{
	must_get(path, text, sizeof(text));
	return !strcmp(text, what);
}

static bool measures(void)
{
	must_get(TRACING "irqmask/stat", text, sizeof(text));
	return strncmp(text, "# nothing is measured", 21);
}

static void nothing(void)
{
}

static int switch_on(void)
{
	return put_text(TRACING "irqmask/enable", "1");
}

static bool is_enabled(void)
{
	return measures() && says(TRACING "irqmask/enable", "1\n");
}

static bool is_off(void)
{
	return !measures() && says(TRACING "irqmask/enable", "0\n") &&
	       says(TRACING "current_tracer", "nop\n");
}

static void disable(void)
{
	must_put(TRACING "irqmask/enable", "0");
}

static int tracer(void)
{
	return put_text(TRACING "current_tracer", "irqmask");
}

static bool is_tracing(void)
{
	return measures() && says(TRACING "current_tracer", "irqmask\n");
}

static void no_tracer(void)
{
	must_put(TRACING "current_tracer", "nop");
}

/* The option stays, and is used when the tracer is switched on */
static void with_cpu(void)
{
	static bool is_set;

	if (is_set)
		return;
	must_put(TRACING "current_tracer", "irqmask");
	must_put(TRACING "trace_options", "irqmask-cpu");
	must_put(TRACING "current_tracer", "nop");
	is_set = true;
}

static void trace_without_cpu(void)
{
	must_put(TRACING "current_tracer", "irqmask");
	must_put(TRACING "trace_options", "noirqmask-cpu");
}

static int function_option(void)
{
	return put_text(FUNCTION_TRACE, "1");
}

static bool has_functions(void)
{
	return is_tracing() && says(FUNCTION_TRACE, "1\n");
}

static bool has_no_functions(void)
{
	return is_tracing() && says(FUNCTION_TRACE, "0\n");
}

static void no_functions(void)
{
	must_put(FUNCTION_TRACE, "0");
	must_put(TRACING "current_tracer", "nop");
}

/* As before a user switches it on who wants to see what held a line up */
static void with_functions(void)
{
	must_put(FUNCTION_TRACE, "1");
}

static void without_functions(void)
{
	no_tracer();
	must_put(FUNCTION_TRACE, "0");
}

static int cpu_option(void)
{
	return put_text(TRACING "trace_options", "irqmask-cpu");
}

static bool has_cpu_option(void)
{
	return is_tracing() && says(TRACING "options/irqmask-cpu", "1\n");
}

static bool has_no_cpu_option(void)
{
	return is_tracing() && says(TRACING "options/irqmask-cpu", "0\n");
}

static int filter(void)
{
	return put_text(TRACING "irqmask/irqs", "4,11,24-27\n");
}

static bool is_filtered(void)
{
	return says(TRACING "irqmask/irqs", "4,11,24-27\n");
}

static bool is_not_filtered(void)
{
	return says(TRACING "irqmask/irqs", "all\n");
}

static void no_filter(void)
{
	must_put(TRACING "irqmask/irqs", "all");
}

static int event(void)
{
	return put_text(SECTION "enable", "1");
}

static bool has_event(void)
{
	return measures() && says(SECTION "enable", "1\n");
}

static bool has_no_event(void)
{
	return !measures() && says(SECTION "enable", "0\n");
}

static void no_event(void)
{
	must_put(SECTION "enable", "0");
}

static int instance_tracer(void)
{
	return put_text(INSTANCE "/current_tracer", "irqmask");
}

static bool is_instance_tracing(void)
{
	return measures() && says(INSTANCE "/current_tracer", "irqmask\n");
}

static bool is_instance_off(void)
{
	return !measures() && says(INSTANCE "/current_tracer", "nop\n");
}

static void no_instance_tracer(void)
{
	must_put(INSTANCE "/current_tracer", "nop");
}

static int perf_fd;

static int perf(void)
{
	static struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr) };

	if (!attr.config) {
		char id[16];

		if (get_text(SECTION "id", id, sizeof(id)) < 0)
			return -ENOMEM;
		attr.config = atoi(id);
	}
	perf_fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0);
	return perf_fd < 0 ? -errno : 0;
}

static bool has_perf(void)
{
	return measures();
}

static void no_perf(void)
{
	close(perf_fd);
}

/* Nobody is told that its worker failed, so who enables the event next has to try again */
static int raw_tracepoint(void)
{
	static const struct bpf_insn program[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_RAW_TRACEPOINT,
		.insns = (uintptr_t)program,
		.insn_cnt = ARRAY_SIZE(program),
		.license = (uintptr_t)"GPL",
	};
	int prog, fd;

	prog = syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
	if (prog < 0)
		fail("the program can't be loaded: %m");
	memset(&attr, 0, sizeof(attr));
	attr.raw_tracepoint.name = (uintptr_t)"irqmask_section";
	attr.raw_tracepoint.prog_fd = prog;
	fd = syscall(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));
	if (fd < 0)
		fail("the program can't be attached: %m");
	close(prog);
	return fd;
}

static int bpf_fd = -1;

static int event_beside_bpf(void)
{
	if (bpf_fd < 0)
		bpf_fd = raw_tracepoint();
	return event();
}

static void no_event_nor_bpf(void)
{
	no_event();
	close(bpf_fd);
	bpf_fd = -1;
	/* It takes a grace period, and then a worker */
	while (measures())
		usleep(10000);
}

static int load_with(const char *parameters_of_it)
{
	int fd = open(module_path, O_RDONLY | O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, parameters_of_it, 0))
		ret = -errno;
	close(fd);
	return ret;
}

static int load(void)
{
	return load_with("lines=3 us=10 chip=hard");
}

static bool is_loaded(void)
{
	return !access(DELAY "trigger", F_OK);
}

static bool is_not_loaded(void)
{
	must_get("/proc/interrupts", text, sizeof(text));
	return access(DELAY, F_OK) && !strstr(text, MODULE);
}

static void unload(void)
{
	if (syscall(SYS_delete_module, MODULE, 0))
		fail("the module can't be unloaded: %m");
}

static int trigger(void)
{
	return put_text(DELAY "trigger", "1");
}

static void load_to_free(void)
{
	if (load())
		fail("the module can't be loaded");
	must_put(PARAMETERS "action", "free");
	must_put(PARAMETERS "threads", "3");
}

static bool has_name(const char *line)
{
	const char *name = strstr(line, MODULE);

	return name && name < strchr(line, '\n');
}

/* How many of the module's lines have a row, with so many sections */
static unsigned int rows(unsigned int sections)
{
	unsigned int nr = 0, irq, count;
	char *line;

	must_get(TRACING "irqmask/stat", text, sizeof(text));
	for (line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		/* Lines of others may have some, too */
		if (sscanf(line, "%u %u", &irq, &count) == 2 && count == sections &&
		    has_name(line))
			nr++;
	}
	return nr;
}

/* More than ever before: the numbers of others have storage from the beginning */
static unsigned int new_lines = 300;

static void watch_all(void)
{
	new_lines += 256;
	must_put(TRACING "irqmask/enable", "1");
}

/* The storage for them is a worker's: whether there is any shows later */
static int grow(void)
{
	char parameters_of_it[40];
	int ret;

	snprintf(parameters_of_it, sizeof(parameters_of_it), "lines=%u us=1 chip=hard", new_lines);
	ret = load_with(parameters_of_it);
	usleep(200000);
	return ret;
}

/* How many events found no storage, as stat says, with all that rows() reads */
static unsigned long uncounted_events(void)
{
	const char *at = strstr(text, "  no storage ");

	return at ? strtoul(at + strlen("  no storage "), NULL, 10) : 0;
}

/* Lines without storage, in all of these */
static unsigned int all_without;

/*
 * Lines without storage are counted: each is disabled once, and nothing else happens to
 * it. Once it is there again, all have a row.
 */
static bool has_grown(void)
{
	unsigned int without;

	must_put(TRACING "irqmask/stat", "1");
	if (put_text(PARAMETERS "action", "nosync") || trigger())
		return false;
	without = new_lines - rows(1);
	if (uncounted_events() < without || (!without && uncounted_events()))
		return false;
	all_without += without;

	/* Each is started anew, which asks for what is missing */
	if (put_text(PARAMETERS "action", "free") || trigger())
		return false;
	usleep(200000);
	must_put(TRACING "irqmask/stat", "1");
	if (put_text(PARAMETERS "action", "nosync") || trigger())
		return false;
	if (without)
		printf("%u of %u lines had no storage for a while\n", without, new_lines);
	return rows(1) == new_lines;
}

static void unload_and_disable(void)
{
	unload();
	disable();
}

static const char *read_path;

/* Each row or record of a line of the module has its name */
static unsigned int names_in(const char *at)
{
	unsigned int nr = 0;

	while ((at = strstr(at, MODULE))) {
		at++;
		nr++;
	}
	return nr;
}

static unsigned int names_in_file;

static int read_file(void)
{
	ssize_t len = get_text(read_path, text, sizeof(text));

	return len < 0 ? len : 0;
}

static bool is_fine(void)
{
	return true;
}

/* The module's lines rest: what the file says of them stays the same */
static bool is_whole(void)
{
	return text[0] && names_in(text) == names_in_file;
}

static const struct step steps[] = {
	{ "enable", false, nothing, switch_on, is_enabled, is_off, disable },
	{ "the tracer", false, nothing, tracer, is_tracing, is_off, no_tracer },
	{ "the tracer with irqmask-cpu", false, with_cpu, tracer, is_tracing, is_off, no_tracer },
	{ "the tracer with function-trace", false, with_functions, tracer, is_tracing, is_off,
	  without_functions, FUNCTION_TRACE },
	{ "the option irqmask-cpu", false, trace_without_cpu, cpu_option, has_cpu_option,
	  has_no_cpu_option, no_tracer },
	{ "the option function-trace", false, trace_without_cpu, function_option, has_functions,
	  has_no_functions, no_functions, FUNCTION_TRACE },
	{ "the tracer of an instance", false, nothing, instance_tracer, is_instance_tracing,
	  is_instance_off, no_instance_tracer },
	{ "irqs", false, nothing, filter, is_filtered, is_not_filtered, no_filter },
	{ "the event", false, nothing, event, has_event, has_no_event, no_event },
	{ "the event, by its worker", true, nothing, event, has_event, has_no_event, no_event },
	{ "the event beside BPF, by its worker", true, nothing, event_beside_bpf, has_event,
	  has_no_event, no_event_nor_bpf },
	{ "perf", false, nothing, perf, has_perf, is_off, no_perf },
	{ "perf, by its worker", true, nothing, perf, has_perf, is_off, no_perf },
	{ "module", false, nothing, load, is_loaded, is_not_loaded, unload },
	{ "requests", false, load_to_free, trigger, is_loaded,
	  is_loaded, unload },
	{ "growth", true, watch_all, grow, has_grown, is_fine, unload_and_disable },
};

/* --- doing them --- */

/* Returns whether an allocation failed; counts in *errors when the step did */
static bool try_with(const struct step *step, unsigned int nth, bool all, unsigned int *errors)
{
	bool failed = false;
	unsigned int i;
	int ret;

	step->before();
	if (step->by_worker) {
		find_workers();
		for (i = 0; i < nr_workers; i++)
			arm(&workers[i], nth, all);
	} else {
		arm(&own, nth, all);
	}

	ret = step->act();

	if (step->by_worker) {
		for (i = 0; i < nr_workers; i++)
			failed |= disarm(&workers[i]);
	} else {
		failed = disarm(&own);
	}

	if (ret) {
		if (ret != -ENOMEM || !failed)
			fail("%s, allocation %u: %s", step->name, nth, strerror(-ret));
		(*errors)++;
		if (!step->is_undone())
			fail("%s, allocation %u: half done after the error: '%.100s'",
			     step->name, nth, text);
		ret = step->act();
		if (ret)
			fail("%s, allocation %u: fails again: %s", step->name, nth, strerror(-ret));
	}
	if (!step->is_done())
		fail("%s, allocation %u: not done as it should be: '%.200s'", step->name, nth,
		     text);
	step->undo();
	return failed;
}

static void walk(const struct step *step, bool all)
{
	unsigned int nth, errors = 0, failures = 0, quiet = 0;

	/* What a worker does is not always done by the same one */
	for (nth = 1; quiet < (step->by_worker ? 3 : 1); nth++) {
		if (nth > GIVE_UP)
			fail("%s: allocation %u still fails", step->name, nth);
		if (try_with(step, nth, all, &errors)) {
			failures++;
			quiet = 0;
		} else {
			quiet++;
		}
	}
	printf("%s: %u allocations fail%s, %u times it does\n", step->name, failures,
	       all ? " with all after them" : "", errors);
	fflush(stdout);
	if (!failures || (all && !errors && step->is_undone != is_fine))
		fail("%s: no allocation was seen to fail", step->name);
}

/* Where there is no memory for the report alone, the header has to say so */
static unsigned int without_report;

static int read_trace(void)
{
	read_path = TRACING "trace";
	return read_file();
}

static bool has_report(void)
{
	bool without = strstr(text, "\n#  => no memory for the report\n");

	without_report += without;
	return without || strstr(text, "\n#  => irq: ");
}

static void walk_trace(void)
{
	static const struct step step = { "trace", false, nothing, read_trace, has_report,
					  is_fine, nothing };

	if (load() || tracer() || trigger())
		fail("there is no trace to read");
	walk(&step, false);
	if (!without_report)
		fail("the report was never left out");
	walk(&step, true);
	no_tracer();
	unload();
}

static void walk_files(void)
{
	static const char *const paths[] = {
		TRACING "irqmask/enable", TRACING "irqmask/irqs", TRACING "irqmask/stat",
		TRACING "irqmask/worst", TRACING "irqmask/open",
	};
	struct step step = { .before = nothing, .act = read_file, .is_done = is_whole,
			     .is_undone = is_fine, .undo = nothing };
	bool has_names = false;
	unsigned int i;

	if (load() || switch_on() || trigger())
		fail("there is nothing to read");
	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		read_path = paths[i];
		step.name = paths[i];
		if (read_file())
			fail("%s can't be read", paths[i]);
		names_in_file = names_in(text);
		has_names |= names_in_file > 0;
		walk(&step, false);
		walk(&step, true);
	}
	if (!has_names)
		fail("no file has a line of the module");
	unload_and_disable();
}

static bool exists(const char *path)
{
	return !access(path, F_OK);
}

int main(int argc, char **argv)
{
	const char *wanted = NULL, *left_out = NULL;
	unsigned int i;

	if (argc != 2 && argc != 3) {
		fputs("usage: faults MODULE.ko [STEP|-STEP]\n", stderr);
		return 2;
	}
	if (argc == 3 && argv[2][0] == '-')
		left_out = argv[2] + 1;
	else
		wanted = argv[2];
	module_path = argv[1];
	inject_all();
	must_put(TRACING "buffer_size_kb", "4");
	/* Some architectures can't trace functions */
	if (exists(FUNCTION_TRACE))
		must_put(FUNCTION_TRACE, "0");
	/* To trace all of them, or not any more, takes long */
	if (exists(FUNCTION_FILTER))
		must_put(FUNCTION_FILTER, "*irq*");
	must_put("/sys/kernel/rcu_expedited", "1");
	if (mkdir(INSTANCE, 0700))
		fail("no instance can be made: %m");
	must_put(INSTANCE "/buffer_size_kb", "4");
	if (exists(FUNCTION_TRACE))
		must_put(INSTANCE "/trace_options", "nofunction-trace");
	/*
	 * ftrace takes no notice when its probes for the names of tasks can't be
	 * registered, and warns when they go: another event keeps them there
	 */
	must_put(INSTANCE "/events/irq_line/irq_line_startup/enable", "1");
	/* Pages of ours that are touched for the first time are not to fail */
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		fail("memory can't be locked: %m");
	memset(text, 0, sizeof(text));

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		if ((wanted && strcmp(wanted, steps[i].name)) ||
		    (left_out && !strcmp(left_out, steps[i].name)))
			continue;
		if (steps[i].needs && !exists(steps[i].needs)) {
			printf("%s: left out, there is no %s\n", steps[i].name, steps[i].needs);
			continue;
		}
		/* Numbers for new lines are not without end: growth is walked once */
		if (steps[i].act != grow)
			walk(&steps[i], false);
		walk(&steps[i], true);
		if (steps[i].act == grow && !all_without)
			fail("growth: no line was ever without storage");
	}
	if (!wanted || !strcmp(wanted, "trace"))
		walk_trace();
	if (!wanted)
		walk_files();
	if (rmdir(INSTANCE))
		fail("the instance stays: %m");
	return 0;
}
