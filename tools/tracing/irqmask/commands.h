/* SPDX-License-Identifier: GPL-2.0 */
/*
 * commands: the subcommands; each returns the exit status
 */
#ifndef IRQMASK_COMMANDS_H
#define IRQMASK_COMMANDS_H

#include "options.h"
#include "section.h"

int command_top(const struct options *options);
int command_hist(const struct options *options);
int command_record(const struct options *options);
int command_open(const struct options *options);
int command_worst(const struct options *options);
int command_stat(const struct options *options);

int read_sections(const char *file, struct sections *sections);
int read_stats(struct stats *stats);
int warn_of_unwatched(const struct options *options);
void choose_sections(struct sections *sections, const struct options *options);
bool row_is_chosen(const struct stat_row *row, const struct options *options);

void open_json(const struct sections *sections);
void worst_json(const struct sections *sections, const struct options *options);
void stat_json(const struct stats *stats, const struct options *options);
void prometheus_print(const struct stats *stats, const struct options *options);

#endif /* IRQMASK_COMMANDS_H */
