/* SPDX-License-Identifier: GPL-2.0 */
/*
 * print: samples as the tool prints them, for another program to check
 */
#ifndef IRQMASK_TESTS_PRINT_H
#define IRQMASK_TESTS_PRINT_H

int print(const char *what, const char *path);

#endif /* IRQMASK_TESTS_PRINT_H */
