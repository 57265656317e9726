"""Where all that a search finds can be taken away from, and followed."""

from typing import Final

from django.urls import reverse

from archive.citations.formats import FORMATS
from archive.models.addresses import address_of
from archive.web.address import Way, address
from archive.web.searching.search_address import SearchAddress

FILES: Final = {"csv": "CSV", "jsonl": "JSON Lines"} | {form.suffix: form.label for form in FORMATS}


def files(here: SearchAddress) -> tuple[Way, ...]:
    """All of the answer as a file, one of each kind."""
    return tuple(
        Way(label, _beside(here, reverse("takeaway", args=[suffix])))
        for suffix, label in FILES.items()
    )


def feed(here: SearchAddress) -> str:
    """The feed of the search."""
    return _beside(here, address_of("feed-of-search"))


def save(here: SearchAddress) -> str:
    """Where the search is sent to be kept."""
    return _beside(here, address_of("saved-save"))


def _beside(here: SearchAddress, path: str) -> str:
    """The same question on the first page, asked of another address."""
    return address(path, dict(here.asking(here.text).parameters()))
