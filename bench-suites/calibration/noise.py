"""A busy machine on demand: the same bursts for the same seed.

| regime | what runs |
| --- | --- |
| `idle` | nothing |
| `bursty` | two workers, each busy for 35 % of the time |
| `second-half` | the same, but nothing before half of the time is over |
| `compile` | twice as many compilers as processors, all the time |

A burst adds numbers and walks through memory. Ends at once, with its workers, on SIGTERM, on
SIGINT, and when the process that started it ends.
"""

import argparse
import math
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

REGIMES: Final = ("idle", "bursty", "second-half", "compile")
DUTY: Final = 0.35
MEAN_BURST: Final = 0.35
"""Mean length of a burst in seconds; with `DUTY`, a period is a second in the mean."""

_MEMORY: Final = 32 << 20
_LEAD: Final = 0.3
"""Seconds that workers get to start in."""


@dataclass(frozen=True)
class Burst:
    """A time of work; seconds after the start of the noise."""

    start: float
    end: float


def schedule(regime: str, seconds: float, seed: int, worker: int) -> list[Burst]:
    """Plan the bursts of one worker, in order; the same for the same arguments."""
    if regime == "idle":
        return []
    if regime == "compile":
        return [Burst(0, seconds)]
    chance = random.Random(f"{regime} {seed} {worker}")
    now = seconds / 2 if regime == "second-half" else 0.0
    bursts: list[Burst] = []
    while True:
        now += chance.expovariate(1 / (MEAN_BURST / DUTY - MEAN_BURST))
        length = chance.expovariate(1 / MEAN_BURST)
        if now >= seconds:
            return bursts
        bursts.append(Burst(now, min(now + length, seconds)))
        now += length


def workers_of(regime: str) -> int:
    """Return how many workers a regime has."""
    if regime == "idle":
        return 0
    return 2 * (os.cpu_count() or 1) if regime == "compile" else 2


class Orphaned(Exception):  # noqa: N818 - it says what happened
    """The process that started this one has ended."""


@dataclass(frozen=True)
class Parent:
    """The process that started this one."""

    process: int

    def check(self) -> None:
        """Raise where it has ended: this process then has another parent."""
        if os.getppid() != self.process:
            raise Orphaned

    def sleep(self, until: float) -> None:
        """Sleep until that moment of the monotonic clock while it lives."""
        while (left := until - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, 0.1))


def add_numbers(until: float, parent: Parent, memory: bytearray) -> None:
    """Keep a processor and its caches busy until that moment."""
    turn = 0
    while time.monotonic() < until:
        parent.check()
        sum(range(50_000))
        turn = (turn + 1) % 64
        sum(memoryview(memory)[turn :: 64 * 8])


def compile_once(source: Path, until: float, parent: Parent) -> None:
    """Compile `source`; the compiler ends with this process and at that moment."""
    command = ["cc", "-O2", "-c", str(source), "-o", os.devnull]
    compiler = subprocess.Popen(command, process_group=0, stderr=subprocess.DEVNULL)
    try:
        while compiler.poll() is None and time.monotonic() < until:
            parent.check()
            time.sleep(0.02)
    finally:
        if compiler.poll() is None:
            os.killpg(compiler.pid, signal.SIGKILL)
            compiler.wait()


def program(seed: int, functions: int = 40) -> str:
    """Write a C program that takes a compiler most of a second."""
    chance = random.Random(seed)

    def function(index: int) -> str:
        lines = "\n".join(
            f"  for (int i = 0; i < n + {chance.randrange(99)}; i++) "
            f"a[i & 63] = a[(i * {chance.randrange(1, 63)}) & 63] * x + {chance.randrange(999)};"
            for _ in range(6)
        )
        return f"double f{index}(double *a, double x, int n) {{\n{lines}\n  return a[n & 63];\n}}\n"

    return "\n".join(function(index) for index in range(functions))


def work(arguments: argparse.Namespace, parent: Parent) -> None:
    """Do what a worker is for."""
    bursts = schedule(arguments.regime, arguments.seconds, arguments.seed, arguments.worker)
    compiles = arguments.regime == "compile" and shutil.which("cc") is not None
    with tempfile.TemporaryDirectory(prefix="noise-") as folder:
        source = Path(folder) / "program.c"
        source.write_text(program(arguments.seed + arguments.worker))
        memory = bytearray(_MEMORY)
        for burst in bursts:
            parent.sleep(arguments.start + burst.start)
            end = arguments.start + burst.end
            while compiles and time.monotonic() < end:
                compile_once(source, end, parent)
            add_numbers(end, parent, memory)


@contextmanager
def workers(
    arguments: argparse.Namespace, start: float
) -> Iterator[Sequence[subprocess.Popen[str]]]:
    """Start the workers; end them on leaving."""
    common = [sys.executable, __file__, arguments.regime, f"--seconds={arguments.seconds}"]
    common += [f"--seed={arguments.seed}", f"--start={start}", f"--parent={os.getpid()}"]
    started: list[subprocess.Popen[str]] = []
    try:
        for number in range(workers_of(arguments.regime)):
            # One by one: what has started is ended, even where the next one can't start.
            started.append(subprocess.Popen([*common, f"--worker={number}"], text=True))  # noqa: PERF401
        yield started
    finally:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)
        for worker in started:
            worker.terminate()
        for worker in started:
            worker.wait()


def processor_seconds() -> float:
    """Sum the processor time of all ended children; a compiler that was ended early is missing."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def lead(arguments: argparse.Namespace, parent: Parent) -> None:
    """Run the workers, wait until the time is over, and tell what was done."""
    before = processor_seconds()
    start = time.monotonic() + _LEAD
    with workers(arguments, start) as started:
        parent.sleep(start)
        print(f"noise: {arguments.regime} started", flush=True)
        parent.sleep(start + arguments.seconds)
        for worker in started:
            worker.wait()
    plans = [
        schedule(arguments.regime, arguments.seconds, arguments.seed, number)
        for number in range(workers_of(arguments.regime))
    ]
    planned = math.fsum(burst.end - burst.start for plan in plans for burst in plan)
    print(
        f"noise: {arguments.regime}, seed {arguments.seed}, {arguments.seconds:g} s: "
        f"{len(plans)} workers, {sum(map(len, plans))} bursts of {planned:.1f} s in all, "
        f"{processor_seconds() - before:.1f} s of processor time used",
        flush=True,
    )


def stop(signal_number: int, _frame: FrameType | None) -> None:
    """End in order: by an exception, so that everything open is closed."""
    sys.exit(128 + signal_number)


def main() -> int:
    """Make noise; return the exit status."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    reader.add_argument("regime", choices=REGIMES)
    reader.add_argument("--seconds", type=float, default=60.0)
    reader.add_argument("--seed", type=int, default=1)
    # Of a worker: its number, who started it and when its schedule starts.
    for name, kind in (("worker", int), ("parent", int), ("start", float)):
        reader.add_argument(f"--{name}", type=kind, help=argparse.SUPPRESS)
    arguments = reader.parse_args()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, stop)
    try:
        if arguments.worker is None:
            lead(arguments, Parent(os.getppid()))
        else:
            work(arguments, Parent(arguments.parent))
    except Orphaned:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
