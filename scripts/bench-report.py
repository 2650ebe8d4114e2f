#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""bench-report.py - makes table, picture and verdicts of what scripts/bench.sh measured.

    scripts/bench-report.py RESULTS [TABLE PICTURE]

RESULTS is a folder with a file for each guest script and kernel. With TABLE and PICTURE
it writes both; the picture is an SVG. Prints a line for each bound: "ok NAME" or "FAIL
NAME", with the figure and the bound in the name.
"""
import os
import statistics
import sys

# A pair of mask and unmask may cost so much more
OFF, ON, FILTERED, CPU = 16, 450, 120, 350
# disable_irq() and enable_irq() have four events instead of two, each of which takes 21
# to 35 instructions before a probe's first one
FILTERED_FOUR = 160
# A ONESHOT line has a third one, which takes desc->lock: an irqsoff tracer that is built
# in looks at that; and the tracer notes the names of tasks that are switched to
THREAD, SWITCHES = 400, 150
# Where the KUnit tests are built in, each of two looks at the clock asks whether one of
# them has taken it over
KUNIT_CLOCK = 8
# What is said to be the same may differ by this much: looking up the addresses of a
# stack takes a few instructions more or less, wherever a module lies
SAME = 20
ACCURACY_NS = 1000
# Lines are allocated by the 256, in a power of two of bytes
LINE_BYTES = 1024


class Results:
    """The figures of one folder; what was not measured is not there."""

    def __init__(self, folder):
        self.folder = folder
        self.pairs = {k: self.costs(k + ".pairs") for k in
                      ("plain", "patched", "plain-nocpu", "patched-nocpu")}
        self.const = {n: self.costs("patched.const%d" % n) for n in (1, 8)}

    def rows(self, name):
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return [line.split() for line in file if line.strip()]

    def costs(self, name):
        return {(state, workload): int(n) for state, workload, n in self.rows(name)}

    def status(self, name):
        rows = self.rows(name)
        return int(rows[0][0]) if rows else None


def over(costs, state, workload, base="off"):
    """What a state costs over another one, None if one was not measured."""
    if (state, workload) not in costs or (base, workload) not in costs:
        return None
    return costs[state, workload] - costs[base, workload]


def against(results, kernel, workload, state="off"):
    """What the patched kernel costs more in a state than the plain one."""
    plain, patched = results.pairs["plain" + kernel], results.pairs["patched" + kernel]
    if ("off", workload) not in plain or (state, workload) not in patched:
        return None
    return patched[state, workload] - plain["off", workload]


def stack(costs):
    return over({("s", "x"): costs.get(("off", "stack"), 0),
                 ("off", "x"): costs.get(("off", "disable"), 0)}, "s", "x")


# --- bounds -------------------------------------------------------------------

def bounds(results):
    """[(whether it holds, what)]"""
    found = []

    on = ON + (KUNIT_CLOCK if results.rows("kunit") else 0)

    def check(what, value, bound, least=None):
        if value is not None:
            found.append((value <= bound and (least is None or value >= least),
                          "%s: %+d, bound %+d" % (what, value, bound)))

    for kernel, label in (("", ""), ("-nocpu", ", without the CPU half")):
        costs = results.pairs["patched" + kernel]
        for workload in ("disable", "flow"):
            check("off, %s%s" % (workload, label), against(results, kernel, workload), OFF)
            for state in ("filtered", "tracer_filtered"):
                check("%s, %s%s" % (state, workload, label),
                      against(results, kernel, workload, state),
                      FILTERED if workload == "flow" else FILTERED_FOUR)
        for state in ("enable", "tracer"):
            check("%s, flow%s" % (state, label),
                  against(results, kernel, "flow", state), on)
            check("%s, oneshot%s" % (state, label), against(results, kernel, "oneshot", state),
                  on + THREAD + (SWITCHES if state == "tracer" else 0))
            check("%s, disable%s, with a stack of %d" % (state, label, stack(costs)),
                  against(results, kernel, "disable", state), on + stack(costs), stack(costs))
    check("local_irq_disable() without the CPU half", against(results, "-nocpu", "cpu"), 0, 0)
    costs = results.pairs["patched"]
    for workload in ("cpu", "nested"):
        check("CPU half off, " + workload, against(results, "", workload), OFF)
        check("CPU half on, " + workload, over(costs, "tracer_cpu", workload), CPU)
    constant(results, found)
    for _, us, stat, elapsed in results.rows("patched.accuracy"):
        check("a section of %s us, its own clock reads less what is reported, ns" % us,
              int(elapsed) - int(stat), ACCURACY_NS, 0)
    for _, lines, what, _, kept in results.rows("patched.memory"):
        lines = lines + " lines" if what == "enable" else "the CPU half"
        check("memory kept when off again, %s, bytes" % lines, int(kept), 0)
    check("memory for each line, bytes", bytes_of_line(results), LINE_BYTES)
    for name in ("sites", "sites-nocpu"):
        if results.status(name) is not None:
            found.append((results.status(name) == 0,
                          "code added while off is NOPs and register moves (%s)" % name))
    return found


def constant(results, found):
    """The cost over off, which is that of the lines' own number, on each CPU."""
    for cpus, costs in results.const.items():
        for workload in ("disable", "flow"):
            for case in ("records0", "tracer", "records4096"):
                seen = {}
                for (state, work) in costs:
                    parts = state.split("_")
                    if work == workload and len(parts) == 3 and parts[1] == case:
                        base = costs["%s_off_%s" % (parts[0], parts[2]), workload]
                        seen[state] = costs[state, work] - base
                first = [v for k, v in over_first(costs, workload, case)]
                if not seen:
                    continue
                low, high = min(list(seen.values()) + first), max(list(seen.values()) + first)
                found.append((high - low <= SAME,
                              "constant, %s, %s, %d CPUs: %+d to %+d" %
                              (workload, case, cpus, low, high)))


def over_first(costs, workload, case):
    """With many records it has to be what it is with none, under the same tracer."""
    if case != "records4096":
        return []
    key = "lines4096_tracer_cpu0"
    base = "lines4096_off_cpu0"
    if (key, workload) not in costs:
        return []
    return [(key, costs[key, workload] - costs[base, workload])]


# --- the table ----------------------------------------------------------------

def rows(results, kernel):
    """[(what, instructions, over plain, irqmask or not)] of one configuration."""
    plain, costs = results.pairs["plain" + kernel], results.pairs["patched" + kernel]
    found = []

    def row(what, state, workload, ours, base="off"):
        if (state, workload) not in costs or (base, workload) not in costs:
            return
        # in the plain kernel, what costs nothing else costs nothing at all
        zero = plain.get((base, workload), costs[base, workload])
        found.append((what, costs[state, workload], costs[state, workload] - zero, ours))

    def group(title, workload):
        found.append((title, None, None, None))
        if ("off", workload) in plain:
            found.append(("plain", plain["off", workload], None, False))
        row("irqmask off", "off", workload, True)

    group("disable_irq_nosync() and enable_irq()", "disable")
    row("another line is watched", "tracer_filtered", "disable", True)
    row("irqmask/enable: stat, worst", "enable", "disable", True)
    row("the tracer, stat, worst", "tracer", "disable", True)
    row("event irqmask_section as well", "event", "disable", True)
    row("kprobe events on both", "kprobe", "disable", False)
    row("the same with options/stacktrace", "kprobe_stack", "disable", False)
    if ("off", "stack") in costs:
        found.append(("one stack_trace_save()", stack(costs), None, False))
    group("handling an interrupt of a level line", "flow")
    row("another line is watched", "tracer_filtered", "flow", True)
    row("irqmask/enable: stat, worst", "enable", "flow", True)
    row("the tracer, stat, worst", "tracer", "flow", True)
    row("event irqmask_section as well", "event", "flow", True)
    group("the same with a thread (ONESHOT)", "oneshot")
    row("irqmask/enable: stat, worst", "enable", "oneshot", True)
    row("the tracer, stat, worst", "tracer", "oneshot", True)
    group("local_irq_disable() and local_irq_enable()", "cpu")
    row("options/irqmask-cpu", "tracer_cpu", "cpu", True)
    row("irqsoff", "irqsoff", "cpu", False)
    group("the same around two nested saves", "nested")
    row("options/irqmask-cpu", "tracer_cpu", "nested", True)
    row("irqsoff", "irqsoff", "nested", False)
    found.append(("what happens rarely, over irqmask off", None, None, None))
    row("the longest section of its record", "record_longer", "disable", True, "off_longer")
    row("a new record", "record_new", "disable", True, "off_each")
    row("a new record in place of another", "record_full", "disable", True, "off_each")
    row("a new maximum", "maximum", "disable", True, "off_longer")
    return found


def sizes(results):
    return [row for row in results.rows("sizes")]


def table(results, version):
    lines = []

    def say(text=""):
        lines.append(text.rstrip())

    say("Instructions of the guest, Linux %s. What is over the unpatched kernel is in the" %
        version)
    say("last column. * is irqmask, - is what there is besides.")
    for kernel, title in (("", "with irqsoff, preemptoff and CONFIG_IRQMASK_CPU built in"),
                          ("-nocpu", "without them, as distributions have it")):
        if not results.pairs["patched" + kernel]:
            continue
        say()
        say("== " + title)
        for what, cost, more, ours in rows(results, kernel):
            if cost is None:
                say()
                say(what)
            else:
                mark = "-" if not ours else "*"
                say("  %s %-44s %10s %10s" % (mark, what, format(cost, ","),
                                              "" if more is None else format(more, "+,")))
    network(results, say)
    memory(results, say)
    precision(results, say)
    return "\n".join(lines) + "\n"


def network(results, say):
    """Median and spread of the rounds."""
    states, sections = {}, {}
    for _, driver, state, cost, _, nr in results.rows("patched.net"):
        states.setdefault((driver, state), []).append(int(cost))
        sections.setdefault((driver, state), []).append(int(nr))
    if not states:
        return
    say()
    say("== packets from one card to another, threadirqs, 10^9 instructions a second")
    say("    %-12s %-10s %12s %24s %10s" % ("driver", "", "packets/s", "instructions a packet",
                                            "sections"))
    for (driver, state), costs in states.items():
        middle = statistics.median(costs)
        say("    %-12s %-10s %12s %10s (%s to %s) %10d" %
            (driver, state, format(int(1e9 / middle), ","), format(int(middle), ","),
             format(min(costs), ","), format(max(costs), ","),
             statistics.median(sections[driver, state])))


def memory_taken(results):
    return {(what, int(lines)): int(size)
            for _, lines, what, size, _ in results.rows("patched.memory")}


def bytes_of_line(results):
    """What one more line takes; None where that was not measured."""
    taken = memory_taken(results)
    if not taken:
        return None
    return round((taken["enable", 4096] - taken["enable", 1]) / 4095)


def memory(results, say):
    taken = memory_taken(results)
    if not taken:
        return
    say()
    say("== memory, bytes")
    for row in results.rows("sizes"):
        say("    %-44s %12s" % (" ".join(row[1:]).replace("_", " "), format(int(row[0]), ",")))
    few, many = taken["enable", 1], taken["enable", 4096]
    say("    %-44s %12s" % ("while on, the guest's own lines", format(few, ",")))
    say("    %-44s %12s" % ("while on, and 4,096 more", format(many, ",")))
    say("    %-44s %12s" % ("for each line", format(bytes_of_line(results), ",")))
    for (what, _), size in taken.items():
        if what == "cpu":
            say("    %-44s %12s" % ("options/irqmask-cpu, for each of 8 CPUs",
                                    format(size // 8, ",")))


def precision(results, say):
    measured = results.rows("patched.accuracy")
    if not measured:
        return
    say()
    say("== sections of the delay module, ns")
    say("    %10s %14s %14s %10s" % ("us", "clock reads", "reported", "difference"))
    for _, us, stat, elapsed in measured:
        say("    %10s %14s %14s %10s" % (us, format(int(elapsed), ","), format(int(stat), ","),
                                         format(int(elapsed) - int(stat), ",")))


# --- the picture --------------------------------------------------------------

def picture(results, version):
    """Bars for what a pair costs over the plain kernel. Filled ones are irqmask's."""
    left, width, step, top = 300, 420, 18, 44
    drawn = [r for r in rows(results, "") if r[1] is None or r[2] is not None]
    largest = max([r[2] for r in drawn if r[2] is not None] or [1])
    y, out = top, []
    for what, _, more, ours in drawn:
        if more is None:
            y += step // 2
            out.append('<text x="8" y="%d" font-weight="bold">%s</text>' % (y + 12, what))
        else:
            length = max(1, round(width * max(0, more) / largest))
            out.append('<text x="%d" y="%d" text-anchor="end">%s</text>' %
                       (left - 6, y + 12, what))
            out.append('<rect x="%d" y="%d" width="%d" height="12" fill="%s" stroke="black"/>' %
                       (left, y + 2, length, "black" if ours else "white"))
            out.append('<text x="%d" y="%d">%s</text>' %
                       (left + length + 5, y + 12, format(more, "+,")))
        y += step
    head = ('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" '
            'font-family="sans-serif" font-size="12">\n'
            '<!-- SPDX-License-Identifier: GPL-2.0 -->\n'
            '<rect width="100%%" height="100%%" fill="white"/>\n'
            '<text x="8" y="18" font-size="14">Instructions over the unpatched kernel, '
            'Linux %s. Black: irqmask. White: what there is besides.</text>\n' %
            (left + width + 80, y + 10, version))
    return head + "\n".join(out) + "\n</svg>\n"


def main():
    if len(sys.argv) not in (2, 4) or not os.path.isdir(sys.argv[1]):
        print(__doc__)
        sys.exit(0 if sys.argv[1:] in (["-h"], ["--help"]) else 2)
    results = Results(sys.argv[1])
    if len(sys.argv) == 4:
        version = " ".join(results.rows("version")[0])
        for path, text in ((sys.argv[2], table(results, version)),
                           (sys.argv[3], picture(results, version))):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
    for holds, what in bounds(results):
        print("ok" if holds else "FAIL", what)


main()
