// SPDX-License-Identifier: GPL-2.0
/*
 * torture - does to irqmask all that can be done, everything at once
 *
 *	torture SEED SECONDS MODULE.ko
 *
 * Several workers, each of which draws what it does next from its own random
 * numbers: the same seed makes each do the same again. A slow machine gets up to
 * six times as long, for those who have something left to do. In the end it says how often
 * each thing was done; one that never worked is a failure, and so is an error that
 * nothing explains, or a worker that is stuck. What the kernel says that it does not
 * have is left out.
 */
#include "torture_things.h"

#include <arpa/inet.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* A debug kernel needs minutes to trace all functions */
#define LONG_SECONDS	400
#define NEVER		((time_t)-1)
/* To trace all of them, or not any more, takes long */
#define SOME_FUNCTIONS	"*irq*"
#define OPEN_LINES	TRACING "irqmask/open"
/* So many times as long as it was asked for, if need be */
#define MOST		6

static unsigned int worker;
static unsigned int nr_cpus;

static const char *module_path;

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static bool is_over(void)
{
	return __atomic_load_n(&shared->over, __ATOMIC_RELAXED);
}

static void pause_ms(unsigned int longest)
{
	usleep(1000 * (1 + random_below(longest)));
}

static void begin(enum thing thing)
{
	shared->thing[worker] = thing;
	shared->since[worker] = now();
}

/* What others do meanwhile explains some errors; they are given here */
static bool finish(enum thing thing, int ret, const int *explained)
{
	if (!ret) {
		count(&shared->done[thing]);
		return true;
	}
	for (; explained && *explained; explained++) {
		if (ret == -*explained)
			return false;
	}
	fail("%s: %s", things[thing], strerror(-ret));
}

static const int busy[] = { EBUSY, 0 };
/* A pipe may have nothing in it */
static const int unreadable[] = { EBUSY, EAGAIN, 0 };
static const int resizing[] = { EBUSY, ENOMEM, 0 };
/* An option that only some tracers have, or a file that comes and goes */
static const int gone[] = { EBUSY, EINVAL, ENOENT, ENODEV, 0 };

/*
 * A CPU that comes online on x86 runs functions that ftrace may patch before it can
 * take the breakpoint that is there meanwhile: the machine resets, whatever the tracer
 * is. So neither is done during the other.
 */
static int patching = -1;

/* Who has the lock may be stuck, but not who waits for it */
static void lock_patching(enum thing thing)
{
	shared->since[worker] = NEVER;
	if (flock(patching, LOCK_EX))
		fail("no lock: %m");
	begin(thing);
}

static void unlock_patching(void)
{
	flock(patching, LOCK_UN);
}

static bool put(enum thing thing, const char *file, const char *what, const int *explained)
{
	char path[128];

	snprintf(path, sizeof(path), TRACING "%s", file);
	begin(thing);
	return finish(thing, put_text(path, what), explained);
}

static bool put_patching(enum thing thing, const char *file, const char *what,
			 const int *explained)
{
	bool ret;

	lock_patching(thing);
	ret = put(thing, file, what, explained);
	unlock_patching();
	return ret;
}

/* --- what the workers do --- */

/* Of those that there are */
static unsigned int next_in_turn(unsigned int *turn, const bool *absent, unsigned int nr)
{
	unsigned int i;

	do {
		i = (*turn)++ % nr;
	} while (absent[i]);
	return i;
}

/* The others take turns: what traces functions takes long, and none is to be left out */
static void tracers(void)
{
	static unsigned int turn;
	unsigned int other;

	if (one_in(2)) {
		other = next_in_turn(&turn, no_tracer, ARRAY_SIZE(other_tracers));
		if (put_patching(TRACER_OTHER, "current_tracer", other_tracers[other], busy))
			count(&shared->tracers[other]);
	} else {
		/* An instance may have it */
		put_patching(TRACER_ON, "current_tracer", "irqmask", busy);
		if (one_in(2))
			put(CPU_ON, "trace_options", "irqmask-cpu", gone);
		pause_ms(200);
		if (one_in(2))
			put(CPU_OFF, "trace_options", "noirqmask-cpu", gone);
	}
	pause_ms(100);
}

static void options(void)
{
	static unsigned int turn;
	unsigned int option;
	char text[32];

	switch (random_below(8)) {
	case 0:
		put(TRACING_OFF, "tracing_on", "0", NULL);
		pause_ms(20);
		put(TRACING_OFF, "tracing_on", "1", NULL);
		break;
	case 1:
		snprintf(text, sizeof(text), "%x", 1 + random_below((1u << nr_cpus) - 1));
		put(CPUMASK, "tracing_cpumask", text, NULL);
		break;
	case 2:
		put(MAX_LATENCY, "tracing_max_latency", "0", busy);
		break;
	case 3:
		snprintf(text, sizeof(text), "%u", one_in(2) ? 0 : 1 << random_below(18));
		put(THRESH, "tracing_thresh", text, NULL);
		break;
	default:
		option = next_in_turn(&turn, no_option, ARRAY_SIZE(option_names));
		snprintf(text, sizeof(text), "%s%s", one_in(2) ? "no" : "",
			 option_names[option]);
		/* Some tracers insist on theirs */
		if (put_patching(OPTION, "trace_options", text, gone))
			count(&shared->options[option]);
	}
	pause_ms(50);
}

static void switches(void)
{
	char text[64];
	unsigned int irq = random_below(200);

	switch (random_below(6)) {
	case 0:
	case 1:
		put(ENABLE, "irqmask/enable", "1", NULL);
		break;
	case 2:
		put(DISABLE, "irqmask/enable", "0", NULL);
		break;
	case 3:
		put(IRQS, "irqmask/irqs", "all", NULL);
		break;
	default:
		snprintf(text, sizeof(text), "%u-%u,%u", irq, irq + random_below(500),
			 random_below(65536));
		put(IRQS, "irqmask/irqs", text, NULL);
	}
	pause_ms(60);
}

static void resize(void)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", 4u << random_below(9));
	/* Not while others keep it busy; older kernels say ENOMEM whatever the reason is */
	put(RESIZE, "buffer_size_kb", text, resizing);
	pause_ms(300);
}

/* The tracer serves one instance at a time: every other time it is free for this one */
static void trace_in_instance(const char *name)
{
	static unsigned int turn;
	char file[96];

	snprintf(file, sizeof(file), "%s/set_ftrace_filter", name);
	if (!no_thing[INSTANCE_FILTER])
		put(INSTANCE_FILTER, file, SOME_FUNCTIONS, NULL);
	snprintf(file, sizeof(file), "%s/current_tracer", name);
	lock_patching(INSTANCE_TRACER);
	if (turn++ % 2 == 0)
		put(TRACER_OTHER, "current_tracer", "nop", busy);
	put(INSTANCE_TRACER, file, "irqmask", busy);
	unlock_patching();
}

static void use_instance(const char *name)
{
	char file[96];

	snprintf(file, sizeof(file), "%s/" SECTION "enable", name);
	put(INSTANCE_EVENTS, file, "1", NULL);
	snprintf(file, sizeof(file), "%s/events/irq_line/enable", name);
	put(INSTANCE_EVENTS, file, "1", NULL);
	if (one_in(3))
		trace_in_instance(name);
	pause_ms(200);
}

static void make_instance(void)
{
	char name[48], path[96];

	snprintf(name, sizeof(name), "instances/torture%u", random_below(3));
	snprintf(path, sizeof(path), TRACING "%s", name);
	begin(INSTANCE_MADE);
	finish(INSTANCE_MADE, mkdir(path, 0700) ? -errno : 0, NULL);
	use_instance(name);
	/* It goes with its events on, and with its tracer */
	lock_patching(INSTANCE_REMOVED);
	finish(INSTANCE_REMOVED, rmdir(path) ? -errno : 0, NULL);
	unlock_patching();
}

static void perf(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr) };
	char id[16];
	uint64_t count;
	int fd;

	begin(PERF);
	must_get(TRACING SECTION "id", id, sizeof(id));
	attr.config = atoi(id);
	fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0) {
		finish(PERF, -errno, gone);
		return;
	}
	pause_ms(100);
	finish(PERF, read(fd, &count, sizeof(count)) == sizeof(count) ? 0 : -EIO, NULL);
	close(fd);
}

static void events(void)
{
	char filter[48];

	switch (random_below(4)) {
	case 0:
		perf();
		break;
	case 1:
		snprintf(filter, sizeof(filter), "ns > %u && irq != %u", random_below(100000),
			 random_below(64));
		put(EVENT_FILTER, SECTION "filter", one_in(3) ? "0" : filter, NULL);
		break;
	case 2:
		if (no_thing[EVENT_HIST])
			break;
		put(EVENT_HIST, SECTION "trigger", "hist:keys=irq,cause,ns.log2", NULL);
		pause_ms(100);
		put(EVENT_HIST, SECTION "trigger", "!hist:keys=irq,cause,ns.log2", NULL);
		break;
	default:
		put(EVENT, SECTION "enable", "1", NULL);
		pause_ms(100);
		put(EVENT, SECTION "enable", "0", NULL);
	}
	pause_ms(50);
}

/* What is read may say that something was measured */
static void look(enum thing thing, const char *text)
{
	switch (thing) {
	case READ_STAT:
		if (strstr(text, "\n  hist: "))
			count(&shared->done[MEASURED]);
		break;
	case READ_WORST:
		if (strstr(text, "\nirq: "))
			count(&shared->done[RECORDED]);
		break;
	case READ_OPEN:
		if (strstr(text, "  cause: "))
			count(&shared->done[FOUND_OPEN]);
		break;
	case READ_TRACE:
		if (strstr(text, "\n#  => irq: ") && strstr(text, "  cause: "))
			count(&shared->done[REPORTED]);
		break;
	default:
		break;
	}
}

static void read_file(enum thing thing, const char *path)
{
	static char text[1 << 18];
	ssize_t n = 0;
	int fd;

	begin(thing);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		n = read(fd, text, sizeof(text) - 1);
	if (finish(thing, fd < 0 || n < 0 ? -errno : 0, unreadable)) {
		text[n] = '\0';
		look(thing, text);
	}
	close(fd);
}

static void clear_file(enum thing thing, const char *path)
{
	int fd;

	begin(thing);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	finish(thing, fd < 0 ? -errno : 0, busy);
	close(fd);
}

static void files(void)
{
	static const struct {
		enum thing thing;
		const char *path;
		void (*job)(enum thing thing, const char *path);
	} all[] = {
		{ READ_STAT, TRACING "irqmask/stat", read_file },
		{ READ_WORST, TRACING "irqmask/worst", read_file },
		{ READ_OPEN, OPEN_LINES, read_file },
		{ READ_IRQS, TRACING "irqmask/irqs", read_file },
		{ READ_TRACE, TRACING "trace", read_file },
		{ READ_CPU, TRACING "per_cpu/cpu0/trace", read_file },
		{ READ_PIPE, TRACING "trace_pipe", read_file },
		{ CLEAR_STAT, TRACING "irqmask/stat", clear_file },
		{ CLEAR_WORST, TRACING "irqmask/worst", clear_file },
		{ CLEAR_TRACE, TRACING "trace", clear_file },
	};
	unsigned int i = random_below(ARRAY_SIZE(all));

	all[i].job(all[i].thing, all[i].path);
	pause_ms(20);
}

static void cpus(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online",
		 1 + random_below(nr_cpus - 1));
	begin(OFFLINE);
	if (finish(OFFLINE, put_text(path, "0"), busy)) {
		pause_ms(200);
		lock_patching(ONLINE);
		finish(ONLINE, put_text(path, "1"), NULL);
		unlock_patching();
	}
	pause_ms(300);
}

/* A child masks the lines; sometimes it is killed before it is done */
static void trigger(unsigned int action)
{
	/* The CPUs that it wants may be offline */
	static const int no_cpu[] = { ENODEV, 0 };
	bool frees = !strcmp(actions[action], "free"), cut = one_in(4);
	unsigned int reads;
	int status;
	pid_t pid;

	begin(cut ? TRIGGER_CUT : frees ? TRIGGER_FREE : TRIGGER);
	if (cut) {
		must_put_number(PARAMETERS "us", 20000);
		must_put_number(PARAMETERS "repeat", 100);
	}
	shared->masking = false;
	pid = fork();
	if (pid < 0)
		fail("can't fork: %m");
	if (!pid) {
		shared->masking = true;
		status = put_text(DELAY "trigger", "1");
		shared->masking = false;
		_exit(-status);
	}
	if (cut) {
		/* Whoever reads it at random rarely meets a line on a slow CPU */
		for (reads = 0; reads < 20; reads++) {
			pause_ms(20);
			read_file(READ_OPEN, OPEN_LINES);
		}
		kill(pid, SIGTERM);
	}
	if (waitpid(pid, &status, 0) != pid)
		fail("can't wait: %m");
	if (WIFSIGNALED(status)) {
		if (!cut || WTERMSIG(status) != SIGTERM)
			fail("killed by signal %d", WTERMSIG(status));
		if (shared->masking)
			finish(TRIGGER_CUT, 0, NULL);
	} else if (finish(frees ? TRIGGER_FREE : TRIGGER, -WEXITSTATUS(status), no_cpu)) {
		count(&shared->actions[action]);
	}
}

static void module(void)
{
	static const char *const chips[] = { "lazy", "hard", "mask_ack" };
	static const char *const flows[] = { "level", "fasteoi", "edge" };
	static unsigned int turn;
	unsigned int n, i, action;
	char text[64];
	int fd, ret;

	snprintf(text, sizeof(text), "lines=%u chip=%s flow=%s",
		 1u << random_below(one_in(6) ? 11 : 5), chips[random_below(3)],
		 flows[random_below(3)]);
	begin(LOAD);
	fd = open(module_path, O_RDONLY | O_CLOEXEC);
	ret = fd < 0 || syscall(SYS_finit_module, fd, text, 0) ? -errno : 0;
	close(fd);
	finish(LOAD, ret, NULL);

	for (n = 4 + random_below(6), i = 0; i < n && !is_over(); i++) {
		action = turn++ % ARRAY_SIZE(actions);
		must_put(PARAMETERS "action", actions[action]);
		must_put_number(PARAMETERS "us", 5 + random_below(100));
		must_put_number(PARAMETERS "repeat", 1 + random_below(4));
		must_put_number(PARAMETERS "threads", 1 + random_below(8));
		must_put_number(PARAMETERS "sleeping", random_below(2));
		trigger(action);
	}
	begin(UNLOAD);
	finish(UNLOAD, syscall(SYS_delete_module, MODULE, 0) ? -errno : 0, NULL);
	pause_ms(50);
}

/* Of the lower numbers, which are real lines for the most part */
static void affinity(void)
{
	static const int cannot[] = { EIO, EPERM, EINVAL, EBUSY, ENOSPC, ENOENT, 0 };
	unsigned int irq, first = random_below(4);
	char path[48], text[16];

	for (irq = first; irq < 64; irq += 4) {
		snprintf(path, sizeof(path), "/proc/irq/%u/smp_affinity", irq);
		snprintf(text, sizeof(text), "%x", 1u << random_below(nr_cpus));
		begin(AFFINITY);
		finish(AFFINITY, put_text(path, text), cannot);
	}
	pause_ms(30);
}

/* The driver of an NE2000 card disables its line for each packet */
static void packets(void)
{
	struct sockaddr_in gateway = { .sin_family = AF_INET };
	/* An echo request with nothing but zeros, and its checksum */
	static const unsigned char packet[1000] = { 8, 0, 0xf7, 0xff };
	unsigned int n = 1 + random_below(20);
	int s = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);

	gateway.sin_addr.s_addr = inet_addr("10.0.2.2");
	begin(PACKET);
	while (n--) {
		if (sendto(s, packet, 100 + random_below(900), 0, (struct sockaddr *)&gateway,
			   sizeof(gateway)) > 0)
			finish(PACKET, 0, NULL);
	}
	close(s);
	pause_ms(20);
}

static void load(void)
{
	unsigned int n = 1000 * random_below(1000);
	size_t size = 4096 * (1 + random_below(4096));
	char *memory;

	if (one_in(2)) {
		begin(COMPUTE);
		while (n--)
			__asm__ volatile("" : : : "memory");
		finish(COMPUTE, 0, NULL);
	} else {
		begin(MEMORY);
		memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			      -1, 0);
		if (memory == MAP_FAILED)
			fail("no memory: %m");
		memset(memory, 1, size);
		munmap(memory, size);
		finish(MEMORY, 0, NULL);
	}
	pause_ms(20);
}

/* A worker for each: what it does, and the first and the last thing that it is to do */
static const struct job jobs[] = {
	{ tracers, TRACER_ON, CPU_OFF }, { options, OPTION, MAX_LATENCY },
	{ switches, ENABLE, IRQS }, { resize, RESIZE, RESIZE },
	{ make_instance, INSTANCE_MADE, INSTANCE_REMOVED }, { events, EVENT, PERF },
	{ files, READ_STAT, CLEAR_TRACE }, { files, READ_STAT, CLEAR_TRACE },
	{ module, LOAD, UNLOAD }, { affinity, AFFINITY, AFFINITY }, { packets, PACKET, PACKET },
	{ load, COMPUTE, MEMORY }, { load, COMPUTE, MEMORY }, { cpus, OFFLINE, ONLINE },
};

/* --- all of them at once --- */

/* Past the time that was asked for, who has done all of his makes room for the others */
static void rest(const struct job *job)
{
	while (__atomic_load_n(&shared->late, __ATOMIC_RELAXED) && job_is_done(job) && !is_over()) {
		shared->since[worker] = NEVER;
		usleep(100000);
	}
}

/* Each reseeds for each thing it does, so that how long one takes changes nothing */
static pid_t start(unsigned int nr, uint64_t seed)
{
	pid_t pid = fork();
	unsigned int n;

	if (pid < 0)
		fail("can't fork: %m");
	if (pid)
		return pid;
	worker = nr;
	patching = open("/tmp/patching", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	for (n = 0; !is_over(); n++) {
		rest(&jobs[nr]);
		random_seed(seed ^ (uint64_t)n << 20, nr);
		jobs[nr].job();
	}
	_exit(0);
}

/* How long it has been doing what it does; 0 while it waits for the lock */
static time_t seconds_at_it(unsigned int nr)
{
	time_t since = __atomic_load_n(&shared->since[nr], __ATOMIC_RELAXED);

	return since == NEVER ? 0 : now() - since;
}

/* Who is stuck may wait for another one */
static void print_workers(const pid_t *pids, unsigned int nr)
{
	char path[32], stack[4096];
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (!pids[i])
			continue;
		snprintf(path, sizeof(path), "/proc/%d/stack", pids[i]);
		stack[0] = '\0';
		get_text(path, stack, sizeof(stack));
		printf("worker %u, %ld s: %s\n%s", i, (long)seconds_at_it(i),
		       things[shared->thing[i]], stack);
	}
}

/*
 * On emulated CPUs, which take turns on one, everything takes so many times as long, and
 * that one may have other things to do. What is stuck is so for good.
 */
static void check_stuck(const pid_t *pids, unsigned int nr)
{
	unsigned int longest = LONG_SECONDS * (nr_cpus > 4 ? nr_cpus : 4), i;
	static bool printed;

	for (i = 0; i < nr; i++) {
		if (!pids[i] || seconds_at_it(i) < LONG_SECONDS)
			continue;
		if (!printed)
			print_workers(pids, nr);
		printed = true;
		if (seconds_at_it(i) < longest)
			continue;
		print_workers(pids, nr);
		fail("worker %u is stuck for %u s: %s", i, longest, things[shared->thing[i]]);
	}
}

/* A slow machine gets more time, until the limit, for what was not done yet */
static void wait_for_all(pid_t *pids, unsigned int nr, time_t end, time_t limit)
{
	unsigned int left = nr, i;
	int status;
	pid_t pid;

	while (left) {
		pid = waitpid(-1, &status, WNOHANG);
		if (!pid) {
			check_stuck(pids, nr);
			if (now() >= end)
				__atomic_store_n(&shared->late, true, __ATOMIC_RELAXED);
			if (now() >= end && (now() >= limit || all_done()))
				__atomic_store_n(&shared->over, true, __ATOMIC_RELAXED);
			usleep(500000);
			continue;
		}
		for (i = 0; i < nr && pids[i] != pid; i++)
			;
		if (i == nr)
			continue;
		pids[i] = 0;
		left--;
		if (status)
			fail("worker %u ended with status %#x", i, status);
	}
}

static void put_back(void)
{
	char all_cpus[16];

	snprintf(all_cpus, sizeof(all_cpus), "%x", (1u << nr_cpus) - 1);
	must_put(TRACING "current_tracer", "nop");
	must_put(TRACING "tracing_on", "1");
	must_put(TRACING "tracing_cpumask", all_cpus);
	must_put(TRACING "tracing_thresh", "0");
	must_put(TRACING "irqmask/enable", "0");
	must_put(TRACING "irqmask/irqs", "all");
	must_put(TRACING SECTION "filter", "0");
	must_put(TRACING "buffer_size_kb", "1024");
}

int main(int argc, char **argv)
{
	unsigned int i, nr = ARRAY_SIZE(jobs);
	pid_t pids[MAX_WORKERS] = { 0 };
	time_t began;
	uint64_t seed;
	int seconds;

	if (argc != 4) {
		fputs("usage: torture SEED SECONDS MODULE.ko\n", stderr);
		return 2;
	}
	seed = strtoull(argv[1], NULL, 10);
	seconds = atoi(argv[2]);
	module_path = argv[3];
	nr_cpus = sysconf(_SC_NPROCESSORS_ONLN);
	/* The last one has nothing to do on a single CPU */
	if (nr_cpus == 1)
		nr--;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED)
		fail("no memory: %m");
	must_put("/sys/kernel/rcu_expedited", "1");
	find_absent(nr_cpus);
	if (!no_thing[INSTANCE_FILTER])
		must_put(TRACING "set_ftrace_filter", SOME_FUNCTIONS);
	began = now();

	for (i = 0; i < nr; i++) {
		shared->since[i] = now();
		pids[i] = start(i, seed);
	}
	wait_for_all(pids, nr, began + seconds, began + MOST * seconds);
	put_back();

	print_done();
	if (!all_done())
		fail("something was never done");
	return 0;
}
