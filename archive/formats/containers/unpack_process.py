"""Script that unpacks a 7z, RAR or the like with libarchive and writes its files to standard output as a tar.

It runs as a process of its own, within limits, as a file made to break libarchive must not reach the archive: see
`unpacking`. Exit status: 3 without libarchive, 4 for a pack that cannot be read, 5 for one that is locked.
"""

import os
import sys
import tarfile
from contextlib import suppress
from typing import Any

MAX_MEMORY = 1_500_000_000
MAX_CPU_SECONDS = 900
NO_LIBRARY, UNREADABLE, LOCKED = 3, 4, 5


def limit_process() -> None:
    """Limit memory and computing; forbid writing files and starting processes."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  # missing on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write_entry(target: tarfile.TarFile, entry: Any) -> None:
    """Write one file of the pack; links and the like without their content."""
    name = str(entry.pathname or "").encode("utf-8", "replace").decode() or "file"
    info = tarfile.TarInfo(name)
    info.mtime = max(0, int(entry.mtime or 0))
    if not entry.isreg:
        info.type = tarfile.DIRTYPE if entry.isdir else tarfile.SYMTYPE
        target.addfile(info)
        return
    info.size = int(entry.size or 0)
    target.addfile(info)  # its header only
    remaining = info.size
    for block in entry.get_blocks():
        part = bytes(block[:remaining])
        target.fileobj.write(part)  # type: ignore[union-attr]
        remaining -= len(part)
    padding = remaining + -info.size % tarfile.BLOCKSIZE
    target.fileobj.write(bytes(padding))  # type: ignore[union-attr]


def main() -> int:
    """Unpack standard input; return the exit status."""
    try:
        import libarchive  # type: ignore[import-untyped]  # noqa: PLC0415  # an extra; its library may be missing
    except (ImportError, OSError, TypeError, AttributeError):
        return NO_LIBRARY
    limit_process()
    try:
        with (
            libarchive.fd_reader(0) as pack,
            tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.PAX_FORMAT) as target,
        ):
            for entry in pack:
                write_entry(target, entry)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except (libarchive.ArchiveError, MemoryError, ValueError, OverflowError) as error:
        words = str(getattr(error, "msg", error) or "")[:200]  # without the library's numbers
        sys.stderr.write(words)
        sys.stderr.flush()
        is_locked = any(word in words.lower() for word in ("encrypt", "passphrase", "password"))
        os._exit(LOCKED if is_locked else UNREADABLE)  # the tar must not get a regular end
    return 0


if __name__ == "__main__":
    sys.exit(main())
