"""A cache bounded in bytes: what was asked for longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container, Hashable
from threading import RLock
from typing import Any, Protocol, TypeVar


class Sized(Protocol):
    """Something that knows how many bytes it takes."""

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""


Kept = TypeVar("Kept", bound=Sized)


class ByteCache:
    """Values by key, at most `limit` bytes of them; safe to share between threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.nbytes = 0
        self._kept: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()
        self._lock = RLock()

    def get(self, key: tuple[Hashable, ...], make: Callable[[], Kept]) -> Kept:
        """The value of `key`, made now if it is not kept."""
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
        """Forget everything of segments that are gone (the first part of a key names one)."""
        with self._lock:
            for key in [key for key in self._kept if key[0] not in segments]:
                self.nbytes -= self._kept.pop(key).nbytes

    def __len__(self) -> int:
        return len(self._kept)
