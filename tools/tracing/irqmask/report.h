/* SPDX-License-Identifier: GPL-2.0 */
/*
 * report: what record found, as text, as JSON and as a picture
 */
#ifndef IRQMASK_REPORT_H
#define IRQMASK_REPORT_H

#include "analysis.h"
#include "section.h"

/**
 * struct report - what record found
 * @section:	the section; its end has no place where it is still open
 * @question:	the same, as numbers
 * @analysis:	what the trace tells
 */
struct report {
	struct section section;
	struct question question;
	struct analysis analysis;
};

/* What is known of interrupts that came meanwhile */
enum waiting { WAITING_UNKNOWN, WAITING_NONE, WAITING_OWN, WAITING_ARRIVED };

enum waiting report_waiting(const struct report *report);
void report_text(const struct report *report, const struct options *options);
void report_json(const struct report *report, const struct options *options);
int report_svg(const struct report *report, const char *path);

#endif /* IRQMASK_REPORT_H */
