"""Which kind of file something is: by its first bytes and its name. The one list of kinds."""

import json
import re
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from archive.errors import UnknownFormat
from archive.ingest.extractors.registry import JSON, TEXT

HEAD: Final = 65_536  # bytes that are looked at

_GZIP: Final = b"\x1f\x8b"
_OBJECT: Final = re.compile(rb'\{\s*"[^"\\]{1,100}"\s*:')
_SUFFIXES: Final = {
    "": TEXT,
    ".txt": TEXT,
    ".text": TEXT,
    ".md": TEXT,
    ".markdown": TEXT,
    ".jsonl": JSON,
    ".ndjson": JSON,
    ".json": JSON,
}
NAMES: Final = {"text": TEXT, "jsonl": JSON}
"""What `--format` accepts."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the records of a file are, and whether the file as a whole is packed by gzip."""

    media_type: str
    is_gzip: bool

    @property
    def is_container(self) -> bool:
        """Whether the record is not simply the file."""
        return self.is_gzip or self.media_type == JSON

    @property
    def payload_type(self) -> str:
        """The media type of the file itself."""
        if self.is_gzip:
            return "application/gzip"
        return "application/x-ndjson" if self.media_type == JSON else self.media_type


def kind_of(head: bytes, name: str, *, told: str | None = None) -> Kind:
    """The kind of a file with these first bytes. UnknownFormat says which kinds there are."""
    is_gzip = head.startswith(_GZIP)
    opened = _opened(head) if is_gzip else head
    if told is not None:
        return Kind(NAMES[told], is_gzip)
    path = PurePath(name)
    suffix = (PurePath(path.stem) if path.suffix.lower() == ".gz" else path).suffix.lower()
    media_type = _SUFFIXES.get(suffix)
    if media_type is None:
        raise UnknownFormat(
            f"No reader knows ‘{suffix}’ files. Known are .txt, .md and .jsonl (also packed as"
            " .gz);"
            " --format text or --format jsonl reads it anyhow."
        )
    if media_type == TEXT:
        return Kind(JSON if _first_line_is_object(opened) else TEXT, is_gzip)
    _refuse_whole_documents(opened)
    return Kind(JSON, is_gzip)


def _opened(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        return b""


def _first_line_is_object(head: bytes) -> bool:
    """Whether the first line is a JSON object; of a very long line, its beginning tells."""
    first, newline, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not newline:
        return _OBJECT.match(first) is not None
    try:
        return first.startswith(b"{") and isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _refuse_whole_documents(head: bytes) -> None:
    """JSON that is one document over many lines, not one object a line."""
    first, newline, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnknownFormat("It is JSON in UTF-16, where lines cannot be told. Save it as UTF-8.")
    if first.lstrip().startswith(b"[") or (newline and first.strip() == b"{"):
        raise UnknownFormat(
            "It is one JSON document, not one object a line. Turn it into JSON Lines first, as with"
            " `jq -c '.[]' FILE` for a list or `jq -c . FILE` for an object."
        )
