"""The cache as it is often written first: correct, thread-safe, slow and large.

- Recency is a list, so each use of an entry searches it: O(capacity).
- Each entry is an object of its own, beside its slots in the dictionary and in the list.
- A batch takes and frees the lock once per item.
"""

from collections.abc import Hashable, Mapping
from threading import RLock
from typing import Final

from lru_cache.protocol import checked_capacity


class Node[K, V]:
    """One entry of the cache."""

    def __init__(self, key: K, value: V) -> None:
        """Hold `value` under `key`."""
        self.key = key
        self.value = value


class NaiveCache[K: Hashable, V]:
    """A dictionary of nodes and a list of keys, the least recently used first."""

    def __init__(self, capacity: int) -> None:
        """Start empty."""
        self.capacity: Final = checked_capacity(capacity)
        self._nodes: dict[K, Node[K, V]] = {}
        self._recency: list[K] = []
        self._lock = RLock()

    def get(self, key: K) -> V | None:
        """Return the value of `key`, or `None` on a miss. O(capacity) on a hit."""
        with self._lock:
            node = self._nodes.get(key)
            if node is None:
                return None
            self._touch(node)
            return node.value

    def put(self, key: K, value: V) -> None:
        """Keep `value` under `key`. O(capacity)."""
        with self._lock:
            node = self._nodes.get(key)
            if node is not None:
                node.value = value
                self._touch(node)
                return
            if len(self._nodes) >= self.capacity:
                self._evict()
            self._nodes[key] = Node(key, value)
            self._recency.append(key)

    def put_many(self, items: Mapping[K, V]) -> None:
        """Put all `items`. O(capacity) and one round trip to the lock for each."""
        for key, value in items.items():
            self.put(key, value)

    def __len__(self) -> int:
        """Return the number of entries."""
        with self._lock:
            return len(self._nodes)

    def _touch(self, node: Node[K, V]) -> None:
        self._recency.remove(node.key)
        self._recency.append(node.key)

    def _evict(self) -> None:
        del self._nodes[self._recency.pop(0)]
