"""Location of a stream or record: its source, the steps to it, and its known metadata."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from archive.ingest.documents import Original, RefusedItem, SkippedItem, SourceDocument

LocationStep = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLocation:
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
    steps: tuple[LocationStep, ...] = ()
    depth: int = 0

    def enter_step(self, step: LocationStep, **facts: object) -> "SourceLocation":
        """Return the location one step further in; `record` is appended to the record name."""
        location = self.append_record(str(facts.pop("record", "")))
        return replace(location, steps=(*self.steps, step), **facts)  # type: ignore[arg-type]

    def append_record(self, record: str) -> "SourceLocation":
        """Return the location of one record here; its name is appended to the record name."""
        return replace(self, record=", ".join(filter(None, [self.record, record])))

    def enter_container(self) -> "SourceLocation":
        """Return the same location with its depth increased by one."""
        return replace(self, depth=self.depth + 1)

    def build_document(self, content: bytes, media_type: str, *, offset: int = 0) -> SourceDocument:
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

    def refuse(self, reason: str) -> RefusedItem:
        """Return a refusal of the item at this location."""
        return RefusedItem(source=self.source, record=self.record, reason=reason)

    def skip(self, reason: str) -> SkippedItem:
        """Return a skipped item for this location."""
        return SkippedItem(source=self.source, record=self.record, reason=reason)


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file nested in another, still to be read."""

    stream: IO[bytes]
    location: SourceLocation


def escape_line(text: str, max_length: int = 300) -> str:
    """Return a name as one line, unprintable characters escaped, its middle cut if too long."""
    line = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text.encode("utf-8", "backslashreplace").decode()
    )
    return (
        line if len(line) <= max_length else f"{line[: max_length // 2]}…{line[-max_length // 2 :]}"
    )
