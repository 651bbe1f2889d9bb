"""What every cache must do, whatever its speed."""

import random
import unittest

from lru_cache import Cache, Implementation, create

IMPLEMENTATIONS: tuple[Implementation, ...] = ("naive", "idiomatic", "unlocked")
KEYS = range(12)


class CacheTests(unittest.TestCase):
    """Each claim is made of each implementation."""

    def test_the_least_recently_used_entry_makes_room(self) -> None:
        for implementation in IMPLEMENTATIONS:
            with self.subTest(implementation):
                cache: Cache[str, int] = create(implementation, 2)
                cache.put("a", 1)
                cache.put("b", 2)
                self.assertEqual(cache.get("a"), 1)
                cache.put("c", 3)
                self.assertEqual([cache.get(key) for key in "abc"], [1, None, 3])

    def test_a_new_value_makes_its_key_the_newest(self) -> None:
        for implementation in IMPLEMENTATIONS:
            with self.subTest(implementation):
                cache: Cache[str, int] = create(implementation, 2)
                cache.put_many({"a": 1, "b": 2})
                cache.put("a", 10)
                cache.put("c", 3)
                self.assertEqual([cache.get(key) for key in "abc"], [10, None, 3])

    def test_a_batch_longer_than_the_capacity_leaves_its_end(self) -> None:
        for implementation in IMPLEMENTATIONS:
            with self.subTest(implementation):
                cache: Cache[int, int] = create(implementation, 3)
                cache.put_many({i: i for i in range(5)})
                self.assertEqual([cache.get(i) for i in range(5)], [None, None, 2, 3, 4])

    def test_a_cache_without_room_is_refused(self) -> None:
        for implementation in IMPLEMENTATIONS:
            with self.subTest(implementation), self.assertRaisesRegex(ValueError, "not 0"):
                create(implementation, 0)

    def test_all_caches_agree_with_a_list_of_pairs_at_every_step(self) -> None:
        for implementation in IMPLEMENTATIONS:
            for seed in range(20):
                with self.subTest(implementation, seed=seed):
                    self._compare(create(implementation, 1 + seed % 7), random.Random(seed))

    def _compare(self, cache: Cache[int, int], choices: random.Random) -> None:
        oracle = Oracle(cache.capacity)
        for step in range(200):
            key = choices.choice(KEYS)
            match choices.choice(("get", "put", "put_many")):
                case "get":
                    self.assertEqual(cache.get(key), oracle.get(key))
                case "put":
                    cache.put(key, step)
                    oracle.put(key, step)
                case _:
                    batch = choices.sample(KEYS, choices.randrange(len(KEYS)))
                    cache.put_many(dict.fromkeys(batch, step))
                    for one in batch:
                        oracle.put(one, step)
            self.assertEqual(len(cache), len(oracle.pairs))
        self.assertEqual([cache.get(key) for key in KEYS], [oracle.get(key) for key in KEYS])


class Oracle:
    """The definition of the cache, too slow for anything but tests."""

    def __init__(self, capacity: int) -> None:
        """Start empty."""
        self.capacity = capacity
        self.pairs: list[tuple[int, int]] = []

    def get(self, key: int) -> int | None:
        """Return the value of `key` after making it the newest."""
        value = dict(self.pairs).get(key)
        if value is not None:
            self.put(key, value)
        return value

    def put(self, key: int, value: int) -> None:
        """Make `key` the newest and cut what is too old."""
        others = [pair for pair in self.pairs if pair[0] != key]
        self.pairs = [*others, (key, value)][-self.capacity :]


if __name__ == "__main__":
    unittest.main()
