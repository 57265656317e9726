"""Extraction of articles from documents, in this process or in a pool of worker processes.

A document that times out or crashes its worker is refused; the others are still extracted.
"""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from lxml.etree import LxmlError

from archive.errors import IngestError, UnreadableDocument
from archive.ingest.documents import ParsedArticle, Reading, SourceDocument
from archive.ingest.extractors.registry import extract
from archive.ingest.limits import limited

SECONDS: Final = 30  # time limit per document
FEW: Final = 48  # below this many documents, no worker processes are started
FEW_BYTES: Final = 500_000

BROUGHT_DOWN: Final = (
    "Reading it brought the reading process down or took too long. The fault is the program’s: keep"
    " the file and report it."
)

TOO_LONG: Final = f"Reading it takes more than {SECONDS} seconds, as no article does. Cut it down."

Extracted = ParsedArticle | str
"""An article, or the reason why there is none."""

_FAILURES: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, LxmlError, MemoryError,
    RecursionError, TypeError, ValueError,
)  # fmt: skip
"""Exceptions that libraries raise on hostile input; our own refusals are IngestErrors."""


def extracted(document: SourceDocument, reading: Reading) -> Extracted:
    """Return the article of a document, or the reason why there is none."""
    try:
        with limited(SECONDS, UnreadableDocument(TOO_LONG)):
            return extract(document, reading)
    except IngestError as error:
        return str(error)
    except _FAILURES as error:
        return (
            f"Reading it failed ({type(error).__name__}: {str(error)[:200]}). The fault is the"
            " program’s: keep the file, report it, and take it in again after an update."
        )


@dataclass(slots=True)
class Extracting:
    """Extraction for one run, in worker processes on all cores once there are enough documents.

    `submit` returns at once; `collect_results` returns the results in order.
    """

    reading: Reading
    cores: int = 1
    _workers: list["_Worker"] = field(default_factory=list)
    _under_way: list[tuple["_Worker | None", Sequence[SourceDocument]]] = field(
        default_factory=list
    )

    def begin(self, documents: Sequence[SourceDocument]) -> None:
        """Start extracting; results of the previous call must have been collected."""
        bare = [replace(one, original=None, steps=()) for one in documents]
        size = sum(len(one.content) for one in bare)
        if not self._workers and (self.cores < 2 or (len(bare) < FEW and size < FEW_BYTES)):
            self._under_way = [(None, bare)]
            return
        if not self._workers:
            self._workers = [_Worker(self.reading) for _ in range(self.cores)]
        shares = zip(self._workers, _shares(bare, len(self._workers)), strict=True)
        self._under_way = [(worker, share) for worker, share in shares if share]
        for worker, share in self._under_way:
            if worker is not None:
                worker.give(share)

    def finish(self) -> list[Extracted]:
        """Return the results of the documents submitted, in order."""
        results: list[Extracted] = []
        for worker, share in self._under_way:
            if worker is None:
                results += [extracted(document, self.reading) for document in share]
            else:
                results += worker.results(share)
        self._under_way = []
        return results

    def close(self) -> None:
        """Stop the worker processes."""
        for worker in self._workers:
            worker.close()
        self._workers = []


class _Worker:
    """A worker process that extracts documents; a daemon, so it ends with this process."""

    def __init__(self, reading: Reading) -> None:
        self._reading = replace(reading, keys=dict(reading.keys))  # a proxy cannot be pickled
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_work, args=(theirs, self._reading), daemon=True
        )
        self._process.start()
        theirs.close()

    def give(self, documents: Sequence[SourceDocument]) -> None:
        """Send documents to the process; `receive_results` notices if it has died."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._pipe.send(documents)

    def results(self, documents: Sequence[SourceDocument]) -> list[Extracted]:
        """Return the results; if the process crashed, extract each document separately."""
        try:
            if self._pipe.poll(SECONDS * (2 + len(documents) / 20)):
                return self._pipe.recv()
        except (EOFError, ConnectionResetError):
            pass
        self._restart()
        if len(documents) == 1:
            return [BROUGHT_DOWN]
        return [result for one in documents for result in self._alone(one)]

    def close(self) -> None:
        """Stop the process."""
        self._pipe.close()
        self._process.join(timeout=2)
        if self._process.is_alive():
            self._process.kill()

    def _alone(self, document: SourceDocument) -> list[Extracted]:
        self.give([document])
        return self.results([document])

    def _restart(self) -> None:
        self._process.kill()
        self._pipe.close()
        self._start()


def _work(pipe: Connection, reading: Reading) -> None:
    """Run in the worker process: extract until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            documents = pipe.recv()
            pipe.send([extracted(document, reading) for document in documents])


def _shares(documents: list[SourceDocument], count: int) -> Iterator[list[SourceDocument]]:
    """Split the documents, in order, into `count` shares of about equal size in bytes."""
    total = sum(len(one.content) for one in documents)
    at = taken = 0
    for number in range(1, count + 1):
        share = []
        while at < len(documents) and (taken < total * number / count or number == count):
            share.append(documents[at])
            taken += len(documents[at].content)
            at += 1
        yield share
