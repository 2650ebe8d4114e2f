// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask: who keeps an interrupt line masked, for how long, and what that cost
 *
 * Needs a kernel with CONFIG_IRQMASK_TRACER. See irqmask(1).
 */
#include <string.h>

#include "commands.h"
#include "instance.h"
#include "stop.h"

static const struct {
	const char *name;
	enum command command;
	int (*run)(const struct options *options);
	const char *help;
} commands[] = {
	{ "top", CMD_TOP, command_top, "a live table of all lines" },
	{ "hist", CMD_HIST, command_hist, "histograms of the lengths" },
	{ "record", CMD_RECORD, command_record, "wait for a long section, and explain it" },
	{ "open", CMD_OPEN, command_open, "the lines that can't deliver right now" },
	{ "worst", CMD_WORST, command_worst, "the longest sections, with stacks" },
	{ "stat", CMD_STAT, command_stat, "counts of each line" },
};

static int show_usage(FILE *file, int status)
{
	size_t i;

	fprintf(file, "usage: irqmask COMMAND [options]\n\n"
		"Shows which interrupt lines could not deliver, for how long, and who did that.\n\n");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(file, "  %-8s %s\n", commands[i].name, commands[i].help);
	fprintf(file, "\nirqmask COMMAND --help says more, and so does man irqmask.\n"
		"The exit status is 0, 2 where a section was longer than -T, and 1 on an error.\n");
	return status;
}

static int run(size_t number, int argc, char **argv)
{
	struct options options = { 0 };
	int status = EXIT_ERROR, ret;

	ret = options_parse(commands[number].command, commands[number].name, argc, argv,
			    &options);
	if (ret == OPTIONS_DONE) {
		status = EXIT_NOT_HIT;
	} else if (!ret && !tracing_check()) {
		signals_catch();
		instances_clean();
		if (!options.irqs.nr || !warn_of_unwatched(&options))
			status = commands[number].run(&options);
	}
	options_free(&options);
	return status;
}

static int dispatch(int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return show_usage(stderr, EXIT_ERROR);
	if (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))
		return show_usage(stdout, EXIT_NOT_HIT);
	if (!strcmp(argv[1], "--version")) {
		puts("irqmask " VERSION);
		return EXIT_NOT_HIT;
	}

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(argv[1], commands[i].name))
			return run(i, argc - 1, argv + 1);
	}
	error("there is no command '%s'; irqmask --help lists them", argv[1]);
	return EXIT_ERROR;
}

int main(int argc, char **argv)
{
	int status = dispatch(argc, argv);

	/* What could not be written is an error, also where a file system is full */
	return output_finish() ? EXIT_ERROR : status;
}
