// SPDX-License-Identifier: GPL-2.0
/*
 * threshold: a trace that stops at a section that is too long, and what is done then
 *
 * The kernel stops it by a trigger of the event, so that what led to the section is
 * still there when we look.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "filter.h"
#include "instance.h"
#include "stop.h"
#include "threshold.h"

/* Two seconds from SIGTERM to SIGKILL, for the command of --on-threshold */
#define KILL_TRIES	100

static int trace_sections(struct tep_handle *tep, const struct options *options,
			  struct tracefs_instance *instance)
{
	char *filter = filter_sections(tep, options, options->threshold), *trigger;
	int ret;

	if (!filter)
		return -1;
	trigger = xasprintf("traceoff if %s", filter);
	ret = instance_trigger(instance, SYSTEM, SECTION, trigger);
	free(trigger);
	free(filter);
	return ret ? ret : instance_enable(instance, SYSTEM, SECTION);
}

static int trace_user_events(const struct options *options, struct tracefs_instance *instance)
{
	size_t i;

	for (i = 0; i < options->nr_events; i++) {
		const struct user_event *event = &options->events[i];

		if (instance_enable(instance, event->system, event->name))
			return -1;
		if (event->trigger &&
		    instance_trigger(instance, event->system, event->name, event->trigger))
			return -1;
	}
	return 0;
}

static int set_up(struct tep_handle *tep, const struct options *options,
		  threshold_events *events, struct tracefs_instance *instance)
{
	if (tracefs_trace_off(instance) < 0)
		return error("tracing can't be stopped: %s", strerror(errno));
	if (options->buffer_kb &&
	    tracefs_instance_set_buffer_size(instance, options->buffer_kb, -1))
		return error("there is no memory for a buffer of %llu KB for each CPU",
			     (unsigned long long)options->buffer_kb);
	/* To begin a file of triggers anew takes the histograms of it away: the user's last */
	if ((events && events(tep, options, instance)) ||
	    trace_sections(tep, options, instance) || trace_user_events(options, instance))
		return -1;
	return tracefs_trace_on(instance) < 0 ?
		error("tracing can't be started: %s", strerror(errno)) : 0;
}

/* Without -T, nothing is done, and there is no instance */
int threshold_arm(struct tep_handle *tep, const struct options *options,
		  threshold_events *events, struct tracefs_instance **instance)
{
	*instance = NULL;
	if (!options->threshold)
		return 0;
	*instance = instance_create("trace");
	if (!*instance)
		return -1;
	if (!set_up(tep, options, events, *instance))
		return 0;
	instance_destroy(*instance);
	*instance = NULL;
	return -1;
}

/* 1 if it was, -1 if nobody can tell any more */
int threshold_hit(struct tracefs_instance *instance)
{
	int on = instance ? tracefs_trace_is_on(instance) : 1;

	if (on < 0)
		return error("the trace can't be read any more: somebody has removed %s/instances/%s",
			     tracefs_tracing_dir(), tracefs_instance_get_name(instance));
	if (on)
		return 0;
	/* The trace stops before the event is in it, and before histograms count it */
	wait_ms(THRESHOLD_POLL_MS);
	return 1;
}

/* --- what is done then --- */

static int copy(int from, int to)
{
	char buffer[65536];
	ssize_t got;

	while ((got = read(from, buffer, sizeof(buffer))) > 0) {
		if (output_write(to, buffer, got))
			return -1;
	}
	return got;
}

static int save_trace(struct tracefs_instance *instance, const char *path)
{
	int from, to, ret = -1;

	from = tracefs_instance_file_open(instance, "trace", O_RDONLY);
	to = output_create(path, 0600);
	if (from >= 0 && to >= 0)
		ret = copy(from, to);
	if (to >= 0 && close(to))
		ret = -1;
	if (ret)
		error("the trace can't be saved to %s: %s", path, strerror(errno));
	if (from >= 0)
		close(from);
	return ret;
}

/* A group of its own, so that all that the command starts can be ended */
static void execute(const char *command)
{
	int null;

	setpgid(0, 0);
	/* Who isn't in the terminal's foreground is stopped when it reads from there */
	if (isatty(STDIN_FILENO)) {
		null = open("/dev/null", O_RDONLY);
		dup2(null, STDIN_FILENO);
	}
	signals_default();
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* Those of the group @pid that don't end by themselves are killed */
static void end_command(pid_t pid, int *status)
{
	bool is_running = true;
	unsigned int try;

	kill(-pid, SIGTERM);
	for (try = 0; try < KILL_TRIES; try++) {
		if (is_running)
			is_running = !waitpid(pid, status, WNOHANG);
		if (!is_running && kill(-pid, 0))
			return;
		usleep(20000);
	}
	kill(-pid, SIGKILL);
	if (is_running)
		waitpid(pid, status, 0);
}

static int run_shell(const char *command)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		return error("the command can't be started: %s", strerror(errno));
	if (!pid)
		execute(command);
	/* Whichever of the two is first */
	setpgid(pid, pid);
	while (!waitpid(pid, &status, WNOHANG)) {
		/* Who ends us ends it */
		if (stop_requested()) {
			end_command(pid, &status);
			break;
		}
		wait_ms(20);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return error("the command failed: %s", command);
	return 0;
}

/*
 * What is to be saved of the trace, before anybody takes the events out of it. @nr is the
 * number of actions that are left to do: those after one that failed are not done.
 */
int threshold_save(struct tracefs_instance *instance, const struct options *options,
		   size_t *nr)
{
	int ret = 0;

	if (options->trace_file)
		ret = save_trace(instance, options->trace_file);
	for (*nr = 0; *nr < options->nr_actions; (*nr)++) {
		const struct action *action = &options->actions[*nr];

		if (action->type == ACTION_TRACE && save_trace(instance, action->text))
			return -1;
	}
	return ret;
}

static int act(const struct action *action)
{
	switch (action->type) {
	case ACTION_SHELL:
		return run_shell(action->text);
	case ACTION_SIGNAL:
		if (kill(action->pid, action->signal))
			return error("signal %d can't be sent to %d: %s", action->signal,
				     action->pid, strerror(errno));
		return 0;
	case ACTION_TRACE:
	case ACTION_CONTINUE:
		break;
	}
	return 0;
}

/* The others of the first @nr, in their order, as far as they succeed */
int threshold_act(const struct options *options, size_t nr)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < nr; i++)
		ret = act(&options->actions[i]);
	return ret;
}

bool threshold_goes_on(const struct options *options)
{
	size_t i;

	for (i = 0; i < options->nr_actions; i++) {
		if (options->actions[i].type == ACTION_CONTINUE)
			return true;
	}
	return false;
}

int threshold_rearm(struct tracefs_instance *instance)
{
	if (tracefs_instance_file_clear(instance, "trace") < 0 || tracefs_trace_on(instance) < 0)
		return error("tracing can't be started again: %s", strerror(errno));
	return 0;
}

/* All of that, for who doesn't read the trace. It goes on even where an action failed. */
int threshold_handle(struct tracefs_instance *instance, const struct options *options)
{
	size_t nr;
	int ret = threshold_save(instance, options, &nr);

	if (threshold_act(options, nr))
		ret = -1;
	if (threshold_goes_on(options) && threshold_rearm(instance))
		ret = -1;
	return ret;
}
