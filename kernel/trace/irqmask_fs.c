// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask files: the folder irqmask/ in tracefs
 *
 *   enable  1: measure although the tracer is another one
 *   irqs    which lines are watched
 *   stat    a row for each line that had a section, and a histogram
 *   worst   the longest sections, with the stacks of both ends
 *   open    the lines that can't deliver now
 *
 * stat and open are read while probes write what they show. Each row is a copy
 * that no probe changed meanwhile; the probes notice nothing. worst is copied when
 * it is opened. All of them are empty while nothing is measured.
 */
#include <linux/fs.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqmask.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/tracefs.h>
#include <linux/uaccess.h>

#include "irqmask_clock.h"
#include "irqmask_cpu.h"
#include "irqmask_filter.h"
#include "irqmask_frame.h"
#include "irqmask_line.h"
#include "irqmask_stat.h"
#include "irqmask_worst.h"
#include "trace.h"

/* "65535," for each line that may be */
#define IRQMASK_LIST_LEN	(6 * IRQMASK_MAX_LINES)

/* At least so much of a long list is written at once, where not all of it is */
#define IRQMASK_PART_LEN	SZ_4K

static int irqmask_open_seq(struct file *file, const struct seq_operations *ops, size_t size)
{
	int ret = tracing_check_open_get_tr(NULL);

	if (ret)
		return ret;
	return __seq_open_private(file, ops, size) ? 0 : -ENOMEM;
}

/* Like the file trace: what is opened to be written anew is cleared, if only by "> stat" */
static bool irqmask_is_truncated(const struct file *file)
{
	return (file->f_mode & FMODE_WRITE) && (file->f_flags & O_TRUNC);
}

static void irqmask_clear_stat(void)
{
	irqmask_lock();
	irqmask_stat_clear();
	irqmask_forget_uncounted();
	irqmask_unlock();
}

static void irqmask_clear_worst(void)
{
	irqmask_lock();
	if (irqmask_is_on())
		irqmask_worst_clear();
	irqmask_unlock();
}

/* --- enable --- */

static ssize_t irqmask_read_enable(struct file *file, char __user *ubuf, size_t count,
				   loff_t *ppos)
{
	const char *text = irqmask_is_enabled() ? "1\n" : "0\n";

	return simple_read_from_buffer(ubuf, count, ppos, text, 2);
}

static ssize_t irqmask_write_enable(struct file *file, const char __user *ubuf, size_t count,
				    loff_t *ppos)
{
	char text[8];
	u8 value;
	int ret;

	if (count >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, ubuf, count))
		return -EFAULT;
	text[count] = '\0';
	/* A NUL would hide what follows */
	if (strlen(text) != count || kstrtou8(text, 10, &value) || value > 1)
		return -EINVAL;

	ret = irqmask_set_enabled(value);
	return ret ? ret : count;
}

static const struct file_operations irqmask_enable_fops = {
	.open	= tracing_open_generic,
	.read	= irqmask_read_enable,
	.write	= irqmask_write_enable,
	.llseek	= default_llseek,
};

/* --- irqs --- */

static int irqmask_show_irqs(struct seq_file *m, void *v)
{
	const unsigned long *watched;

	irqmask_lock();
	watched = irqmask_filter_get();
	if (watched)
		seq_printf(m, "%*pbl\n", IRQMASK_MAX_LINES, watched);
	else
		seq_puts(m, "all\n");
	irqmask_unlock();
	return 0;
}

static int irqmask_open_irqs(struct inode *inode, struct file *file)
{
	int ret = tracing_check_open_get_tr(NULL);

	return ret ? ret : single_open(file, irqmask_show_irqs, NULL);
}

static ssize_t irqmask_write_irqs(struct file *file, const char __user *ubuf, size_t count,
				  loff_t *ppos)
{
	char *list;
	int ret;

	if (count > IRQMASK_LIST_LEN)
		return -EINVAL;

	list = kvmalloc(count + 1, GFP_KERNEL);
	if (!list)
		return -ENOMEM;

	ret = -EFAULT;
	if (!copy_from_user(list, ubuf, count)) {
		list[count] = '\0';
		/* A NUL would hide what follows. A part of a list would pass for the whole. */
		if (strlen(list) != count ||
		    (count >= IRQMASK_PART_LEN && list[count - 1] != '\n'))
			ret = -EINVAL;
		else
			ret = irqmask_filter_set(list);
	}
	kvfree(list);
	return ret ? ret : count;
}

static const struct file_operations irqmask_irqs_fops = {
	.open	 = irqmask_open_irqs,
	.read	 = seq_read,
	.write	 = irqmask_write_irqs,
	.llseek	 = seq_lseek,
	.release = single_release,
};

/* --- what is kept of each line --- */

/* Rows: first all lines, by number, then all CPUs */
static loff_t irqmask_nr_rows(void)
{
	return IRQMASK_MAX_LINES + nr_cpu_ids;
}

static struct irqmask_line *irqmask_row(loff_t pos)
{
	if (pos < IRQMASK_MAX_LINES)
		return irqmask_find_line(pos);
	return irqmask_cpu_line(pos - IRQMASK_MAX_LINES);
}

/* Many numbers are no line: show() is only called for what there is storage for */
static void *irqmask_next_row(loff_t *pos)
{
	struct irqmask_line *line;

	for (; *pos <= irqmask_nr_rows(); (*pos)++) {
		line = irqmask_row(*pos - 1);
		if (line)
			return line;
	}
	return NULL;
}

static void *irqmask_seq_start(struct seq_file *m, loff_t *pos)
{
	irqmask_lock();
	if (!*pos)
		return SEQ_START_TOKEN;
	return irqmask_is_on() ? irqmask_next_row(pos) : NULL;
}

static void *irqmask_seq_next(struct seq_file *m, void *v, loff_t *pos)
{
	(*pos)++;
	return irqmask_is_on() ? irqmask_next_row(pos) : NULL;
}

static void irqmask_seq_stop(struct seq_file *m, void *v)
{
	irqmask_unlock();
}

/* A copy that is whole, whatever probes do */
static void irqmask_copy_line(struct irqmask_line *copy, const struct irqmask_line *line)
{
	unsigned int seq;

	do {
		seq = raw_read_seqcount_begin(&line->seq);
		*copy = *line;
	} while (read_seqcount_retry(&line->seq, seq));
}

static void irqmask_print_off(struct seq_file *m)
{
	seq_puts(m, "# nothing is measured: use the tracer, the event irqmask_section or the file enable\n");
}

/* --- stat --- */

static void irqmask_print_stat_header(struct seq_file *m)
{
	struct irqmask_uncounted sum;

	if (!irqmask_is_on()) {
		irqmask_print_off(m);
		return;
	}
	irqmask_sum_uncounted_since(&sum);
	seq_printf(m, "# in no row: recursion %lu  no storage %lu\n", sum.recursion,
		   sum.no_storage);
	seq_printf(m, "# counted as 0 ns: backwards %lu\n", sum.backwards);
	seq_puts(m, "# times in ns; hist: 2^N:count of the sections of 2^N ns up to twice that\n");
	seq_printf(m, "#%6s %10s %16s %12s %12s %12s %12s %8s %6s  %s\n", "irq", "count",
		   "total", "avg", "min", "max", "masked_max", "dropped", "lost",
		   "actions (chip hwirq-flow)");
}

static void irqmask_print_hist(struct seq_file *m, const struct irqmask_stat *stat)
{
	unsigned int slot;

	seq_puts(m, "  hist:");
	if (stat->hist[0])
		seq_printf(m, " <2^%d:%llu", IRQMASK_HIST_SHIFT, stat->hist[0]);
	for (slot = 1; slot < IRQMASK_HIST_SLOTS; slot++) {
		if (stat->hist[slot])
			seq_printf(m, " 2^%d:%llu", IRQMASK_HIST_SHIFT + slot - 1,
				   stat->hist[slot]);
	}
	seq_putc(m, '\n');
}

static void irqmask_print_stat(struct seq_file *m, loff_t row, const struct irqmask_line *line)
{
	const struct irqmask_stat *stat = &line->stat;

	if (row < IRQMASK_MAX_LINES)
		seq_printf(m, "%7lld", row);
	else
		seq_printf(m, "%4s%03lld", "cpu", row - IRQMASK_MAX_LINES);
	seq_printf(m, " %10llu %16llu %12llu %12llu %12llu %12llu %8llu %6llu  ", stat->count,
		   stat->total, stat->count ? div64_u64(stat->total, stat->count) : 0,
		   stat->min, stat->max, stat->masked_max, stat->dropped, stat->lost);
	if (row < IRQMASK_MAX_LINES)
		irqmask_print_line(m, &line->names, line->section.hwirq);
	else
		seq_puts(m, "all interrupts");
	seq_putc(m, '\n');
	if (stat->count)
		irqmask_print_hist(m, stat);
}

/* The private data is room for two copies, so that none of them is on the stack */
static void irqmask_sum_line(struct irqmask_line *sum, struct irqmask_line *line)
{
	struct irqmask_line *copy = sum + 1;
	int cpu;

	irqmask_copy_line(sum, line);
	if (irqmask_stat_is_cleared(&sum->stat))
		memset(&sum->stat, 0, sizeof(sum->stat));
	if (!sum->cpus)
		return;

	for_each_possible_cpu(cpu) {
		irqmask_copy_line(copy, per_cpu_ptr(sum->cpus, cpu));
		/* The CPU itself finds out at its next event, if there is one */
		if (copy->state == IRQMASK_OPEN && copy->generation != sum->generation)
			sum->stat.dropped++;
		if (irqmask_stat_is_cleared(&copy->stat))
			continue;
		irqmask_stat_add(&sum->stat, &copy->stat);
		/* It has none where it had no event */
		if (copy->names.chip[0]) {
			sum->names = copy->names;
			sum->section.hwirq = copy->section.hwirq;
		}
	}
}

static int irqmask_show_stat(struct seq_file *m, void *v)
{
	struct irqmask_line *sum = m->private;

	if (v == SEQ_START_TOKEN) {
		irqmask_print_stat_header(m);
		return 0;
	}

	irqmask_sum_line(sum, v);
	if (!sum->stat.count && !sum->stat.dropped && !sum->stat.lost)
		return SEQ_SKIP;
	irqmask_print_stat(m, m->index - 1, sum);
	return 0;
}

static const struct seq_operations irqmask_stat_ops = {
	.start	= irqmask_seq_start,
	.next	= irqmask_seq_next,
	.stop	= irqmask_seq_stop,
	.show	= irqmask_show_stat,
};

static int irqmask_open_stat(struct inode *inode, struct file *file)
{
	int ret = irqmask_open_seq(file, &irqmask_stat_ops, 2 * sizeof(struct irqmask_line));

	if (!ret && irqmask_is_truncated(file))
		irqmask_clear_stat();
	return ret;
}

/* Whatever is written clears */
static ssize_t irqmask_write_stat(struct file *file, const char __user *ubuf, size_t count,
				  loff_t *ppos)
{
	irqmask_clear_stat();
	return count;
}

static const struct file_operations irqmask_stat_fops = {
	.open	 = irqmask_open_stat,
	.read	 = seq_read,
	.write	 = irqmask_write_stat,
	.llseek	 = seq_lseek,
	.release = seq_release_private,
};

/* --- ends of sections --- */

static void irqmask_print_end(struct seq_file *m, const char *what,
			      const struct irqmask_end *end)
{
	u32 ns;
	u64 s = div_u64_rem(end->ts, NSEC_PER_SEC, &ns);

	seq_printf(m, "%s %pS [%llu.%09u] (CPU#%d ", what, (void *)end->ip, s, ns, end->cpu);
	irqmask_print_task(m, end);
	seq_puts(m, ")\n");
}

static void irqmask_print_begin(struct seq_file *m, const struct irqmask_section *section)
{
	irqmask_print_end(m, "started at:", &section->begin);
	if (section->disable.cpu >= 0)
		irqmask_print_end(m, "disabled at:", &section->disable);
	if (section->thread.cpu >= 0) {
		seq_puts(m, "thread: ");
		irqmask_print_task(m, &section->thread);
		seq_printf(m, " (CPU#%d prio=%d)  waited_ns: %llu\n", section->thread.cpu,
			   section->thread_prio, irqmask_thread_wait(section));
	}
	irqmask_frame_print(m, irqmask_section_stack(section), section->nr_entries);
	irqmask_frame_print_locks(m, section);
}

/* --- open --- */

/* The lines' probes use the same buffer to look an address up */
static void irqmask_locate_open(struct irqmask_section *section)
{
	unsigned long flags;

	local_irq_save(flags);
	irqmask_section_locate_begin(section);
	local_irq_restore(flags);
}

static void irqmask_print_open(struct seq_file *m, struct irqmask_line *line, int cpu)
{
	struct irqmask_section *section = &line->section;
	u64 now = irqmask_now(), masked_ns = section->masked_ns;
	u64 ns = now > section->begin.ts ? now - section->begin.ts : 0;

	seq_printf(m, "irq: %d ", section->irq);
	if (cpu >= 0)
		seq_printf(m, "CPU#%d ", cpu);
	irqmask_print_line(m, &line->names, line->section.hwirq);

	if (line->state == IRQMASK_BLIND) {
		seq_puts(m, "  since: unknown, before it was watched\n\n");
		return;
	}

	if (cpu >= 0)
		masked_ns = ns;
	else if (line->masked && now > line->masked_since)
		masked_ns += now - line->masked_since;
	seq_printf(m, "  cause: %s  ns: %llu  masked_ns: %llu\n",
		   irqmask_cause_name(section->cause), ns, masked_ns);
	irqmask_locate_open(section);
	irqmask_print_begin(m, section);
	seq_putc(m, '\n');
}

static void irqmask_show_open_cpus(struct seq_file *m, const struct irqmask_line *line)
{
	struct irqmask_line *copy = m->private;
	int cpu;

	for_each_online_cpu(cpu) {
		irqmask_copy_line(copy, per_cpu_ptr(line->cpus, cpu));
		if (copy->state == IRQMASK_OPEN &&
		    copy->generation == READ_ONCE(line->generation))
			irqmask_print_open(m, copy, cpu);
	}
}

/*
 * Nobody is told when a managed line is shut down with the last of its CPUs, nor when one
 * is freed that the filter leaves out
 */
static bool irqmask_is_started(unsigned int irq)
{
	struct irq_desc *desc;
	bool started;

	rcu_read_lock();
	desc = irq_to_desc(irq);
	/* Without the lock: the other flags of that word are not looked at */
	started = desc && data_race(irqd_is_started(irq_desc_get_irq_data(desc)));
	rcu_read_unlock();
	return started;
}

static int irqmask_show_open(struct seq_file *m, void *v)
{
	struct irqmask_line *copy = m->private;
	const struct irqmask_line *line = v;
	bool percpu;

	if (v == SEQ_START_TOKEN) {
		if (irqmask_is_on())
			seq_puts(m, "# lines that can't deliver now; times in ns\n");
		else
			irqmask_print_off(m);
		return 0;
	}
	/* A CPU's section ends before anybody reads of it */
	if (m->index > IRQMASK_MAX_LINES || irqmask_is_ignored(m->index - 1))
		return SEQ_SKIP;

	/* Pairs with smp_store_release() in irqmask_percpu_add() */
	percpu = smp_load_acquire(&line->cpus);
	if (percpu)
		irqmask_show_open_cpus(m, line);

	/* Its number may be another line's by now */
	irqmask_copy_line(copy, line);
	if ((copy->state == IRQMASK_OPEN || copy->state == IRQMASK_BLIND) &&
	    irqmask_is_started(m->index - 1))
		irqmask_print_open(m, copy, -1);
	else if (!percpu)
		return SEQ_SKIP;
	return 0;
}

static const struct seq_operations irqmask_open_ops = {
	.start	= irqmask_seq_start,
	.next	= irqmask_seq_next,
	.stop	= irqmask_seq_stop,
	.show	= irqmask_show_open,
};

static int irqmask_open_open(struct inode *inode, struct file *file)
{
	return irqmask_open_seq(file, &irqmask_open_ops, sizeof(struct irqmask_line));
}

static const struct file_operations irqmask_open_fops = {
	.open	 = irqmask_open_open,
	.read	 = seq_read,
	.llseek	 = seq_lseek,
	.release = seq_release_private,
};

/* --- worst --- */

/**
 * struct irqmask_worst_reader - what the file worst showed when it was opened
 * @on:		whether anything was measured
 * @unkept:	number of sections that are in no record
 * @nr:		number of @offenders
 * @offenders:	the records, longest first
 */
struct irqmask_worst_reader {
	bool			on;
	unsigned long		unkept;
	unsigned int		nr;
	struct irqmask_offender	offenders[IRQMASK_NR_RECORDS];
};

static void *irqmask_worst_start(struct seq_file *m, loff_t *pos)
{
	struct irqmask_worst_reader *reader = m->private;

	if (!*pos)
		return SEQ_START_TOKEN;
	return *pos <= reader->nr ? &reader->offenders[*pos - 1] : NULL;
}

static void *irqmask_worst_next(struct seq_file *m, void *v, loff_t *pos)
{
	(*pos)++;
	return irqmask_worst_start(m, pos);
}

static void irqmask_worst_stop(struct seq_file *m, void *v)
{
}

static int irqmask_show_worst(struct seq_file *m, void *v)
{
	struct irqmask_worst_reader *reader = m->private;
	const struct irqmask_offender *offender = v;
	const struct irqmask_section *section;

	if (v == SEQ_START_TOKEN && !reader->on) {
		irqmask_print_off(m);
		return 0;
	}
	if (v == SEQ_START_TOKEN) {
		seq_printf(m, "# the longest section of each line, cause and place, longest first; times in ns\n"
			   "# records: %u  sections in no record: %lu\n", reader->nr,
			   reader->unkept);
		return 0;
	}

	section = &offender->section;
	seq_printf(m, "\nirq: %d ", section->irq);
	irqmask_print_line(m, &offender->names, section->hwirq);
	seq_printf(m, "  cause: %s  ns: %llu  masked_ns: %llu  count: %llu\n",
		   irqmask_cause_name(section->cause), section->ns, section->masked_ns,
		   offender->count);
	irqmask_print_begin(m, section);
	irqmask_print_end(m, "ended at:", &section->end);
	irqmask_frame_print(m, offender->stack, offender->nr_entries);
	return 0;
}

static const struct seq_operations irqmask_worst_ops = {
	.start	= irqmask_worst_start,
	.next	= irqmask_worst_next,
	.stop	= irqmask_worst_stop,
	.show	= irqmask_show_worst,
};

static int irqmask_open_worst(struct inode *inode, struct file *file)
{
	struct irqmask_worst_reader *reader;
	int ret;

	ret = tracing_check_open_get_tr(NULL);
	if (ret)
		return ret;
	if (irqmask_is_truncated(file))
		irqmask_clear_worst();
	if (!(file->f_mode & FMODE_READ))
		return 0;

	reader = kvzalloc_obj(*reader, GFP_KERNEL);
	if (!reader)
		return -ENOMEM;

	ret = seq_open(file, &irqmask_worst_ops);
	if (ret) {
		kvfree(reader);
		return ret;
	}
	((struct seq_file *)file->private_data)->private = reader;

	irqmask_lock();
	reader->on = irqmask_is_on();
	if (reader->on) {
		reader->nr = irqmask_worst_copy(reader->offenders);
		reader->unkept = irqmask_worst_unkept();
	}
	irqmask_unlock();
	return 0;
}

static int irqmask_release_worst(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	if (!(file->f_mode & FMODE_READ))
		return 0;
	kvfree(m->private);
	return seq_release(inode, file);
}

/* Whatever is written clears */
static ssize_t irqmask_write_worst(struct file *file, const char __user *ubuf, size_t count,
				   loff_t *ppos)
{
	irqmask_clear_worst();
	return count;
}

static const struct file_operations irqmask_worst_fops = {
	.open	 = irqmask_open_worst,
	.read	 = seq_read,
	.write	 = irqmask_write_worst,
	.llseek	 = tracing_lseek,
	.release = irqmask_release_worst,
};

static int __init irqmask_init_tracefs(void)
{
	struct dentry *dir;
	int ret;

	ret = tracing_init_dentry();
	if (ret)
		return 0;

	dir = tracefs_create_dir("irqmask", NULL);
	if (!dir)
		return 0;

	trace_create_file("enable", TRACE_MODE_WRITE, dir, NULL, &irqmask_enable_fops);
	trace_create_file("irqs", TRACE_MODE_WRITE, dir, NULL, &irqmask_irqs_fops);
	trace_create_file("stat", TRACE_MODE_WRITE, dir, NULL, &irqmask_stat_fops);
	trace_create_file("worst", TRACE_MODE_WRITE, dir, NULL, &irqmask_worst_fops);
	trace_create_file("open", TRACE_MODE_READ, dir, NULL, &irqmask_open_fops);
	return 0;
}
late_initcall(irqmask_init_tracefs);
