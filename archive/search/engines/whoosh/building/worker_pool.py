"""Build segments from articles in several processes."""

import gc
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from archive.errors import SearchError
from archive.search.analysis.analyzer import get_algorithm
from archive.search.engines.base import IndexDocument
from archive.search.engines.whoosh.building.inverting import FieldInverter
from archive.search.engines.whoosh.building.merging import merge_segments
from archive.search.engines.whoosh.building.vocabulary import PieceEncoder, Vocabulary
from archive.search.engines.whoosh.storage.codec import ArraySegment
from archive.search.engines.whoosh.storage.columns import IndexRow, build_columns
from archive.search.engines.whoosh.storage.schema import BOUNDARY_FIELD, TEXT_FIELDS, build_row
from archive.search.engines.whoosh.storage.segment import encode_lengths, write_segment
from archive.search.engines.whoosh.storage.store import INDEX_NAME, remove_segment_files

MAX_SEGMENT_PIECES: Final = 12_000_000
"""Pieces of text (about as many as words) of one segment: bounds a builder's memory to somewhat
less than a gigabyte; more than two builders share what two take."""
_MAX_VOCABULARY_TERMS = 3_000_000  # a larger vocabulary is emptied for the next segment
CHUNK_ARTICLES: Final = 500
_CHUNK_CHARACTERS = 2_000_000
_MAX_SERIAL_CHUNKS = 6
"""Up to this many chunks are built in this process: workers would not have started by then."""
_MAX_PROCESSES = 8
SEGMENTS_PER_MERGE: Final = 8
"""Segments of one worker merged at a time, of some hundred thousand articles together."""


class SegmentBuilder:
    """Collects documents and writes them as a segment; reusable afterwards."""

    def __init__(self, builders: int = 1) -> None:
        self._max_pieces = 2 * MAX_SEGMENT_PIECES // max(2, builders)
        self._vocabulary = Vocabulary()
        self._encoder = PieceEncoder(self._vocabulary)
        self._reset()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, document: IndexDocument) -> None:
        """Add a document."""
        algorithm = get_algorithm(document.language)
        for field, inverter in self._inverters.items():
            inverter.add(getattr(document, field), algorithm)
        self._rows.append(build_row(document))

    @property
    def is_full(self) -> bool:
        """True when it must be written before more is added."""
        return sum(map(len, self._inverters.values())) >= self._max_pieces

    def write(self, folder: Path) -> ArraySegment:
        """Write the documents added so far as a segment of `folder`."""
        segment = ArraySegment(INDEX_NAME, len(self._rows))
        for inverter in self._inverters.values():
            inverter.flush()
        sorted_terms = self._vocabulary.build_sorted_terms()
        fields = {field: inverter.build_table(sorted_terms) for field, inverter in self._inverters.items()}
        write_segment(
            folder,
            segment.segment_id(),
            {field: [table] for field, (table, _) in fields.items()},
            {field: encode_lengths(lengths) for field, (_, lengths) in fields.items()},
            build_columns(self._rows),
        )
        self._reset()
        return segment

    def _reset(self) -> None:
        if len(self._vocabulary) > _MAX_VOCABULARY_TERMS:
            self._vocabulary = Vocabulary()
            self._encoder = PieceEncoder(self._vocabulary)
        self._inverters = {
            field: FieldInverter(self._encoder, has_boundaries=field == BOUNDARY_FIELD) for field in TEXT_FIELDS
        }
        self._rows: list[IndexRow] = []


def build_segments(documents: Iterable[IndexDocument], folder: Path) -> list[ArraySegment]:
    """Write all documents as a new segment of `folder`, in no table of contents yet.

    All that was written is merged into one segment: every query pays for each segment.
    """
    chunks = iter_chunks(documents)
    first_chunks = list(islice(chunks, _MAX_SERIAL_CHUNKS + 1))
    cores = min(os.cpu_count() or 1, _MAX_PROCESSES)
    if len(first_chunks) <= _MAX_SERIAL_CHUNKS or cores == 1:
        return _merge_to_one(_build_in_process(chain(first_chunks, chunks), folder), folder)
    with _start_workers(cores, folder) as workers:
        segments = _feed_workers(workers, chain(first_chunks, chunks))
    return _merge_to_one(segments, folder)


def iter_chunks(documents: Iterable[IndexDocument]) -> Iterator[list[IndexDocument]]:
    """Split documents into lists of bounded size."""
    chunk: list[IndexDocument] = []
    characters = 0
    for document in documents:
        chunk.append(document)
        characters += len(document.text)
        if len(chunk) >= CHUNK_ARTICLES or characters >= _CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _build_in_process(chunks: Iterable[list[IndexDocument]], folder: Path, builders: int = 1) -> list[ArraySegment]:
    """Build segments as large as memory allows, and merge them so that few remain."""
    builder = SegmentBuilder(builders)
    merged_segments: list[ArraySegment] = []
    pending: list[ArraySegment] = []
    for chunk in chunks:
        for document in chunk:
            builder.add(document)
        if builder.is_full:
            pending.append(builder.write(folder))
        if len(pending) == SEGMENTS_PER_MERGE:
            merged_segments += _merge_to_one(pending, folder)
            pending = []
    if len(builder):
        pending.append(builder.write(folder))
    return [*merged_segments, *pending]


def _merge_to_one(segments: list[ArraySegment], folder: Path) -> list[ArraySegment]:
    if len(segments) < 2:
        return segments
    segment = merge_segments(folder, segments)
    remove_segment_files(folder, segments)
    return [segment]


@contextmanager
def _start_workers(size: int, folder: Path) -> Iterator[dict[Connection, BaseProcess]]:
    """Start worker processes, by the pipe that leads to each; all are stopped afterwards."""
    context = get_context("spawn")
    workers: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(size):
            local_end, worker_end = context.Pipe()
            process: BaseProcess = context.Process(target=_run_worker, args=(worker_end, folder, size), daemon=True)
            process.start()
            worker_end.close()
            workers[local_end] = process
        yield workers
    finally:
        for pipe, process in workers.items():
            pipe.close()
            process.join(timeout=1)
            process.kill()
            process.join()


def _feed_workers(workers: dict[Connection, BaseProcess], chunks: Iterable[list[IndexDocument]]) -> list[ArraySegment]:
    """Send the next chunk to every worker that asks, at the end None; return their segments."""
    segments: list[ArraySegment] = []
    active, remaining = set(workers), iter(chunks)
    while active:
        for pipe in wait(list(active)):
            assert isinstance(pipe, Connection)
            message = _receive(pipe, workers[pipe])
            if message is None:
                with suppress(BrokenPipeError, ConnectionResetError):  # the next receive tells why
                    pipe.send(next(remaining, None))
            else:
                segments += message
                active.remove(pipe)
    return segments


def _receive(pipe: Connection, process: BaseProcess) -> list[ArraySegment] | None:
    """Return None for a request, or the segments of a worker that is done; raise its errors."""
    try:
        message = pipe.recv()
    except (EOFError, ConnectionResetError) as error:
        process.join(timeout=1)
        raise SearchError(
            f"A process that builds the index ended before its work was done (exit code"
            f" {process.exitcode}); the index is as it was. It may have run out of memory:"
            " make room and run `python manage.py rebuild_index` again."
        ) from error
    if isinstance(message, OSError):
        raise message
    return message


def _run_worker(pipe: Connection, folder: Path, builders: int) -> None:
    """Run a worker process: request chunks, build, send the segments."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the feeder handles it, and closes the pipe
    gc.disable()  # millions of small tuples without cycles: saves an eighth of the time

    def request_chunk() -> list[IndexDocument] | None:
        pipe.send(None)
        return pipe.recv()

    try:
        pipe.send(_build_in_process(iter(request_chunk, None), folder, builders))
    except EOFError:
        return
    except OSError as error:
        pipe.send(error)
