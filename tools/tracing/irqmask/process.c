// SPDX-License-Identifier: GPL-2.0
/*
 * process: what a process that is still alive has open
 *
 * By now the pid may be another process's: one of another name is left out, where its name
 * is known.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "process.h"
#include "text.h"

/* The sockets of a process's network namespace */
static const struct {
	const char *file;
	unsigned int inode_column;
} tables[] = {
	{ "tcp", 9 }, { "tcp6", 9 }, { "udp", 9 }, { "udp6", 9 }, { "raw", 9 },
	{ "raw6", 9 }, { "icmp", 9 }, { "icmp6", 9 }, { "packet", 8 }, { "netlink", 9 },
	{ "unix", 6 },
};

static char *proc_read(int pid, const char *file)
{
	char *path = xasprintf("/proc/%d/%s", pid, file);
	char *text = read_file(path);

	free(path);
	return text;
}

/* The field with that number, counted from 0; NULL if the line is shorter */
static char *column(const char *line, unsigned int number)
{
	const char *p = line + strspn(line, " ");

	while (number--) {
		p += strcspn(p, " ");
		p += strspn(p, " ");
	}
	return *p ? xstrndup(p, strcspn(p, " ")) : NULL;
}

/* "0100007F:1F90", as /proc/net has it, as "127.0.0.1:8080" */
static char *address(const char *hex)
{
	char text[INET6_ADDRSTRLEN];
	uint32_t words[4];
	unsigned int port, nr;
	const char *p = hex;

	for (nr = 0; nr < ARRAY_SIZE(words) && sscanf(p, "%8x", &words[nr]) == 1; nr++) {
		p += 8;
		if (*p == ':')
			break;
	}
	if (sscanf(p, ":%x", &port) != 1 || (nr != 0 && nr != 3))
		return xstrdup(hex);
	inet_ntop(nr ? AF_INET6 : AF_INET, words, text, sizeof(text));
	return xasprintf(nr ? "[%s]:%u" : "%s:%u", text, port);
}

static char *describe_socket(const char *table, const char *line)
{
	char *local, *remote, *text, *from = NULL, *to = NULL;

	if (!strcmp(table, "unix")) {
		local = column(line, 7);
		text = xasprintf("unix socket %s", local ? local : "without a name");
		free(local);
		return text;
	}
	if (!strcmp(table, "packet") || !strcmp(table, "netlink"))
		return xasprintf("%s socket", table);

	local = column(line, 1);
	remote = column(line, 2);
	if (local && remote) {
		from = address(local);
		to = address(remote);
	}
	text = xasprintf("%s socket %s -> %s", table, from ? from : "?", to ? to : "?");
	free(local);
	free(remote);
	free(from);
	free(to);
	return text;
}

/* The line of the table with this inode; NULL if there is none */
static char *find_socket(int pid, size_t table, const char *inode)
{
	char *path = xasprintf("net/%s", tables[table].file), *text = proc_read(pid, path);
	char *rest = text, *line, *field, *found = NULL;

	free(path);
	while (!found && rest && (line = strsep(&rest, "\n"))) {
		field = column(line, tables[table].inode_column);
		if (field && !strcmp(field, inode))
			found = describe_socket(tables[table].file, line);
		free(field);
	}
	free(text);
	return found;
}

/* "socket:[1234]", with what kind of socket that is where it is known */
static char *describe(int pid, const char *target)
{
	char inode[32], *text = NULL;
	size_t i;

	if (sscanf(target, "socket:[%31[0-9]]", inode) != 1)
		return xstrdup(target);
	for (i = 0; !text && i < ARRAY_SIZE(tables); i++)
		text = find_socket(pid, i, inode);
	return text ? text : xstrdup(target);
}

static void add_file(struct process *process, const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	char target[PATH_MAX];
	ssize_t len = readlink(path, target, sizeof(target) - 1);
	struct open_file *file;

	free(path);
	if (len < 0)
		return;
	target[len] = '\0';
	process->files = xrealloc(process->files, process->nr + 1, sizeof(*process->files));
	file = &process->files[process->nr++];
	file->fd = atoi(name);
	file->what = describe(process->pid, target);
}

static int by_fd(const void *a, const void *b)
{
	const struct open_file *first = a, *second = b;

	return first->fd - second->fd;
}

static void read_files(struct process *process)
{
	char *folder = xasprintf("/proc/%d/fd", process->pid);
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			add_file(process, folder, entry->d_name);
	}
	if (dir)
		closedir(dir);
	free(folder);
	if (process->nr)
		qsort(process->files, process->nr, sizeof(*process->files), by_fd);
}

static char *read_command(int pid, const char *comm)
{
	char *path = xasprintf("/proc/%d/cmdline", pid), *text = NULL;
	FILE *file = fopen(path, "re");
	size_t size = 0;
	ssize_t len = 0, i;

	free(path);
	if (file) {
		len = getdelim(&text, &size, '\n', file);
		fclose(file);
	}
	if (len <= 0) {
		free(text);
		return xasprintf("[%s]", comm);
	}
	/* Its arguments are separated by 0 */
	for (i = 0; i < len - 1; i++) {
		if (!text[i])
			text[i] = ' ';
	}
	return text;
}

/* -1 if it is gone, or another one */
int process_read(int pid, const char *comm, struct process *process)
{
	char *now;
	bool same;

	memset(process, 0, sizeof(*process));
	if (pid <= 0)
		return -1;
	now = proc_read(pid, "comm");
	if (!now)
		return -1;
	now[strcspn(now, "\n")] = '\0';
	same = !strcmp(comm, UNKNOWN_COMM) || !strcmp(now, comm);
	if (same) {
		process->pid = pid;
		process->command = read_command(pid, now);
		read_files(process);
	}
	free(now);
	return same ? 0 : -1;
}

void process_free(struct process *process)
{
	size_t i;

	for (i = 0; i < process->nr; i++)
		free(process->files[i].what);
	free(process->files);
	free(process->command);
	memset(process, 0, sizeof(*process));
}

void process_text(const struct process *process)
{
	size_t i;

	text_field("process:", "%d %s", process->pid, process->command);
	for (i = 0; i < process->nr; i++)
		printf("    %4d  %s\n", process->files[i].fd, process->files[i].what);
}

void process_json(const struct process *process)
{
	size_t i;

	json_integer("pid", process->pid);
	json_string("command", process->command);
	json_open_array("files");
	for (i = 0; i < process->nr; i++) {
		json_open_object(NULL);
		json_integer("fd", process->files[i].fd);
		json_string("what", process->files[i].what);
		json_close_object();
	}
	json_close_array();
}

/* Reads and prints; says so where it is gone */
void process_show(int pid, const char *comm)
{
	struct process process;

	if (process_read(pid, comm, &process)) {
		if (pid > 0)
			text_field("process:", "%d %s is gone", pid, comm);
		return;
	}
	process_text(&process);
	process_free(&process);
}

/* An object of an array; nothing where it is gone */
void process_show_json(int pid, const char *comm)
{
	struct process process;

	if (process_read(pid, comm, &process))
		return;
	json_open_object(NULL);
	process_json(&process);
	json_close_object();
	process_free(&process);
}
