#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""bench-sites.py - shows what the patches add to the code that runs while irqmask is off.

    scripts/bench-sites.py [--only-events] UNPATCHED-BUILD PATCHED-BUILD
                           [UNPATCHED-STEPS PATCHED-STEPS]...

Disassembles each object of kernel/irq in both builds, leaves out what is reached only
through a static branch that is off, and lists for each function that differs what was
added and removed: the compiler may also put together in another way what it had before.

What decides is the following. Steps are what bench-step.py --raw says of a pair: what is
added there in functions of kernel/irq has to be NOPs, and what moves registers. And all
objects outside of kernel/irq and kernel/trace have to have the same code. With
--only-events, for a patched kernel that leaves irqmask out, the functions' list decides,
too: nothing may be added but the sites of the events, NOPs, what moves registers, and what
REVIEWED has, and nothing may be gone but what LOST has. Exit status 1 if not. For x86_64.
"""
import collections
import glob
import os
import re
import struct
import subprocess
import sys

# What moves values between registers and the stack, or makes room there
MOVES = re.compile(r"(mov\w* (R|M),(R|M)|push R|pop R|lea M,R|(add|sub) \$,R)$")
# The sites of the events, and what the compiler makes room for them with
EVENTS = re.compile(r"(static-branch NOP|nop|(call|jmp) irq_line_\w+)$")
# What is added besides and was looked at, with what it is, for 6.1, 6.12 and 7.3 with GCC 12.
# Another compiler or kernel may put it together in another way: look at it, and add it.
REVIEWED = {
    # takes desc->lock where it disables a line
    "note_interrupt": ("call _raw_spin_lock_irqsave", "call _raw_spin_unlock_irqrestore"),
    # asks whether it is the mask that was set; in 7.3 inlined with its end written twice
    "irq_set_irqchip_state": ("branch", "cmp $,R", "test R,R", "xor R,R"),
    "__irq_set_irqchip_state": ("branch", "call", "cmp $,R", "ret", "test R,R", "xor R,R"),
    # a site after what was the last call, or two ways that had their end in common
    "__irq_do_set_handler": ("jmp irq_proc_update_valid",),
    "__irq_move_irq": ("call",),
    "__irq_set_trigger": ("andl $,M", "orl $,M", "jump"),
    "__irq_startup": ("jump",),
    "handle_edge_irq": ("jump",),
    "irq_disable": ("jump",),
    "irq_enable": ("jump",),
    "resume_irqs": ("or $,R",),
    "unmask_threaded_irq": ("jump",),
    # its first test is compiled into its caller, or again in a function of the rest
    "irq_shutdown": ("andl $,M", "branch", "call __fentry__", "call mask_irq", "jump",
                     "or $,R", "ret", "test $,R", "test R,R"),
    "irq_shutdown_and_deactivate": ("branch", "call", "test $,R"),
}
# What is there less often than before, looked at likewise
LOST = {
    # with the sites in it, the compiler calls unmask_irq() instead of compiling it in
    "irq_enable": ("branch", "ret", "test $,R", "test R,R"),
    "unmask_threaded_irq": ("andl $,M", "branch", "call", "ret", "test $,R", "test R,R"),
    # __irq_disable() and mask_irq()
    "__irq_disable": ("branch", "call", "call __fentry__", "or $,R", "orl $,M", "ret", "test $,R",
                      "test R,R"),
    "irq_disable": ("branch", "ret", "test $,R", "test R,R"),
    # irq_shutdown(), and the rest of that
    "irq_shutdown": ("and $,R", "branch", "call", "mov $,R", "orl $,M", "test R,R", "testl $,M"),
    "irq_shutdown_and_deactivate": ("addl $,M", "andl $,M", "branch", "call",
                                    "call clear_irq_resend", "call irq_shutdown",
                                    "jmp irq_domain_deactivate_irq", "jump", "mov $,R",
                                    "movl $,M", "orl $,M", "test R,R"),
    # two ways that have their end in common
    "__irq_do_set_handler": ("jump",),
    "__irq_move_irq": ("jump",),
    "__irq_set_trigger": ("ret",),
    "__irq_startup": ("orl $,M", "ret"),
    "handle_edge_irq": ("call", "jmp _raw_spin_unlock", "jump", "orl $,M"),
    "handle_fasteoi_irq": ("branch", "jump", "test $,R"),
}
TEXT = re.compile(r"^ *([0-9a-f]+):\t(.*)")
HEAD = re.compile(r"^[0-9a-f]+ <(.*)>:")
RELOC = re.compile(r"^\s+([0-9a-f]+): R_X86_64_\w+\s+(\S+)")


def objdump(*args):
    return subprocess.run(["objdump", *args], check=True, capture_output=True,
                          text=True).stdout.splitlines()


class Function:
    def __init__(self, section, name):
        self.section, self.name = section, name
        self.code = []          # [address, text, relocation]


def functions(path):
    """All functions of an object: {(section, name): Function}."""
    found, section, here = {}, None, None
    for line in objdump("-dr", "--no-show-raw-insn", path):
        if line.startswith("Disassembly of section "):
            section = line.split()[-1].rstrip(":")
        elif HEAD.match(line):
            here = Function(section, HEAD.match(line).group(1))
            found[section, here.name] = here
        elif RELOC.match(line) and here and here.code:
            here.code[-1][2] = RELOC.match(line).group(2)
        elif TEXT.match(line) and here:
            address, text = TEXT.match(line).groups()
            here.code.append([int(address, 16), text.split("#")[0].strip(), None])
    return found


def pointers(path, section):
    """Where the relocations of a section point to: [(offset, symbol, addend)]."""
    found = []
    for line in objdump("-r", "-j", section, path):
        match = re.match(r"^([0-9a-f]+) \S+\s+(.*?)([-+]0x[0-9a-f]+)?$", line)
        if match:
            found.append((int(match.group(1), 16), match.group(2),
                          int(match.group(3) or "0", 16)))
    return found


def sections_with(path, prefix):
    names = set()
    for line in objdump("-h", path):
        parts = line.split()
        if len(parts) > 2 and parts[0].isdigit() and parts[1].startswith(prefix):
            names.add(parts[1])
    return names


class Code:
    """An object's functions, and which of their instructions run while all is off."""

    def __init__(self, path):
        self.functions = functions(path)
        starts = {name: (section, f.code[0][0])
                  for (section, name), f in self.functions.items() if f.code}
        self.sites = set()      # (section, address) of static branches
        self.cases = set()      # of what tables of jumps point to
        table = pointers(path, "__jump_table") if sections_with(path, "__jump_table") else []
        for offset, symbol, addend in table:
            if offset % 16 == 0:
                section, start = starts.get(symbol, (symbol, 0))
                self.sites.add((section, start + addend))
        for name in sections_with(path, ".rodata"):
            for _, symbol, addend in pointers(path, name):
                section, start = starts.get(symbol, (symbol, 0))
                self.cases.add((section, start + addend))

    def fast(self, function):
        """The instructions that run while every static branch is as it is at boot."""
        code = function.code
        place = {address: i for i, (address, _, _) in enumerate(code)}
        reached, todo = set(), [0] + [place[a] for s, a in self.cases
                                      if s == function.section and a in place]
        while todo:
            i = todo.pop()
            while i < len(code) and i not in reached:
                reached.add(i)
                _, text, relocation = code[i]
                op = text.split()[0]
                if op.startswith("j"):
                    target = re.match(r"\S+\s+([0-9a-f]+)", text)
                    target = int(target.group(1), 16) if target and not relocation else None
                    if target in place:
                        todo.append(place[target])
                    if op == "jmp":
                        break
                elif op in ("ret", "ud2", "int3"):
                    break
                i += 1
        return [code[i] for i in sorted(reached)]

    def shapes(self, function):
        """What these instructions do, whatever the registers and addresses."""
        return collections.Counter(
            self.shape(function.section, *instruction) for instruction in self.fast(function))

    def shape(self, section, address, text, relocation):
        if (section, address) in self.sites and "nop" in text or text == "xchg   %ax,%ax":
            return "static-branch NOP"
        if relocation and text.split()[0] in ("jmp", "call"):
            return text.split()[0] + " " + re.sub(r"[-+]0x[0-9a-f]+$", "", relocation)
        return shape_of(text)


def shape_of(text):
    op, _, operands = text.partition(" ")
    operands = operands.strip()
    if "nop" in op or text.startswith(("xchg   %ax,%ax", "data16")):
        return "nop"
    if op.startswith("j"):
        return "jump" if op == "jmp" else "branch"
    operands = re.sub(r"\s*[<#].*", "", operands)
    if op == "call":
        return op
    operands = re.sub(r"(%\w+:)?-?(0x[0-9a-f]+)?\([^)]*\)", "M", operands)
    operands = re.sub(r"\$-?0x[0-9a-f]+", "$", operands)
    operands = re.sub(r"%\w+", "R", operands)
    return (op + " " + operands).strip()


def difference(before, after):
    return {k: after[k] - before[k] for k in sorted(set(before) | set(after))
            if after[k] != before[k]}


def unexpected(function, changes):
    """What the events do not explain."""
    return [k for k, n in changes.items() if n and not EVENTS.match(k) and
            not MOVES.match(k) and k not in (REVIEWED if n > 0 else LOST).get(function, ())]


def compare_object(name, plain, patched, only_events):
    """Prints what differs; returns whether there is more, if it is to be only the events."""
    plain, patched, bad = Code(plain), Code(patched), False
    families = collections.defaultdict(collections.Counter)
    for key in sorted(set(plain.functions) | set(patched.functions)):
        before = plain.functions.get(key)
        after = patched.functions.get(key)
        if key[0].startswith((".init", ".exit")):
            continue
        changes = difference(plain.shapes(before) if before else collections.Counter(),
                             patched.shapes(after) if after else collections.Counter())
        if not changes:
            continue
        print("%s: %s" % (name, key[1]))
        for shape, n in changes.items():
            print("    %+3d %s" % (n, shape))
        # the compiler makes several functions of one, and names them name.part.0
        families[key[1].split(".")[0]].update(changes)
    for function, changes in families.items():
        wrong = unexpected(function, changes) if only_events else []
        if wrong:
            print("%s: %s: else than the events: %s" % (name, function, ", ".join(wrong)))
            bad = True
    return bad


def names_in(build):
    """The functions of kernel/irq."""
    return {name for path in glob.glob(build + "/kernel/irq/*.o") for _, name in functions(path)}


def stepped(path, names):
    """What ran of these: how often each function's instructions, and what they did."""
    functions_of, shapes = collections.Counter(), collections.Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, text = line.rstrip("\n").split("\t")
            if name not in names:
                continue
            functions_of[name] += 1
            shapes[shape_of(text)] += 1
    return functions_of, shapes


def compare_steps(plain, patched, names):
    """Prints what a pair does more; returns whether that is more than it should be."""
    before, after = stepped(plain, names), stepped(patched, names)
    print("%s: %d instructions in kernel/irq, %s: %d" % (os.path.basename(plain), sum(before[0].values()),
                                           os.path.basename(patched), sum(after[0].values())))
    for name, n in difference(before[0], after[0]).items():
        print("    %+3d in %s" % (n, name))
    changes = difference(before[1], after[1])
    for shape, n in changes.items():
        print("    %+3d %s" % (n, shape))
    wrong = [k for k, n in changes.items() if n > 0 and k != "nop" and not MOVES.match(k)]
    if wrong:
        print("    more than NOPs and register moves: " + ", ".join(wrong))
    return bool(wrong) or not before[0]


def code_of(path):
    """The bytes of all sections of an object that are executed, whose addresses the
    linker fills in later."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:5] != b"\x7fELF\x02":
        return b""
    offset, = struct.unpack_from("<Q", data, 0x28)
    size, number = struct.unpack_from("<HH", data, 0x3a)
    code = []
    for i in range(number):
        kind, flags, _, start, length = struct.unpack_from("<IQQQQ", data, offset + i * size + 4)
        if flags & 4 and kind == 1:
            code.append(data[start:start + length])
    return b"".join(code)


def objects(build):
    for folder, _, files in os.walk(build):
        for name in files:
            path = os.path.relpath(os.path.join(folder, name), build)
            if name.endswith(".o") and not path.startswith(("tools", "scripts", "vmlinux", ".")):
                yield path


def compare_others(plain, patched):
    """The objects of both builds whose code the patches should leave as it is."""
    names = sorted(set(objects(plain)) & set(objects(patched)))
    # arch/x86/boot has the size of the kernel in its code
    names = [n for n in names
             if not n.startswith(("kernel/irq/", "kernel/trace/", "arch/x86/boot/"))]
    differ = [n for n in names if code_of(os.path.join(plain, n)) !=
              code_of(os.path.join(patched, n))]
    print("%d objects outside of kernel/irq and kernel/trace; with other code: %s" %
          (len(names), ", ".join(differ) or "none"))
    return len(differ) if len(names) > 100 else 1


def main():
    args = sys.argv[1:]
    only_events = args[:1] == ["--only-events"]
    args = args[only_events:]
    if len(args) < 2 or len(args) % 2 or args[0] in ("-h", "--help"):
        print(__doc__)
        sys.exit(0 if args in (["-h"], ["--help"]) else 2)
    plain, patched, *steps = args
    bad = compare_others(plain, patched)
    names = names_in(plain) | names_in(patched)
    for i in range(0, len(steps), 2):
        bad += compare_steps(steps[i], steps[i + 1], names)
    added = {os.path.basename(path) for path in glob.glob(patched + "/kernel/irq/*.o")}
    added -= {os.path.basename(path) for path in glob.glob(plain + "/kernel/irq/*.o")}
    print("objects that only the second has: " + " ".join(sorted(added)))
    bad += only_events and added != {"irq_line.o"}
    for path in sorted(glob.glob(plain + "/kernel/irq/*.o")):
        name = os.path.relpath(path, plain)
        bad += compare_object(name, path, patched + "/" + name, only_events)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
