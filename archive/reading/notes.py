"""The text of a note: cleaned, and of bounded length."""

from typing import Final

from django.utils.translation import gettext

from archive.errors import ReadingError
from archive.text.normalize import make_storable

MAX_NOTE: Final = 10_000  # characters


def clean_note(note: str, most: int = MAX_NOTE) -> str:
    """Return the note as it can be stored; ReadingError where it is too long."""
    note = make_storable(note).replace("\r\n", "\n").strip()
    if len(note) > most:
        raise ReadingError(
            gettext("This note has %(length)s characters; at most %(most)s can be kept. Shorten it.")
            % {"length": f"{len(note):,}", "most": f"{most:,}"}
        )
    return note
