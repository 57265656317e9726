"""Conversion of errors from damaged index files into a SearchError that says what to do."""

from __future__ import annotations

import os
import pickle
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import CorruptIndexError

from archive.errors import SearchError

REBUILD_HINT: Final = "Run `python manage.py rebuild_index`; searches are answered meanwhile."
_DAMAGE_ERRORS = (
    OSError, WhooshIndexError, CorruptIndexError, EOFError, pickle.UnpicklingError, struct.error,
    zlib.error, LookupError, ValueError, TypeError, AttributeError, ImportError, AssertionError,
    MemoryError, NameError, OverflowError,
)  # fmt: skip


@contextmanager
def convert_read_errors(
    source: object, cleanup: Callable[[], object] | None = None
) -> Iterator[None]:
    """Convert errors of damaged files to SearchError; `cleanup` is called first."""
    try:
        yield
    except SearchError:
        raise
    except _DAMAGE_ERRORS as error:
        if cleanup:
            cleanup()
        name = source.name if isinstance(source, Path) else source
        raise SearchError(
            f"The index ({name}) cannot be read: {_describe_error(error)}. {REBUILD_HINT}"
        ) from error


def _describe_error(error: Exception) -> str:
    """Describe an error for any reader: file names without their folders."""
    if isinstance(error, OSError) and error.strerror:
        name = Path(os.fsdecode(error.filename)).name if error.filename else ""
        return f"{error.strerror}{f' ({name})' if name else ''}"
    return f"{type(error).__name__}: {error}"
