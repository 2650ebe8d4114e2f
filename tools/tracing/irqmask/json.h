/* SPDX-License-Identifier: GPL-2.0 */
/*
 * json: writes JSON to the standard output
 */
#ifndef IRQMASK_JSON_H
#define IRQMASK_JSON_H

#include "section.h"

/* Within an array, the key is NULL */
void json_open_object(const char *key);
void json_close_object(void);
void json_open_array(const char *key);
void json_close_array(void);
void json_number(const char *key, uint64_t value);
void json_integer(const char *key, long long value);
void json_real(const char *key, double value);
void json_bool(const char *key, bool value);
void json_string(const char *key, const char *value);

void json_name(const struct line_name *name);
void json_place(const char *key, const struct place *place, const struct stack *stack);
void json_section(const struct section *section);

#endif /* IRQMASK_JSON_H */
