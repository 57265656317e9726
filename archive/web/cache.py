"""Per-process LRU cache, keyed by the generation of the index.

Every change of an article changes the generation, and while a change is pending nothing is cached.
Only counts and primary keys are stored, never names: a renamed outlet shows at once.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

from archive.search.generation import read_generation

MAX_ENTRIES: Final = 4_000
Value = TypeVar("Value")

_cache: OrderedDict[tuple[str, Hashable], Any] = OrderedDict()
_lock = Lock()


def cached_by_generation(name: Hashable, compute: Callable[[], Value], generation: str | None = None) -> Value:
    """Return `compute()`, cached by name and generation: the one that is read now, or one read earlier.

    At most MAX_ENTRIES are kept, and none of a former generation.
    """
    current = read_generation() if generation is None else generation
    if not current:
        return compute()
    key = (current, name)
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    value = compute()
    with _lock:
        _drop_former_generations(current)
        _cache[key] = value
        while len(_cache) > MAX_ENTRIES:
            _cache.popitem(last=False)
    return value


def _drop_former_generations(current: str) -> None:
    """Empty the cache if what was used last is of another generation."""
    if _cache and next(reversed(_cache))[0] != current:
        _cache.clear()
