"""Worker processes that compute values of texts while this process reads and writes the database."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import fields, is_dataclass
from typing import Any, Final, Generic, TypeVar

Input = TypeVar("Input")
Output = TypeVar("Output")
BATCHES_AHEAD: Final = 2  # of each process
MAX_CHARACTERS_AHEAD: Final = 20_000_000  # of texts that wait to be computed or saved


class WorkAhead(AbstractContextManager["WorkAhead[Input, Output]"], Generic[Input, Output]):
    """Computes a function of batches, a few ahead of the one asked for.

    The function must be importable and its module free of Django. With less than two processes, or where none can be
    started, it is called here.
    """

    def __init__(self, compute: Callable[[Input], Output], processes: int) -> None:
        self._compute = compute
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        if processes > 1:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(processes, context, initializer=_begin_worker)

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def iter_computed(self, inputs: Iterable[Input]) -> Iterator[tuple[Input, Output]]:
        """Yield every input with its result, in order; inputs are read ahead as far as memory is bounded."""
        waiting: deque[tuple[Input, Future[Output] | None, int]] = deque()
        characters = 0
        for item in inputs:
            size = count_characters(item)
            characters += size
            waiting.append((item, self._submit(item), size))
            while waiting and (self._pool is None or self._is_far_enough(len(waiting), characters)):
                characters -= waiting[0][2]
                yield self._collect(*waiting.popleft()[:2])
        for item, future, _ in waiting:
            yield self._collect(item, future)

    def _is_far_enough(self, batches: int, characters: int) -> bool:
        return batches > BATCHES_AHEAD * self._processes or characters > MAX_CHARACTERS_AHEAD

    def _submit(self, item: Input) -> Future[Output] | None:
        try:
            return self._pool.submit(self._compute, item) if self._pool is not None else None
        except BrokenProcessPool:
            return None

    def _collect(self, item: Input, future: Future[Output] | None) -> tuple[Input, Output]:
        if future is not None:
            try:
                return item, future.result()
            except BrokenProcessPool:  # killed, as where memory is short
                self._pool = None
        return item, self._compute(item)


def count_characters(value: Any) -> int:
    """Count the characters of the texts in nested lists, tuples, mappings and records."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        value = value.values()
    elif is_dataclass(value):
        value = [getattr(value, field.name) for field in fields(value)]
    elif not isinstance(value, list | tuple):
        return 0
    return sum(map(count_characters, value))


def _begin_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it even if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)
