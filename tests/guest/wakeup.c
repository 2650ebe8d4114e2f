// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel module: while it is loaded, the system wakes up every so many milliseconds
 * if it sleeps
 *
 *	insmod wakeup.ko ms=3000
 *
 * QEMU's machines wake from S3 by their RTC, but not from suspend-to-idle, in which they
 * just run on.
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/suspend.h>
#include <linux/workqueue.h>

static unsigned int ms = 3000;
module_param(ms, uint, 0444);
MODULE_PARM_DESC(ms, "Milliseconds from one wake-up to the next (default 3000)");

static void wakeup(struct work_struct *work);
static DECLARE_DELAYED_WORK(wakeup_work, wakeup);

/* One that comes before the system sleeps is forgotten: so again and again */
static void wakeup(struct work_struct *work)
{
	pm_system_wakeup();
	schedule_delayed_work(&wakeup_work, msecs_to_jiffies(ms));
}

static int __init wakeup_init(void)
{
	schedule_delayed_work(&wakeup_work, msecs_to_jiffies(ms));
	return 0;
}

static void __exit wakeup_exit(void)
{
	cancel_delayed_work_sync(&wakeup_work);
}

module_init(wakeup_init);
module_exit(wakeup_exit);
MODULE_DESCRIPTION("Wakes the system up from suspend-to-idle");
MODULE_LICENSE("GPL");
