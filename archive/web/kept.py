"""Per-process LRU cache, keyed by the generation of the index.

Every change of an article changes the generation, and while a change is pending nothing is cached.
Only counts and primary keys are stored, never names: a renamed outlet shows at once.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

from archive.search.standing import generation

MOST: Final = 4_000
Value = TypeVar("Value")

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def kept(name: Hashable, made: Callable[[], Value]) -> Value:
    """Return `compute()`, cached by name and generation; at most MAX_ENTRIES are kept."""
    now = generation()
    if not now:
        return made()
    key = (now, name)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    value = made()
    with _lock:
        _kept[key] = value
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return value
