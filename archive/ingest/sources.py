"""**Door**: opens what an operator names and gives its documents, one at a time.

Folders are walked in sorted order. What cannot be read is a refusal with its reason; hidden files
are passed over and counted; links that lead out of a folder are refused.
"""

import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from django.conf import settings

from archive.errors import PayloadError, UnknownFormat, UnreadableDocument
from archive.ingest.documents import PassedOver, Refused, SourceDocument
from archive.ingest.extractors.registry import JSON
from archive.ingest.formats import HEAD, Kind, kind_of
from archive.ingest.readers.bounds import Bounded
from archive.ingest.readers.files import read_file
from archive.ingest.readers.lines import read_lines, too_large
from archive.provenance import payloads

STANDARD_INPUT = "standard input"

Item = SourceDocument | Refused | PassedOver


@dataclass(slots=True)
class Sources:
    """The documents under some paths. `kept`: whether containers go into the store.

    Use it as a context: what was set aside for the store and not wanted is dropped at its end.
    `bytes_read` of `bytes_total` tell how far it is.
    """

    paths: Iterable[str]
    told: str | None = None
    kept: bool = True
    bytes_total: int = 0
    bytes_read: int = 0
    _stack: ExitStack = field(default_factory=ExitStack)

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
        """Count the bytes there are to read, for whoever shows progress."""
        for name in self.paths:
            for found in [] if name == "-" else _files(Path(name)):
                if isinstance(found, Path):
                    self.bytes_total += found.stat().st_size

    def documents(self) -> Iterator[Item]:
        """Every document, in order, and every refusal where it came up."""
        for name in self.paths:
            if name == "-":
                yield from self._documents_of(sys.stdin.buffer, STANDARD_INPUT, datetime.now(UTC))
                continue
            for found in _files(Path(name)):
                if isinstance(found, Path):
                    yield from self._documents_in(found)
                else:
                    yield found

    def _documents_in(self, path: Path) -> Iterator[Item]:
        source = printable(path)
        try:
            with path.open("rb", buffering=HEAD) as file:
                status = path.stat()
                moment = datetime.fromtimestamp(status.st_mtime, UTC)
                yield from self._documents_of(file, source, moment, size=status.st_size)
                self.bytes_read += status.st_size
        except OSError as error:
            yield Refused(
                source=source,
                reason=f"It cannot be opened ({error.strerror}). Check who may read it.",
            )

    def _documents_of(
        self, file: BinaryIO, source: str, moment: datetime, *, size: int | None = None
    ) -> Iterator[Item]:
        """The documents of one open file, from the copy in the store where it is a container."""
        head = file.peek(HEAD)[:HEAD]  # type: ignore[attr-defined]  # files and pipes open buffered
        try:
            kind = kind_of(head, "" if source == STANDARD_INPUT else source, told=self.told)
        except UnknownFormat as error:
            yield Refused(source=source, reason=str(error))
            return
        if size is not None and size > settings.MAX_CONTAINER_BYTES:
            yield Refused(source=source, reason=_too_large_container())
            return
        if not kind.is_container:
            most = settings.MAX_DOCUMENT_BYTES
            too_much = size is not None and size > most
            yield (
                Refused(source=source, reason=too_large(most))
                if too_much
                else read_file(
                    file,
                    source=source,
                    media_type=kind.media_type,
                    captured_at=moment,
                    original=None,
                    most=most,
                )
            )
        elif not self.kept:
            yield from self._counted(file, _records(file, kind, source, moment, None))
        else:
            yield from self._kept_records(file, kind, source, moment)

    def _kept_records(
        self, file: BinaryIO, kind: Kind, source: str, moment: datetime
    ) -> Iterator[Item]:
        try:
            stored = payloads.stage(_measured(file), kind.payload_type)
        except (PayloadError, UnreadableDocument) as error:
            yield Refused(source=source, reason=str(error))
            return
        self._stack.callback(stored.discard)
        with stored.open() as copy:
            yield from self._counted(copy, _records(copy, kind, source, moment, stored))

    def _counted(self, file: BinaryIO, records: Iterator[Item]) -> Iterator[Item]:
        """Records, with how far their file is read for whoever shows progress."""
        before = self.bytes_read
        for record in records:
            if file.seekable():
                self.bytes_read = before + file.tell()
            yield record
        self.bytes_read = before  # the whole file is counted by whoever opened it


def _records(
    file: BinaryIO, kind: Kind, source: str, moment: datetime, stored: payloads.Stored | None
) -> Iterator[Item]:
    with payloads.opened(file, packed=kind.is_gzip) as opened:
        stream = Bounded(opened, packed=file, most=settings.MAX_CONTAINER_BYTES)
        facts = {
            "source": source,
            "media_type": kind.media_type,
            "captured_at": moment,
            "original": stored,
        }
        most = settings.MAX_DOCUMENT_BYTES
        if kind.media_type == JSON:
            yield from read_lines(stream, **facts, most=most)  # type: ignore[arg-type]  # the same four facts
        else:
            yield read_file(stream, **facts, most=most)  # type: ignore[arg-type]


def _files(path: Path, root: Path | None = None) -> Iterator[Path | Refused | PassedOver]:
    """The files under `path` in sorted order, and what is not one."""
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
    """What becomes of a link inside a folder, unless it is read as the file it leads to."""
    if not link.exists():
        return Refused(source=printable(link), reason="It is a link that leads nowhere. Mend it.")
    if not link.resolve().is_relative_to(root):
        reason = "It is a link that leads out of the folder. Name its target itself."
        return Refused(source=printable(link), reason=reason)
    if link.is_dir():
        return PassedOver(source=printable(link), reason="a link to a folder that is read anyhow")
    return None


def _measured(file: BinaryIO) -> payloads.Source:
    """A pipe may not fill the disk; a file's size is known."""
    return file if file.seekable() else Bounded(file, most=settings.MAX_CONTAINER_BYTES)


def printable(path: Path) -> str:
    """A path as one line of text: characters that no line holds are escaped."""
    name = str(path).encode("utf-8", "backslashreplace").decode()
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in name
    )


def _own_folders() -> set[Path]:
    """Where the archive keeps originals, index and logs: not what anybody means to take in."""
    return {
        Path(folder).resolve()
        for folder in (settings.PAYLOAD_ROOT, settings.INDEX_ROOT, settings.LOG_ROOT)
    }


def _too_large_container() -> str:
    return (
        f"It is larger than {settings.MAX_CONTAINER_BYTES / 1_000_000:g} MB. Cut it into parts,"
        " or raise"
        " CUTTINGS_MAX_CONTAINER_MB."
    )
