"""One engine per process and index folder; Haystack asks once for each thread."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from weakref import WeakValueDictionary

from archive.search.engines.whoosh.engine import WhooshArchive

_ENGINES: WeakValueDictionary[tuple[Path, int], WhooshArchive] = WeakValueDictionary()
_ENGINES_LOCK = RLock()


def engine_at(root: Path, cache_bytes: int) -> WhooshArchive:
    """Return this process's engine for an index folder."""
    with _ENGINES_LOCK:
        key = (root.resolve(), cache_bytes)
        engine = _ENGINES.get(key)
        if engine is None:
            engine = _ENGINES[key] = WhooshArchive(*key)
        return engine
