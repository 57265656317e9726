"""Generation of the index, as a cache key."""

from __future__ import annotations

from archive.errors import SearchError
from archive.search.queue import engine, is_waiting


def generation() -> str:
    """Return a token that changes with every listed article; empty while changes wait."""
    if is_waiting():
        return ""
    try:
        return engine().generation()
    except SearchError:
        return ""
