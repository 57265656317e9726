"""Named arrays in one memory-mapped file, and the byte-bounded cache of them."""

from __future__ import annotations

import json
import mmap
import os
import pickle
import struct
import zlib
from collections import OrderedDict
from collections.abc import Callable, Container, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, Final, Protocol, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import CorruptIndexError

from archive.errors import SearchError

MAGIC: Final = b"CUTARR01"
_FOOTER: Final = struct.Struct("<QII8s")
REBUILD_HINT: Final = "Run `python manage.py rebuild_index`; searches are answered meanwhile."
_DAMAGE_ERRORS = (
    OSError, WhooshIndexError, CorruptIndexError, EOFError, pickle.UnpicklingError, struct.error,
    zlib.error, LookupError, ValueError, TypeError, AttributeError, ImportError, AssertionError,
    MemoryError, NameError, OverflowError,
)  # fmt: skip


class ArrayWriter:
    """Writer of arrays, one after the other; a long array may be appended in parts.

    A context manager: what is not closed at its end stays incomplete.
    """

    def __init__(self, path: Path) -> None:
        self._stream = path.open("wb")
        self._stream.write(MAGIC)
        self._directory: dict[str, list[Any]] = {}
        self._current_name: str | None = None

    def write(self, name: str, array: NDArray[Any]) -> None:
        """Write a whole array."""
        self.begin(name, array.dtype)
        self.append(array)

    def begin(self, name: str, dtype: np.dtype[Any]) -> None:
        """Begin the array `name`, to which `append` adds."""
        self._stream.write(bytes(-self._stream.tell() % 8))
        self._directory[name] = [dtype.newbyteorder("<").str, self._stream.tell(), 0, 0]
        self._current_name = name

    def append(self, array: NDArray[Any]) -> None:
        """Append to the array that was begun last."""
        assert self._current_name is not None
        entry = self._directory[self._current_name]
        raw = np.ascontiguousarray(array, np.dtype(entry[0])).view(np.uint8).data
        entry[2] += len(array)
        entry[3] = crc32(raw, entry[3])
        self._stream.write(raw)

    def close(self, **metadata: Any) -> None:
        """Write the directory and `metadata`, and close the file."""
        directory = json.dumps({"arrays": self._directory, "facts": metadata}).encode()
        offset = self._stream.tell()
        self._stream.write(directory)
        self._stream.write(_FOOTER.pack(offset, len(directory), crc32(directory), MAGIC))
        self._stream.close()

    def __enter__(self) -> ArrayWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


class ArrayFile(dict[str, NDArray[Any]]):
    """The arrays of a file by name; `metadata` is what its writer passed to `close`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as stream:
            self.buffer = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._directory, self.metadata = self._read_directory()
        for name, (dtype, offset, count, _) in self._directory.items():
            self[name] = np.frombuffer(self.buffer, np.dtype(dtype), count, offset)

    def get_offset(self, name: str) -> int:
        """Return the offset at which an array begins in the mapped file."""
        return int(self._directory[name][1])

    def find_damaged_arrays(self, *, excluded_suffix: str | None = None) -> list[str]:
        """Return the names of arrays whose checksum differs, but for `excluded_suffix`."""
        return [
            name
            for name, (_, _, _, checksum) in self._directory.items()
            if not (excluded_suffix and name.endswith(excluded_suffix))
            and crc32(self[name].view(np.uint8).data) != checksum
        ]

    def _read_directory(self) -> tuple[dict[str, list[Any]], dict[str, Any]]:
        size = len(self.buffer)
        if size < len(MAGIC) + _FOOTER.size or self.buffer[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{self.path.name} is no file of arrays, or was cut off")
        offset, length, checksum, magic = _FOOTER.unpack(self.buffer[size - _FOOTER.size :])
        directory = self.buffer[offset : offset + length]
        if magic != MAGIC or offset + length + _FOOTER.size != size or crc32(directory) != checksum:
            raise ValueError(f"{self.path.name} was cut off or changed after it was written")
        contents = json.loads(directory)
        return contents["arrays"], contents["facts"]


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


@contextmanager
def convert_read_errors(source: object, cleanup: Callable[[], object] | None = None) -> Iterator[None]:
    """Convert errors of damaged files to a SearchError that says what to do; `cleanup` is called first."""
    try:
        yield
    except SearchError:
        raise
    except _DAMAGE_ERRORS as error:
        if cleanup:
            cleanup()
        name = source.name if isinstance(source, Path) else source
        raise SearchError(f"The index ({name}) cannot be read: {_describe_error(error)}. {REBUILD_HINT}") from error


def _describe_error(error: Exception) -> str:
    """Describe an error for any reader: file names without their folders."""
    if isinstance(error, OSError) and error.strerror:
        if not error.filename:
            return error.strerror
        return f"{error.strerror} ({Path(os.fsdecode(error.filename)).name})"
    return f"{type(error).__name__}: {error}"
