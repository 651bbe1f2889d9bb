"""Exact intervals for a probability, after Clopper and Pearson (Biometrika 26, 1934)."""

import math
from collections.abc import Callable


def at_most(successes: int, trials: int, probability: float) -> float:
    """Probability of at most so many successes: the binomial distribution function."""
    if successes < 0:
        return 0.0
    if successes >= trials or probability <= 0:
        return 1.0
    if probability >= 1:
        return 0.0
    odds = [_log_probability(count, trials, probability) for count in range(successes + 1)]
    return min(1.0, math.fsum(map(math.exp, odds)))


def _log_probability(successes: int, trials: int, probability: float) -> float:
    """Logarithm of the probability of exactly so many successes."""
    ways = (
        math.lgamma(trials + 1) - math.lgamma(successes + 1) - math.lgamma(trials - successes + 1)
    )
    failures = trials - successes
    return ways + successes * math.log(probability) + failures * math.log1p(-probability)


def interval(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of the probability behind so many successes; (0, 1) where there are no trials."""
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no count of successes")
    tail = (1 - confidence) / 2
    low, high = 0.0, 1.0
    if successes > 0:
        # At least `successes` successes are at most `trials - successes` failures.
        low = _root(lambda p: tail - at_most(trials - successes, trials, 1 - p))
    if successes < trials:
        high = _root(lambda p: at_most(successes, trials, p) - tail)
    return low, high


def _root(falling: Callable[[float], float]) -> float:
    """Find where a falling function of a probability crosses zero, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
