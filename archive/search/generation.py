"""State of the archive as the search has it: a token for caches, and its public name."""

from functools import lru_cache
from hashlib import blake2b
from typing import Final

from archive.errors import SearchError
from archive.search.indexing.change_queue import get_engine, has_waiting_changes
from archive.search.prepared_query import apply_waiting_changes

_NAME_SIZE: Final = 8  # bytes of the public name


def settle_generation() -> str:
    """Apply what waits, if that is possible at once, and return the public name of the generation."""
    _, waiting_notes = apply_waiting_changes()
    return "" if waiting_notes else name_generation(_read_engine_generation())


@lru_cache(maxsize=16)
def name_generation(generation: str) -> str:
    """Return the public name of a generation, which says nothing of files; empty while changes wait."""
    return blake2b(generation.encode(), digest_size=_NAME_SIZE).hexdigest() if generation else ""


def read_generation() -> str:
    """Return a token that changes with every listed article; empty while changes wait."""
    return "" if has_waiting_changes() else _read_engine_generation()


def _read_engine_generation() -> str:
    try:
        return get_engine().read_generation()
    except SearchError:
        return ""
