// SPDX-License-Identifier: GPL-2.0
/*
 * irqmask worst: the longest sections, one record for each line, cause and place
 *
 * A pool of records, which keeps those with the longest sections. Most sections
 * have a record already and are not the longest of it, or are too short to get one.
 * A line remembers which: they cost a comparison and an atomic count. Only what may
 * become a new record takes the lock of the pool, and gives it the place of the
 * record that is shortest.
 */
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/hash.h>
#include <linux/irqmask.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sort.h>
#include <linux/spinlock.h>

#include "irqmask_frame.h"
#include "irqmask_line.h"
#include "irqmask_worst.h"

/* Set and cleared while no probe is registered */
static struct irqmask_record *irqmask_records;

/* Serializes who writes to records. Only what is counted doesn't need it. */
static DEFINE_RAW_SPINLOCK(irqmask_pool_lock);

/* The shortest of the longest, 0 while there is room. Written under irqmask_pool_lock. */
static u64 irqmask_pool_min;

/* Counted up when a record gets another offender or none. Under irqmask_pool_lock. */
static unsigned int irqmask_pool_version;

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

	for (i = 0; i < IRQMASK_NR_RECORDS; i++)
		seqcount_init(&records[i].seq);
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

static __always_inline unsigned long irqmask_place(struct irqmask_section *section)
{
	if (likely(section->disable.cpu < 0 && section->begin.ip))
		return section->begin.ip;

	irqmask_section_locate_begin(section);
	return section->disable.cpu >= 0 ? section->disable.ip : section->begin.ip;
}

static unsigned int irqmask_tenancy(u64 tenancy_count)
{
	return tenancy_count >> IRQMASK_COUNT_BITS;
}

static u64 irqmask_count(u64 tenancy_count)
{
	return tenancy_count & GENMASK_ULL(IRQMASK_COUNT_BITS - 1, 0);
}

static bool irqmask_is_free(const struct irqmask_record *record)
{
	return !irqmask_count(atomic64_read(&record->tenancy_count));
}

static bool irqmask_is_offender(const struct irqmask_record *record,
				const struct irqmask_section *section, unsigned long place)
{
	const struct irqmask_offender *offender = &record->offender;

	return READ_ONCE(offender->place) == place &&
	       READ_ONCE(offender->section.irq) == section->irq &&
	       READ_ONCE(offender->section.cause) == section->cause &&
	       !irqmask_is_free(record);
}

/* Within the record's seq. What the section's end looked like is in @stack. */
static void irqmask_record_section(struct irqmask_record *record, const struct irqmask_line *line,
				   unsigned long place, const unsigned long *stack,
				   unsigned int nr_entries)
{
	struct irqmask_offender *offender = &record->offender;

	offender->section = line->section;
	offender->names = line->names;
	offender->place = place;
	offender->nr_entries = nr_entries;
	memcpy(offender->stack, stack, nr_entries * sizeof(*stack));
}

/* It is another's from now on. Returns what it had counted. */
static u64 irqmask_record_hand_over(struct irqmask_record *record, u64 count)
{
	u64 old, new = (u64)atomic64_read(&record->tenancy_count) >> IRQMASK_COUNT_BITS;

	lockdep_assert_held(&irqmask_pool_lock);
	new = ((new + 1) << IRQMASK_COUNT_BITS) | count;
	old = atomic64_xchg(&record->tenancy_count, new);
	WRITE_ONCE(irqmask_pool_version, irqmask_pool_version + 1);
	return irqmask_count(old);
}

/* One more of whom it was found to be of, unless it is another's by now */
static __always_inline bool irqmask_record_count(struct irqmask_record *record,
						 unsigned int tenancy)
{
	s64 old = atomic64_read(&record->tenancy_count);

	do {
		if (unlikely(irqmask_tenancy(old) != tenancy))
			return false;
	} while (unlikely(!atomic64_try_cmpxchg(&record->tenancy_count, &old, old + 1)));
	return true;
}

static struct irqmask_record *irqmask_find_record(const struct irqmask_section *section,
						  unsigned long place)
{
	unsigned int i;

	for (i = 0; i < IRQMASK_NR_RECORDS; i++) {
		if (irqmask_is_offender(&irqmask_records[i], section, place))
			return &irqmask_records[i];
	}
	return NULL;
}

/* A free record, or the one with the shortest section */
static struct irqmask_record *irqmask_shortest_record(void)
{
	struct irqmask_record *record, *shortest = irqmask_records;
	unsigned int i;

	lockdep_assert_held(&irqmask_pool_lock);
	for (i = 0; i < IRQMASK_NR_RECORDS; i++) {
		record = &irqmask_records[i];
		if (irqmask_is_free(record))
			return record;
		if (READ_ONCE(record->offender.section.ns) <
		    READ_ONCE(shortest->offender.section.ns))
			shortest = record;
	}
	return shortest;
}

/* The longest of a record only gets longer, so this is a bound */
static void irqmask_update_pool_min(void)
{
	struct irqmask_record *shortest = irqmask_shortest_record();
	u64 min = 0;

	if (!irqmask_is_free(shortest))
		min = READ_ONCE(shortest->offender.section.ns);
	WRITE_ONCE(irqmask_pool_min, min);
}

/* Nothing is shorter than 0 ns: this says that there is room */
static bool irqmask_may_get_record(const struct irqmask_section *section)
{
	u64 min = READ_ONCE(irqmask_pool_min);

	return section->ns > min || !min;
}

/*
 * The first section of this cause and place that the line has, as far as it
 * remembers, or what may become a record: find out where to count, and do.
 */
static noinline void irqmask_worst_find(struct irqmask_line *line, unsigned long place,
					struct irqmask_found *found)
{
	struct irqmask_section *section = &line->section;
	bool long_enough = irqmask_may_get_record(section);
	unsigned long stack[IRQMASK_STACK_DEPTH];
	struct irqmask_record *record;
	unsigned int nr_entries = 0;

	/* No lock is needed for what takes longest */
	if (long_enough)
		nr_entries = irqmask_section_locate(section, stack, ARRAY_SIZE(stack));

	found->place = place;
	found->cause = section->cause;

	raw_spin_lock(&irqmask_pool_lock);
	record = irqmask_find_record(section, place);
	if (record) {
		atomic64_inc(&record->tenancy_count);
		/* A longer one of another CPU may have come first */
		if (long_enough && section->ns > record->offender.section.ns) {
			raw_write_seqcount_begin(&record->seq);
			irqmask_record_section(record, line, place, stack, nr_entries);
			raw_write_seqcount_end(&record->seq);
		}
	} else if (long_enough) {
		record = irqmask_shortest_record();
		if (irqmask_is_free(record) || section->ns > record->offender.section.ns) {
			raw_write_seqcount_begin(&record->seq);
			__this_cpu_add(irqmask_unkept, irqmask_record_hand_over(record, 1));
			irqmask_record_section(record, line, place, stack, nr_entries);
			raw_write_seqcount_end(&record->seq);
		} else {
			record = NULL;
		}
	}
	irqmask_update_pool_min();

	found->record = record;
	if (record) {
		found->tenancy = irqmask_tenancy(atomic64_read(&record->tenancy_count));
	} else {
		found->tenancy = irqmask_pool_version;
		__this_cpu_inc(irqmask_unkept);
	}
	raw_spin_unlock(&irqmask_pool_lock);
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
	unsigned int slot = hash_long(place + section->cause, IRQMASK_FOUND_BITS);
	struct irqmask_found *found = &line->found[slot];
	struct irqmask_record *record = found->record;

	if (unlikely(found->place != place || found->cause != section->cause)) {
		irqmask_worst_find(line, place, found);
		return;
	}

	/* Without a record, it takes a longer section or a change of the pool to get one */
	if (!record) {
		if (found->tenancy != READ_ONCE(irqmask_pool_version) ||
		    irqmask_may_get_record(section))
			irqmask_worst_find(line, place, found);
		else
			__this_cpu_inc(irqmask_unkept);
		return;
	}

	if (unlikely(section->ns > READ_ONCE(record->offender.section.ns)) ||
	    unlikely(!irqmask_record_count(record, found->tenancy)))
		irqmask_worst_find(line, place, found);
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
		irqmask_record_hand_over(record, 0);
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
			offenders[nr].count =
				irqmask_count(atomic64_read(&record->tenancy_count));
		} while (read_seqcount_retry(&record->seq, seq));
		if (offenders[nr].count)
			nr++;
	}
	sort(offenders, nr, sizeof(*offenders), irqmask_cmp_offenders, NULL);
	return nr;
}
