"""A name for what the index holds now: what was reckoned from the same articles may be kept."""

from __future__ import annotations

from archive.errors import SearchError
from archive.search.queue import engine, is_waiting


def generation() -> str:
    """Changes with every change of a listed article; empty while changes wait to be indexed."""
    if is_waiting():
        return ""
    try:
        return engine().generation()
    except SearchError:
        return ""
