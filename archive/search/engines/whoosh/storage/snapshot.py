"""An opened generation of the index, verified against its checksums."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC, FileIndex
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from archive.errors import SearchError
from archive.search.engines.base import K1, B
from archive.search.engines.whoosh.storage.array_file import REBUILD_HINT, ArrayFile, ByteCache
from archive.search.engines.whoosh.storage.codec import ArraySegment
from archive.search.engines.whoosh.storage.columns import ArticleColumns, concatenate_columns
from archive.search.engines.whoosh.storage.schema import TITLE_WEIGHT
from archive.search.engines.whoosh.storage.segment import LENGTH_BY_CODE, SegmentFile, SegmentReader, TermKey
from archive.search.engines.whoosh.storage.store import read_stamp
from archive.search.query.request import ReprintGroups

ResultT = TypeVar("ResultT")
_MAX_CACHED: Final = 200


def compute_idf(doc_count: int, doc_frequency: int) -> float:
    """Return the inverse document frequency; near zero where nearly every article has the term."""
    return log(1 + (doc_count - doc_frequency + 0.5) / (doc_frequency + 0.5))


def get_idf_field(field: str) -> str:
    """Return the field whose document frequency counts: for `title` that of `text`.

    Words of a title are words of the text as well; a word that half of the articles have is not
    rare because few titles do.
    """
    return "text" if field == "title" else field


class ArchiveBM25F(BM25F):
    """Whoosh's BM25F with our inverse document frequency."""

    def idf(self, searcher: Searcher, fieldname: str, text: Any) -> float:
        """Return the inverse document frequency over the whole index."""
        parent = searcher.get_parent()
        return compute_idf(parent.doc_count_all(), parent.doc_frequency(get_idf_field(fieldname), text))


class Snapshot:
    """Everything one query runs on."""

    def __init__(
        self, index: FileIndex, toc: TOC, open_segments: Mapping[str, SegmentReader], cache: ByteCache
    ) -> None:
        self.index = index
        self._toc = toc
        self.generation: int = toc.generation
        storage: Any = index.storage
        folder = Path(storage.folder)
        self.segments = [
            open_segments.get(array_segment.segment_id())
            or SegmentReader(SegmentFile(folder, array_segment.segment_id()), cache)
            for array_segment in toc.segments
        ]
        sizes = [segment.size for segment in self.segments]
        self.offsets: list[int] = np.cumsum([0, *sizes]).tolist()[:-1]
        self.size: int = sum(sizes)
        self.alive = np.concatenate([np.empty(0, bool), *(segment.compute_live_mask() for segment in toc.segments)])
        self.weights = {"title": TITLE_WEIGHT}
        self._cache: dict[Hashable, Any] = {}
        self.reprint_cache: tuple[ReprintGroups, NDArray[np.int64], NDArray[np.int64]] | None = None
        self._norms: dict[str, NDArray[np.float32]] = {}
        self._idf: dict[tuple[str, TermKey], float] = {}

    def get_cached(self, key: Hashable, compute: Callable[[], ResultT]) -> ResultT:
        """Return the value of `key` from this generation's cache, computing it if missing.

        For compiled queries, never for matches: readers page, filter and sort the same query.
        """
        result = self._cache.get(key)
        if result is None:
            if len(self._cache) >= _MAX_CACHED:
                self._cache.clear()
            result = self._cache[key] = compute()
        return result

    @cached_property
    def doc_count(self) -> int:
        """Number of articles, without deleted ones."""
        return int(np.count_nonzero(self.alive))

    @cached_property
    def columns(self) -> ArticleColumns:
        """The columns of all segments."""
        return concatenate_columns([segment.columns for segment in self.segments])

    def get_idf(self, field: str, term: TermKey) -> float:
        """Return the inverse document frequency of a term; deleted articles are counted."""
        cache_key = (field, term)
        if cache_key not in self._idf:
            self._idf[cache_key] = compute_idf(self.size, self.get_doc_frequency(get_idf_field(field), term))
        return self._idf[cache_key]

    def get_doc_frequency(self, field: str, term: TermKey) -> int:
        """Return the document frequency of a term, deleted articles counted."""
        return sum(segment.get_doc_frequency(field, term) for segment in self.segments)

    def count_words(self, field: str) -> int:
        """Return the length of a field in all articles, in words."""
        return sum(segment.file.total_lengths.get(field, 0) for segment in self.segments)

    def get_average_length(self, field: str) -> float:
        """Return the average length of a field in words; 1 where it is empty everywhere."""
        return self.count_words(field) / (self.size or 1) or 1.0

    def get_norms(self, field: str) -> NDArray[np.float32]:
        """Return by length byte the part of BM25's divisor that depends on field length."""
        if field not in self._norms:
            lengths = LENGTH_BY_CODE / self.get_average_length(field)
            self._norms[field] = (K1 * ((1 - B) + B * lengths)).astype(np.float32)
        return self._norms[field]

    @cached_property
    def searcher(self) -> Searcher:
        """Whoosh's own searcher of this generation: for rare queries, and as an oracle."""
        toc, storage = self._toc, self.index.storage
        reader = FileIndex._reader(storage, toc.schema, list(toc.segments), toc.generation)
        return Searcher(reader, fromindex=self.index, weighting=ArchiveBM25F(B=B, K1=K1))


FileStamps = Mapping[str, tuple[int, int]]
"""Size and time of files by path, see `read_stamp`."""


def are_unchanged(stamps: FileStamps) -> bool:
    """Return whether none of these files changed; asked at every search."""
    try:
        return all(read_stamp(path) == stamp for path, stamp in stamps.items())
    except FileNotFoundError:
        return False


class IntegrityChecker:
    """The files of one index that this process verified: nothing is ever answered from a damaged index."""

    def __init__(self) -> None:
        self._verified: dict[str, tuple[int, int]] = {}

    def check_segments(self, folder: Path, segments: Iterable[ArraySegment], toc_path: Path) -> FileStamps:
        """Verify all files and return their stamps; SearchError names damaged segments.

        `toc_path` lists these segments, as long as they are the newest.
        """
        self._verified = {path: stamp for path, stamp in self._verified.items() if Path(path).parent == folder}
        checked = {str(toc_path): read_stamp(toc_path)}
        for segment in segments:
            written = {str(folder / name): stamp for name, stamp in segment.files.items()}
            stamps = {path: read_stamp(path) for path in written}
            if any(stamps[path] not in (written[path], self._verified.get(path)) for path in written):
                if names := find_damaged_files(folder, [segment]):
                    raise SearchError(f"The index ({folder.name}) is damaged: {', '.join(names)}. {REBUILD_HINT}")
                self._verified |= stamps
            checked |= stamps
        return checked


def find_damaged_files(folder: Path, segments: Iterable[ArraySegment]) -> list[str]:
    """Return the segment files that differ from what was written; reads them whole."""
    return [
        name
        for segment in segments
        for name, (size, _) in segment.files.items()
        if not _is_file_intact(folder / name, size)
    ]


def _is_file_intact(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size and not ArrayFile(path).find_damaged_arrays()
    except (OSError, ValueError):
        return False
