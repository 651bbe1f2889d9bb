"""Checks that each program does the extra that it is told to do, and nothing else.

Processor work is counted in instructions, under valgrind: counts are the same on a busy machine.
Memory is the peak that the kernel reports, waiting the least time of several runs. Prints a table
and exits with 1 where a program does not keep its promise, with 4 where something is missing.
"""

import argparse
import math
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
PROGRAM: Final = HERE / "native/target/release/calibration"
EXTRAS: Final = ("1", "2", "3", "5", "10", "-5")


@dataclass(frozen=True)
class Row:
    """One promise and what was found; percentages."""

    program: str
    extra: str
    measure: str
    nominal: float
    found: float
    tolerance: float

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return abs(self.found - self.nominal) <= self.tolerance


Promise = Callable[[], Row]


class Missing(Exception):  # noqa: N818 - it says what is the matter
    """Something that is needed is not there."""


@cache
def instructions(*command: str) -> int:
    """Count the instructions that `command` executes in user space."""
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    surroundings = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [*tool, *command],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings,
        cwd=HERE,
    )
    count = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode != 0 or count is None:
        raise Missing(f"`{' '.join(command)}` under valgrind failed: {done.stderr[-500:]}")
    return int(count[1].replace(",", ""))


def peak_kibibytes(command: Sequence[str]) -> int:
    """Read the peak of `command`; the kernel never reports less than this script's own."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Missing(f"`{' '.join(command)}` failed with {process.returncode}")
    return usage.ru_maxrss


def least_seconds(commands: Sequence[Sequence[str]], runs: int = 60) -> list[float]:
    """Measure the least wall time of each of `commands`, which take turns."""
    least = [math.inf] * len(commands)
    for _ in range(runs):
        for index, command in enumerate(commands):
            started = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            least[index] = min(least[index], time.perf_counter() - started)
    return least


def native(*arguments: str) -> list[str]:
    """Return the native program with `arguments`."""
    return [str(PROGRAM), *arguments]


def change(base: float, head: float) -> float:
    """Return the change from `base` to `head`, in percent."""
    return (head / base - 1) * 100


def work(mode: str, extra: str) -> Row:
    """See that extra operations are extra instructions, in proportion."""
    base, head = (instructions(*native(mode, f"--extra={e}")) for e in ("0", extra))
    found = change(base, head)
    name = "native" if mode == "work" else mode
    return Row(name, f"extra={extra}", "instructions", float(extra), found, 0.05)


def python_work(python: str, extra: str) -> Row:
    """Count the same in Python, without the start of the interpreter."""
    nothing = instructions(python, "-c", "import lru")
    base, head = (instructions(python, "lru.py", e) - nothing for e in ("0", extra))
    return Row("python", f"extra={extra}", "instructions", float(extra), change(base, head), 0.1)


def same(program: str, mode: str, option: str, values: tuple[str, str]) -> Row:
    """See that what differs by name or place only executes the same instructions."""
    base, head = (instructions(*native(mode, f"--{option}={value}")) for value in values)
    return Row(program, f"{option}={values[1]}", "instructions", 0, change(base, head), 0.001)


def waiting_work(extra: str) -> Row:
    """See that a longer wait costs no instructions."""
    base, head = (instructions(*native("wait", f"--extra={e}")) for e in ("0", extra))
    return Row("wait", f"extra={extra}", "instructions", 0, change(base, head), 0.5)


def waiting(extra: str) -> Row:
    """See that a longer wait takes longer: so much of the nominal 40 milliseconds."""
    base, head = least_seconds([native("wait", f"--extra={e}") for e in ("0", extra)])
    found = (head - base) / 0.040 * 100
    return Row("wait", f"extra={extra}", "wall time", float(extra), found, 0.5)


def memory(extra: str) -> Row:
    """See that more memory is a higher peak."""
    base, head = (peak_kibibytes(native("memory", f"--extra-memory={e}")) for e in ("0", extra))
    return Row("memory", f"extra_memory={extra}", "peak", float(extra), change(base, head), 0.5)


def leak() -> Row:
    """See that what is kept grows with the iterations: twice as many keep twice as much."""
    small, large = (
        peak_kibibytes(native("leak", "--leak=8", f"--iterations={count}"))
        for count in (4000, 8000)
    )
    return Row("native-leak", "leak=8", "kept of 8 KiB", 0, change(8 * 4000, large - small), 2.0)


def counted(python: str) -> Iterator[Promise]:
    """Yield the promises that no load disturbs."""
    for extra in EXTRAS:
        yield partial(work, "work", extra)
        yield partial(work, "branchy", extra)
        yield partial(python_work, python, extra)
    yield partial(same, "native-copy", "work", "copy", ("a", "b"))
    for layout in range(1, 8):
        yield partial(same, "layout", "branchy", "layout", ("0", str(layout)))
    yield partial(waiting_work, "10")


def timed() -> Iterator[Promise]:
    """Yield the promises that need the machine for themselves."""
    for extra in ("1", "5"):
        yield partial(memory, extra)
    yield leak
    for extra in EXTRAS:
        yield partial(waiting, extra)


def results_agree(python: str) -> bool:
    """Tell whether no result depends on the extra."""

    def results(commands: Iterator[list[str]]) -> set[str]:
        return {
            subprocess.run(c, capture_output=True, text=True, cwd=HERE, check=True).stdout
            for c in commands
        }

    groups = [
        (native("work", f"--extra={e}") for e in ("0", *EXTRAS)),
        (native("branchy", f"--extra={e}") for e in ("0", *EXTRAS)),
        (native("branchy", f"--layout={layout}") for layout in range(8)),
        (native("wait", f"--extra={e}") for e in ("0", "10")),
        (native("memory", f"--extra-memory={e}") for e in ("0", "5")),
        (native("leak", f"--leak={kibibytes}") for kibibytes in (0, 8)),
        ([python, "lru.py", e] for e in ("0", *EXTRAS)),
    ]
    return all(len(results(group)) == 1 for group in groups)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as Markdown."""
    lines = [
        "| program | variant | measure | nominal % | measured % | tolerance | holds |",
        "| --- | --- | --- | ---: | ---: | ---: | --- |",
    ]
    lines += [
        f"| `{row.program}` | `{row.extra}` | {row.measure} | {row.nominal:+g} | {row.found:+.4f} "
        f"| ±{row.tolerance:g} | {'yes' if row.holds else 'NO'} |"
        for row in sorted(rows, key=lambda row: (row.program, row.measure))
    ]
    return "\n".join(lines)


def prepare() -> None:
    """Build the native program, and see that valgrind is there."""
    if shutil.which("valgrind") is None:
        raise Missing("`valgrind` is not on the path: install it with your package manager")
    manifest = str(HERE / "native/Cargo.toml")
    build = ["cargo", "build", "--release", "--quiet", "--locked", "--manifest-path", manifest]
    if subprocess.run(build, check=False).returncode != 0:
        raise Missing("the native program can't be built")


def main() -> int:
    """Check everything; return the exit status."""
    reader = argparse.ArgumentParser(description="Check the promises of the programs.")
    reader.add_argument("--python", default=sys.executable, help="interpreter for lru.py")
    python: str = reader.parse_args().python
    try:
        prepare()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            rows = list(pool.map(lambda promise: promise(), counted(python)))
        rows += [promise() for promise in timed()]
        agree = results_agree(python)
    except (Missing, subprocess.CalledProcessError) as error:
        print(f"truth: {error}", file=sys.stderr)
        return 4
    print(table(rows))
    print(f"\nresults {'do not depend' if agree else 'DEPEND'} on the extra")
    return 0 if agree and all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
