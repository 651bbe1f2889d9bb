"""The loop of `native` in Python, and a list that forgets to forget.

Each function returns a number that does not depend on how much extra it was told to do.
"""

import sys
from collections import OrderedDict
from typing import Final

OPERATIONS: Final = 110_000
"""Nominal number of operations of `work`: near 45 milliseconds on CPython 3.12."""

SLOTS: Final = 1024

_KEPT: Final[list[bytes]] = []


def work(extra: float = 0, copy: str = "a") -> int:
    """Put and get, half of each, `extra` percent more often than nominal.

    Returns the sum of what was found in the first 90 % of the nominal operations. `copy` is a name
    for the same thing and changes nothing.
    """
    del copy
    result_at = OPERATIONS // 10 * 9
    cache: OrderedDict[int, int] = OrderedDict()
    state, found = _run(cache, 1, result_at)
    _run(cache, state, round(OPERATIONS * (1 + extra / 100)) - result_at)
    return found


def _run(cache: OrderedDict[int, int], state: int, operations: int) -> tuple[int, int]:
    """Put and get `operations` times; return the state of the keys and the sum of what was found.

    Keys are the upper bits of a generator with a fixed seed. There are twice as many as slots, so
    half of the gets miss.
    """
    found = 0
    for operation in range(operations):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        key = state >> 20
        if operation % 2 == 0:
            cache[key] = operation
            cache.move_to_end(key)
            if len(cache) > SLOTS:
                cache.popitem(last=False)
        elif key in cache:
            cache.move_to_end(key)
            found += cache[key]
    return state, found


def leak(leak: int = 0) -> int:
    """Work a little and keep `leak` KiB that nothing needs, each time it is called."""
    if leak:
        _KEPT.append(bytes(leak << 10))
    return sum(range(20_000))


if __name__ == "__main__":
    print(work(float(sys.argv[1]) if len(sys.argv) > 1 else 0))
