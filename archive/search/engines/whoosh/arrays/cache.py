"""An LRU cache bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container, Hashable
from threading import RLock
from typing import Any, Protocol, TypeVar


class Sized(Protocol):
    """A value that knows its size in bytes."""

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""


Kept = TypeVar("Kept", bound=Sized)


class ByteCache:
    """An LRU cache of at most `limit` bytes; safe to share between threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.nbytes = 0
        self._kept: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()
        self._lock = RLock()

    def get(self, key: tuple[Hashable, ...], make: Callable[[], Kept]) -> Kept:
        """Return the value of `key`, computing it if it is not cached."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            value = self._kept[key] = make()
            self.nbytes += value.nbytes
            while self.nbytes > self.limit and len(self._kept) > 1:
                self.nbytes -= self._kept.popitem(last=False)[1].nbytes
            return value

    def keep_only(self, segments: Container[Hashable]) -> None:
        """Drop the entries of all other segments (the first part of a key names one)."""
        with self._lock:
            for key in [key for key in self._kept if key[0] not in segments]:
                self.nbytes -= self._kept.pop(key).nbytes

    def __len__(self) -> int:
        return len(self._kept)
