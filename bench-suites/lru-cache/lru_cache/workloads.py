"""What is measured. Each workload returns a number that is the same for every correct cache.

A `prepare_…` function is untimed set-up: it takes the parameters of the case and returns the
arguments of the workload, so that building keys and items is never part of a measurement.
"""

import random
from collections.abc import Mapping, Sequence
from typing import TypedDict

from lru_cache.implementations import Implementation, create
from lru_cache.protocol import Cache


def put_get_loop(implementation: Implementation, capacity: int, operations: int = 1000) -> int:
    """Put `key_i`, then get `key_(i mod 500)`, and return the sum of the values found.

    Of 1000 gets the first 500 ask for the key just put. The others ask for keys that left a cache
    of 128 long ago: they miss.
    """
    cache: Cache[str, int] = create(implementation, capacity)
    found = 0
    for i in range(operations):
        cache.put(f"key_{i}", i)
        found += cache.get(f"key_{i % 500}") or 0
    return found


class Hits(TypedDict):
    """Arguments of `hit_loop`."""

    cache: Cache[str, int]
    keys: Sequence[str]


def prepare_hits(implementation: Implementation, capacity: int, gets: int = 2048) -> Hits:
    """Fill a cache and choose `gets` of its keys at random, the same for every cache."""
    cache: Cache[str, int] = create(implementation, capacity)
    cache.put_many({f"key_{i}": i for i in range(capacity)})
    chosen = random.Random(capacity)
    keys = [f"key_{chosen.randrange(capacity)}" for _ in range(gets)]
    hit_loop(cache, keys)  # leaves the recency that each pass over the same keys starts from
    return {"cache": cache, "keys": keys}


def hit_loop(cache: Cache[str, int], keys: Sequence[str]) -> int:
    """Get each of `keys`, all of which are cached, and return the sum of the values."""
    return sum(cache.get(key) or 0 for key in keys)


class Batches(TypedDict):
    """Arguments of `batch_put`."""

    implementation: Implementation
    capacity: int
    batches: Sequence[Mapping[str, int]]


def prepare_batches(
    implementation: Implementation, capacity: int, batch: int = 1024, batches: int = 8
) -> Batches:
    """Make `batches` of `batch` items each, no key twice."""
    starts = range(0, batch * batches, batch)
    made = [{f"key_{i}": i for i in range(start, start + batch)} for start in starts]
    return {"implementation": implementation, "capacity": capacity, "batches": made}


def batch_put(
    implementation: Implementation, capacity: int, batches: Sequence[Mapping[str, int]]
) -> int:
    """Put all `batches` into a new cache and return how many entries it keeps."""
    cache: Cache[str, int] = create(implementation, capacity)
    for items in batches:
        cache.put_many(items)
    return len(cache)


def memory_loop(
    implementation: Implementation, capacity: int, items: int = 1000, work: int = 100
) -> int:
    """Put `items` integers, each after some simulated work; return the sum of those kept.

    The work is `work` additions, near a microsecond. It could be a sleep, but a sleep measures
    the timer of the kernel, and one of a millisecond would make each iteration last a second.
    """
    cache: Cache[int, int] = create(implementation, capacity)
    for i in range(items):
        sum(range(work))
        cache.put(i, i)
    return sum(cache.get(i) or 0 for i in range(items - capacity, items))


class Resident(TypedDict):
    """Arguments of `resident`."""

    implementation: Implementation
    items: Mapping[str, int]


def prepare_resident(implementation: Implementation, capacity: int) -> Resident:
    """Make the items that fill a cache of that capacity."""
    return {"implementation": implementation, "items": {f"key_{i}": i for i in range(capacity)}}


def resident(implementation: Implementation, items: Mapping[str, int]) -> int:
    """Fill a new cache with `items` and return how many entries it keeps.

    Keys and values exist before, so the memory of an iteration is what the cache itself needs.
    """
    cache: Cache[str, int] = create(implementation, len(items))
    cache.put_many(items)
    return len(cache)
