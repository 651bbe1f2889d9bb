"""Rules of tools that leave the verdict to a library: `rules.py RULE FILE`, in the peers' Python.

The file has the times of both sides in seconds, as JSON: `{"base": […], "head": […]}`. Prints
`slower`, `faster` or `same`.
"""

import json
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

Times = Sequence[float]


def welch(base: Times, head: Times) -> str:
    """Decide as hyperfine's `scripts/welch_ttest.py`: different where p < 0.05."""
    from scipy import stats  # noqa: PLC0415 - each rule needs another library

    probability = stats.ttest_ind(base, head, equal_var=False).pvalue
    if probability >= 0.05:
        return "same"
    return "slower" if statistics.fmean(head) > statistics.fmean(base) else "faster"


def asv(base: Times, head: Times) -> str:
    """Decide as `asv continuous`, with its own functions: Mann and Whitney, and a factor of 1.1."""
    from asv._stats import is_different  # noqa: PLC0415
    from asv_runner.statistics import compute_stats  # noqa: PLC0415

    (base_time, base_stats), (head_time, head_stats) = (compute_stats(t, 1) for t in (base, head))
    if not is_different(base, head, base_stats, head_stats):
        return "same"
    if base_time < head_time / 1.1:
        return "slower"
    return "faster" if head_time < base_time / 1.1 else "same"


def ratio(base: Times, head: Times) -> str:
    """Decide as github-action-benchmark does by default: an alert above 200 % of the last value."""
    return "slower" if statistics.fmean(head) / statistics.fmean(base) > 2 else "same"


RULES: Final[dict[str, Callable[[Times, Times], str]]] = {
    "welch": welch,
    "asv": asv,
    "ratio": ratio,
}

if __name__ == "__main__":
    times = json.loads(Path(sys.argv[2]).read_text())
    print(RULES[sys.argv[1]](times["base"], times["head"]))
