"""Read the documents of files, folders, URLs and standard input (entry point).

Folders are walked in sorted order. Unreadable files are refused with a reason, hidden files are
skipped and counted, symlinks that lead out of a folder are refused.
"""

import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BufferedReader, BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from django.conf import settings

from archive.containers.bounds import Bounded, Bounds
from archive.errors import PayloadError, RefusedAddress, UnknownFormat, UnreadableDocument
from archive.ingest.documents import Item, PassedOver, Refused
from archive.ingest.fetching.fetch import Fetcher
from archive.ingest.formats import HEAD, Kind, kind_of
from archive.ingest.readers.lines import too_large
from archive.ingest.readers.opening import read
from archive.ingest.readers.places import Place, one_line
from archive.ingest.readers.warc import Seen
from archive.provenance import payloads

STANDARD_INPUT: Final = "standard input"
SCHEMES: Final = ("http://", "https://")

Fetch = Callable[[str], bytes]
"""Fetches a URL as a WARC of request and response, or raises RefusedAddress."""


def _usual_fetch() -> Fetch:
    """Return a page fetcher with the limits of the settings."""
    return Fetcher(settings.MAX_DOCUMENT_BYTES, settings.ALLOW_PRIVATE_ADDRESSES)


@dataclass(slots=True)
class Sources:
    """Reader of the documents under some paths. `store_containers` puts containers into the store.

    A context manager: staged payloads that nobody stored are discarded at its end. `bytes_read`
    and `bytes_total` give the progress. `display_names` replaces some of the paths.
    """

    paths: Iterable[str]
    told: str | None = None
    kept: bool = True
    fetch: Fetch = field(default_factory=_usual_fetch)
    names: dict[str, str] = field(default_factory=dict)
    bytes_total: int = 0
    bytes_read: int = 0
    _stack: ExitStack = field(default_factory=ExitStack)
    _seen: Seen = field(default_factory=Seen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def measure(self) -> None:
        """Compute `bytes_total`, for progress display."""
        for name in self.paths:
            for found in [] if name == "-" or name.startswith(SCHEMES) else _files(Path(name)):
                if isinstance(found, Path):
                    self.bytes_total += found.stat().st_size

    def documents(self) -> Iterator[Item]:
        """Yield every document in order, with refusals and skipped items in between."""
        for name in self.paths:
            if name == "-":
                place = Place(source=STANDARD_INPUT, captured_at=datetime.now(UTC))
                yield from self._documents_of(sys.stdin.buffer, place)
            elif name.startswith(SCHEMES):
                yield from self._documents_at(name)
            else:
                for found in _files(Path(name)):
                    if isinstance(found, Path):
                        yield from self._documents_in(
                            found, is_named=name == str(found) not in self.names
                        )
                    else:
                        yield found

    def _documents_in(self, path: Path, *, is_named: bool) -> Iterator[Item]:
        source = self.names.get(str(path)) or printable(path)
        try:
            with path.open("rb", buffering=HEAD) as file:
                status = path.stat()
                moment = datetime.fromtimestamp(status.st_mtime, UTC)
                place = Place(source=source, name=source, captured_at=moment)
                yield from self._documents_of(file, place, size=status.st_size, is_named=is_named)
                self.bytes_read += status.st_size
        except OSError as error:
            yield Refused(
                source=source,
                reason=f"It cannot be opened ({error.strerror}). Check who may read it.",
            )

    def _documents_at(self, url: str) -> Iterator[Item]:
        """Yield the documents at a URL, read from the WARC that fetching it returns."""
        source = one_line(url, 2000)
        try:
            packed = self.fetch(url)
        except RefusedAddress as error:
            yield Refused(source=source, reason=str(error))
            return
        place = Place(source=source, name="fetched.warc.gz", captured_at=datetime.now(UTC))
        file = self._stack.enter_context(_peekable(packed))
        passed, is_empty = "there is nothing", True
        for item in self._documents_of(file, place, size=len(packed)):
            if isinstance(item, PassedOver):  # redirects and request records are expected
                passed = item.reason if "record" not in item.reason else passed
            else:
                is_empty = False
                yield item
        if is_empty:
            yield Refused(source=source, reason=f"It is no article: {passed}.")

    def _documents_of(
        self, file: BinaryIO, place: Place, *, size: int | None = None, is_named: bool = True
    ) -> Iterator[Item]:
        """Yield the documents of one open file; a container is read from its copy in the store."""
        head = file.peek(HEAD)[:HEAD]  # type: ignore[attr-defined]  # files and pipes open buffered
        try:
            kind = kind_of(head, place.name, told=self.told)
        except UnknownFormat as error:
            yield place.refused(str(error))
            return
        if kind is None:
            words = "a picture, a style or other furniture of a page"
            yield place.refused(f"It is {words}.") if is_named else place.passed_over(words)
            return
        bounds = Bounds(settings.MAX_DOCUMENT_BYTES, settings.MAX_CONTAINER_BYTES)
        if size is not None and size > bounds.container:
            yield place.refused(_too_large_container())
        elif size is not None and size > bounds.document and not kind.is_container:
            yield place.refused(too_large(bounds.document))
        elif kind.is_container and self.kept:
            yield from self._kept_records(file, kind, place, bounds)
        else:
            stream = file if size is not None else Bounded(file, most=bounds.container)
            yield from self._counted(file, read(stream, kind, place, bounds, self._seen))  # type: ignore[arg-type]

    def _kept_records(
        self, file: BinaryIO, kind: Kind, place: Place, bounds: Bounds
    ) -> Iterator[Item]:
        try:
            stored = payloads.stage(_measured(file), kind.payload_type)
        except (PayloadError, UnreadableDocument) as error:
            yield place.refused(str(error))
            return
        self._stack.callback(stored.discard)
        with stored.open() as copy:
            place = replace(place, original=stored)
            yield from self._counted(copy, read(copy, kind, place, bounds, self._seen))

    def _counted(self, file: BinaryIO, records: Iterator[Item]) -> Iterator[Item]:
        """Yield items, and update `bytes_read` from the file position."""
        before = self.bytes_read
        for record in records:
            if file.seekable():
                self.bytes_read = before + file.tell()
            yield record
        self.bytes_read = before  # the caller counts the whole file


def _peekable(content: bytes) -> BinaryIO:
    return BufferedReader(BytesIO(content), HEAD)


def _files(path: Path, root: Path | None = None) -> Iterator[Path | Refused | PassedOver]:
    """Yield the files under `path` in sorted order, with refused and skipped entries."""
    source = printable(path)
    try:
        if path.is_symlink() and root is not None and (apart := _led_apart(path, root)):
            yield apart
            return
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from _files_in(path, root or path.resolve())
        elif stat.S_ISREG(mode):
            yield path
        else:
            reason = "It is no file and no folder. Use - to read from a pipe."
            yield Refused(source=source, reason=reason)
    except FileNotFoundError:
        yield Refused(source=source, reason="There is no such file or folder. Check the path.")
    except OSError as error:
        reason = f"It cannot be read ({error.strerror}). Check who may read it."
        yield Refused(source=source, reason=reason)


def _files_in(folder: Path, root: Path) -> Iterator[Path | Refused | PassedOver]:
    for child in sorted(folder.iterdir()):
        if child.name.startswith("."):
            yield PassedOver(source=printable(child), reason="hidden")
        elif child.is_dir() and child.resolve() in _own_folders():
            yield PassedOver(source=printable(child), reason="the archive's own files")
        else:
            yield from _files(child, root)


def _led_apart(link: Path, root: Path) -> Refused | PassedOver | None:
    """Return why a symlink inside a folder is not followed; None if it is read as its target."""
    if not link.exists():
        return Refused(source=printable(link), reason="It is a link that leads nowhere. Mend it.")
    if not link.resolve().is_relative_to(root):
        reason = "It is a link that leads out of the folder. Name its target itself."
        return Refused(source=printable(link), reason=reason)
    if link.is_dir():
        return PassedOver(source=printable(link), reason="a link to a folder that is read anyhow")
    return None


def _measured(file: BinaryIO) -> payloads.Source:
    """Bound a pipe, which might fill the disk; the size of a file is already checked."""
    return file if file.seekable() else Bounded(file, most=settings.MAX_CONTAINER_BYTES)


def printable(path: Path) -> str:
    """Return a path as one line of text, unprintable characters escaped."""
    return one_line(str(path), 4000)


def _own_folders() -> set[Path]:
    """Return the archive's own folders (originals, index, logs, uploads), which are skipped."""
    return {
        Path(folder).resolve()
        for folder in (
            settings.PAYLOAD_ROOT,
            settings.INDEX_ROOT,
            settings.LOG_ROOT,
            settings.UPLOAD_ROOT,
        )
    }


def _too_large_container() -> str:
    return f"It is larger than {settings.MAX_CONTAINER_BYTES / 1_000_000:g} MB. Cut it into parts."
