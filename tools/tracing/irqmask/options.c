// SPDX-License-Identifier: GPL-2.0
/*
 * options: what the user chose
 *
 * One table says which option is for which subcommands; it is what getopt_long() and
 * the help are made of.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

#define CMD_LIVE	(CMD_TOP | CMD_HIST | CMD_RECORD)
#define CMD_FILES	(CMD_OPEN | CMD_WORST | CMD_STAT)
#define CMD_ALL		(CMD_LIVE | CMD_FILES)

#define MAX_IRQ		65535
#define MAX_CPU		8191
#define MAX_US		(UINT64_MAX / NSEC_PER_USEC)

/* Options that have no short form */
enum {
	OPT_TRIGGER = 256, OPT_ON_THRESHOLD, OPT_JSON, OPT_PROMETHEUS, OPT_PROCESS, OPT_SVG,
	OPT_BUFFER,
};

/**
 * struct spec - an option
 * @name:	its long name
 * @value:	its short name, or one of the numbers above
 * @argument:	name of its argument, NULL if it has none
 * @commands:	the subcommands that it is for
 * @help:	a line that says what it does
 */
struct spec {
	const char *name;
	int value;
	const char *argument;
	unsigned int commands;
	const char *help;
};

static const struct spec specs[] = {
	{ "irqs", 'i', "LIST", CMD_ALL, "only these lines, such as 4,11,24-27" },
	{ "cpus", 'c', "LIST", CMD_LIVE, "only what began and ended on these CPUs" },
	{ "duration", 'd', "TIME", CMD_ALL, "measure for so long: seconds, or with s, m, h, d" },
	{ "quiet", 'q', NULL, CMD_TOP | CMD_RECORD, "print only at the end" },
	{ "threshold", 'T', "US", CMD_LIVE, "stop at a section longer than this, in us" },
	{ "trace", 't', "FILE", CMD_LIVE, "then save the trace there" },
	{ "event", 'e', "SYS:EVENT", CMD_LIVE, "have this event in the trace, too" },
	{ "trigger", OPT_TRIGGER, "TRIGGER", CMD_LIVE, "a trigger for the last -e" },
	{ "on-threshold", OPT_ON_THRESHOLD, "ACTION", CMD_LIVE,
	  "trace[,file=FILE], signal,num=N,pid=PID|parent, shell,command=CMD or continue" },
	{ "sort", 's', "KEY", CMD_TOP, "max, count, rate, cur, min, avg, masked or irq" },
	{ "bucket-size", 'b', "US", CMD_HIST, "classes of this width instead of powers of two" },
	{ "cause", 'C', NULL, CMD_HIST, "one histogram for each cause" },
	{ "svg", OPT_SVG, "FILE", CMD_HIST | CMD_RECORD, "draw a picture" },
	{ "trace-buffer-size", OPT_BUFFER, "KB", CMD_RECORD, "size of the buffer for each CPU" },
	{ "process", OPT_PROCESS, NULL, CMD_RECORD | CMD_WORST,
	  "add the files and sockets that the tasks have open" },
	{ "prometheus", OPT_PROMETHEUS, NULL, CMD_STAT, "print it for node_exporter" },
	{ "json", OPT_JSON, NULL, CMD_ALL, "print it for programs" },
	{ "help", 'h', NULL, CMD_ALL, "print this" },
};

static const char * const sort_keys[NR_SORT_KEYS] = {
	"max", "count", "rate", "cur", "min", "avg", "masked", "irq",
};

void options_help(enum command command, const char *name)
{
	size_t i;

	printf("usage: irqmask %s [options]\n\n", name);
	for (i = 0; i < ARRAY_SIZE(specs); i++) {
		const struct spec *spec = &specs[i];
		char *left;

		if (!(spec->commands & command))
			continue;
		left = xasprintf("--%s%s%s", spec->name, spec->argument ? " " : "",
				 spec->argument ? spec->argument : "");
		if (spec->value < 256)
			printf("  -%c, %-25s %s\n", spec->value, left, spec->help);
		else
			printf("      %-25s %s\n", left, spec->help);
		free(left);
	}
}

static int wrong(const char *option, const char *argument, const char *expected)
{
	return error("%s %s: expected %s", option, argument, expected);
}

/* "signal,num=10,pid=parent" */
static int parse_signal(char *s, struct action *action)
{
	uint64_t number;
	char *part;

	while ((part = strsep(&s, ","))) {
		if (!strcmp(part, "pid=parent"))
			action->pid = getppid();
		else if (!strncmp(part, "num=", 4) && !parse_number(part + 4, SIGRTMAX, &number))
			action->signal = number;
		else if (!strncmp(part, "pid=", 4) && !parse_number(part + 4, INT32_MAX, &number))
			action->pid = number;
		else
			return -1;
	}
	return action->signal && action->pid ? 0 : -1;
}

static int parse_action_type(char *s, struct action *action)
{
	if (!strcmp(s, "continue")) {
		action->type = ACTION_CONTINUE;
	} else if (!strcmp(s, "trace")) {
		action->type = ACTION_TRACE;
		action->text = xstrdup("irqmask_trace.txt");
	} else if (!strncmp(s, "trace,file=", 11) && s[11]) {
		action->type = ACTION_TRACE;
		action->text = xstrdup(s + 11);
	} else if (!strncmp(s, "shell,command=", 14) && s[14]) {
		action->type = ACTION_SHELL;
		action->text = xstrdup(s + 14);
	} else if (!strncmp(s, "signal,", 7)) {
		action->type = ACTION_SIGNAL;
		return parse_signal(s + 7, action);
	} else {
		return -1;
	}
	return 0;
}

static int parse_action(const char *argument, struct options *options)
{
	struct action action = { 0 };
	char *copy = xstrdup(argument);
	int ret;

	ret = parse_action_type(copy, &action);
	free(copy);
	if (ret)
		return wrong("--on-threshold", argument,
			     "trace[,file=FILE], signal,num=N,pid=PID|parent, shell,command=CMD or continue");
	options->actions = xrealloc(options->actions, options->nr_actions + 1,
				    sizeof(*options->actions));
	options->actions[options->nr_actions++] = action;
	return 0;
}

static int parse_event(const char *argument, struct options *options)
{
	const char *colon = strchr(argument, ':');
	struct user_event event = { 0 };

	if (!argument[0] || colon == argument || strchr(argument, '/'))
		return wrong("-e", argument, "SYSTEM:EVENT, or SYSTEM for all of its events");
	event.system = colon ? xstrndup(argument, colon - argument) : xstrdup(argument);
	if (colon && colon[1])
		event.name = xstrdup(colon + 1);
	options->events = xrealloc(options->events, options->nr_events + 1,
				   sizeof(*options->events));
	options->events[options->nr_events++] = event;
	return 0;
}

static int parse_trigger(const char *argument, struct options *options)
{
	struct user_event *event;

	if (!options->nr_events)
		return error("--trigger %s: say the event by -e before it", argument);
	event = &options->events[options->nr_events - 1];
	if (!event->name)
		return error("--trigger %s: -e %s is a whole system; say one event", argument,
			     event->system);
	free(event->trigger);
	event->trigger = xstrdup(argument);
	return 0;
}

static int parse_sort(const char *argument, struct options *options)
{
	size_t i;

	for (i = 0; i < NR_SORT_KEYS; i++) {
		if (!strcmp(argument, sort_keys[i])) {
			options->sort = i;
			return 0;
		}
	}
	return wrong("-s", argument, "max, count, rate, cur, min, avg, masked or irq");
}

static int parse_us(const char *option, const char *argument, uint64_t *ns)
{
	if (parse_number(argument, MAX_US, ns) || !*ns)
		return wrong(option, argument, "a number of us that is not 0");
	*ns *= NSEC_PER_USEC;
	return 0;
}

static int parse_option(int value, const char *argument, struct options *options)
{
	switch (value) {
	case 'i':
		return parse_list(argument, MAX_IRQ, &options->irqs) ?
			wrong("-i", argument, "a list of lines such as 4,11,24-27") : 0;
	case 'c':
		return parse_list(argument, MAX_CPU, &options->cpus) ?
			wrong("-c", argument, "a list of CPUs such as 0,2-3") : 0;
	case 'd':
		return parse_duration(argument, &options->seconds) ?
			wrong("-d", argument, "a time such as 30, 30s, 5m, 2h or 1d") : 0;
	case 'q':
		options->quiet = true;
		return 0;
	case 'T':
		return parse_us("-T", argument, &options->threshold);
	case 't':
		options->trace_file = argument;
		return 0;
	case 'e':
		return parse_event(argument, options);
	case OPT_TRIGGER:
		return parse_trigger(argument, options);
	case OPT_ON_THRESHOLD:
		return parse_action(argument, options);
	case 's':
		return parse_sort(argument, options);
	case 'b':
		return parse_us("-b", argument, &options->bucket);
	case 'C':
		options->by_cause = true;
		return 0;
	case OPT_SVG:
		options->svg_file = argument;
		return 0;
	case OPT_BUFFER:
		return parse_number(argument, INT32_MAX, &options->buffer_kb) ||
		       !options->buffer_kb ?
			wrong("--trace-buffer-size", argument, "a number of KB") : 0;
	case OPT_PROCESS:
		options->process = true;
		return 0;
	case OPT_PROMETHEUS:
		options->prometheus = true;
		return 0;
	case OPT_JSON:
		options->json = true;
		return 0;
	}
	/* getopt_long() has said what is wrong */
	return -1;
}

static int check_together(enum command command, const struct options *options)
{
	if (command == CMD_RECORD && !options->threshold)
		return error("record needs -T: how long a section is too long, in us");
	if (!options->threshold && options->trace_file)
		return error("-t saves the trace of a section that is too long: say how long by -T");
	if (!options->threshold && options->nr_actions)
		return error("--on-threshold needs a threshold: say it by -T");
	if (!options->threshold && options->nr_events)
		return error("-e adds to the trace of a section that is too long: say how long by -T");
	if (options->json && options->prometheus)
		return error("--json and --prometheus exclude each other");
	return 0;
}

/* The table for getopt_long(), with the options of this subcommand */
static void make_tables(enum command command, char *shorts, struct option *longs)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(specs); i++) {
		if (!(specs[i].commands & command))
			continue;
		longs->name = specs[i].name;
		longs->has_arg = specs[i].argument ? required_argument : no_argument;
		longs->flag = NULL;
		longs->val = specs[i].value;
		longs++;
		if (specs[i].value >= 256)
			continue;
		*shorts++ = specs[i].value;
		if (specs[i].argument)
			*shorts++ = ':';
	}
	*shorts = '\0';
	memset(longs, 0, sizeof(*longs));
}

int options_parse(enum command command, const char *name, int argc, char **argv,
		  struct options *options)
{
	struct option longs[ARRAY_SIZE(specs) + 1];
	char shorts[2 * ARRAY_SIZE(specs) + 1];
	int value;

	make_tables(command, shorts, longs);
	while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (value == 'h') {
			options_help(command, name);
			return OPTIONS_DONE;
		}
		if (parse_option(value, optarg, options))
			return -1;
	}
	if (optind < argc)
		return error("%s takes no argument '%s'; see irqmask %s --help", name,
			     argv[optind], name);
	return check_together(command, options);
}

void options_free(struct options *options)
{
	size_t i;

	list_free(&options->irqs);
	list_free(&options->cpus);
	for (i = 0; i < options->nr_actions; i++)
		free(options->actions[i].text);
	free(options->actions);
	for (i = 0; i < options->nr_events; i++) {
		free(options->events[i].system);
		free(options->events[i].name);
		free(options->events[i].trigger);
	}
	free(options->events);
}
