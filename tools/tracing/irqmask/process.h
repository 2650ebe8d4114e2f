/* SPDX-License-Identifier: GPL-2.0 */
/*
 * process: what a process that is still alive has open
 */
#ifndef IRQMASK_PROCESS_H
#define IRQMASK_PROCESS_H

#include "util.h"

/**
 * struct open_file - a file descriptor
 * @fd:		its number
 * @what:	path, or what kind of socket it is
 */
struct open_file {
	int fd;
	char *what;
};

/**
 * struct process - a process
 * @pid:	its number
 * @command:	its command line, or its name in brackets if it has none
 * @nr:		number of @files
 * @files:	what it has open
 */
struct process {
	int pid;
	char *command;
	size_t nr;
	struct open_file *files;
};

/* What the kernel calls a task whose name it doesn't know */
#define UNKNOWN_COMM	"<...>"

bool process_is_called(const char *comm, const char *now);
int process_read(int pid, const char *comm, struct process *process);
void process_free(struct process *process);
void process_text(const struct process *process);
void process_json(const struct process *process);

void process_show(int pid, const char *comm);
void process_show_json(int pid, const char *comm);

#endif /* IRQMASK_PROCESS_H */
