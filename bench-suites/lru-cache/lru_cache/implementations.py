"""The caches by name, as a suite's parameters name them."""

from collections.abc import Hashable
from typing import Literal

from lru_cache.idiomatic import IdiomaticCache
from lru_cache.naive import NaiveCache
from lru_cache.protocol import Cache
from lru_cache.unlocked import UnlockedCache

type Implementation = Literal["naive", "idiomatic", "unlocked"]


def create[K: Hashable, V](implementation: Implementation, capacity: int) -> Cache[K, V]:
    """Return an empty cache of that name, or raise `ValueError` when there is none."""
    match implementation:
        case "naive":
            return NaiveCache(capacity)
        case "idiomatic":
            return IdiomaticCache(capacity)
        case "unlocked":
            return UnlockedCache(capacity)
    # A suite file is not type-checked.
    raise ValueError(f"no cache is named `{implementation}`: use naive, idiomatic or unlocked")
