#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""bench-step.py - follows one pair of mask and unmask, instruction by instruction.

    KERNEL=7.3 CONFIG=bench scripts/bench-step.py [--setup COMMANDS] [--raw] [WORKLOAD]

Boots the kernel, which has to be built, runs COMMANDS in the guest ($T is tracefs), and
then the workload of tests/bench/irqmask_bench.c (disable) under QEMU's debugger stub.
Prints how many instructions each function took, or with --raw each instruction in turn:
the function, and what the kernel's image has there.
"""
import argparse
import bisect
import collections
import os
import socket
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RIP, RSP = "10", "7"


class Stub:
    """The debugger stub of QEMU, which knows one CPU here."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.settimeout(120)
        self.file = self.socket.makefile("rb")
        # it gives single registers to who has asked which there are; that it stopped the
        # guest comes before the answer
        self.send("qXfer:features:read:target.xml:0,ffb")
        while not self.receive().startswith(("l", "m")):
            pass

    def send(self, text):
        packet = "$%s#%02x" % (text, sum(text.encode()) % 256)
        self.socket.sendall(packet.encode())

    def read_to(self, end):
        text = b""
        while True:
            c = self.file.read(1)
            if not c:
                sys.exit("bench-step.py: the guest ended")
            if c == end:
                return text
            text += c

    def receive(self):
        self.read_to(b"$")
        text = self.read_to(b"#")
        self.file.read(2)
        self.socket.sendall(b"+")
        return text.decode()

    def ask(self, text):
        self.send(text)
        return self.receive()

    @staticmethod
    def number(text):
        return int.from_bytes(bytes.fromhex(text), "little")

    def register(self, name):
        return self.number(self.ask("p" + name))

    def word(self, address):
        return self.number(self.ask("m%x,8" % address))

    def run_to(self, address):
        self.ask("Z0,%x,1" % address)
        self.ask("c")
        self.ask("z0,%x,1" % address)


def follow(stub, start):
    """The addresses of what runs from start until it returns."""
    stub.run_to(start)
    stack = stub.register(RSP)
    back = stub.word(stack)
    rip, run = start, []
    while not (rip == back and stub.register(RSP) > stack):
        run.append(rip)
        stub.ask("s")
        rip = stub.register(RIP)
    return run


class Symbols:
    def __init__(self, lines):
        self.names = {}
        for line in lines:
            address, kind, name = line.split()[:3]
            if kind in "tTwW":
                self.names.setdefault(int(address, 16), name)
        self.addresses = sorted(self.names)

    def find(self, address):
        at = self.addresses[bisect.bisect(self.addresses, address) - 1]
        return self.names[at], address - at


def texts(vmlinux, trace, symbols):
    """{address: instruction} of the functions that were run; a module's are not there."""
    found = {}
    for start in sorted({address - symbols.find(address)[1] for address in trace}):
        # the last one has to be there as a whole
        stop = max(a for a in trace if a - symbols.find(a)[1] == start) + 16
        listing = subprocess.check_output(
            ["objdump", "-d", "--no-show-raw-insn", "--start-address=%d" % start,
             "--stop-address=%d" % stop, vmlinux], text=True, stderr=subprocess.DEVNULL)
        for line in listing.splitlines():
            parts = line.split("\t")
            if len(parts) == 2 and parts[0].strip().endswith(":"):
                found[int(parts[0].strip()[:-1], 16)] = parts[1].strip()
    return found


def guest(folder, workload, setup):
    """Starts the guest; returns it, its first lines and the stub's socket."""
    with open(folder + "/step.conf", "w", encoding="utf-8") as conf:
        conf.write("WORKLOAD=%s\nSETUP='%s'\n" % (workload, setup.replace("'", "'\\''")))
    path = folder + "/stub"
    env = dict(os.environ, VM_IS_BUILT="yes", APPEND="nokaslr",
               FILES=folder + "/step.conf",
               DEVICES="-gdb unix:%s,server=on,wait=off" % path)
    run = subprocess.Popen([ROOT + "/scripts/bench-guest.sh", "step.sh"], env=env,
                           stdout=subprocess.PIPE, text=True)
    said = []
    for line in run.stdout:
        if line == "ready\n":
            return run, said, path
        said.append(line)
    sys.exit("bench-step.py: the guest never got ready: " + "".join(said))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--setup", default="")
    parser.add_argument("--raw", action="store_true")
    parser.add_argument("workload", nargs="?", default="disable")
    args = parser.parse_args()
    objects = subprocess.check_output([ROOT + "/scripts/build-kernel.sh", "--print-dir"],
                                      text=True).strip()
    with tempfile.TemporaryDirectory() as folder:
        run, said, path = guest(folder, args.workload, args.setup)
        with open(objects + "/System.map", encoding="utf-8") as system_map:
            symbols = Symbols(system_map.readlines() + said)
        start = [a for a, n in symbols.names.items() if n == "bench_do_" + args.workload]
        if not start:
            sys.exit("bench-step.py: there is no workload " + args.workload)
        stub = Stub(path)
        trace = follow(stub, start[0])
        stub.ask("D")
        run.communicate()
    if args.raw:
        text = texts(objects + "/vmlinux", trace, symbols)
        for address in trace:
            print("%s\t%s" % (symbols.find(address)[0], text.get(address, "-")))
        return
    sums = collections.Counter(symbols.find(address)[0] for address in trace)
    for name, n in sums.most_common():
        print("%7d %s" % (n, name))
    print("%7d instructions" % len(trace))


main()
