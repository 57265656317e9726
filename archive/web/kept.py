"""Counts that are dear to make, kept in this process for as long as no article changes.

The key is the generation of the index: every change of an article reaches it, and while one is on
its way nothing kept is used. Only numbers and keys of rows are kept, never names: these are read
anew, so that a renamed outlet shows at once.
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
    """What `made` gives, made once for each name and generation; at most MOST are kept."""
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
