// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask worst: the longest sections, one record for each line, cause and place
 *
 * A pool of records, which keeps those with the longest sections. Most sections
 * have a record already, and a line remembers where: they cost a comparison and a
 * count under the record's own lock. Only what may become a new record takes the
 * lock of the pool, and gives it the place of the record that is shortest.
 */
#include <linux/hash.h>
#include <linux/irqmask.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sort.h>
#include <linux/spinlock.h>

#include "irqmask_frame.h"
#include "irqmask_line.h"
#include "irqmask_worst.h"

/* Set and cleared while no probe is registered */
static struct irqmask_record *irqmask_records;

/* Protects who is in which record. A record's own lock nests inside. */
static DEFINE_RAW_SPINLOCK(irqmask_pool_lock);

/* The shortest of the longest, 0 while there is room. Written under irqmask_pool_lock. */
static u64 irqmask_pool_min;

/* Sections that no record counts any more, or never did. Of its own CPU. */
static DEFINE_PER_CPU(unsigned long, irqmask_unkept);

/* Protected by irqmask_lock(): the sum of irqmask_unkept when it was last cleared */
static unsigned long irqmask_unkept_cleared;

static unsigned long irqmask_sum_unkept(void)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(irqmask_unkept, cpu));
	return sum;
}

/**
 * irqmask_worst_alloc - add the pool's storage
 *
 * Context: Process context, may sleep. Before the probes are registered.
 * Return: 0, -ENOMEM.
 */
int irqmask_worst_alloc(void)
{
	struct irqmask_record *records;
	unsigned int i;

	records = kvcalloc(IRQMASK_NR_RECORDS, sizeof(*records), GFP_KERNEL);
	if (!records)
		return -ENOMEM;

	for (i = 0; i < IRQMASK_NR_RECORDS; i++) {
		raw_spin_lock_init(&records[i].lock);
		seqcount_init(&records[i].seq);
	}
	irqmask_pool_min = 0;
	irqmask_unkept_cleared = irqmask_sum_unkept();
	irqmask_records = records;
	return 0;
}

/**
 * irqmask_worst_free - free the pool's storage
 *
 * Context: Process context. When no probe runs any more.
 */
void irqmask_worst_free(void)
{
	kvfree(irqmask_records);
	irqmask_records = NULL;
}

static unsigned long irqmask_place(struct irqmask_section *section)
{
	irqmask_section_locate_begin(section);
	return section->disable.cpu >= 0 ? section->disable.ip : section->begin.ip;
}

static bool irqmask_is_offender(const struct irqmask_offender *offender,
				const struct irqmask_section *section, unsigned long place)
{
	return READ_ONCE(offender->count) && READ_ONCE(offender->place) == place &&
	       READ_ONCE(offender->section.irq) == section->irq &&
	       READ_ONCE(offender->section.cause) == section->cause;
}

/* Under the record's lock. What the section's end looked like is in @stack. */
static void irqmask_record_section(struct irqmask_record *record, const struct irqmask_line *line,
				   const unsigned long *stack, unsigned int nr_entries)
{
	struct irqmask_offender *offender = &record->offender;

	offender->section = line->section;
	offender->names = line->names;
	offender->nr_entries = nr_entries;
	memcpy(offender->stack, stack, nr_entries * sizeof(*stack));
}

/* Whether the record is of this offender, as it was when it was found */
static bool irqmask_record_count(struct irqmask_record *record, struct irqmask_line *line,
				 unsigned long place)
{
	struct irqmask_offender *offender = &record->offender;
	struct irqmask_section *section = &line->section;
	unsigned long stack[IRQMASK_STACK_DEPTH];
	unsigned int nr_entries = 0;
	bool longest, found;

	if (!irqmask_is_offender(offender, section, place))
		return false;

	/* A longer one of another CPU may come first, but none that is shorter */
	longest = section->ns > READ_ONCE(offender->section.ns);
	if (longest)
		nr_entries = irqmask_section_locate(section, stack, ARRAY_SIZE(stack));

	raw_spin_lock(&record->lock);
	found = irqmask_is_offender(offender, section, place);
	if (found) {
		raw_write_seqcount_begin(&record->seq);
		offender->count++;
		if (longest && section->ns > offender->section.ns)
			irqmask_record_section(record, line, stack, nr_entries);
		raw_write_seqcount_end(&record->seq);
	}
	raw_spin_unlock(&record->lock);
	return found;
}

static struct irqmask_record *irqmask_find_record(const struct irqmask_section *section,
						  unsigned long place)
{
	unsigned int i;

	for (i = 0; i < IRQMASK_NR_RECORDS; i++) {
		if (irqmask_is_offender(&irqmask_records[i].offender, section, place))
			return &irqmask_records[i];
	}
	return NULL;
}

/* Under irqmask_pool_lock: a free record, or the one with the shortest section */
static struct irqmask_record *irqmask_shortest_record(void)
{
	struct irqmask_record *record, *shortest = irqmask_records;
	unsigned int i;

	for (i = 0; i < IRQMASK_NR_RECORDS; i++) {
		record = &irqmask_records[i];
		if (!READ_ONCE(record->offender.count))
			return record;
		if (READ_ONCE(record->offender.section.ns) <
		    READ_ONCE(shortest->offender.section.ns))
			shortest = record;
	}
	return shortest;
}

/* Under irqmask_pool_lock. The longest of a record only gets longer, so this is a bound. */
static void irqmask_update_pool_min(void)
{
	struct irqmask_record *shortest = irqmask_shortest_record();
	u64 min = 0;

	if (READ_ONCE(shortest->offender.count))
		min = READ_ONCE(shortest->offender.section.ns);
	WRITE_ONCE(irqmask_pool_min, min);
}

/* The section's offender has no record: give it the shortest one's, if it is longer */
static struct irqmask_record *irqmask_add_record(struct irqmask_line *line, unsigned long place)
{
	struct irqmask_section *section = &line->section;
	unsigned long stack[IRQMASK_STACK_DEPTH];
	struct irqmask_offender *offender;
	struct irqmask_record *record;
	unsigned int nr_entries;

	if (section->ns < READ_ONCE(irqmask_pool_min))
		return NULL;

	nr_entries = irqmask_section_locate(section, stack, ARRAY_SIZE(stack));

	raw_spin_lock(&irqmask_pool_lock);
	/* Another CPU's section of a per-CPU line may have got one in the meantime */
	record = irqmask_find_record(section, place);
	if (record) {
		raw_spin_unlock(&irqmask_pool_lock);
		return irqmask_record_count(record, line, place) ? record : NULL;
	}

	record = irqmask_shortest_record();
	offender = &record->offender;
	raw_spin_lock(&record->lock);
	if (offender->count && offender->section.ns >= section->ns) {
		raw_spin_unlock(&record->lock);
		record = NULL;
	} else {
		__this_cpu_add(irqmask_unkept, offender->count);
		raw_write_seqcount_begin(&record->seq);
		irqmask_record_section(record, line, stack, nr_entries);
		offender->place = place;
		offender->count = 1;
		raw_write_seqcount_end(&record->seq);
		raw_spin_unlock(&record->lock);
	}
	irqmask_update_pool_min();
	raw_spin_unlock(&irqmask_pool_lock);
	return record;
}

/**
 * irqmask_worst_count - count a section that ended among the worst
 * @line: the line, whose section it is
 *
 * Context: Between irqmask_line_enter() and irqmask_line_leave().
 */
void irqmask_worst_count(struct irqmask_line *line)
{
	struct irqmask_section *section = &line->section;
	unsigned long place = irqmask_place(section);
	unsigned int slot = hash_long(place + section->cause, IRQMASK_RECORD_CACHE_BITS);
	struct irqmask_record *record = line->records[slot];

	if (likely(record && irqmask_record_count(record, line, place)))
		return;

	record = irqmask_find_record(section, place);
	if (record && irqmask_record_count(record, line, place)) {
		line->records[slot] = record;
		return;
	}

	record = irqmask_add_record(line, place);
	if (record)
		line->records[slot] = record;
	else
		__this_cpu_inc(irqmask_unkept);
}

/**
 * irqmask_worst_clear - forget all records
 *
 * Context: Under irqmask_lock(), while the section layer is on.
 */
void irqmask_worst_clear(void)
{
	struct irqmask_record *record;
	unsigned long flags;
	unsigned int i;

	for (i = 0; i < IRQMASK_NR_RECORDS; i++) {
		record = &irqmask_records[i];
		raw_spin_lock_irqsave(&irqmask_pool_lock, flags);
		raw_spin_lock(&record->lock);
		raw_write_seqcount_begin(&record->seq);
		record->offender.count = 0;
		raw_write_seqcount_end(&record->seq);
		raw_spin_unlock(&record->lock);
		irqmask_update_pool_min();
		raw_spin_unlock_irqrestore(&irqmask_pool_lock, flags);
	}
	irqmask_unkept_cleared = irqmask_sum_unkept();
}

/**
 * irqmask_worst_unkept - see how many sections are in no record
 *
 * Their offenders never had one, or had to leave it to another.
 *
 * Context: Under irqmask_lock().
 * Return: their number, since the records were last cleared.
 */
unsigned long irqmask_worst_unkept(void)
{
	return irqmask_sum_unkept() - irqmask_unkept_cleared;
}

static int irqmask_cmp_offenders(const void *a, const void *b)
{
	u64 ns_a = ((const struct irqmask_offender *)a)->section.ns;
	u64 ns_b = ((const struct irqmask_offender *)b)->section.ns;

	return ns_a < ns_b ? 1 : ns_a > ns_b ? -1 : 0;
}

/**
 * irqmask_worst_copy - copy what the records say
 * @offenders: where to store it, longest first, room for %IRQMASK_NR_RECORDS
 *
 * Context: Process context, under irqmask_lock(), while the section layer is on.
 * Return: their number.
 */
unsigned int irqmask_worst_copy(struct irqmask_offender *offenders)
{
	struct irqmask_record *record;
	unsigned int i, seq, nr = 0;

	for (i = 0; i < IRQMASK_NR_RECORDS; i++) {
		record = &irqmask_records[i];
		do {
			seq = raw_read_seqcount_begin(&record->seq);
			offenders[nr] = record->offender;
		} while (read_seqcount_retry(&record->seq, seq));
		if (offenders[nr].count)
			nr++;
	}
	sort(offenders, nr, sizeof(*offenders), irqmask_cmp_offenders, NULL);
	return nr;
}
