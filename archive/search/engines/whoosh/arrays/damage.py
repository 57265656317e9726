"""What damaged files raise while they are read, turned into an error that says what to do."""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import CorruptIndexError

from archive.errors import SearchError

REBUILD: Final = "Run `python manage.py rebuild_index`; searches are answered meanwhile."
_DAMAGE = (
    OSError, WhooshIndexError, CorruptIndexError, EOFError, pickle.UnpicklingError, struct.error,
    zlib.error, LookupError, ValueError, TypeError, AttributeError, ImportError, AssertionError,
    MemoryError, NameError, OverflowError,
)  # fmt: skip


@contextmanager
def reading(what: object, leave: Callable[[], object] | None = None) -> Iterator[None]:
    """Read files of the index; `leave` closes what is open of them when they are damaged."""
    try:
        yield
    except SearchError:
        raise
    except _DAMAGE as error:
        if leave:
            leave()
        raise SearchError(
            f"The index ({what}) cannot be read: {type(error).__name__}: {error}. {REBUILD}"
        ) from error
