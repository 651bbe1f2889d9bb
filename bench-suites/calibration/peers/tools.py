"""The peers: how each is asked whether one program is slower than another, in so many seconds.

Each is used as its documentation tells, with its defaults, but for the number of runs, which is
what fits into the seconds. A peer says `slower`, `faster`, `same` or `undecided`.
"""

import json
import math
import os
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
SUITE: Final = HERE.parent
PROGRAM: Final = SUITE / "native/target/release/calibration"
PACELINE_VERDICTS: Final = {
    "regressed": "slower",
    "improved": "faster",
    "unchanged": "same",
    "inconclusive": "undecided",
}


class ToolError(Exception):
    """A peer that gave no answer, with what it said."""


@dataclass(frozen=True)
class Trial:
    """One question: whether the program with that extra is slower than without."""

    folder: Path
    """Where the peers are installed."""
    paceline: str
    scratch: Path
    """An empty folder."""
    extra: int
    """Percent; 0 asks whether a program is slower than itself."""
    seconds: float
    """What both sides may take together."""
    run_seconds: float
    """What one run of the program takes, near enough."""
    seed: int

    @property
    def base(self) -> list[str]:
        """The program."""
        return [str(PROGRAM), "work", "--extra=0", "--copy=a"]

    @property
    def head(self) -> list[str]:
        """The program with the extra."""
        return [str(PROGRAM), "work", f"--extra={self.extra}", "--copy=b"]

    @property
    def runs(self) -> int:
        """How many runs of each side fit into the seconds."""
        return max(5, round(self.seconds / 2 / self.run_seconds))

    def python(self, *arguments: str | Path) -> list[str]:
        """Return a command of the peers' Python."""
        return [str(self.folder / "python/bin/python"), *map(str, arguments)]


def run(
    command: Sequence[str | Path], trial: Trial, accepted: Sequence[int] = (0,), **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in the scratch folder; an exit status that is not accepted is an error."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=trial.scratch,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in accepted:
        raise ToolError(
            f"{Path(command[0]).name} exited with {done.returncode}: {done.stderr[-800:]}"
        )
    return done


def paceline(trial: Trial) -> str:
    """Ask `paceline check`; red is a verdict of `regressed`, of any metric with a gate."""
    is_same = trial.extra == 0
    sides = ("copy=a", "copy=b") if is_same else ("extra=0", f"extra={trial.extra}")
    command: list[str | Path] = [
        trial.paceline,
        "check",
        SUITE,
        "--case",
        "native-copy" if is_same else "native",
    ]
    command += ["--base", sides[0], "--head", sides[1], "--budget", f"{trial.seconds:g}s"]
    command += ["--seed", str(trial.seed), "--format", "json", "--quiet"]
    document = json.loads(run(command, trial, accepted=(0, 1)).stdout)
    return PACELINE_VERDICTS.get(document["cases"][0]["verdict"], "undecided")


def decided(trial: Trial, rule: str, base: Sequence[float], head: Sequence[float]) -> str:
    """Apply one of `rules.py`."""
    file = trial.scratch / "times.json"
    file.write_text(json.dumps({"base": list(base), "head": list(head)}))
    return run(trial.python(HERE / "rules.py", rule, file), trial).stdout.strip()


def hyperfine_times(trial: Trial) -> list[list[float]]:
    """Let hyperfine time both programs, one after the other, as it does."""
    file = trial.scratch / "hyperfine.json"
    command: list[str | Path] = [
        trial.folder / "bin/hyperfine",
        "-N",
        "--style=none",
        "--runs",
        str(trial.runs),
    ]
    command += ["--export-json", file, shlex.join(trial.base), shlex.join(trial.head)]
    run(command, trial)
    results: list[dict[str, Any]] = json.loads(file.read_text())["results"]
    return [result["times"] for result in results]


def hyperfine(trial: Trial) -> str:
    """Ask hyperfine, and the Welch test of its script."""
    base, head = hyperfine_times(trial)
    return decided(trial, "welch", base, head)


def github_action(trial: Trial) -> str:
    """Take hyperfine's times, and the ratio above which github-action-benchmark alerts."""
    base, head = hyperfine_times(trial)
    return decided(trial, "ratio", base, head)


def perfgate(trial: Trial) -> str:
    """Ask `perfgate paired` whether a significant regression is above 2 %."""
    command: list[str | Path] = [trial.folder / "bin/perfgate", "paired", "--name=calibrated"]
    command += ["--baseline", shlex.join(trial.base), "--current", shlex.join(trial.head)]
    command += ["--repeat", str(trial.runs), "--require-significance", "--fail-on-regression=2"]
    done = run(command, trial, accepted=(0, 1, 2))
    if done.returncode == 0:
        return "same"
    if "regression" not in done.stderr:
        raise ToolError(f"perfgate: {done.stderr[-800:]}")
    return "slower"


def criterion(trial: Trial) -> str:
    """Ask criterion: base as a saved baseline, then head against it."""
    measuring = max(0.5, trial.seconds / 2 - 1)  # the rest is its warm-up and its analysis
    samples = max(10, min(100, int(measuring / trial.run_seconds)))
    options = ["--bench", "--noplot", "--warm-up-time=0.5", f"--measurement-time={measuring:g}"]
    options += [f"--sample-size={samples}"]
    program = trial.folder / "bin/criterion"
    home = str(trial.scratch)
    run(
        [program, *options, "--save-baseline=base"],
        trial,
        CRITERION_HOME=home,
        CALIBRATION_EXTRA="0",
    )
    extra = str(trial.extra)
    done = run(
        [program, *options, "--baseline=base"], trial, CRITERION_HOME=home, CALIBRATION_EXTRA=extra
    )
    said = {
        "Performance has regressed": "slower",
        "Performance has improved": "faster",
        "No change in performance": "same",
        "Change within noise": "same",
    }
    return found(said, done.stdout)


def found(said: dict[str, str], text: str) -> str:
    """Return the verdict of the first key that the text has."""
    for key, verdict in said.items():
        if key in text:
            return verdict
    raise ToolError(f"no verdict in: {text[-800:]}")


def tango(trial: Trial) -> str:
    """Ask tango, which runs both at once on two processors; `*` is its mark of significance."""
    command: list[str | Path] = [trial.folder / f"bin/tango-{trial.extra}", "compare", "--bench"]
    command += ["-t", f"{trial.seconds:g}", trial.folder / "bin/tango-0"]
    done = run(command, trial, accepted=(0, 1))
    change = re.search(r"([+-][\d.]+)%(\*?)", done.stdout)
    if change is None:
        raise ToolError(f"no change in: {done.stdout[-800:]}")
    if not change[2]:
        return "same"
    return "slower" if float(change[1]) > 0 else "faster"


def pyperf(trial: Trial) -> str:
    """Ask `pyperf compare_to`, after one `pyperf command` for each side."""
    # A process warms up and takes three values; a value repeats the program for 0.1 s or longer, by
    # powers of two. One more process finds out how often.
    value = trial.run_seconds * 2 ** max(0, math.ceil(math.log2(0.1 / trial.run_seconds)))
    processes = max(2, round(trial.seconds / 2 / (4 * value + 0.15)) - 1)
    for name, command in (("base.json", trial.base), ("head.json", trial.head)):
        options = ["command", "--quiet", f"--processes={processes}", "-o", name, "--", *command]
        run(trial.python("-m", "pyperf", *options), trial)
    done = run(trial.python("-m", "pyperf", "compare_to", "base.json", "head.json"), trial)
    said = {"not significant": "same", "x slower": "slower", "x faster": "faster"}
    return found({**said, "no change": "same"}, done.stdout)


def pytest_benchmark(trial: Trial) -> str:
    """Ask pytest-benchmark: a stored run, then another that fails above 5 % of the mean."""
    common: list[str | Path] = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        HERE / "pytest_calibrated.py",
    ]
    common += [f"--benchmark-storage=file://{trial.scratch}/stored"]
    measuring = max(0.5, trial.seconds / 2 - 0.7)  # the rest is the start of pytest
    common += [f"--benchmark-max-time={measuring:g}"]
    base, head = shlex.join(trial.base), shlex.join(trial.head)
    run(trial.python(*common, "--benchmark-save=base"), trial, CALIBRATION_COMMAND=base)
    options = ["--benchmark-compare=0001", "--benchmark-compare-fail=mean:5%"]
    done = run(trial.python(*common, *options), trial, accepted=(0, 1), CALIBRATION_COMMAND=head)
    if done.returncode == 0:
        return "same"
    return found({"erformance has regressed": "slower"}, done.stdout + done.stderr)


def asv(trial: Trial) -> str:
    """Time the programs in two rounds of base and head, as asv does, and let asv decide."""
    times: dict[str, list[float]] = {"base": [], "head": []}
    for _ in range(2):
        for side, command in (("base", trial.base), ("head", trial.head)):
            for _ in range(max(3, trial.runs // 2)):
                started = time.perf_counter()
                subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
                times[side].append(time.perf_counter() - started)
    return decided(trial, "asv", times["base"], times["head"])


@dataclass(frozen=True)
class Peer:
    """A tool and how it is used."""

    name: str
    how: str
    """What is the tool's own, and what is not."""
    needs: str
    """File below the folder without which it is not installed; empty for paceline."""
    judge: Callable[[Trial], str]


PEERS: Final = (
    Peer("paceline", "side by side, default gates", "", paceline),
    Peer("hyperfine 1.20.0", "its times; rule of its `welch_ttest.py`", "bin/hyperfine", hyperfine),
    Peer(
        "github-action-benchmark",
        "rule re-implemented: ratio of means above 200 %; times by hyperfine",
        "bin/hyperfine",
        github_action,
    ),
    Peer(
        "perfgate-cli 0.18.1",
        "`paired --require-significance --fail-on-regression 2`",
        "bin/perfgate",
        perfgate,
    ),
    Peer("criterion 0.8.2", "`--save-baseline`, then `--baseline`", "bin/criterion", criterion),
    Peer("tango-bench 0.9.0", "`compare`", "bin/tango-0", tango),
    Peer("pyperf 2.10.0", "`command` twice, `compare_to`", "python/bin/pyperf", pyperf),
    Peer(
        "pytest-benchmark 5.3.1",
        "`--benchmark-compare-fail=mean:5%`, for it has no default",
        "python/bin/pytest",
        pytest_benchmark,
    ),
    Peer("asv 0.6.6", "its own functions on times in its order of rounds", "python/bin/asv", asv),
)


def run_seconds() -> float:
    """Measure what one run of the program takes: the mean of fifty, for noise takes time too."""
    started = time.perf_counter()
    for _ in range(50):
        subprocess.run([str(PROGRAM), "work"], stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - started) / 50
