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
_FOOTER: Final = struct.Struct("<QII8s")
_CHECKSUM_BLOCK: Final = 1 << 20


class ArrayWriter:
    """Writer of arrays, one after the other; a long array may be appended in parts."""

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

    def abandon(self) -> None:
        """Close the file as it is."""
        self._stream.close()


class ArrayFile(Mapping[str, NDArray[Any]]):
    """The arrays of a file by name; `metadata` is what its writer passed to `close`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as stream:
            self.buffer = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._directory, self.metadata = self._read_directory()
        self._arrays = {
            name: np.frombuffer(self.buffer, np.dtype(dtype), count, offset)
            for name, (dtype, offset, count, _) in self._directory.items()
        }

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def get_offset(self, name: str) -> int:
        """Return the offset at which an array begins in the mapped file."""
        return int(self._directory[name][1])

    def find_damaged_arrays(self, *, excluded_suffix: str | None = None) -> list[str]:
        """Return the names of arrays whose checksum differs, but for `excluded_suffix`."""
        return [
            name
            for name, (_, _, _, checksum) in self._directory.items()
            if not (excluded_suffix and name.endswith(excluded_suffix))
            and _compute_crc32(self._arrays[name]) != checksum
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


def _compute_crc32(array: NDArray[Any]) -> int:
    raw, checksum = array.view(np.uint8).data, 0
    for start in range(0, len(raw), _CHECKSUM_BLOCK):
        checksum = crc32(raw[start : start + _CHECKSUM_BLOCK], checksum)
    return checksum
