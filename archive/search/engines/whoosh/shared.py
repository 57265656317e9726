"""One engine per process and index folder; Haystack asks once for each thread."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from weakref import WeakValueDictionary

from archive.search.engines.whoosh.engine import WhooshSearchEngine

_ENGINES: WeakValueDictionary[tuple[Path, int], WhooshSearchEngine] = WeakValueDictionary()
_ENGINES_LOCK = RLock()


def get_engine(root: Path, cache_bytes: int) -> WhooshSearchEngine:
    """Return this process's engine for an index folder."""
    with _ENGINES_LOCK:
        key = (root.resolve(), cache_bytes)
        engine = _ENGINES.get(key)
        if engine is None:
            engine = _ENGINES[key] = WhooshSearchEngine(*key)
        return engine
