"""WARC (1.0, 1.1 and earlier drafts) and ARC: the records with their positions."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Final

from archive.errors import LimitExceeded, UnreadableDocument
from archive.formats.streams import MemberStream
from archive.formats.web.http import MAX_HEAD_SIZE, HttpHead, join_chunks, parse_headers, split_message

_MAX_LINE: Final = 65_536
_ARC_LINE: Final = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]{1,30}:[^\r\n]{0,4000}?) (?P<ip>[0-9A-Fa-f.:]{1,45}|-) (?P<date>\d{8,17})"
    rb" (?P<type>.{1,200}?)(?: \S{1,2000} \S{1,2000} \S{1,2000} \S{1,2000})? (?P<length>\d{1,15})\r?\n"
)
"""A line above a record of an ARC; some addresses have blanks in them."""
_ALGORITHMS: Final = frozenset({"sha1", "sha256", "sha512", "md5"})


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record; `block` is cut at the requested size (`is_complete` if not); `fault` says why it is incomplete."""

    record_type: str
    headers: Mapping[str, str]
    position: tuple[int, int]
    block: bytes = b""
    is_complete: bool = True
    fault: str = ""

    @property
    def url(self) -> str:
        """Target URI of the record."""
        return self.headers.get("warc-target-uri", "").strip("<> ")

    @property
    def captured_at(self) -> datetime | None:
        """Capture time of the record."""
        return parse_warc_date(self.headers.get("warc-date", ""))

    def parse_message(self) -> tuple[HttpHead, bytes]:
        """Return head and body of the HTTP message; of other records, their type and block."""
        if self.record_type in {"response", "revisit", "request"}:
            head, body = split_message(self.block)
            if head.status or self.record_type != "response":
                return head, body
        return HttpHead(0, {"content-type": self.headers.get("content-type", "")}), self.block

    def check_fixity(self) -> str:
        """Check the block and payload digests: `sound`, `failed` or `not checked`."""
        verdicts = []
        if self.is_complete and (claim := self.headers.get("warc-block-digest")):
            verdicts.append(_has_digest(self.block, claim))
        if self.is_complete and (claim := self.headers.get("warc-payload-digest")) and self.record_type != "revisit":
            _, body = self.parse_message()
            verdict = _has_digest(body, claim)
            verdicts.append(_has_digest(join_chunks(body), claim) if verdict is False else verdict)
        verdicts = [verdict for verdict in verdicts if verdict is not None]
        if not verdicts:
            return "not checked"
        return "sound" if all(verdicts) else "failed"


def iter_records(stream: BinaryIO, *, max_bytes: int, max_container_bytes: int) -> Iterator[WarcRecord]:
    """Yield every record, its block limited to `max_bytes`; broken ones with their fault."""
    members = MemberStream(stream, max_bytes=max_container_bytes)
    while True:
        position = (0, 0)
        try:
            position = members.get_position()
            record = _read_record(members, max_bytes)
        except LimitExceeded:
            raise
        except UnreadableDocument as error:
            yield WarcRecord("", {}, position, fault=str(error))
            if not members.resume():
                return
            continue
        if record is None:
            return
        yield record


def read_record_at(stream: BinaryIO, position: tuple[int, int], *, max_bytes: int) -> WarcRecord:
    """Return the record at a position of a file; raise UnreadableDocument if none begins there."""
    record = _read_record(MemberStream(stream, max_bytes=1 << 62, position=position), max_bytes)
    if record is None or record.fault:
        raise UnreadableDocument(f"no record begins at {position}")
    return record


def parse_warc_date(text: str) -> datetime | None:
    """Parse a WARC-Date (ISO 8601) or an ARC date (digits)."""
    digits = re.sub(r"\D", "", text[:19])
    date_format = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 8: "%Y%m%d"}.get(len(digits))
    try:
        return datetime.strptime(digits, date_format).replace(tzinfo=UTC) if date_format else None
    except ValueError:
        return None


def _read_record(members: MemberStream, max_bytes: int) -> WarcRecord | None:
    """Read the next record or fault; return None at the end."""
    line = b"\n"
    while line and not line.strip():
        position = members.get_position()
        line = members.readline(_MAX_LINE)
    if not line:
        return None
    headers, fault = _read_head(members, line)
    if fault:
        members.seek_line(lambda line: line.startswith(b"WARC/") or _ARC_LINE.fullmatch(line) is not None, _MAX_LINE)
        return WarcRecord("", {}, position, fault=f"{fault}; what can be read after it is")
    length = int(headers["content-length"])
    wanted_bytes = min(length, max_bytes + MAX_HEAD_SIZE)
    block = members.read(wanted_bytes)
    available = len(block) + members.skip(length - len(block))
    fault = f"it breaks off: {available:,} of {length:,} bytes are there" if available < length else ""
    record_type = headers.get("warc-type", "").lower()
    return WarcRecord(record_type, headers, position, block, wanted_bytes == length, fault)


def _read_head(members: MemberStream, first_line: bytes) -> tuple[dict[str, str], str]:
    """Return the headers of the record of a first line (of an ARC, as a WARC has them), and the fault with them."""
    if arc := _ARC_LINE.fullmatch(first_line):
        url = arc["url"].decode("utf-8", "replace").replace(" ", "%20")
        return {
            "warc-type": "warcinfo" if url.startswith("filedesc:") else "response",
            "warc-target-uri": url,
            "warc-date": arc["date"].decode(),
            "content-type": arc["type"].decode("utf-8", "replace"),
            "content-length": arc["length"].decode(),
        }, ""
    if not first_line.startswith(b"WARC/"):
        return {}, "no record begins here"
    lines, size = [], 0
    while (line := members.readline(_MAX_LINE)).strip():
        lines.append(line)
        size += len(line)
        if size > MAX_HEAD_SIZE:
            return {}, "its head does not end"
    headers = parse_headers(b"".join(lines))
    length = headers.get("content-length", "")
    is_number = length.isascii() and length.isdigit() and len(length) < 16
    return headers, "" if is_number else "it does not say how long it is"


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
