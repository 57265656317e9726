"""A process of its own that converts PDF and pictures: a fault of their libraries, which are no Python, ends only it.

Requests and answers are lengths and bytes, on its standard input and output; an answer is JSON. It lives until its
input is closed, so that many documents start it once.
"""

import atexit
import base64
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

from archive.errors import Remedy, UnreadableDocument
from archive.formats.conversion.converted_text import ConversionNote, ConvertedText
from archive.formats.conversion.library_time import LibraryTime

CPU_SECONDS: Final = 60  # of computing, the limit per document and per page that is read by OCR
WALL_SECONDS: Final = 540  # by the clock, the limit per document
MEMORY_BYTES: Final = 3_000_000_000
_SIZE_BYTES: Final = 8
_LOCK: Final = threading.Lock()
_TOO_SLOW: Final = (
    f"Reading it takes more than {CPU_SECONDS} seconds of computing, as no article does. Cut it into parts, or print it"
    " to PDF anew."
)
_TOO_INTRICATE: Final = (
    "Its pages take more computing than a document of its size needs: parts of them show one another over and over, so"
    " it is damaged or hostile. Open it, print it to PDF anew, and take that in."
)
_CRASHED: Final = (
    "It brought the library down that reads such files, so it is damaged or hostile. Open it, print it to PDF anew, and"
    " take that in."
)


def convert_in_process(content: bytes, format_name: str) -> ConvertedText:
    """Return the text of a document, converted in the other process. Raises UnreadableDocument."""
    answer = _ask_process(content, {"format": format_name})
    notes = tuple(ConversionNote(**note) for note in answer["notes"])
    return ConvertedText(**answer | {"notes": notes, "page_starts": tuple(answer["page_starts"])})


def render_in_process(content: bytes, number: int) -> bytes:
    """Return the picture (PNG) of a page of a PDF. Raises UnreadableDocument."""
    return base64.b64decode(_ask_process(content, {"page": number})["picture"])


def sample_in_process(content: bytes) -> str:
    """Return the text of some pages of a PDF. Raises UnreadableDocument."""
    return str(_ask_process(content, {"sample": True})["text"])


def _ask_process(content: bytes, request: dict[str, Any]) -> dict[str, Any]:
    with _LOCK:
        answer = _process.answer(content, request)
    if "refused" in answer:
        raise UnreadableDocument(answer["refused"], remedy=Remedy(answer["remedy"]) if answer.get("remedy") else None)
    return answer


class _ConversionProcess:
    """The process, started when it is needed first, and again after a fault."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def answer(self, content: bytes, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request; `refused` in it gives the reason why there is none."""
        process = self._start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            with suppress(BrokenPipeError):  # it has ended: reading says so
                for part in (json.dumps(request).encode(), content):
                    process.stdin.write(len(part).to_bytes(_SIZE_BYTES, "big") + part)
                process.stdin.flush()
            answer = _read_part(process.stdout, time.monotonic() + WALL_SECONDS)
        except BaseException:  # also a time limit of the caller: the next answer would be that to this request
            self.stop(kill=True)
            raise
        if answer:
            return json.loads(answer)
        return {"refused": self._describe_end()}

    def _start(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and (self._owner != os.getpid() or self._process.poll() is not None):
            self._process = None
        if self._process is None:
            root = str(Path(__file__).parents[2])
            paths = filter(None, (root, os.environ.get("PYTHONPATH")))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "archive.formats.conversion.conversion_process"],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OMP_THREAD_LIMIT": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._owner = os.getpid()
        return self._process

    def _describe_end(self) -> str:
        """Stop the process that gave no answer, and return why."""
        process = self._process
        with suppress(subprocess.TimeoutExpired):
            if process is not None:
                process.wait(1)
        code = process.poll() if process is not None else None
        self.stop(kill=True)
        if code == -signal.SIGPROF:
            return _TOO_INTRICATE
        return _TOO_SLOW if code in {None, -signal.SIGXCPU} else _CRASHED

    def stop(self, *, kill: bool = False) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        if kill:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


_process: Final = _ConversionProcess()
atexit.register(_process.stop)


def _read_part(stream: IO[bytes], end: float | None = None) -> bytes:
    """Return the next part of a stream; empty at its end, or when the time is over."""
    size = int.from_bytes(_read_bytes(stream, _SIZE_BYTES, end), "big")
    return _read_bytes(stream, size, end)


def _read_bytes(stream: IO[bytes], size: int, end: float | None) -> bytes:
    chunks = []
    while size > 0:
        if end is not None and not select.select([stream], [], [], max(0.0, end - time.monotonic()))[0]:
            return b""
        chunk = os.read(stream.fileno(), min(size, 1 << 20))
        if not chunk:
            return b""
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _serve() -> None:
    """Answer requests until the input is closed."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    LibraryTime.is_limited = True
    while request := _read_part(sys.stdin.buffer):
        content = _read_part(sys.stdin.buffer)
        _limit_computing()
        answer = json.dumps(_answer_request(content, json.loads(request))).encode()
        sys.stdout.buffer.write(len(answer).to_bytes(_SIZE_BYTES, "big") + answer)
        sys.stdout.buffer.flush()


def _limit_computing() -> None:
    """Let the system end this process after so much more computing; programs that it starts have at least as much."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime + CPU_SECONDS) + 1
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer_request(content: bytes, request: dict[str, Any]) -> dict[str, Any]:
    from archive.formats.conversion.conversion import convert_here  # noqa: PLC0415 -- which imports this module
    from archive.formats.conversion.pdf_documents import read_sample, render_picture  # noqa: PLC0415 -- heavy, and only for this process

    try:
        if "sample" in request:
            return {"text": read_sample(content)}
        if "page" in request:
            return {"picture": base64.b64encode(render_picture(content, request["page"])).decode()}
        return asdict(convert_here(content, request["format"]))
    except UnreadableDocument as error:
        return {"refused": str(error), "remedy": error.remedy or ""}
    except MemoryError:
        return {"refused": "Reading it needs more memory than any article does. Cut it into parts."}


if __name__ == "__main__":
    _serve()
