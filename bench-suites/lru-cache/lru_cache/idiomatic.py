"""The cache as the standard library wants it: an ordered dictionary behind one lock."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from itertools import islice
from threading import RLock
from typing import Final

from lru_cache.protocol import checked_capacity


class IdiomaticCache[K: Hashable, V]:
    """An ordered dictionary, the least recently used entry first."""

    def __init__(self, capacity: int) -> None:
        """Start empty."""
        self.capacity: Final = checked_capacity(capacity)
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._lock = RLock()

    def get(self, key: K) -> V | None:
        """Return the value of `key`, or `None` on a miss. O(1)."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key]

    def put(self, key: K, value: V) -> None:
        """Keep `value` under `key`. O(1)."""
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            if len(self._entries) > self.capacity:
                self._entries.popitem(last=False)

    def put_many(self, items: Mapping[K, V]) -> None:
        """Put all `items` under one lock with one eviction pass. O(1) for each.

        Room is made before the items come in, so that even a batch never holds more than
        `capacity` entries.
        """
        overflow = len(items) - self.capacity
        if overflow > 0:
            items = dict(islice(items.items(), overflow, None))
        with self._lock:
            # `update` leaves a known key where it was; taken out first, it comes in as the newest.
            for key in self._entries.keys() & items.keys():
                del self._entries[key]
            for _ in range(len(self._entries) + len(items) - self.capacity):
                self._entries.popitem(last=False)
            # Given a dictionary itself, `update` would first copy it into a list of pairs.
            self._entries.update(items.items())

    def __len__(self) -> int:
        """Return the number of entries."""
        with self._lock:
            return len(self._entries)
