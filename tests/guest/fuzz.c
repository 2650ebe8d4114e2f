// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz - writes anything to every file and parameter of irqmask
 *
 *	fuzz SEED COUNT
 *
 * First each of them gets every form of text that there is, from nothing to a
 * megabyte. Then come COUNT writes: to the parameters of the test module, and, while lines
 * are masked, to the files and to those of the events. What each write has to
 * return and what the file has to say after it is worked out by fuzz_model.h. The
 * same seed gives the same writes. The kernel may not say a word meanwhile.
 */
#include "fuzz_model.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char *output;
static int kmsg;
static unsigned long done;
static unsigned long all_forms[NR_FORMS];

/* --- what is written --- */

static size_t put(size_t len, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(input + len, BIG - len, format, args);
	va_end(args);
	return len + n;
}

static size_t some_number(const struct target *target, size_t len)
{
	static const char *const extremes[] = {
		"-1", "-0", "+1", "-2147483648", "-2147483649", "2147483647", "2147483648",
		"4294967295", "4294967296", "4294967297", "9223372036854775807",
		"9223372036854775808", "18446744073709551615", "18446744073709551616",
		"18446744073709551617", "99999999999999999999999999999999", "0x1", "01", "00",
		"1e3", "1.0", "0b1", "NaN", "inf", "--1", "+-1", "-", "+", "65535", "65536",
	};

	switch (random_below(5)) {
	case 0:
		return put(len, "%s", extremes[random_below(ARRAY_SIZE(extremes))]);
	case 1:
		return put(len, "%ld", target->min - 1 + (long)random_below(3));
	case 2:
		return put(len, "%ld", target->max - 1 + (long)random_below(3));
	case 3:
		return put(len, "%u", random_below(100));
	default:
		return put(len, "%u", (unsigned int)random_next() >> random_below(32));
	}
}

/* Mostly right; no longer than some hundred characters, but for one in a thousand */
static size_t some_list(size_t len)
{
	unsigned int n, end, i, count = one_in(1000) ? 20000 : 1 + random_below(12);

	for (i = 0; i < count; i++) {
		n = random_below(one_in(3) ? MAX_LINES : 64);
		end = n + random_below(one_in(3) ? 1000 : 8);
		if (i)
			len = put(len, ",");
		if (one_in(2))
			len = put(len, one_in(9) ? "%05u" : "%u", n);
		else if (one_in(40))
			len = put(len, "%u-%u", end + 1, n);
		else
			len = put(len, "%u-%u", n, end);
	}
	return len;
}

static size_t some_word(const struct target *target, size_t len)
{
	static const char *const words[] = {
		"all", "All", "none", "on", "y", "true", "irqmask", "eth0", "*", "%s%n", "../..",
		"all,all", "0-", "-5", "4,,5", "0-99999", "1-2-3", "0-10:2/4", "N", "0-N", "~1",
	};
	unsigned int n;

	if (target->words && !one_in(3)) {
		for (n = 0; target->words[n]; n++)
			;
		return put(len, "%s", target->words[random_below(n)]);
	}
	return put(len, "%s", words[random_below(ARRAY_SIZE(words))]);
}

static void fill(size_t len, bool binary)
{
	static const char usual[] = "0123456789,-+all \tx\n";
	size_t i;

	for (i = 0; i < len; i++)
		input[i] = binary ? (char)random_next() : usual[random_below(sizeof(usual) - 1)];
}

/* One byte goes, comes, or changes */
static size_t mutate(size_t len)
{
	size_t at = len ? random_below(len) : 0;

	switch (random_below(3)) {
	case 0:
		if (!len)
			return 0;
		memmove(input + at, input + at + 1, len - at - 1);
		return len - 1;
	case 1:
		memmove(input + at + 1, input + at, len - at);
		input[at] = one_in(2) ? (char)random_next() : "\n\t\r +-,0"[random_below(8)];
		return len + 1;
	default:
		if (len)
			input[at] = random_next();
		return len;
	}
}

static size_t some_filter(const struct target *target, size_t len)
{
	if (one_in(4))
		return put(len, "0");
	return put(len, "%s%u", target->words[random_below(2)], random_below(100000));
}

static size_t sensible(const struct target *target)
{
	size_t len = 0;

	switch (target->kind) {
	case KIND_ENABLE:
	case KIND_FLAG:
	case KIND_TRIGGER:
		len = put(len, "%u", random_below(2));
		break;
	case KIND_IRQS:
		len = one_in(8) ? put(len, "all") : some_list(len);
		break;
	case KIND_WORD:
	case KIND_COMMAND:
		len = some_word(target, len);
		break;
	case KIND_FILTER:
	case KIND_SYSTEM_FILTER:
		len = some_filter(target, len);
		break;
	default:
		len = some_number(target, len);
	}
	if (one_in(2))
		len = put(len, "\n");
	return len;
}

static size_t generate(const struct target *target)
{
	size_t len = 0;

	switch (random_below(12)) {
	case 0:
		return 0;
	case 1:
		fill(1, true);
		return 1;
	case 2:
		len = 1 + random_below(64);
		fill(len, true);
		return len;
	case 3:
		len = 1 + random_below(24);
		fill(len, false);
		return len;
	case 4:
		return one_in(2) ? some_number(target, len) : some_word(target, len);
	case 5:
		return mutate(sensible(target));
	case 6:
		if (one_in(100))
			len = one_in(2) ? BIG : 6 * MAX_LINES - 1 + random_below(3);
		else if (one_in(4))
			len = 4095 + random_below(3);
		else
			return sensible(target);
		if (one_in(2))
			memset(input, "1 \n,"[random_below(4)], len);
		else
			fill(len, one_in(2));
		return len;
	case 7:
		/* A NUL within */
		len = sensible(target);
		input[len++] = '\0';
		return one_in(2) ? len : put(len, "1");
	default:
		return sensible(target);
	}
}

/* Of this form for sure */
static size_t generate_form(const struct target *target, enum form form)
{
	size_t len;

	switch (form) {
	case FORM_EMPTY:
		return 0;
	case FORM_BYTE:
		fill(1, true);
		return 1;
	case FORM_PAGE:
		/* A list of lines, too */
		for (len = 0; len < PAGE; len += 2)
			memcpy(input + len, len + 2 < PAGE ? "7," : "7\n", 2);
		return len;
	case FORM_MEGABYTE:
		fill(BIG, one_in(2));
		return BIG;
	case FORM_BINARY:
		len = 2 + random_below(64);
		fill(len, true);
		input[1] = '\x80' | random_below(128);
		return len;
	case FORM_NEGATIVE:
		return put(0, "-%u", 1 + random_below(INT_MAX));
	case FORM_OVERFLOW:
		return put(0, "%u99999999999999999999", 1 + random_below(INT_MAX));
	case FORM_UNKNOWN:
		return put(0, "no_such_thing%u", random_below(100));
	default:
		len = sensible(target);
		input[len++] = '\0';
		return put(len, "1");
	}
}

/* Whether what is written has this form, wherever it is from */
static bool has_form(enum form form, size_t len, bool taken)
{
	size_t i;

	switch (form) {
	case FORM_EMPTY:
		return !len;
	case FORM_BYTE:
		return len == 1;
	case FORM_PAGE:
		return len == PAGE;
	case FORM_MEGABYTE:
		return len == BIG;
	case FORM_BINARY:
		for (i = 0; i < len; i++) {
			if (input[i] & 0x80)
				return true;
		}
		return false;
	case FORM_NEGATIVE:
		return len > 1 && input[0] == '-' && isdigit(input[1]);
	case FORM_OVERFLOW:
		return len > 20 && strspn(input, "0123456789") > 20 && input[0] != '0';
	case FORM_UNKNOWN:
		return len > 1 && isalpha(input[0]) && !taken;
	default:
		return len > 1 && memchr(input, '\0', len - 1);
	}
}

/* --- doing it --- */

/* What happened, as it can be repeated */
static void show_write(const struct target *target, size_t len, bool bad)
{
	size_t i;

	fflush(stdout);
	fprintf(stderr, "write %lu, %zu bytes%s to %s: '", done, len,
		bad ? " at a bad address" : "", target->path);
	for (i = 0; i < len && i < 200; i++)
		fprintf(stderr, isprint(input[i]) ? "%c" : "\\x%02x", (unsigned char)input[i]);
	fprintf(stderr, "'%s\n", len > 200 ? " ..." : "");
}

/* NULL if it is silent, or what it says next; "" if that is no fault */
static const char *next_message(void)
{
	static char text[8192];
	ssize_t n = read(kmsg, text, sizeof(text) - 1);

	if (n < 0 && errno == EAGAIN)
		return NULL;
	/* EPIPE, as it was overwritten */
	if (n < 0)
		return "what can't be read";
	text[n] = '\0';
	/* The guest chooses its clock in the first seconds, and may be kept from running */
	if (strstr(text, ";tsc: ") || strstr(text, ";clocksource: ") ||
	    strstr(text, ";hrtimer: interrupt took "))
		return "";
	return text;
}

static void check_log(const struct target *target, size_t len, bool bad)
{
	const char *text = next_message();

	if (!text || !*text)
		return;
	show_write(target, len, bad);
	fail("the kernel says: %s", text);
}

static ssize_t get_all(struct target *target)
{
	ssize_t n, len = 0;

	if (lseek(target->fd, 0, SEEK_SET))
		fail("%s can't be read from its begin", target->path);
	while ((n = read(target->fd, output + len, BIG - 1 - len)) > 0)
		len += n;
	if (n < 0)
		fail("%s can't be read: %m", target->path);
	output[len] = '\0';
	return len;
}

static bool says_what_was_written(const struct target *target)
{
	if (target->kind == KIND_MAXIMUM)
		return !tracer_is_on;
	return target->kind != KIND_CLEAR && target->kind != KIND_READ_ONLY &&
	       target->kind != KIND_TRIGGER && target->kind != KIND_SYSTEM_FILTER;
}

static void check_value(struct target *target, size_t len, bool bad, const char *should_be)
{
	get_all(target);
	if (!strcmp(output, should_be))
		return;
	show_write(target, len, bad);
	fail("%s says '%.200s', should be '%.200s'", target->path, output, should_be);
}

static bool is_right(long ret, long should_be, size_t len, bool known)
{
	if (known)
		return ret == should_be;
	/* ftrace's parser of filters returns numbers of its own, which are taken for errno's */
	return ret == (long)len || ret == -EINVAL || ret == -1 || ret == -2 || ret == -3;
}

static void count_forms(struct target *target, size_t len, bool taken)
{
	enum form form;

	for (form = 0; form < NR_FORMS; form++) {
		if (has_form(form, len, taken)) {
			target->forms[form]++;
			all_forms[form]++;
		}
	}
}

static void write_once(struct target *target, size_t len, bool bad)
{
	bool taken, known;
	long ret, should_be;
	char end, cut;

	/* What it does is another test's */
	if (target->kind == KIND_TRIGGER && !bad && len && input[0] == '1')
		input[0] = '2';

	ret = write(target->fd, bad ? BAD_POINTER : input, len);
	if (ret < 0)
		ret = -errno;

	/* The text is cut, and put together again */
	end = input[len];
	cut = input[66];
	should_be = outcome(target, len, bad, &taken, &known);
	if (len > 66)
		input[66] = cut;
	input[len] = end;
	if (!bad)
		count_forms(target, len, taken);

	if (!is_right(ret, should_be, len, known)) {
		show_write(target, len, bad);
		fail("it returns %ld (%s), should be %ld (%s)", ret,
		     ret < 0 ? strerror(-ret) : "taken", should_be,
		     should_be < 0 ? strerror(-should_be) : "taken");
	}
	if (ret < 0)
		target->refused++;
	else
		target->taken++;

	if (taken || !known) {
		free(target->now);
		target->now = taken && says_what_was_written(target) ? strdup(expected) : NULL;
	}
	if (target->now)
		check_value(target, len, bad, target->now);
	check_log(target, len, bad);
	done++;
}

static void write_forms(struct target *target)
{
	enum form form;

	for (form = 0; form < NR_FORMS; form++)
		write_once(target, generate_form(target, form), false);
}

static void write_anything(struct target *target)
{
	bool bad = one_in(50);
	size_t len = generate(target);

	if (one_in(100))
		lseek(target->fd, random_next() >> random_below(64), random_below(3));
	write_once(target, len, bad);
}

static void start(struct target *targets, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		struct target *target = &targets[i];

		target->fd = open(target->path, O_RDWR | O_CLOEXEC);
		/* root may open what can't be read or written; sysfs says no */
		if (target->fd < 0)
			target->fd = open(target->path, O_WRONLY | O_CLOEXEC);
		if (target->fd < 0)
			fail("%s can't be opened: %m", target->path);
		if (says_what_was_written(target)) {
			get_all(target);
			target->now = strdup(output);
		}
	}
}

static void finish(struct target *targets, unsigned int nr)
{
	enum form form;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		struct target *target = &targets[i];

		printf("%s: %lu taken, %lu refused\n", target->path, target->taken,
		       target->refused);
		if (!target->taken && target->kind != KIND_READ_ONLY)
			fail("%s was never written as it should be", target->path);
		if (!target->refused && target->kind != KIND_CLEAR)
			fail("%s never refused anything", target->path);
		for (form = 0; form < NR_FORMS; form++) {
			if (!target->forms[form])
				fail("%s was never written: %s", target->path, form_names[form]);
			target->forms[form] = 0;
		}
		target->taken = 0;
		target->refused = 0;
		close(target->fd);
		free(target->now);
		target->now = NULL;
	}
}

static void run(struct target *targets, unsigned int nr, unsigned long count)
{
	unsigned int i;

	start(targets, nr);
	for (i = 0; i < nr; i++)
		write_forms(&targets[i]);
	while (count--)
		write_anything(&targets[random_below(nr)]);
	finish(targets, nr);
}

static const char *file_of(const struct event *event, const char *name)
{
	char *path = malloc(strlen(event->path) + strlen(name) + 2);

	if (!path)
		fail("no memory");
	sprintf(path, "%s/%s", event->path, name);
	return path;
}

static void run_events(unsigned long count)
{
	static struct target targets[3 * ARRAY_SIZE(events)];
	struct target *target = targets;
	unsigned int i;

	if (mkdir(INSTANCE, 0700))
		fail("no instance can be made: %m");
	for (i = 0; i < ARRAY_SIZE(events); i++) {
		*target++ = (struct target){ file_of(&events[i], "enable"), KIND_FLAG };
		*target++ = (struct target){ file_of(&events[i], "filter"), KIND_FILTER,
					     .words = events[i].filters };
		*target++ = (struct target){ file_of(&events[i], "trigger"), KIND_COMMAND };
	}
	run(targets, ARRAY_SIZE(targets), count);
	if (rmdir(INSTANCE))
		fail("the instance can't be removed: %m");
}

/* Lines are masked until it is killed */
static pid_t mask_lines(void)
{
	pid_t pid;

	must_put(PARAMETERS "action", "nosync");
	must_put(PARAMETERS "us", "20");
	must_put(PARAMETERS "gap_us", "2000");
	must_put(PARAMETERS "sleeping", "1");
	must_put(PARAMETERS "threads", "1");
	must_put(PARAMETERS "repeat", "1000000");
	pid = fork();
	if (pid < 0)
		fail("can't fork: %m");
	if (!pid) {
		put_text(DELAY "trigger", "1");
		_exit(0);
	}
	return pid;
}

int main(int argc, char **argv)
{
	unsigned long count = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	const char *text;
	enum form form;
	pid_t masking;

	if (!count) {
		fputs("usage: fuzz SEED COUNT\n", stderr);
		return 2;
	}
	/* Where it was, if it never ends */
	setvbuf(stdout, NULL, _IOLBF, 0);
	random_seed(strtoull(argv[1], NULL, 10), 0);
	input = malloc(BIG + 16);
	output = malloc(BIG);
	expected = malloc(BIG);
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	if (!input || !output || !expected || kmsg < 0 || lseek(kmsg, 0, SEEK_END) < 0)
		fail("can't begin: %m");

	run(parameters, ARRAY_SIZE(parameters), count / 10 * 4);
	masking = mask_lines();
	/* Without the tracer, enable really switches on and off */
	run(files, ARRAY_SIZE(files) - 1, count / 4);
	run(systems, ARRAY_SIZE(systems), 200);
	run_events(count / 10);
	/* Only now there is the last of them */
	must_put(TRACING "current_tracer", "irqmask");
	tracer_is_on = true;
	run(files, ARRAY_SIZE(files), count - count / 10 * 4 - count / 4 - count / 10);
	must_put(TRACING "current_tracer", "nop");
	kill(masking, SIGTERM);
	if (waitpid(masking, NULL, 0) != masking)
		fail("can't wait: %m");
	/* And nothing came later */
	while ((text = next_message())) {
		if (*text)
			fail("the kernel says: %s", text);
	}
	printf("written:");
	for (form = 0; form < NR_FORMS; form++)
		printf("%s %s %lu", form ? "," : "", form_names[form], all_forms[form]);
	putchar('\n');
	return 0;
}
