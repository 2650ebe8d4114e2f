/* SPDX-License-Identifier: GPL-2.0 */
/*
 * text: sections, as a person reads them
 */
#ifndef IRQMASK_TEXT_H
#define IRQMASK_TEXT_H

#include "section.h"

char *text_escape(const char *raw);
void text_name(int irq, int cpu, const struct line_name *name);
void text_field(const char *name, const char *format, ...) __printf(2, 3);
void text_place(const char *what, const struct place *place);
void text_stack(const struct stack *stack);
const char *cause_name(unsigned int number);
const char *cause_text(const char *cause);
void text_cause(const char *cause);
void text_section(const struct section *section);

#endif /* IRQMASK_TEXT_H */
