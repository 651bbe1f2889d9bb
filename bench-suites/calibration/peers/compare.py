"""Asks all peers the same questions beside the same noise and counts the answers.

`python3 -m peers.compare --folder FOLDER --quick`, after `python3 -m peers.install FOLDER`. Inside
a block each peer answers each question once, in a random order, so that all see the same weather.
"""

import argparse
import csv
import math
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from binomial import interval
from noise import REGIMES
from peers.install import EXTRAS
from peers.tools import PEERS, SUITE, Peer, ToolError, Trial, run_seconds
from sessions import noise_beside, stop

QUICK: Final = {"seconds": 4.0, "extra": [0, 5], "noise": ["bursty"], "minutes": 10.0}
FULL: Final = {
    "seconds": 10.0,
    "extra": [0, 2, 5],
    "noise": ["bursty", "second-half"],
    "minutes": math.inf,
}


@dataclass(frozen=True)
class Answer:
    """What one peer said to one question."""

    block: int
    peer: str
    noise: str
    extra: int
    seed: int
    verdict: str
    """`slower`, `faster`, `same`, `undecided` or `error`."""
    seconds: float
    load: float
    detail: str


def ask(peer: Peer, options: argparse.Namespace, regime: str, extra: int, block: int) -> Answer:
    """Ask one question beside its noise."""
    seed = random.Random(f"{options.seed} {block} {regime} {extra}").getrandbits(48)
    lasting = options.seconds if regime == "second-half" else 60 + 10 * options.seconds
    load = os.getloadavg()[0]
    detail = ""
    with (
        tempfile.TemporaryDirectory(prefix="peers-") as scratch,
        noise_beside(regime, lasting, seed),
    ):
        trial = Trial(
            folder=options.folder,
            paceline=options.paceline,
            scratch=Path(scratch),
            extra=extra,
            seconds=options.seconds,
            run_seconds=options.run_seconds[regime],
            seed=seed,
        )
        started = time.perf_counter()
        try:
            verdict = peer.judge(trial)
        except (ToolError, subprocess.CalledProcessError, ValueError) as error:
            verdict, detail = "error", " ".join(str(error).split())
        seconds = time.perf_counter() - started
    return Answer(
        block, peer.name, regime, extra, seed, verdict, round(seconds, 2), round(load, 2), detail
    )


def answers(peers: Sequence[Peer], options: argparse.Namespace) -> Iterator[Answer]:
    """Ask everything, block by block, until the blocks or the minutes are over."""
    order = random.Random(options.seed)
    questions = [
        (peer, regime, extra)
        for peer in peers
        for regime in options.noise
        for extra in options.extra
    ]
    started = time.monotonic()
    for block in range(options.blocks):
        # No block that could not end: it would give some peers more answers than others.
        took = time.monotonic() - started
        if block > 0 and took + took / block > options.minutes * 60:
            return
        order.shuffle(questions)
        for peer, regime, extra in questions:
            yield ask(peer, options, regime, extra, block)


def rate(group: Sequence[Answer], verdict: str) -> str:
    """Return how often a verdict was given, with its interval."""
    count = sum(answer.verdict == verdict for answer in group)
    low, high = interval(count, len(group))
    return f"{count} of {len(group)} [{low:.0%}, {high:.0%}]" if group else "-"


def table(done: Sequence[Answer], peers: Sequence[Peer], regime: str) -> str:
    """Return the counts beside one noise as Markdown; errors are not answers."""
    extras = sorted({answer.extra for answer in done})
    heads = ["false alarms (A/A slower)" if e == 0 else f"found +{e} %" for e in extras]
    lines = [
        f"| {' | '.join(['peer', *heads, 'A/A faster', 'A/A proven same', 'errors', 'seconds'])} |",
        f"|{' --- |' * (len(extras) + 5)}",
    ]
    for peer in peers:
        own = [a for a in done if a.peer == peer.name and a.noise == regime]
        valid = [a for a in own if a.verdict != "error"]
        cells = [rate([a for a in valid if a.extra == extra], "slower") for extra in extras]
        same_pairs = [a for a in valid if a.extra == 0]
        cells.append(rate(same_pairs, "faster"))
        # What the others call the same is only not found to differ.
        cells.append(rate(same_pairs, "same") if peer.name == "paceline" else "-")
        mean = f"{sum(a.seconds for a in own) / len(own):.1f}" if own else "-"
        errors = str(len(own) - len(valid))
        lines.append(f"| {' | '.join([peer.name, *cells, errors, mean])} |")
    return "\n".join(lines)


def report(done: Sequence[Answer], peers: Sequence[Peer], missing: Sequence[Peer]) -> str:
    """Return all tables and what they don't show."""
    parts = [
        f"## {regime}\n\n{table(done, peers, regime)}"
        for regime in sorted({answer.noise for answer in done})
    ]
    parts += ["\n".join(f"- {peer.name}: {peer.how}" for peer in peers)]
    parts += [f"NOT INSTALLED, and so not compared: {peer.name}" for peer in missing]
    return "\n\n".join(parts)


def read() -> argparse.Namespace:
    """Read the command line; what is not given is that of the quick or the full form."""
    reader = argparse.ArgumentParser(description="Compare paceline with its peers.")
    reader.add_argument("--folder", type=Path, required=True, help="where peers are installed")
    reader.add_argument("--paceline", default="paceline")
    reader.add_argument("--quick", action="store_true", help="near 10 minutes; else hours")
    reader.add_argument("--seconds", type=float, help="of each question, both sides together")
    reader.add_argument("--extra", type=int, choices=EXTRAS, action="append")
    reader.add_argument("--noise", choices=REGIMES, action="append")
    reader.add_argument("--minutes", type=float, help="start no block that would end later")
    reader.add_argument("--blocks", type=int, default=60)
    reader.add_argument("--peer", action="append", help="only peers whose name starts so")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--output", type=Path, help="CSV file for the raw answers")
    options = reader.parse_args()
    for name, value in (QUICK if options.quick else FULL).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    return options


def chosen(options: argparse.Namespace) -> tuple[list[Peer], list[Peer]]:
    """Return the peers that are installed, and those that are not."""
    wanted = [
        peer
        for peer in PEERS
        if not options.peer or any(peer.name.startswith(name) for name in options.peer)
    ]
    there = [
        peer
        for peer in wanted
        if (options.folder / peer.needs).exists()
        and (peer.needs or shutil.which(options.paceline) is not None)
    ]
    return there, [peer for peer in wanted if peer not in there]


def run_seconds_beside(regime: str) -> float:
    """Measure what a run takes beside that noise: peers that count runs need to know."""
    with noise_beside(regime, 2, seed=1):
        return run_seconds()


def build() -> None:
    """Build the program that is compared."""
    manifest = SUITE / "native/Cargo.toml"
    command = ["cargo", "build", "--release", "--quiet", "--locked", "--manifest-path", manifest]
    subprocess.run([str(part) for part in command], check=True)


def main() -> int:
    """Ask everything and print the tables, also when interrupted."""
    signal.signal(signal.SIGTERM, stop)
    options = read()
    options.folder = options.folder.resolve()
    build()
    peers, missing = chosen(options)
    options.run_seconds = {regime: run_seconds_beside(regime) for regime in options.noise}
    done: list[Answer] = []
    try:
        with (options.output or Path(os.devnull)).open("w", newline="") as file:
            rows = csv.DictWriter(file, [field.name for field in fields(Answer)])
            rows.writeheader()
            for answer in answers(peers, options):
                done.append(answer)
                rows.writerow(asdict(answer))
                file.flush()
    except KeyboardInterrupt:
        print("compare: interrupted", file=sys.stderr)
        return 130
    finally:
        print(report(done, peers, missing))
    return 0


if __name__ == "__main__":
    sys.exit(main())
