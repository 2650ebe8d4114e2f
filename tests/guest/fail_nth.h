/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lets the kernel's allocations for a task fail, by the fault injection of each
 */
#ifndef _TESTS_GUEST_FAIL_NTH_H
#define _TESTS_GUEST_FAIL_NTH_H

#include "program.h"

#include <dirent.h>

#define FAULTS		"/sys/kernel/debug/"
#define MAX_TASKS	256

/* The tasks whose allocations fail, and their files */
struct task {
	int nth;
	int filter;
};

static struct task own, workers[MAX_TASKS];
static unsigned int nr_workers;

static int open_of(const char *task, const char *file)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/%s", task, file);
	fd = open(path, O_RDWR | O_CLOEXEC);
	return fd;
}

static bool find_task(struct task *task, const char *pid)
{
	task->nth = open_of(pid, "fail-nth");
	task->filter = open_of(pid, "make-it-fail");
	return task->nth >= 0 && task->filter >= 0;
}

static void find_workers(void)
{
	struct dirent *entry;
	char path[300], name[32];
	DIR *proc = opendir("/proc");

	while (nr_workers) {
		nr_workers--;
		close(workers[nr_workers].nth);
		close(workers[nr_workers].filter);
	}
	while (proc && (entry = readdir(proc)) && nr_workers < MAX_TASKS) {
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9' ||
		    get_text(path, name, sizeof(name)) < 0 || strncmp(name, "kworker/", 8))
			continue;
		if (find_task(&workers[nr_workers], entry->d_name))
			nr_workers++;
	}
	closedir(proc);
}

/* Of every task that says so, and whether or not it could wait for memory */
static void inject(const char *what)
{
	static const char *const settings[][2] = {
		{ "probability", "100" }, { "times", "-1" }, { "interval", "1" }, { "space", "0" },
		{ "verbose", "0" }, { "task-filter", "Y" }, { "ignore-gfp-wait", "N" },
	};
	char path[128];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		snprintf(path, sizeof(path), FAULTS "%s/%s", what, settings[i][0]);
		must_put(path, settings[i][1]);
	}
}

/* From here on, each task's allocations fail that are made to by arm() */
static void inject_all(void)
{
	inject("failslab");
	inject("fail_page_alloc");
	must_put(FAULTS "fail_page_alloc/min-order", "0");
	must_put(FAULTS "fail_page_alloc/ignore-gfp-highmem", "N");
	if (!find_task(&own, "self"))
		fail("this kernel has no fail-nth: %m");
}

/*
 * Nothing is allocated from the first of them on until the last one is done. A worker may
 * be gone by now, and so does nothing.
 */
static void arm(struct task *task, unsigned int nth, bool all)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", nth);
	if ((pwrite(task->filter, all ? "1" : "0", 1, 0) != 1 ||
	     pwrite(task->nth, number, strlen(number), 0) < 0) && errno != ESRCH)
		fail("allocations can't be made to fail: %m");
}

/* Returns whether an allocation failed */
static bool disarm(struct task *task)
{
	char number[16] = "";

	if (pwrite(task->filter, "0", 1, 0) != 1 || pread(task->nth, number, 15, 0) <= 0)
		return false;
	pwrite(task->nth, "0", 1, 0);
	return atoi(number) == 0;
}

#endif /* _TESTS_GUEST_FAIL_NTH_H */
