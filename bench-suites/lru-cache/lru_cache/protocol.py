"""What every cache of this package can do."""

from collections.abc import Hashable, Mapping
from typing import Protocol


class Cache[K: Hashable, V](Protocol):
    """At most `capacity` entries; the least recently used one makes room for a new one.

    An entry is used when it is put and when it is got.
    """

    @property
    def capacity(self) -> int:
        """Most entries that are kept."""

    def get(self, key: K) -> V | None:
        """Return the value of `key`, now the most recently used, or `None` on a miss."""

    def put(self, key: K, value: V) -> None:
        """Keep `value` under `key`, now the most recently used."""

    def put_many(self, items: Mapping[K, V]) -> None:
        """Put all `items` in their order: the same as one `put` each."""

    def __len__(self) -> int:
        """Return the number of entries, never more than `capacity`."""
        ...


def checked_capacity(capacity: int) -> int:
    """Return `capacity`, or raise `ValueError` when no entry would fit."""
    if capacity < 1:
        raise ValueError(f"a cache needs a capacity of 1 or more, not {capacity}")
    return capacity
