"""Location of a stream or record: its source, the steps to it, and its known metadata."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from archive.ingest.documents import Original, PassedOver, Refused, SourceDocument

Step = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file or nested file: its source, the steps to it, its metadata."""

    source: str
    captured_at: datetime
    record: str = ""
    name: str = ""
    url: str = ""
    charset: str = ""
    encoding: str = ""
    fixity: str = ""
    is_dated: bool = False
    original: Original | None = None
    steps: tuple[Step, ...] = ()
    depth: int = 0

    def within(self, step: Step, **facts: object) -> "Place":
        """Return the location one step further in; `record` is appended to the record name."""
        here = self.called(str(facts.pop("record", "")))
        return replace(here, steps=(*self.steps, step), **facts)  # type: ignore[arg-type]

    def called(self, record: str) -> "Place":
        """Return the location of one record here; its name is appended to the record name."""
        return replace(self, record=", ".join(filter(None, [self.record, record])))

    def deeper(self) -> "Place":
        """Return the same location with its depth increased by one."""
        return replace(self, depth=self.depth + 1)

    def document(self, content: bytes, media_type: str, *, offset: int = 0) -> SourceDocument:
        """Return the document at this location."""
        return SourceDocument(
            content=content,
            media_type=media_type,
            source=self.source,
            record=self.record,
            offset=offset if self.original else 0,
            url=self.url[:2000],
            charset=self.charset,
            encoding=self.encoding,
            captured_at=self.captured_at,
            is_dated=self.is_dated,
            fixity=self.fixity,
            original=self.original,
            steps=self.steps if self.original else (),
        )

    def refused(self, reason: str) -> Refused:
        """Return a refusal of the item at this location."""
        return Refused(source=self.source, record=self.record, reason=reason)

    def passed_over(self, reason: str) -> PassedOver:
        """Return a skipped item for this location."""
        return PassedOver(source=self.source, record=self.record, reason=reason)


@dataclass(frozen=True, slots=True)
class Inner:
    """A file nested in another, still to be read."""

    stream: IO[bytes]
    place: Place


def one_line(text: str, most: int = 300) -> str:
    """Return a name as one line, unprintable characters escaped, its middle cut if too long."""
    line = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text.encode("utf-8", "backslashreplace").decode()
    )
    return line if len(line) <= most else f"{line[: most // 2]}…{line[-most // 2 :]}"
