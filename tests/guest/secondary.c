// SPDX-License-Identifier: GPL-2.0
/*
 * A line whose handler and its thread are both threads where handlers are forced into
 * them: the handler's, of a low priority, is kept from its second interrupt by the other
 * one. The chip delivers that interrupt when it unmasks the line after the first. Writing
 * to the parameter raise begins.
 */
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/module.h>
#include <linux/sched.h>

#define NAME	"secondary"

static int irq;
static bool raises_again;
static atomic_t handled;
static struct task_struct *first_thread;

/* So long the second thread takes, in ms, while the first one waits */
#define SECOND_MS	20

static void secondary_deliver(struct irq_work *work)
{
	generic_handle_irq(irq);
}

static struct irq_work secondary_work = IRQ_WORK_INIT_HARD(secondary_deliver);

static void secondary_mask(struct irq_data *data)
{
}

static void secondary_unmask(struct irq_data *data)
{
	if (!raises_again)
		return;
	raises_again = false;
	irq_work_queue(&secondary_work);
}

static struct irq_chip secondary_chip = {
	.name		= NAME,
	.irq_mask	= secondary_mask,
	.irq_unmask	= secondary_unmask,
};

static irqreturn_t secondary_handler(int number, void *data)
{
	first_thread = current;
	/* The second one has nothing left for the thread */
	return atomic_inc_return(&handled) == 1 ? IRQ_WAKE_THREAD : IRQ_HANDLED;
}

static irqreturn_t secondary_thread(int number, void *data)
{
	mdelay(SECOND_MS);
	return IRQ_HANDLED;
}

static void secondary_raise(int times)
{
	atomic_set(&handled, 0);
	raises_again = times > 1;
	irq_work_queue(&secondary_work);
	while (atomic_read(&handled) < times)
		usleep_range(1000, 2000);
	synchronize_irq(irq);
}

static int secondary_set_raise(const char *text, const struct kernel_param *param)
{
	secondary_raise(2);
	return 0;
}

static const struct kernel_param_ops secondary_raise_ops = {
	.set = secondary_set_raise,
};
module_param_cb(raise, &secondary_raise_ops, NULL, 0200);
module_param(irq, int, 0444);

static int __init secondary_init(void)
{
	int ret;

	/* Not this module's, which could not be unloaded while it has a handler */
	irq = __irq_alloc_descs(-1, 1, 1, NUMA_NO_NODE, NULL, NULL);
	if (irq < 0)
		return irq;
	irq_set_chip_and_handler(irq, &secondary_chip, handle_level_irq);
	irq_modify_status(irq, IRQ_NOREQUEST, 0);
	ret = request_threaded_irq(irq, secondary_handler, secondary_thread, 0, NAME,
				   &secondary_chip);
	if (ret) {
		irq_free_desc(irq);
		return ret;
	}
	secondary_raise(1);
	sched_set_fifo_low(first_thread);
	return 0;
}

static void __exit secondary_exit(void)
{
	free_irq(irq, &secondary_chip);
	irq_work_sync(&secondary_work);
	irq_free_desc(irq);
}

module_init(secondary_init);
module_exit(secondary_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A line with two threads, for the tests of irqmask");
