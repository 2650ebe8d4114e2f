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

/**
 * struct socket - a line of one of them
 * @inode:	the socket's
 * @table:	name of the table
 * @line:	the line
 */
struct socket {
	unsigned long inode;
	const char *table;
	const char *line;
};

/**
 * struct sockets - all lines of all of them
 * @are_read:	that was tried
 * @nr:		number of @all
 * @all:	ordered by their inodes
 * @texts:	what their lines are parts of
 */
struct sockets {
	bool are_read;
	size_t nr;
	struct socket *all;
	char *texts[ARRAY_SIZE(tables)];
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

static void add_sockets(struct sockets *sockets, size_t table)
{
	char *rest = sockets->texts[table], *line, *inode;
	struct socket *socket;

	while (rest && (line = strsep(&rest, "\n"))) {
		inode = column(line, tables[table].inode_column);
		if (!inode)
			continue;
		sockets->all = xrealloc(sockets->all, sockets->nr + 1, sizeof(*sockets->all));
		socket = &sockets->all[sockets->nr++];
		socket->inode = strtoul(inode, NULL, 10);
		socket->table = tables[table].file;
		socket->line = line;
		free(inode);
	}
}

static int by_inode(const void *a, const void *b)
{
	const struct socket *first = a, *second = b;

	return (first->inode > second->inode) - (first->inode < second->inode);
}

/* Once for a process, however many of them it has */
static void read_sockets(int pid, struct sockets *sockets)
{
	char *path;
	size_t i;

	sockets->are_read = true;
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		path = xasprintf("net/%s", tables[i].file);
		sockets->texts[i] = proc_read(pid, path);
		free(path);
		add_sockets(sockets, i);
	}
	if (sockets->nr)
		qsort(sockets->all, sockets->nr, sizeof(*sockets->all), by_inode);
}

static void free_sockets(struct sockets *sockets)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		free(sockets->texts[i]);
	free(sockets->all);
}

/* "socket:[1234]", with what kind of socket that is where it is known */
static char *describe(int pid, struct sockets *sockets, const char *target)
{
	const struct socket *found = NULL;
	struct socket socket;

	if (sscanf(target, "socket:[%lu]", &socket.inode) != 1)
		return xstrdup(target);
	if (!sockets->are_read)
		read_sockets(pid, sockets);
	if (sockets->nr)
		found = bsearch(&socket, sockets->all, sockets->nr, sizeof(socket), by_inode);
	return found ? describe_socket(found->table, found->line) : xstrdup(target);
}

static void add_file(struct process *process, struct sockets *sockets, const char *folder,
		     const char *name)
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
	file->what = describe(process->pid, sockets, target);
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
	struct sockets sockets = { 0 };
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] != '.')
			add_file(process, &sockets, folder, entry->d_name);
	}
	free_sockets(&sockets);
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

/*
 * Whether a task that is @comm in a trace may be @now in /proc. The kernel keeps 15
 * characters, and prints two of them as their numbers, see seq_escape(). /proc has all of
 * a kernel thread's name, and behind a worker's what it works for.
 */
bool process_is_called(const char *comm, const char *now)
{
	char kept[15 * 4 + 1] = "";
	size_t i, len = 0;

	if (!strcmp(comm, UNKNOWN_COMM) || !strcmp(comm, now))
		return true;
	for (i = 0; i < 15 && now[i]; i++)
		len += sprintf(kept + len, strchr("\n\\", now[i]) ? "\\%03o" : "%c",
			       (unsigned char)now[i]);
	if (!strcmp(comm, kept))
		return true;
	len = strlen(comm);
	return !strncmp(comm, "kworker/", 8) && !strncmp(comm, kept, len) &&
	       strchr("-+", kept[len]);
}

/* -1 if it is gone, or another one */
int process_read(int pid, const char *comm, struct process *process)
{
	char *now, *end;
	bool same;

	memset(process, 0, sizeof(*process));
	if (pid <= 0)
		return -1;
	now = proc_read(pid, "comm");
	if (!now)
		return -1;
	/* There may be one in the name, too */
	end = strrchr(now, '\n');
	if (end)
		*end = '\0';
	same = process_is_called(comm, now);
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
	char *text = text_escape(process->command);
	size_t i;

	text_field("process:", "%d %s", process->pid, text);
	free(text);
	for (i = 0; i < process->nr; i++) {
		text = text_escape(process->files[i].what);
		printf("    %4d  %s\n", process->files[i].fd, text);
		free(text);
	}
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
