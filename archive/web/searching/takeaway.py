"""URLs of a search's exports, feed, and save action."""

from typing import Final

from django.urls import reverse

from archive.citations.formats import FORMATS
from archive.models.addresses import reverse_cached
from archive.web.address import Link, build_url
from archive.web.searching.search_address import SearchParams

FILE_LABELS: Final = {"csv": "CSV", "jsonl": "JSON Lines"} | {
    form.suffix: form.label for form in FORMATS
}


def build_file_links(params: SearchParams) -> tuple[Link, ...]:
    """Return a link to each export format."""
    return tuple(
        Link(label, _build_search_url(params, reverse("takeaway", args=[suffix])))
        for suffix, label in FILE_LABELS.items()
    )


def build_feed_url(params: SearchParams) -> str:
    """Return the URL of the feed of the search."""
    return _build_search_url(params, reverse_cached("feed-of-search"))


def build_save_url(params: SearchParams) -> str:
    """Return the URL that saves the search."""
    return _build_search_url(params, reverse_cached("saved-save"))


def _build_search_url(params: SearchParams, path: str) -> str:
    """Return `path` with the parameters of the search, on its first page."""
    return build_url(path, dict(params.replace_text(params.text).list_params()))
