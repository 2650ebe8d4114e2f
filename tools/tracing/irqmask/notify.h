/* SPDX-License-Identifier: GPL-2.0 */
/*
 * notify: tells who started us as a service that it runs
 */
#ifndef IRQMASK_NOTIFY_H
#define IRQMASK_NOTIFY_H

void notify_ready(void);

#endif /* IRQMASK_NOTIFY_H */
