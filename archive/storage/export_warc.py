"""Export captures as a WARC: original response records, or resource records (entry point)."""

from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

from warcio.warcwriter import WARCWriter

from archive.errors import PayloadError, UnreadableDocument
from archive.formats.media_types import RECIPE_TYPES
from archive.formats.web import warc_records
from archive.models import Capture
from archive.storage.payloads import open_payload, read_record_bytes


def export_warc(captures: Iterable[Capture], stream: BinaryIO) -> int:
    """Write captures as a gzipped WARC/1.1, return their number; PayloadError if one is lost."""
    writer = create_writer(stream, "export.warc.gz")
    count = 0
    for capture in captures:
        write_capture(writer, capture)
        count += 1
    return count


def create_writer(stream: BinaryIO, name: str) -> WARCWriter:
    """Return a writer of a gzipped WARC/1.1 that has written what the file is."""
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    warcinfo = {"software": "Cuttings", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(name, warcinfo))
    return writer


def write_capture(writer: WARCWriter, capture: Capture) -> None:
    """Write a capture; PayloadError, and nothing written, if it is lost."""
    record_type, content_type, block = _load_record(capture)
    record = writer.create_warc_record(
        get_target_uri(capture),
        record_type,
        payload=BytesIO(block),
        length=len(block),
        warc_content_type=content_type,
        warc_headers_dict={
            "WARC-Date": capture.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "WARC-Identified-Payload-Type": get_payload_type(capture),
        },
    )
    writer.write_record(record)


def get_target_uri(capture: Capture) -> str:
    """Return the address of a capture; where it has none, a name made of its digest."""
    return capture.url or f"urn:sha256:{capture.digest}"


def get_payload_type(capture: Capture) -> str:
    """Return the media type that a capture was read as; empty if it is not known."""
    return RECIPE_TYPES.get(capture.recipe.partition("/")[0], "")


def _load_record(capture: Capture) -> tuple[str, str, bytes]:
    """Return record type, content type and block: the WARC's response record, or the bytes."""
    if capture.steps and capture.steps[-1][0] == "warc" and len(capture.steps) == 1:
        _, member, offset = capture.steps[0]
        try:
            with open_payload(capture.payload) as file:
                record = warc_records.read_record_at(file, (member, offset), max_bytes=1 << 31)
        except (OSError, UnreadableDocument) as error:
            raise PayloadError(
                f"The record {capture} cannot be read ({error}). The archive’s administrator can check the originals."
            ) from error
        if record.block.startswith(b"HTTP/"):
            return "response", "application/http; msgtype=response", record.block
    return "resource", get_payload_type(capture) or "application/octet-stream", read_record_bytes(capture)
