"""The idiomatic cache without its lock. A deliberate bug: the fastest of all, and wrong.

Between two of its lines another thread may take away the entry they both speak of. It is here to
show that a check of correctness has to come before any comparison of speed.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from itertools import islice
from typing import Final

from lru_cache.protocol import checked_capacity


class UnlockedCache[K: Hashable, V]:
    """An ordered dictionary that only one thread at a time may use, which nothing ensures."""

    def __init__(self, capacity: int) -> None:
        """Start empty."""
        self.capacity: Final = checked_capacity(capacity)
        self._entries: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return the value of `key`, or `None` on a miss. O(1)."""
        if key not in self._entries:
            return None
        self._entries.move_to_end(key)
        return self._entries[key]

    def put(self, key: K, value: V) -> None:
        """Keep `value` under `key`. O(1)."""
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self.capacity:
            self._entries.popitem(last=False)

    def put_many(self, items: Mapping[K, V]) -> None:
        """Put all `items` with one eviction pass. O(1) for each."""
        overflow = len(items) - self.capacity
        if overflow > 0:
            items = dict(islice(items.items(), overflow, None))
        for key in self._entries.keys() & items.keys():
            del self._entries[key]
        for _ in range(len(self._entries) + len(items) - self.capacity):
            self._entries.popitem(last=False)
        self._entries.update(items.items())

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._entries)
