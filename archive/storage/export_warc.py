"""Export captures as a WARC: original response records, or resource records (entry point)."""

from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

from warcio.warcwriter import WARCWriter

from archive.errors import PayloadError, UnreadableDocument
from archive.formats.documents import RECIPE_TYPES
from archive.formats.web import warc_records
from archive.models import Capture
from archive.storage.payloads import open_payload, read_record_bytes


def export_warc(captures: Iterable[Capture], stream: BinaryIO) -> int:
    """Write captures as a gzipped WARC/1.1, return their number; PayloadError if one is lost."""
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    warcinfo = {"software": "Cuttings", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record("export.warc.gz", warcinfo))
    count = 0
    for capture in captures:
        record_type, content_type, block = _load_record(capture)
        record = writer.create_warc_record(
            capture.url or f"urn:sha256:{capture.digest}",
            record_type,
            payload=BytesIO(block),
            length=len(block),
            warc_content_type=content_type,
            warc_headers_dict={
                "WARC-Date": capture.captured_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "WARC-Identified-Payload-Type": RECIPE_TYPES.get(capture.recipe.partition("/")[0], ""),
            },
        )
        writer.write_record(record)
        count += 1
    return count


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
    content_type = RECIPE_TYPES.get(capture.recipe.partition("/")[0], "application/octet-stream")
    return "resource", content_type, read_record_bytes(capture)
