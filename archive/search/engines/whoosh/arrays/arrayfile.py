"""Named arrays in one memory-mapped file; nothing is read before it is used.

    CUTARR01 · array · array · … · directory (JSON) · its offset, length and CRC-32 · CUTARR01

Every array begins at a multiple of eight bytes. The directory holds the dtype, offset, length and
CRC-32 of each array, and metadata of the whole file. A truncated file lacks its footer and is
refused on opening, before anything maps it.
"""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MAGIC: Final = b"CUTARR01"
_END: Final = struct.Struct("<QII8s")
_CHECKED_AT_ONCE: Final = 1 << 20


class ArrayWriter:
    """Writer of arrays, one after the other; a long array may be appended in parts."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("wb")
        self._stream.write(MAGIC)
        self._directory: dict[str, list[Any]] = {}
        self._open: str | None = None

    def write(self, name: str, array: NDArray[Any]) -> None:
        """Write a whole array."""
        self.begin(name, array.dtype)
        self.append(array)

    def begin(self, name: str, dtype: np.dtype[Any]) -> None:
        """Begin the array `name`, to which `append` adds."""
        self._stream.write(bytes(-self._stream.tell() % 8))
        self._directory[name] = [dtype.newbyteorder("<").str, self._stream.tell(), 0, 0]
        self._open = name

    def append(self, array: NDArray[Any]) -> None:
        """Append to the array that was begun last."""
        assert self._open is not None
        entry = self._directory[self._open]
        raw = np.ascontiguousarray(array, np.dtype(entry[0])).view(np.uint8).data
        entry[2] += len(array)
        entry[3] = crc32(raw, entry[3])
        self._stream.write(raw)

    def close(self, **facts: Any) -> None:
        """Write the directory and `metadata`, and close the file."""
        directory = json.dumps({"arrays": self._directory, "facts": facts}).encode()
        place = self._stream.tell()
        self._stream.write(directory)
        self._stream.write(_END.pack(place, len(directory), crc32(directory), MAGIC))
        self._stream.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        self._stream.close()


class Arrays(Mapping[str, NDArray[Any]]):
    """The arrays of a file by name; `metadata` is what its writer passed to `close`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as stream:
            self.mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._directory, self.facts = self._contents()
        self._found = {
            name: np.frombuffer(self.mapped, np.dtype(kind), count, place)
            for name, (kind, place, count, _) in self._directory.items()
        }

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def place(self, name: str) -> int:
        """Return the offset at which an array begins in the mapped file."""
        return int(self._directory[name][1])

    def damaged(self, *, but: str | None = None) -> list[str]:
        """Return the names of arrays whose checksum differs, but for `excluded_suffix`."""
        return [
            name
            for name, (_, _, _, written) in self._directory.items()
            if not (but and name.endswith(but)) and _sum(self._found[name]) != written
        ]

    def _contents(self) -> tuple[dict[str, list[Any]], dict[str, Any]]:
        size = len(self.mapped)
        if size < len(MAGIC) + _END.size or self.mapped[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{self.path.name} is no file of arrays, or was cut off")
        place, length, written, magic = _END.unpack(self.mapped[size - _END.size :])
        directory = self.mapped[place : place + length]
        if magic != MAGIC or place + length + _END.size != size or crc32(directory) != written:
            raise ValueError(f"{self.path.name} was cut off or changed after it was written")
        contents = json.loads(directory)
        return contents["arrays"], contents["facts"]


def _sum(array: NDArray[Any]) -> int:
    raw, found = array.view(np.uint8).data, 0
    for start in range(0, len(raw), _CHECKED_AT_ONCE):
        found = crc32(raw[start : start + _CHECKED_AT_ONCE], found)
    return found
