"""Where a stream stands: what a reader is told of it, and hands on of each record."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from archive.ingest.documents import Original, PassedOver, Refused, SourceDocument

Step = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file, or one within others: its source, the steps into it, what is known of it."""

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
        """The place one step further in; a record's name goes after the ones around it."""
        here = self.called(str(facts.pop("record", "")))
        return replace(here, steps=(*self.steps, step), **facts)  # type: ignore[arg-type]

    def called(self, record: str) -> "Place":
        """The place of one record here; its name goes after those of the records around it."""
        return replace(self, record=", ".join(filter(None, [self.record, record])))

    def deeper(self) -> "Place":
        """The same place, one container further in."""
        return replace(self, depth=self.depth + 1)

    def document(self, content: bytes, media_type: str, *, offset: int = 0) -> SourceDocument:
        """The document that stands here."""
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
        """What stands here is not taken in."""
        return Refused(source=self.source, record=self.record, reason=reason)

    def passed_over(self, reason: str) -> PassedOver:
        """Nobody meant to take in what stands here."""
        return PassedOver(source=self.source, record=self.record, reason=reason)


@dataclass(frozen=True, slots=True)
class Inner:
    """A file within a file, to be read as one."""

    stream: IO[bytes]
    place: Place


def one_line(text: str, most: int = 300) -> str:
    """A name as one line: what no line holds is escaped, its middle cut where it is long."""
    line = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text.encode("utf-8", "backslashreplace").decode()
    )
    return line if len(line) <= most else f"{line[: most // 2]}…{line[-most // 2 :]}"
