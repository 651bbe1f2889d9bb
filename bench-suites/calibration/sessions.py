"""Runs `paceline check` many times on pairs whose right verdict is known, and counts the verdicts.

Cases and regimes of noise take turns in a random order, so that all see the same weather. Prints a
table with exact 95 % intervals; the raw sessions go to a CSV file.
"""

import argparse
import csv
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from binomial import interval
from noise import REGIMES

HERE: Final = Path(__file__).parent
CASES: Final = (
    "native-copy:copy=a:copy=b",
    "python-copy:copy=a:copy=b",
    "native:extra=0:extra=2",
    "native:extra=0:extra=3",
    "native:extra=0:extra=5",
    "python:extra=0:extra=5",
)


class Unusable(Exception):  # noqa: N818 - it says what is the matter
    """A session that gave no verdict at all: nothing can be counted."""


@dataclass(frozen=True)
class Case:
    """A workload and the two variants of it that are compared."""

    workload: str
    base: str
    head: str

    @classmethod
    def parse(cls, text: str) -> "Case":
        """Read `workload:base:head`."""
        workload, base, head = text.split(":")
        return cls(workload, base, head)

    @property
    def name(self) -> str:
        """What tables call it."""
        return f"{self.workload} {self.base} → {self.head}"


@dataclass(frozen=True)
class Session:
    """One `paceline check`."""

    case: str
    noise: str
    number: int
    seed: int
    exit_code: int
    verdict: str
    seconds: float
    load: float
    pairs: int
    metrics: str
    """`name=verdict change low high`, fractions, of each gated metric; separated by `;`."""


@contextmanager
def noise_beside(regime: str, seconds: float, seed: int) -> Iterator[None]:
    """Make that noise while the block runs, at most so long."""
    command = [sys.executable, str(HERE / "noise.py"), regime]
    command += [f"--seconds={seconds}", f"--seed={seed}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            process.stdout.readline()
            yield
        finally:
            process.terminate()


def expected_seconds(budget: str | None) -> float:
    """Return how long a session may take: the middle of it is where `second-half` starts."""
    return float(budget.removesuffix("s")) if budget else 10.0


def check(options: argparse.Namespace, case: Case, seed: int) -> tuple[int, dict[str, Any], float]:
    """Run one session; return its exit status, its document and its seconds."""
    command = [options.paceline, "check", str(options.suite), "--case", case.workload]
    command += ["--base", case.base, "--head", case.head, "--seed", str(seed)]
    command += ["--format", "json", "--quiet"]
    command += ["--budget", options.budget] if options.budget else []
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    try:
        return done.returncode, json.loads(done.stdout), seconds
    except json.JSONDecodeError as error:
        raise Unusable(f"`{' '.join(command)}` gave no comparison: {done.stderr}") from error


def gated(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the metrics of a case that have a gate."""
    yield from (metric for metric in case["metrics"] if metric["gate"] != "off")


def described(metric: dict[str, Any]) -> str:
    """Return one metric as in the CSV file."""
    estimate = metric.get("estimate") or {}
    limits = estimate.get("interval") or {}
    numbers = (estimate.get("change"), limits.get("low"), limits.get("high"))
    shown = " ".join("-" if number is None else f"{number:.5f}" for number in numbers)
    return f"{metric['metric']['name']}={metric['verdict']} {shown}"


def session(options: argparse.Namespace, case: Case, regime: str, number: int) -> Session:
    """Run one session beside its noise."""
    seed = random.Random(f"{options.seed} {case.name} {regime} {number}").getrandbits(48)
    load = os.getloadavg()[0]
    expected = expected_seconds(options.budget)
    # What a session measures takes its budget; second-half noise lasts until it is over.
    lasting = expected if regime == "second-half" else 60 + 10 * expected
    with noise_beside(regime, lasting, seed):
        code, document, seconds = check(options, case, seed)
    if len(document["cases"]) != 1:
        raise Unusable(f"`{case.workload}` is {len(document['cases'])} cases, not one")
    result = document["cases"][0]
    return Session(
        case=case.name,
        noise=regime,
        number=number,
        seed=seed,
        exit_code=code,
        verdict=result["verdict"],
        seconds=round(seconds, 3),
        load=round(load, 2),
        pairs=max((m["evidence"]["count"] for m in gated(result)), default=0),
        metrics=";".join(map(described, gated(result))),
    )


def sessions(options: argparse.Namespace) -> Iterator[Session]:
    """Run all sessions; a block has each case beside each noise once."""
    order = random.Random(options.seed)
    block = [(case, regime) for case in options.case for regime in options.noise]
    for number in range(options.sessions):
        order.shuffle(block)
        for case, regime in block:
            yield session(options, case, regime, number)


def rate(count: int, trials: int) -> str:
    """Return a share and its interval, in percent."""
    low, high = interval(count, trials)
    return f"{count / trials:.1%} [{low:.1%}, {high:.1%}]"


def table(done: Sequence[Session]) -> str:
    """Return the counts of each case and noise as Markdown."""
    heads = ["case", "noise", "sessions", "verdicts", "exit codes", "red (exit 1) [95 %]"]
    heads += ["green, proven [95 %]", "seconds: mean, 95 % below"]
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    groups: dict[tuple[str, str], list[Session]] = {}
    for one in done:
        groups.setdefault((one.case, one.noise), []).append(one)
    for (case, noise), group in sorted(groups.items()):
        codes = Counter(one.exit_code for one in group)
        verdicts = Counter(one.verdict for one in group)
        proven = verdicts["unchanged"] + verdicts["improved"]
        lines.append(
            f"| {case} | {noise} | {len(group)} | {counts(verdicts)} | {counts(codes)} "
            f"| {rate(codes[1], len(group))} | {rate(proven, len(group))} | {times(group)} |"
        )
    return "\n".join(lines)


def counts(counter: "Counter[Any]") -> str:
    """Return what was counted, most frequent first."""
    return ", ".join(f"{key}: {count}" for key, count in counter.most_common())


def times(group: Sequence[Session]) -> str:
    """Return the mean and the 95 % quantile of the seconds."""
    seconds = sorted(one.seconds for one in group)
    high = seconds[min(len(seconds) - 1, round(0.95 * len(seconds)))]
    return f"{statistics.fmean(seconds):.1f}, {high:.1f}"


def read(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    reader = argparse.ArgumentParser(description="Count paceline's verdicts on known pairs.")
    reader.add_argument("--paceline", default="paceline", help="the program to judge")
    reader.add_argument("--suite", type=Path, default=HERE)
    reader.add_argument("--sessions", type=int, default=30, help="of each case and noise")
    reader.add_argument(
        "--case",
        action="append",
        type=Case.parse,
        help="workload:base:head, as in native:extra=0:extra=2; may be repeated",
    )
    reader.add_argument("--noise", action="append", choices=REGIMES, help="may be repeated")
    reader.add_argument("--budget", help="of each session, as in 10s; default: the suite's")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--output", type=Path, help="CSV file for the raw sessions")
    options = reader.parse_args(arguments)
    options.case = options.case or [Case.parse(text) for text in CASES]
    options.noise = options.noise or ["idle"]
    if shutil.which(options.paceline) is None:
        reader.error(f"`{options.paceline}` is not there; name it with `--paceline`")
    if options.budget and not options.budget.endswith("s"):
        reader.error("`--budget` is in seconds here, as in `10s`")
    return options


def stop(signal_number: int, _frame: object) -> None:
    """End in order, so that the noise ends too."""
    sys.exit(128 + signal_number)


def main() -> int:
    """Run everything; print the table even when interrupted."""
    signal.signal(signal.SIGTERM, stop)
    options = read()
    done: list[Session] = []
    try:
        with (options.output or Path(os.devnull)).open("w", newline="") as file:
            rows = csv.DictWriter(file, [field.name for field in fields(Session)])
            rows.writeheader()
            for one in sessions(options):
                done.append(one)
                rows.writerow(asdict(one))
                file.flush()
    except Unusable as error:
        print(f"sessions: {error}", file=sys.stderr)
        return 4
    except KeyboardInterrupt:
        print("sessions: interrupted", file=sys.stderr)
        return 130
    finally:
        print(table(done))
    return 0


if __name__ == "__main__":
    sys.exit(main())
