// SPDX-License-Identifier: GPL-2.0
/*
 * A function for GNU make's `load`: $(exit N) ends make with status N. By itself
 * make says 2 whatever its recipe said, but `make vm` promises the status of the
 * script that it ran in the guest.
 */
#include <stdlib.h>

#include <gnumake.h>

int plugin_is_GPL_compatible;

static char *make_exit(const char *name, unsigned int argc, char **argv)
{
	(void)name;
	(void)argc;
	exit(atoi(argv[0]));
}

int make_exit_gmk_setup(void);

int make_exit_gmk_setup(void)
{
	gmk_add_function("exit", make_exit, 1, 1, GMK_FUNC_DEFAULT);
	return 1;
}
