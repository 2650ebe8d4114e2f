// SPDX-License-Identifier: GPL-2.0
/*
 * notify: tells who started us as a service that it runs
 *
 * It is the protocol of sd_notify(3): a datagram to the socket that NOTIFY_SOCKET names,
 * a path, or an abstract name after an @.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "notify.h"
#include "util.h"

/* Nothing where nobody asks for it. A failure is told, and no reason to end. */
void notify_ready(void)
{
	static const char ready[] = "READY=1";
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *name = getenv("NOTIFY_SOCKET");
	size_t len = name ? strlen(name) : 0;
	ssize_t sent = -1;
	int fd;

	if (!len)
		return;
	errno = ENAMETOOLONG;
	fd = len > sizeof(address.sun_path) ? -1 : socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		memcpy(address.sun_path, name, len);
		if (name[0] == '@')
			address.sun_path[0] = '\0';
		sent = sendto(fd, ready, strlen(ready), MSG_NOSIGNAL | MSG_DONTWAIT,
			      (struct sockaddr *)&address,
			      offsetof(struct sockaddr_un, sun_path) + len);
	}
	if (sent < 0)
		error("NOTIFY_SOCKET %s can't be told that it runs: %s", name, strerror(errno));
	if (fd >= 0)
		close(fd);
	/* It isn't for the commands of --on-threshold */
	unsetenv("NOTIFY_SOCKET");
}
