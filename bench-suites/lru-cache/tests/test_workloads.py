"""The workloads give the same result on every cache and exercise what they say."""

import unittest

from lru_cache import Cache, Implementation
from lru_cache.workloads import (
    batch_put,
    hit_loop,
    memory_loop,
    prepare_batches,
    prepare_hits,
    prepare_resident,
    put_get_loop,
    resident,
)

IMPLEMENTATIONS: tuple[Implementation, ...] = ("naive", "idiomatic", "unlocked")


class WorkloadTests(unittest.TestCase):
    """Expected numbers follow from the definition of each workload."""

    def test_the_put_get_loop_finds_only_keys_just_put(self) -> None:
        for implementation in IMPLEMENTATIONS:
            self.assertEqual(put_get_loop(implementation, 128), sum(range(500)))

    def test_the_hit_loop_never_misses_and_repeats_itself(self) -> None:
        for implementation in IMPLEMENTATIONS:
            arguments = prepare_hits(implementation, 256)
            expected = sum(int(key.removeprefix("key_")) for key in arguments["keys"])
            self.assertEqual([hit_loop(**arguments) for _ in range(3)], [expected] * 3)

    def test_every_pass_of_the_hit_loop_starts_from_the_same_recency(self) -> None:
        for implementation in IMPLEMENTATIONS:
            fresh = prepare_hits(implementation, 256)["cache"]
            again = prepare_hits(implementation, 256)
            hit_loop(**again)
            self.assertEqual(_survivors(fresh), _survivors(again["cache"]))

    def test_batches_fill_the_cache_to_its_capacity(self) -> None:
        for implementation in IMPLEMENTATIONS:
            self.assertEqual(batch_put(**prepare_batches(implementation, 2048)), 2048)

    def test_the_memory_loop_keeps_the_newest(self) -> None:
        for implementation in IMPLEMENTATIONS:
            self.assertEqual(memory_loop(implementation, 100), sum(range(900, 1000)))

    def test_all_resident_entries_stay(self) -> None:
        for implementation in IMPLEMENTATIONS:
            self.assertEqual(resident(**prepare_resident(implementation, 1000)), 1000)


def _survivors(cache: Cache[str, int]) -> list[str]:
    """Push the older half out and return the keys that are left."""
    cache.put_many({f"newer_{i}": i for i in range(cache.capacity // 2)})
    return [
        key for key in map("key_{}".format, range(cache.capacity)) if cache.get(key) is not None
    ]


if __name__ == "__main__":
    unittest.main()
