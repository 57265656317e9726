"""Read the documents of files, folders, URLs and standard input (entry point).

Folders are walked in sorted order. Unreadable files are refused with a reason, hidden files are skipped and counted,
symlinks that lead out of a folder are refused.
"""

import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from archive.errors import PayloadError, RefusalReason, RefusedAddress, Remedy, UnknownFormat, UnreadableDocument
from archive.formats.containers.read import DocumentReader, detect_several
from archive.formats.detection.cuttings import PAGE_PICTURE, detect_picture
from archive.formats.detection.detection import HEAD_SIZE, PAGE_ASSET, DetectedFormat, detect_cutting, detect_format
from archive.formats.detection.unread_kinds import describe_junk, find_recording_kind
from archive.formats.documents import RefusedItem, SkippedItem, SourceDocument, SourceItem, SourceLocation, escape_line
from archive.formats.exports.attachments import is_reference_file
from archive.formats.media_types import CONVERTED_FORMATS
from archive.formats.records import find_size_limit
from archive.formats.streams import EXPORT_SIZE_FACTOR, BoundedStream, SizeLimits, format_too_large
from archive.ingest.fetch import Fetcher
from archive.ingest.neighbouring_files import NeighbouringFiles
from archive.storage import payloads

URL_SCHEMES: Final = ("http://", "https://")

FetchFunction = Callable[[str], bytes]  # fetches a URL as a WARC of request and response, or raises RefusedAddress


@dataclass(slots=True)
class SourceReader(AbstractContextManager["SourceReader"]):
    """Reader of the documents under some paths. `store_containers` puts containers into the store.

    A context manager: staged payloads that nobody stored are discarded at its end. `bytes_read` and `bytes_total` give
    the progress. `display_names` replaces some of the paths.
    """

    paths: Iterable[str]
    format_name: str | None = None
    store_containers: bool = True
    fetch: FetchFunction = field(
        default_factory=lambda: Fetcher(
            settings.MAX_DOCUMENT_BYTES, settings.ALLOW_PRIVATE_ADDRESSES, settings.FETCH_PORTS
        )
    )
    display_names: dict[str, str] = field(default_factory=dict)
    bytes_total: int = 0
    bytes_read: int = 0
    _attached_paths: set[Path] = field(default_factory=set)
    _neighbours: NeighbouringFiles = field(init=False)
    _stack: ExitStack = field(default_factory=ExitStack)
    _reader: DocumentReader = field(
        default_factory=lambda: DocumentReader(SizeLimits(settings.MAX_DOCUMENT_BYTES, settings.MAX_CONTAINER_BYTES))
    )

    def __post_init__(self) -> None:
        self._neighbours = NeighbouringFiles(self.display_names)

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def measure_size(self) -> None:
        """Compute `bytes_total`, for progress display."""
        for name in self.paths:
            if name != "-" and not name.startswith(URL_SCHEMES):
                files = (entry for entry in _iter_files(Path(name)) if isinstance(entry, Path))
                self.bytes_total += sum(file.stat().st_size for file in files)

    def iter_items(self) -> Iterator[SourceItem]:
        """Yield every document in order, with refusals and skipped items in between."""
        for name in self.paths:
            if name == "-":
                location = SourceLocation(source="standard input", captured_at=datetime.now(UTC))
                yield from self._iter_stream(sys.stdin.buffer, location)
            elif name.startswith(URL_SCHEMES):
                yield from self._iter_url(name)
            else:
                for entry in _iter_files(Path(name)):
                    if isinstance(entry, Path):
                        is_named = name == str(entry) and name not in self.display_names
                        yield from self._iter_file(entry, Path(name), is_named=is_named)
                    else:
                        yield entry

    def _iter_file(self, path: Path, root: Path, *, is_named: bool, is_attached: bool = False) -> Iterator[SourceItem]:
        if path.resolve() in self._attached_paths:  # it was read with the reference that names it
            return
        source = self.display_names.get(str(path)) or _format_path(path)
        try:
            with path.open("rb", buffering=HEAD_SIZE) as file:
                status = path.stat()
                modified_at = datetime.fromtimestamp(status.st_mtime, UTC)
                location = SourceLocation(source=source, name=source, captured_at=modified_at)
                if not is_attached:
                    read_beside = partial(self._read_beside, path.parent, root)
                    find_picture = partial(self._neighbours.read_picture, path.parent, source)
                    location = replace(location, read_beside=read_beside, find_picture=find_picture)
                may_be_cutting = is_named or not self._neighbours.is_page_picture(path, root)
                documents = self._iter_stream(
                    file, location, size=status.st_size, is_named=is_named, may_be_cutting=may_be_cutting
                )
                yield from documents
                self.bytes_read += status.st_size
        except OSError as error:
            yield RefusedItem(source=source, reason=f"It cannot be opened ({error.strerror}). Check who may read it.")

    def _read_beside(self, folder: Path, root: Path, inner_path: str) -> list[SourceItem]:
        """Read the file at a path within a folder, and only once: not again as a file of its own."""
        path = self._neighbours.find_named(folder, inner_path)
        if path is None:
            return []
        items = list(self._iter_file(path, root, is_named=True, is_attached=True))
        if any(isinstance(item, SourceDocument) for item in items):
            self._attached_paths.add(path.resolve())
        return items

    def _iter_url(self, url: str) -> Iterator[SourceItem]:
        source = escape_line(url, 2000)
        try:
            warc_bytes = self.fetch(url)
        except RefusedAddress as error:
            yield RefusedItem(source=source, reason=error.reason)
            return
        location = SourceLocation(source=source, name="fetched.warc.gz", captured_at=datetime.now(UTC))
        file = self._stack.enter_context(BufferedReader(BytesIO(warc_bytes), HEAD_SIZE))
        skip_reason, is_empty = "there is nothing", True
        for item in self._iter_stream(file, location, size=len(warc_bytes)):
            if isinstance(item, SkippedItem):  # redirects and request records are expected
                skip_reason = item.reason if "record" not in item.reason else skip_reason
            else:
                is_empty = False
                yield item
        if is_empty:
            yield RefusedItem(source=source, reason=f"It is no article: {skip_reason}.{_advise_download(skip_reason)}")

    def _iter_stream(
        self,
        file: BinaryIO,
        location: SourceLocation,
        *,
        size: int | None = None,
        is_named: bool = True,
        may_be_cutting: bool = True,
    ) -> Iterator[SourceItem]:
        """Yield the documents of one open file; a container is read from its copy in the store."""
        if (junk := describe_junk(location.name)) and not is_named:
            yield location.skip(junk)
            return
        head = file.peek(HEAD_SIZE)[:HEAD_SIZE]  # type: ignore[attr-defined]  # files and pipes open buffered
        try:
            detected = self._detect(head, location.name, may_be_cutting=may_be_cutting)
        except UnknownFormat as error:
            yield location.refuse(error.reason)
            return
        if detected is None:
            yield _leave_out_asset(head, location, is_named=is_named, may_be_cutting=may_be_cutting)
            return
        limits = self._reader.limits
        if size is not None and size <= limits.max_document_bytes * EXPORT_SIZE_FACTOR and file.seekable():
            detected = detect_several(file, detected)
        if size is not None and size > limits.max_container_bytes:
            reason = f"It is larger than {limits.max_container_bytes / 1_000_000:g} MB. Cut it into parts."
            yield location.refuse(RefusalReason(reason, Remedy.RAISE_LIMITS))
        elif (
            size is not None
            and not detected.is_container
            and size > (max_bytes := find_size_limit(limits, detected.file_format.record_media_type))
        ):
            yield location.refuse(format_too_large(max_bytes))
        elif detected.is_container and self.store_containers:
            yield from self._iter_stored_container(file, detected, location)
        else:
            stream = file if size is not None else BoundedStream(file, max_bytes=limits.max_container_bytes)
            documents = self._reader.read_documents(stream, detected, location)  # type: ignore[arg-type]
            yield from self._track_progress(file, documents)

    def _detect(self, head: bytes, name: str, *, may_be_cutting: bool) -> DetectedFormat | None:
        """Return the format of a file, also of a picture that may be a cutting. Raises UnknownFormat."""
        detected = detect_format(head, name, format_name=self.format_name)
        return detect_cutting(head) if detected is None and may_be_cutting else detected

    def _iter_stored_container(
        self, file: BinaryIO, detected: DetectedFormat, location: SourceLocation
    ) -> Iterator[SourceItem]:
        try:
            # a pipe might fill the disk; the size of a file is already checked
            stream = file if file.seekable() else BoundedStream(file, max_bytes=settings.MAX_CONTAINER_BYTES)
            stored = payloads.stage_payload(stream, detected.file_media_type)
        except PayloadError as error:
            yield location.refuse(str(error))
            return
        except UnreadableDocument as error:
            yield location.refuse(error.reason)
            return
        self._stack.callback(stored.discard)
        with stored.open() as stored_file:
            documents = self._reader.read_documents(stored_file, detected, replace(location, original=stored))
            yield from self._track_progress(stored_file, documents)

    def _track_progress(self, file: BinaryIO, items: Iterator[SourceItem]) -> Iterator[SourceItem]:
        """Yield items, and update `bytes_read` from the file position."""
        bytes_before = self.bytes_read
        for item in items:
            if file.seekable():
                self.bytes_read = bytes_before + file.tell()
            yield item
        self.bytes_read = bytes_before  # the caller counts the whole file


def _leave_out_asset(
    head: bytes, location: SourceLocation, *, is_named: bool, may_be_cutting: bool
) -> RefusedItem | SkippedItem:
    """Return a refusal of a picture or a recording that somebody gave by itself; of a page's, that it is skipped."""
    kind = find_recording_kind(location.name) if is_named or may_be_cutting else None
    if kind is not None:
        return location.refuse(kind.build_reason())
    description = PAGE_PICTURE if detect_picture(head) else PAGE_ASSET
    if is_named:
        return location.refuse(f"It is {description}. There is no text in it to take in.")
    return location.skip(description)


def _advise_download(skip_reason: str) -> str:
    """Return the next step where an address led to a document rather than a page."""
    is_document = any(media_type in skip_reason for media_type in CONVERTED_FORMATS)
    return " Download it, and take the file in." if is_document else ""


def _iter_files(path: Path, root: Path | None = None) -> Iterator[Path | RefusedItem | SkippedItem]:
    source = _format_path(path)
    try:
        if path.is_symlink() and root is not None and (rejected_link := _check_link(path, root)):
            yield rejected_link
            return
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from _iter_folder(path, root or path.resolve())
        elif stat.S_ISREG(mode):
            yield path
        else:
            yield RefusedItem(source=source, reason="It is no file and no folder. Use - to read from a pipe.")
    except FileNotFoundError:
        yield RefusedItem(source=source, reason="There is no such file or folder. Check the path.")
    except OSError as error:
        yield RefusedItem(source=source, reason=f"It cannot be read ({error.strerror}). Check who may read it.")


def _iter_folder(folder: Path, root: Path) -> Iterator[Path | RefusedItem | SkippedItem]:
    own_folders = (settings.PAYLOAD_ROOT, settings.INDEX_ROOT, settings.LOG_ROOT, settings.UPLOAD_ROOT)
    skipped_folders = {Path(own_folder).resolve() for own_folder in own_folders}
    children = sorted(folder.iterdir(), key=lambda child: (not is_reference_file(child.name), child))
    for child in children:
        if child.name.startswith("."):
            yield SkippedItem(source=_format_path(child), reason="hidden")
        elif child.is_dir() and child.resolve() in skipped_folders:
            yield SkippedItem(source=_format_path(child), reason="the archive's own files")
        else:
            yield from _iter_files(child, root)


def _check_link(link: Path, root: Path) -> RefusedItem | SkippedItem | None:
    """Return why a symlink inside a folder is not followed; None if it is read as its target."""
    if not link.exists():
        return RefusedItem(source=_format_path(link), reason="It is a link that leads nowhere. Mend it.")
    if not link.resolve().is_relative_to(root):
        reason = "It is a link that leads out of the folder. Name its target itself."
        return RefusedItem(source=_format_path(link), reason=reason)
    if link.is_dir():
        return SkippedItem(source=_format_path(link), reason="a link to a folder that is read anyhow")
    return None


def _format_path(path: Path) -> str:
    return escape_line(str(path), 4000)
