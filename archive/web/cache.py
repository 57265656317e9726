"""Per-process LRU cache, keyed by the generation of the index.

Every change of an article changes the generation, and while a change is pending nothing is cached.
Only counts and primary keys are stored, never names: a renamed outlet shows at once.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

from archive.search.service import read_generation

MAX_ENTRIES: Final = 4_000
Value = TypeVar("Value")

_cache: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def cached_by_generation(name: Hashable, compute: Callable[[], Value]) -> Value:
    """Return `compute()`, cached by name and generation; at most MAX_ENTRIES are kept."""
    current = read_generation()
    if not current:
        return compute()
    key = (current, name)
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    value = compute()
    with _lock:
        _cache[key] = value
        while len(_cache) > MAX_ENTRIES:
            _cache.popitem(last=False)
    return value
