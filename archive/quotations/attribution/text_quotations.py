"""Passages as they are read from a text: their bounds, kind and speaker."""

from dataclasses import dataclass
from enum import StrEnum

from archive.quotations.attribution.speaker_names import AttributedSpeaker
from archive.text.messages import lazy_message


class PassageKind(StrEnum):
    """Kind of quoted passage."""

    DIRECT = lazy_message("direct")  # a full sentence in the speaker's words
    PARTIAL = lazy_message("partial")  # the speaker's words within the reporter's sentence
    SCARE = lazy_message("scare")  # words the writer distances themselves from; not attributed to anybody
    TITLE = lazy_message("title")  # of a book, a film, a programme
    NICKNAME = lazy_message("nickname")
    INDIRECT = lazy_message("indirect")  # in the reporter's words, without marks

    @property
    def is_speech(self) -> bool:
        """Return whether the passage is speech."""
        return self in (PassageKind.DIRECT, PassageKind.PARTIAL, PassageKind.INDIRECT)


@dataclass(frozen=True, slots=True)
class TextQuotation:
    """One passage: text from `start` to `end`, without the marks."""

    start: int
    end: int
    kind: PassageKind
    speaker: AttributedSpeaker | None = None
    depth: int = 0
    is_closed: bool = True
