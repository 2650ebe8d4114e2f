// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel module that says of itself it isn't free: it taints the kernel, and lockdep
 * gives up
 */
#include <linux/module.h>

static int __init proprietary_init(void)
{
	return 0;
}

static void __exit proprietary_exit(void)
{
}

module_init(proprietary_init);
module_exit(proprietary_exit);
MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("Taints the kernel, for the tests of irqmask");
