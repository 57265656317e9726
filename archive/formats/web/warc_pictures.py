"""Pictures in a WARC or ARC, by their addresses: they stand before or after the pages that show them."""

from dataclasses import dataclass, field
from typing import BinaryIO, Final

from archive.errors import LimitExceeded, UnreadableDocument
from archive.formats.detection.page_pictures import MAX_PICTURE_BYTES, PictureFinder
from archive.formats.streams import READ_ERRORS
from archive.formats.web.http import decode_body
from archive.formats.web.warc_records import iter_records, read_record_at

MAX_FILE_BYTES: Final = 4_000_000_000  # of a WARC that is read once more, to find its pictures
_MAX_ADDRESSES: Final = 1_000_000
_HEAD_BYTES: Final = 4_096  # of each record are looked at for its type


@dataclass(slots=True)
class WarcPictures:
    """The pictures of one file; it is read through for them when the first page asks, if that can be done twice."""

    stream: BinaryIO
    _positions: dict[str, tuple[int, int]] | None = field(default=None)

    def get_finder(self) -> PictureFinder | None:
        """Return the function that finds a picture by its address; None where the file has none."""
        if self._positions is None:
            self._positions = self._list_positions()
        return self.find_picture if self._positions else None

    def find_picture(self, address: str) -> bytes | None:
        """Return the bytes of the picture captured at an address; None if there is none, or it is damaged."""
        position = (self._positions or {}).get(address)
        if position is None:
            return None
        before = self.stream.tell()
        try:
            record = read_record_at(self.stream, position, max_bytes=MAX_PICTURE_BYTES)
            head, body = record.parse_message()
            return decode_body(head, body, MAX_PICTURE_BYTES) if record.is_complete else None
        except (UnreadableDocument, *READ_ERRORS):
            return None
        finally:
            self.stream.seek(before)

    def _list_positions(self) -> dict[str, tuple[int, int]]:
        """Map the addresses of pictures to the positions of their records, the last of each; the stream stays."""
        if not self.stream.seekable():
            return {}
        positions: dict[str, tuple[int, int]] = {}
        before = self.stream.tell()
        try:
            self.stream.seek(0)
            for record in iter_records(self.stream, max_bytes=_HEAD_BYTES, max_container_bytes=MAX_FILE_BYTES):
                if record.record_type in {"response", "resource"} and len(positions) < _MAX_ADDRESSES:
                    head, _ = record.parse_message()
                    if head.status in {0, 200} and head.media_type.startswith("image/"):
                        positions[record.url] = record.position
        except (LimitExceeded, *READ_ERRORS):
            return positions
        finally:
            self.stream.seek(before)
        return positions
