"""WARC (1.0, 1.1 and earlier drafts) and ARC: iterate over records with their positions.

A broken record is yielded with its fault, and reading resumes at the next one. Declared lengths
are never trusted beyond the bytes that are there.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Final

from archive.containers.http import LONGEST_HEAD, Head, headers_of, joined_chunks, page_of, parted
from archive.containers.members import Members
from archive.errors import UnreadableDocument

FIRST_BYTES: Final = (b"WARC/", b"filedesc://")

_LINE: Final = 65_536
_ARC: Final = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]{1,30}:\S{0,4000}) (?P<ip>\S{1,60}) (?P<date>\d{8,17})"
    rb" (?P<type>.{1,200}?)(?: \S+ \S+ \S+ \S+)? (?P<length>\d{1,15})\r?\n",
)
_ALGORITHMS: Final = frozenset({"sha1", "sha256", "sha512", "md5"})


@dataclass(frozen=True, slots=True)
class Record:
    """One record: headers, position, block; `fault` says why it is incomplete.

    `block` is truncated at the requested size; `is_complete` is true if it is not.
    """

    kind: str
    headers: Mapping[str, str]
    place: tuple[int, int]
    block: bytes = b""
    is_whole: bool = True
    fault: str = ""

    @property
    def url(self) -> str:
        """Target URI of the record."""
        return self.headers.get("warc-target-uri", "").strip("<> ")

    @property
    def moment(self) -> datetime | None:
        """Capture time of the record."""
        return moment_of(self.headers.get("warc-date", ""))

    def message(self) -> tuple[Head, bytes]:
        """Return head and body of the HTTP message; of other records, their type and block."""
        if self.kind in {"response", "revisit", "request"}:
            head, body = parted(self.block)
            if head.status or self.kind != "response":
                return head, body
        return Head(0, {"content-type": self.headers.get("content-type", "")}), self.block

    def fixity(self) -> str:
        """Check the block and payload digests: `sound`, `failed` or `not checked`."""
        claims = [
            (self.headers.get("warc-block-digest", ""), self.block),
            (self.headers.get("warc-payload-digest", ""), None),
        ]
        results = []
        for claim, content in claims:
            if claim and self.is_whole and not (content is None and self.kind == "revisit"):
                results.append(self._holds(claim, content))
        known = [result for result in results if result is not None]
        return "not checked" if not known else "sound" if all(known) else "failed"

    def _holds(self, claim: str, content: bytes | None) -> bool | None:
        if content is not None:
            return _has_digest(content, claim)
        _, body = self.message()
        told = _has_digest(body, claim)
        return _has_digest(joined_chunks(body), claim) if told is False else told


def records(stream: BinaryIO, *, most: int, container: int) -> Iterator[Record]:
    """Yield every record, its block limited to `max_bytes`; broken ones with their fault."""
    members = Members(stream, most=container)
    while True:
        place = (0, 0)
        try:
            place = members.place()
            record = _read(members, most)
        except UnreadableDocument as error:
            yield Record("", {}, place, fault=str(error))
            if not members.resume():
                return
            continue
        if record is None:
            return
        yield record


def page_at(stream: BinaryIO, place: tuple[int, int], *, most: int) -> bytes:
    """Return the decoded body of the record at a position of a file."""
    record = record_at(stream, place, most=most)
    head, body = record.message()
    return page_of(head, body, most)


def record_at(stream: BinaryIO, place: tuple[int, int], *, most: int) -> Record:
    """Return the record at a position of a file; raise UnreadableDocument if none begins there."""
    record = _read(Members(stream, most=1 << 62, place=place), most)
    if record is None or record.fault:
        raise UnreadableDocument(f"no record begins at {place}")
    return record


def moment_of(text: str) -> datetime | None:
    """Parse a WARC-Date (ISO 8601) or an ARC date (digits)."""
    digits = re.sub(r"\D", "", text[:19])
    form = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 8: "%Y%m%d"}.get(len(digits))
    try:
        return datetime.strptime(digits, form).replace(tzinfo=UTC) if form else None
    except ValueError:
        return None


def _read(members: Members, most: int) -> Record | None:
    """Read the next record or fault; return None at the end."""
    line = b"\n"
    while line and not line.strip():
        place = members.place()
        line = members.readline(_LINE)
    if not line:
        return None
    if line.startswith(b"WARC/"):
        return _warc(members, place, most)
    if arc := _ARC.fullmatch(line):
        return _arc(members, place, arc, most)
    return _lost(members, place)


def _warc(members: Members, place: tuple[int, int], most: int) -> Record:
    lines, size = [], 0
    while (line := members.readline(_LINE)).strip():
        lines.append(line)
        size += len(line)
        if size > LONGEST_HEAD:
            return _lost(members, place, "its head does not end")
    headers = headers_of(b"".join(lines))
    kind = headers.get("warc-type", "").lower()
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        return _lost(members, place, "it does not say how long it is")
    return _with_block(members, Record(kind, headers, place), int(length), most)


def _arc(members: Members, place: tuple[int, int], line: re.Match[bytes], most: int) -> Record:
    url = line["url"].decode("utf-8", "replace")
    headers = {
        "warc-target-uri": url,
        "warc-date": line["date"].decode(),
        "content-type": line["type"].decode("utf-8", "replace"),
    }
    kind = "warcinfo" if url.startswith("filedesc:") else "response"
    return _with_block(members, Record(kind, headers, place), int(line["length"]), most)


def _with_block(members: Members, record: Record, length: int, most: int) -> Record:
    wanted = min(length, most + LONGEST_HEAD)
    block = members.read(wanted)
    there = len(block) + members.skip(length - len(block))
    fault = f"it breaks off: {there:,} of {length:,} bytes are there" if there < length else ""
    return Record(record.kind, record.headers, record.place, block, wanted == length, fault)


def _lost(members: Members, place: tuple[int, int], why: str = "no record begins here") -> Record:
    """Skip to the next record; return a record with the fault."""
    members.seek_line(_starts, _LINE)
    return Record("", {}, place, fault=f"{why}; what can be read after it is")


def _starts(line: bytes) -> bool:
    return line.startswith(b"WARC/") or _ARC.fullmatch(line) is not None


def _has_digest(content: bytes, claim: str) -> bool | None:
    """Return whether bytes have the digest claimed in hex or base32; None if not checkable."""
    name, _, value = claim.strip().partition(":")
    name = name.strip().lower().replace("-", "")
    if name not in _ALGORITHMS:
        return None
    digest = hashlib.new(name, content, usedforsecurity=False).digest()
    value = value.strip()
    if len(value) == 2 * len(digest):
        return value.lower() == binascii.hexlify(digest).decode()
    return value.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")
