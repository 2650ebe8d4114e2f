/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stop: the signals that end a run, also while it waits or writes
 */
#ifndef IRQMASK_STOP_H
#define IRQMASK_STOP_H

#include <stdbool.h>
#include <stdio.h>

void signals_catch(void);
void signals_default(void);
bool stop_requested(void);
void wait_ms(unsigned int ms);

int output_write(int fd, const char *data, size_t size);
int output_create(const char *path, unsigned int mode);
FILE *output_open(const char *path);
int output_finish(void);

#endif /* IRQMASK_STOP_H */
