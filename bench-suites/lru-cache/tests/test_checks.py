"""The check finds the cache without a lock every time and never blames the others."""

import random
import sys
import time
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import override
from unittest.mock import patch

from lru_cache import Cache, IdiomaticCache, Implementation, NaiveCache, UnlockedCache, checks
from lru_cache.checks import KEYS, Outcome, concurrent_use

SEEDS = range(20)
TOOL = 4
LINE = sys.monitoring.events.LINE


class CheckTests(unittest.TestCase):
    """Twenty seeds for each claim."""

    def test_the_unlocked_cache_is_caught_every_time(self) -> None:
        outcomes = [_forced("unlocked", seed) for seed in SEEDS]
        self.assertEqual([outcome for outcome in outcomes if outcome["ok"]], [])

    def test_the_locked_caches_are_never_blamed(self) -> None:
        for implementation in ("naive", "idiomatic"):
            outcomes = [_forced(implementation, seed) for seed in SEEDS]
            self.assertEqual([outcome for outcome in outcomes if not outcome["ok"]], [])

    def test_a_cache_that_overflows_is_caught(self) -> None:
        self.assertIn("17 entries in a cache of 16", _detail(_Overflowing(16)))

    def test_a_value_under_a_wrong_key_is_caught(self) -> None:
        self.assertRegex(_detail(_Mixing(16)), r"key \d+ holds the value of key \d+")

    def test_an_entry_that_is_counted_but_gone_is_caught(self) -> None:
        self.assertIn("at rest: 0 keys answer, 16 are counted", _detail(_Forgetting(16)))

    def test_a_case_may_pass_its_own_parameters(self) -> None:
        self.assertTrue(concurrent_use("idiomatic", capacity=50_000, work=1)["ok"])


class _Overflowing(IdiomaticCache[int, tuple[int, int]]):
    def __init__(self, capacity: int) -> None:
        super().__init__(capacity + 1)


class _Mixing(IdiomaticCache[int, tuple[int, int]]):
    @override
    def get(self, key: int) -> tuple[int, int] | None:
        return super().get(KEYS - 1 - key)


class _Forgetting(IdiomaticCache[int, tuple[int, int]]):
    @override
    def get(self, key: int) -> tuple[int, int] | None:
        return None


def _detail(cache: Cache[int, tuple[int, int]]) -> str:
    with patch.object(checks, "create", return_value=cache):
        outcome = concurrent_use("idiomatic")
    return "" if outcome["ok"] else outcome["detail"]


def _forced(implementation: Implementation, seed: int) -> Outcome:
    with _switches_at_random_lines(random.Random(seed)):
        return concurrent_use(implementation, seed=seed)


@contextmanager
def _switches_at_random_lines(choices: random.Random) -> Iterator[None]:
    """Let another thread run at a fifth of the lines of every cache."""

    def switch(_code: CodeType, _line: int) -> None:
        if choices.random() < 0.2:  # noqa: PLR2004 - a share, not a number with a meaning
            time.sleep(0)

    codes = [function.__code__ for function in _methods()]
    sys.monitoring.use_tool_id(TOOL, "forced switches")
    sys.monitoring.register_callback(TOOL, LINE, switch)
    for code in codes:
        sys.monitoring.set_local_events(TOOL, code, LINE)
    try:
        yield
    finally:
        for code in codes:
            sys.monitoring.set_local_events(TOOL, code, 0)
        sys.monitoring.free_tool_id(TOOL)


def _methods() -> Iterator[FunctionType]:
    for cache in (NaiveCache, IdiomaticCache, UnlockedCache):
        methods: tuple[Callable[..., object], ...] = (
            cache.get,
            cache.put,
            cache.put_many,
            cache.__len__,
        )
        yield from (method for method in methods if isinstance(method, FunctionType))


if __name__ == "__main__":
    unittest.main()
