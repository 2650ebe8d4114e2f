// SPDX-License-Identifier: GPL-2.0
/*
 * instance: tracing in instances of our own, which nobody else's tracing is touched by
 *
 * Everything that the tool switches on is in instances that it makes and removes: the
 * top level, other tracers and other runs of this tool never notice. Whatever ends the
 * program by exit() or by a return from main() removes them; see also stop.c's signals.
 * SIGKILL leaves them behind, for the next run to remove.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "instance.h"

#define MAX_INSTANCES	4
#define NAME		"irqmask-%s-%d"

/* Who just looked into one keeps it busy for a moment */
#define DESTROY_TRIES	50

static struct tracefs_instance *instances[MAX_INSTANCES];

/* --- can we work here? --- */

static int explain_open(const char *dir, int err)
{
	if (err == EACCES)
		return error("%s may be read by root only: run this as root, or with sudo", dir);
	if (err == EPERM)
		return error("the kernel is locked down and lets nobody trace: boot it without Secure Boot or lockdown=");
	return error("%s: %s", dir, strerror(err));
}

/* Whether there is a tracefs with irqmask in it that we may use; says what to do if not */
int tracing_check(void)
{
	struct utsname kernel;
	const char *dir;
	char *path;
	int fd;

	if (tracefs_tracing_dir_is_mounted(false, &dir) != 1)
		return error("tracefs is not mounted: mount -t tracefs nodev /sys/kernel/tracing");

	path = xasprintf("%s/tracing_on", dir);
	fd = open(path, O_RDWR | O_CLOEXEC);
	free(path);
	if (fd < 0)
		return explain_open(dir, errno);
	close(fd);

	if (!tracefs_file_exists(NULL, "irqmask/stat") ||
	    !tracefs_event_file_exists(NULL, SYSTEM, SECTION, "id")) {
		uname(&kernel);
		return error("the running kernel, %s, has no irqmask: boot one that was built with CONFIG_IRQMASK_TRACER",
			     kernel.release);
	}
	return 0;
}

/* The formats of the events that we read; kernel symbols come with it */
struct tep_handle *tracing_events(void)
{
	static const char * const systems[] = {
		SYSTEM, "irq_line", "irq", "sched", "ftrace", NULL
	};
	struct tep_handle *tep = tracefs_local_events_system(NULL, systems);

	if (!tep || !tep_find_event_by_name(tep, SYSTEM, SECTION)) {
		error("the formats of the kernel's events can't be read: %s", strerror(errno));
		return NULL;
	}
	return tep;
}

/* All of a file of the folder irqmask/ */
char *irqmask_read(const char *file)
{
	char *path = xasprintf("irqmask/%s", file);
	char *text = tracefs_instance_file_read(NULL, path, NULL);

	if (!text)
		error("%s/%s can't be read: %s", tracefs_tracing_dir(), path, strerror(errno));
	free(path);
	return text;
}

/* --- instances --- */

/* Whether it is one of ours, whose process is gone. We have none yet. */
static bool is_left_behind(const char *name)
{
	static const char * const purposes[] = { "measure", "trace", "top", "hist" };
	const char *pid = strrchr(name, '-');
	uint64_t number;
	bool is_ours;
	char *ours;
	size_t i;

	if (!pid || parse_number(pid + 1, INT32_MAX, &number) || !number)
		return false;
	for (i = 0; i < ARRAY_SIZE(purposes); i++) {
		ours = xasprintf(NAME, purposes[i], (int)number);
		is_ours = !strcmp(name, ours);
		free(ours);
		if (is_ours)
			return (pid_t)number == getpid() || (kill(number, 0) && errno == ESRCH);
	}
	return false;
}

/* As long as they are there, something measures, and every run would see that */
void instances_clean(void)
{
	char *folder = xasprintf("%s/instances", tracefs_tracing_dir()), *path;
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (!is_left_behind(entry->d_name))
			continue;
		path = xasprintf("%s/%s", folder, entry->d_name);
		/* Where somebody has a file of it open, a later run will */
		rmdir(path);
		free(path);
	}
	if (dir)
		closedir(dir);
	free(folder);
}

static void destroy_all(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(instances); i++)
		instance_destroy(instances[i]);
}

/* An instance for this run only, whose times are those of CLOCK_MONOTONIC */
struct tracefs_instance *instance_create(const char *purpose)
{
	struct tracefs_instance *instance;
	static bool registered;
	size_t i;
	char *name;

	name = xasprintf(NAME, purpose, getpid());
	instance = tracefs_instance_create(name);
	if (!instance) {
		error("%s/instances/%s can't be made: %s", tracefs_tracing_dir(), name,
		      strerror(errno));
		free(name);
		return NULL;
	}
	free(name);

	for (i = 0; instances[i]; i++)
		;
	instances[i] = instance;
	if (!registered)
		atexit(destroy_all);
	registered = true;

	if (tracefs_instance_file_write(instance, "trace_clock", "mono") < 0) {
		error("the trace clock can't be chosen: %s", strerror(errno));
		instance_destroy(instance);
		return NULL;
	}
	return instance;
}

void instance_destroy(struct tracefs_instance *instance)
{
	unsigned int try;
	size_t i;

	if (!instance)
		return;
	for (i = 0; i < ARRAY_SIZE(instances); i++) {
		if (instances[i] == instance)
			instances[i] = NULL;
	}
	tracefs_event_disable(instance, NULL, NULL);
	for (try = 0; try < DESTROY_TRIES; try++) {
		/* Somebody else may have removed it */
		if (!tracefs_instance_destroy(instance) ||
		    !tracefs_file_exists(instance, "tracing_on"))
			break;
		usleep(20000);
	}
	if (try == DESTROY_TRIES)
		error("remove %s/instances/%s: it is in use", tracefs_tracing_dir(),
		      tracefs_instance_get_name(instance));
	tracefs_instance_free(instance);
}

int instance_enable(struct tracefs_instance *instance, const char *system, const char *event)
{
	if (tracefs_event_enable(instance, system, event))
		return error("the event %s:%s can't be enabled: %s", system, event ? event : "*",
			     strerror(errno));
	return 0;
}

static int write_event_file(struct tracefs_instance *instance, const char *system,
			    const char *event, const char *file, const char *text)
{
	char *why;

	if (tracefs_event_file_write(instance, system, event, file, text) >= 0)
		return 0;
	why = tracefs_error_last(instance);
	error("the %s \"%s\" of the event %s:%s is refused: %s", file, text, system, event,
	      why && *why ? why : strerror(errno));
	free(why);
	return -1;
}

int instance_filter(struct tracefs_instance *instance, const char *system, const char *event,
		    const char *filter)
{
	return write_event_file(instance, system, event, "filter", filter);
}

int instance_trigger(struct tracefs_instance *instance, const char *system,
		     const char *event, const char *trigger)
{
	return write_event_file(instance, system, event, "trigger", trigger);
}

/* Has the kernel measure, and fill stat, worst and open, until it is destroyed */
struct tracefs_instance *instance_measure(void)
{
	struct tracefs_instance *instance = instance_create("measure");

	if (!instance)
		return NULL;
	/* Nothing has to get into the buffer for that */
	if (tracefs_trace_off(instance) < 0 || instance_enable(instance, SYSTEM, SECTION)) {
		instance_destroy(instance);
		return NULL;
	}
	return instance;
}
