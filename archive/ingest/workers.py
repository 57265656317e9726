"""Extraction in worker processes, with a time limit for each document."""

import multiprocessing
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Final

from lxml.etree import LxmlError

from archive.errors import IngestError, UnreadableDocument
from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.ingest.time_limits import end_process_after, limit_computing

DOCUMENT_SECONDS: Final = 30  # of CPU time, the limit per document
WALL_SECONDS: Final = 600  # by the clock, the limit per document: a busy machine may take long
GRACE_SECONDS: Final = 5  # after which a process is ended whose library never returned
SIGN_OF_LIFE_SECONDS: Final = 1.0  # at least between two signs that a process sends
MIN_PARALLEL_DOCUMENTS: Final = 48  # below this many documents, no worker processes are started
MIN_PARALLEL_BYTES: Final = 500_000
CRASH_MESSAGE: Final = (
    "Reading it brought the reading process down. The fault is the program’s: keep the file and report it."
)
START_MESSAGE: Final = (
    "The processes that extract articles do not start. Each of them imports the script that calls `ingest`: put"
    ' its calls under `if __name__ == "__main__":`, and run it from a file.'
)
TIMEOUT_MESSAGE: Final = (
    f"Reading it takes more than {DOCUMENT_SECONDS} seconds of computing, as no article does. Cut it down."
)
ExtractionResult = ParsedArticle | str  # an article, or the reason why there is none
_FAILURES: Final = (  # exceptions that libraries raise on hostile input; our own refusals are IngestErrors
    ArithmeticError, AssertionError, AttributeError, LookupError, LxmlError, MemoryError,
    RecursionError, TypeError, ValueError,
)  # fmt: skip


def extract_document(document: SourceDocument, options: ExtractionOptions) -> ExtractionResult:
    """Return the article of a document, or the reason why there is none."""
    try:
        with limit_computing(DOCUMENT_SECONDS, WALL_SECONDS, UnreadableDocument(TIMEOUT_MESSAGE)):
            return extract(document, options)
    except IngestError as error:
        return error.reason
    except _FAILURES as error:
        description = f"{type(error).__name__}: {str(error)[:200]}"
        return (
            f"Reading it failed ({description}). The fault is the program’s: keep the file, report it, and take it in"
            " again after an update."
        )


@dataclass(slots=True)
class ExtractionPool:
    """Extraction for one run, in worker processes on all cores if documents are many: submit, then collect."""

    options: ExtractionOptions
    cores: int = 1
    _workers: list["_ExtractionWorker"] = field(default_factory=list)
    _pending: list[tuple["_ExtractionWorker | None", Sequence[SourceDocument]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """End this process if it is a worker that only imports the script of its parent."""
        if getattr(multiprocessing.current_process(), "_inheriting", False):
            sys.exit(1)

    def submit(self, documents: Sequence[SourceDocument]) -> None:
        """Start extracting, and return at once; results of the previous call must have been collected."""
        contents = [replace(document, original=None, steps=(), pictures=()) for document in documents]
        size = sum(len(document.content) for document in contents)
        is_small = len(contents) < MIN_PARALLEL_DOCUMENTS and size < MIN_PARALLEL_BYTES
        if not self._workers and (self.cores < 2 or is_small):
            self._pending = [(None, contents)]
            return
        if not self._workers:
            self._workers = [_ExtractionWorker(self.options) for _ in range(self.cores)]
        for worker, share in zip(self._workers, _split_shares(contents, size, len(self._workers)), strict=True):
            if share:
                worker.send_documents(share)
                self._pending.append((worker, share))

    def collect_results(self) -> list[ExtractionResult]:
        """Return the results of the documents submitted, in order."""
        results: list[ExtractionResult] = []
        for worker, share in self._pending:
            if worker is None:
                results += [extract_document(document, self.options) for document in share]
            else:
                results += worker.receive_results(share)
        self._pending = []
        return results

    def close(self) -> None:
        """Stop the worker processes."""
        for worker in self._workers:
            worker.close()
        self._workers = []


class _ExtractionWorker:
    """A worker process that extracts documents; a daemon, so it ends with this process."""

    def __init__(self, options: ExtractionOptions) -> None:
        self._options = replace(options, keys=dict(options.keys))  # a proxy cannot be pickled
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, child_pipe = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_run_worker, args=(child_pipe, self._options), daemon=True)
        self._process.start()
        self._is_ready = False
        child_pipe.close()

    def send_documents(self, documents: Sequence[SourceDocument]) -> None:
        """Send documents to the process; `receive_results` notices if it has died."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._pipe.send(documents)

    def receive_results(self, documents: Sequence[SourceDocument]) -> list[ExtractionResult]:
        """Return the results; if the process ended or hangs, extract each document separately."""
        with suppress(EOFError, ConnectionResetError):
            while self._pipe.poll(WALL_SECONDS + GRACE_SECONDS):
                if (results := self._pipe.recv()) is not None:
                    return results
                self._is_ready = True
        reason = self._restart()
        if len(documents) == 1:
            return [reason]
        results = []
        for document in documents:
            self.send_documents([document])
            results += self.receive_results([document])
        return results

    def _restart(self) -> str:
        """Replace the process, and return why it ended."""
        self._process.join(timeout=1)
        if not self._is_ready and (self._process.exitcode or 0) > 0:  # by itself: it was not killed
            raise RuntimeError(START_MESSAGE)
        was_too_slow = self._process.exitcode in {None, -signal.SIGXCPU}
        self._process.kill()
        self._pipe.close()
        self._start()
        return TIMEOUT_MESSAGE if was_too_slow else CRASH_MESSAGE

    def close(self) -> None:
        """Stop the process."""
        self._pipe.close()
        self._process.join(timeout=2)
        if self._process.is_alive():
            self._process.kill()


def _run_worker(pipe: Connection, options: ExtractionOptions) -> None:
    """Run in the worker process: extract until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send(None)  # ready
        while True:
            documents = pipe.recv()
            pipe.send(list(_iter_results(documents, options, pipe)))


def _iter_results(
    documents: Sequence[SourceDocument], options: ExtractionOptions, pipe: Connection
) -> Iterator[ExtractionResult]:
    """Yield the result of each document; send a sign of life now and then, as the pipe holds only so many."""
    sent_at = time.monotonic()
    for document in documents:
        end_process_after(DOCUMENT_SECONDS + GRACE_SECONDS)
        yield extract_document(document, options)
        if (now := time.monotonic()) > sent_at + SIGN_OF_LIFE_SECONDS:
            pipe.send(None)
            sent_at = now


def _split_shares(documents: list[SourceDocument], total: int, count: int) -> list[list[SourceDocument]]:
    """Split the documents, of `total` bytes, in order into `count` shares of about equal size in bytes."""
    shares: list[list[SourceDocument]] = [[] for _ in range(count)]
    offset = 0
    for document in documents:
        shares[min(offset * count // max(total, 1), count - 1)].append(document)
        offset += len(document.content)
    return shares
