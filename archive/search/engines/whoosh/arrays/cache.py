"""An LRU cache bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container, Hashable
from threading import RLock
from typing import Any, Protocol, TypeVar


class CacheValue(Protocol):
    """A value that knows its size in bytes."""

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""


CacheValueT = TypeVar("CacheValueT", bound=CacheValue)


class ByteCache:
    """An LRU cache of at most `limit` bytes; safe to share between threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.nbytes = 0
        self._values: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()
        self._lock = RLock()

    def get(self, key: tuple[Hashable, ...], compute: Callable[[], CacheValueT]) -> CacheValueT:
        """Return the value of `key`, computing it if it is not cached."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            value = self._values[key] = compute()
            self.nbytes += value.nbytes
            while self.nbytes > self.limit and len(self._values) > 1:
                self.nbytes -= self._values.popitem(last=False)[1].nbytes
            return value

    def retain_segments(self, segments: Container[Hashable]) -> None:
        """Drop the entries of all other segments (the first part of a key names one)."""
        with self._lock:
            for key in [key for key in self._values if key[0] not in segments]:
                self.nbytes -= self._values.pop(key).nbytes

    def __len__(self) -> int:
        return len(self._values)
