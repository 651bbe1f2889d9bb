"""Proof that a cache may be shared by threads. Nothing that fails it is worth measuring."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypedDict

from lru_cache.implementations import Implementation, create
from lru_cache.protocol import Cache

CAPACITY = 16
"""Small, so that entries are evicted while other threads still use them."""

KEYS = 2 * CAPACITY
"""Few, so that threads meet at the same entries."""

type SharedCache = Cache[int, tuple[int, int]]
"""Each value names its key and the thread that put it."""


class Outcome(TypedDict):
    """Whether a check passed, and what it saw."""

    ok: bool
    detail: str


def concurrent_use(
    implementation: Implementation,
    seed: int = 0,
    threads: int = 4,
    operations: int = 100,
    **_parameters_of_the_case: object,
) -> Outcome:
    """Let threads use one cache and look for what must never happen.

    No call may raise, the cache may never hold more than its capacity, and a value must belong to
    the key it is found under. The case's own capacity plays no part: with a large one nothing
    would be evicted and a race could not show.
    """
    cache: SharedCache = create(implementation, CAPACITY)
    together = Barrier(threads)

    def use(thread: int) -> str | None:
        together.wait()
        return _first_problem(cache, thread, random.Random(f"{seed}/{thread}"), operations)

    with ThreadPoolExecutor(threads) as pool:
        problems = [problem for problem in pool.map(use, range(threads)) if problem]
    problems += _problems_at_rest(cache)
    if problems:
        return {"ok": False, "detail": "; ".join(problems)}
    return {"ok": True, "detail": f"{threads} threads, {operations} operations each"}


def _first_problem(
    cache: SharedCache, thread: int, choices: random.Random, operations: int
) -> str | None:
    for operation in range(operations):
        try:
            problem = _operate(cache, thread, choices)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            problem = f"{type(error).__name__}: {error}"
        if problem is not None:
            return f"thread {thread}, operation {operation}: {problem}"
    return None


def _operate(cache: SharedCache, thread: int, choices: random.Random) -> str | None:
    key = choices.randrange(KEYS)
    match choices.choice(("get", "get", "put", "put_many")):
        case "get":
            value = cache.get(key)
            if value is not None and value[0] != key:
                return f"key {key} holds the value of key {value[0]}"
        case "put":
            cache.put(key, (key, thread))
        case _:
            cache.put_many({near: (near, thread) for near in (key, (key + 1) % KEYS)})
    size = len(cache)
    return f"{size} entries in a cache of {CAPACITY}" if size > CAPACITY else None


def _problems_at_rest(cache: SharedCache) -> list[str]:
    size = len(cache)
    try:
        answering = sum(cache.get(key) is not None for key in range(KEYS))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        return [f"at rest: {type(error).__name__}: {error}"]
    return [] if answering == size else [f"at rest: {answering} keys answer, {size} are counted"]
