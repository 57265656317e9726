"""Generation of the index, as a cache key."""

from __future__ import annotations

from archive.errors import SearchError
from archive.search.queue import get_engine, has_waiting_changes


def read_generation() -> str:
    """Return a token that changes with every listed article; empty while changes wait."""
    if has_waiting_changes():
        return ""
    try:
        return get_engine().read_generation()
    except SearchError:
        return ""
