"""Limits on extracting captures again for readers: of what size, how many at once, and none twice.

Anybody may open a page that does it, and some documents take seconds of computing.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import BoundedSemaphore, Lock
from typing import Any, Final, TypeVar

from archive.errors import TooBusy, UnreadableDocument
from archive.text.messages import lazy_message

MAX_CHARACTERS: Final = 2_000_000  # of an original: some ten seconds of computing
MAX_CACHED_CHARACTERS: Final = 4_000_000  # of all originals whose results a process keeps
WAIT_SECONDS: Final = 10.0  # for the others that are under way
Value = TypeVar("Value")

_slots = BoundedSemaphore(1)  # in each process: the other threads are for pages
_cache: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
_lock = Lock()


def compute_once(key: Hashable, size: int, compute: Callable[[], Value]) -> Value:
    """Return the result of `compute`, kept by its key; TooBusy or UnreadableDocument where it would take too much."""
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key][1]
    if size > MAX_CHARACTERS:
        raise UnreadableDocument(
            lazy_message(
                "The original is too long to be read again while you wait: {size} characters.", size=f"{size:,}"
            )
        )
    if not _slots.acquire(timeout=WAIT_SECONDS):
        raise TooBusy(lazy_message("Other originals are being read again just now. Try again in a minute."))
    try:
        with _lock:
            if key in _cache:  # by whom this one waited for
                return _cache[key][1]
        value = compute()
        _keep(key, size, value)
        return value
    finally:
        _slots.release()


def _keep(key: Hashable, size: int, value: object) -> None:
    with _lock:
        _cache[key] = size, value
        while sum(kept_size for kept_size, _ in _cache.values()) > MAX_CACHED_CHARACTERS:
            _cache.popitem(last=False)
