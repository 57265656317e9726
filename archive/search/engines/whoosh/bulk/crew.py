"""Documents into segments on all cores: worker processes, and the one that feeds them.

A worker gets the next chunk only on request, so that memory is bounded by one chunk and one segment
per process, however many documents come. A worker whose feeder is gone exits by itself.
"""

from __future__ import annotations

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
from archive.search.engines.contract import Entry
from archive.search.engines.whoosh.bulk.building import SegmentBuilder
from archive.search.engines.whoosh.bulk.merging import merged
from archive.search.engines.whoosh.generations.codec import ArraySegment
from archive.search.engines.whoosh.generations.store import remove

CHUNK_ARTICLES: Final = 500
_CHUNK_CHARACTERS = 2_000_000
_CHUNKS_ALONE = 6
"""Up to this many chunks are built in this process: workers would not have started by then."""
_MOST_PROCESSES = 8
MERGED_TOGETHER: Final = 8
"""Segments of one worker merged at a time, of some hundred thousand articles together."""


def build(entries: Iterable[Entry], folder: Path) -> list[ArraySegment]:
    """Write all documents as a new segment of `folder`, in no table of contents yet.

    All that was written is merged into one segment: every query pays for each segment.
    """
    parts = chunks(entries)
    first = list(islice(parts, _CHUNKS_ALONE + 1))
    cores = min(os.cpu_count() or 1, _MOST_PROCESSES)
    if len(first) <= _CHUNKS_ALONE or cores == 1:
        return _as_one(_built_alone(chain(first, parts), folder), folder)
    with _crew(cores, folder) as crew:
        segments = _fed(crew, chain(first, parts))
    return _as_one(segments, folder)


def chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Split documents into lists of bounded size."""
    chunk: list[Entry] = []
    characters = 0
    for entry in entries:
        chunk.append(entry)
        characters += len(entry.text)
        if len(chunk) >= CHUNK_ARTICLES or characters >= _CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _built_alone(
    parts: Iterable[list[Entry]], folder: Path, builders: int = 1
) -> list[ArraySegment]:
    """Build segments as large as memory allows, and merge them so that few remain."""
    builder, done, small = SegmentBuilder(builders), [], []
    for part in parts:
        for entry in part:
            builder.add(entry)
        if builder.is_full:
            small.append(builder.write(folder))
        if len(small) == MERGED_TOGETHER:
            done += _as_one(small, folder)
            small = []
    if len(builder):
        small.append(builder.write(folder))
    return [*done, *small]


def _as_one(segments: list[ArraySegment], folder: Path) -> list[ArraySegment]:
    if len(segments) < 2:
        return segments
    made = merged(folder, segments)
    remove(folder, segments)
    return [made]


@contextmanager
def _crew(size: int, folder: Path) -> Iterator[dict[Connection, BaseProcess]]:
    """Start worker processes, by the pipe that leads to each; all are stopped afterwards."""
    context = get_context("spawn")
    crew: dict[Connection, BaseProcess] = {}
    try:
        for _ in range(size):
            ours, theirs = context.Pipe()
            process: BaseProcess = context.Process(
                target=_work, args=(theirs, folder, size), daemon=True
            )
            process.start()
            theirs.close()
            crew[ours] = process
        yield crew
    finally:
        for pipe, process in crew.items():
            pipe.close()
            process.join(timeout=1)
            process.kill()
            process.join()


def _fed(crew: dict[Connection, BaseProcess], parts: Iterable[list[Entry]]) -> list[ArraySegment]:
    """Send the next chunk to every worker that asks, at the end None; return their segments."""
    segments: list[ArraySegment] = []
    working, source = set(crew), iter(parts)
    while working:
        for pipe in wait(list(working)):
            assert isinstance(pipe, Connection)
            answer = _answer(pipe, crew[pipe])
            if answer is None:
                with suppress(BrokenPipeError, ConnectionResetError):  # the next receive tells why
                    pipe.send(next(source, None))
            else:
                segments += answer
                working.remove(pipe)
    return segments


def _answer(pipe: Connection, process: BaseProcess) -> list[ArraySegment] | None:
    """Return None for a request, or the segments of a worker that is done; raise its errors."""
    try:
        answer = pipe.recv()
    except (EOFError, ConnectionResetError) as error:
        process.join(timeout=1)
        raise SearchError(
            f"A process that builds the index ended before its work was done (exit code"
            f" {process.exitcode}); the index is as it was. It may have run out of memory:"
            " make room and run `python manage.py rebuild_index` again."
        ) from error
    if isinstance(answer, OSError):
        raise answer
    return answer


def _work(pipe: Connection, folder: Path, builders: int) -> None:
    """Run a worker process: request chunks, build, send the segments."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the feeder handles it, and closes the pipe
    gc.disable()  # millions of small tuples without cycles: saves an eighth of the time
    try:
        pipe.send(_built_alone(_asked_for(pipe), folder, builders))
    except EOFError:
        return
    except OSError as error:
        pipe.send(error)


def _asked_for(pipe: Connection) -> Iterator[list[Entry]]:
    """Request and yield chunks until None comes."""
    pipe.send(None)
    while (part := pipe.recv()) is not None:
        yield part
        pipe.send(None)
