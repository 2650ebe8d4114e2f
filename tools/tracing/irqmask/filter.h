/* SPDX-License-Identifier: GPL-2.0 */
/*
 * filter: the lines, CPUs and lengths that were chosen, as filters of the kernel
 */
#ifndef IRQMASK_FILTER_H
#define IRQMASK_FILTER_H

#include <tracefs.h>

#include "options.h"

char *filter_lines(struct tep_handle *tep, const char *system, const char *event,
		   const struct options *options);
char *filter_sections(struct tep_handle *tep, const struct options *options,
		      uint64_t longer_than);
int filter_hist(struct tracefs_hist *hist, const struct options *options);

#endif /* IRQMASK_FILTER_H */
