"""A cache that forgets the least recently used entry, written badly, well and wrongly."""

from lru_cache.idiomatic import IdiomaticCache
from lru_cache.implementations import Implementation, create
from lru_cache.naive import NaiveCache
from lru_cache.protocol import Cache
from lru_cache.unlocked import UnlockedCache

__all__ = [
    "Cache",
    "IdiomaticCache",
    "Implementation",
    "NaiveCache",
    "UnlockedCache",
    "create",
]
