"""URLs of a search's exports, feed, and save action."""

from typing import Final

from django.urls import reverse

from archive.citations.formats import FORMATS
from archive.models.addresses import address_of
from archive.web.address import Way, address
from archive.web.searching.search_address import SearchAddress

FILES: Final = {"csv": "CSV", "jsonl": "JSON Lines"} | {form.suffix: form.label for form in FORMATS}


def files(here: SearchAddress) -> tuple[Way, ...]:
    """Return a link to each export format."""
    return tuple(
        Way(label, _beside(here, reverse("takeaway", args=[suffix])))
        for suffix, label in FILES.items()
    )


def feed(here: SearchAddress) -> str:
    """Return the URL of the feed of the search."""
    return _beside(here, address_of("feed-of-search"))


def save(here: SearchAddress) -> str:
    """Return the URL that saves the search."""
    return _beside(here, address_of("saved-save"))


def _beside(here: SearchAddress, path: str) -> str:
    """Return `path` with the parameters of the search, on its first page."""
    return address(path, dict(here.asking(here.text).parameters()))
