"""Search completions for display and as links."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models.addresses import address_of
from archive.search.completing import Completion, Kind, complete
from archive.web.searching.search_address import SearchAddress

MOST_TYPED = 400
"""Longer queries are not completed."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion: the completed query, the inserted text, and a description."""

    text: str
    shown: str
    says: str
    goes_on: bool


def suggestions(typed: str) -> list[Suggestion]:
    """Return the completions of `typed`; none where it is too long."""
    if len(typed) > MOST_TYPED:
        return []
    return [
        Suggestion(one.text, one.shown, _says(one), one.kind is Kind.FIELD)
        for one in complete(typed)
    ]


def ways(here: SearchAddress) -> list[tuple[Suggestion, str]]:
    """Return each completion with its URL: its search, or after a field further completions."""
    return [
        (one, str(here.asking(one.text)) if not one.goes_on else suggesting(here.asking(one.text)))
        for one in suggestions(here.text)
    ]


def suggesting(here: SearchAddress) -> str:
    """Return the URL of the completions page for a search."""
    return f"{address_of('suggestions')}?{here.query_string}"


def told(number: int) -> str:
    """Return the number of completions as a status message for screen readers."""
    if not number:
        return _("No suggestions")
    return ngettext("%(n)d suggestion", "%(n)d suggestions", number) % {"n": number}


def _says(one: Completion) -> str:
    """Return `outlet, also The Gazette · 412 articles`."""
    also = ", ".join(one.also)
    words = [_kinds().get(one.kind, ""), _(one.meaning) if one.meaning else ""]
    if also:
        words.append(_("also %(names)s") % {"names": also})
    said = ", ".join(filter(None, words))
    return " · ".join(part for part in (said, _articles(one)) if part)


def _kinds() -> dict[Kind, str]:
    return {Kind.OUTLET: _("outlet"), Kind.AUTHOR: _("author"), Kind.SPEAKER: _("speaker")}


def _articles(one: Completion) -> str:
    if one.articles is None:
        return ""
    shown = f"{one.articles:,}"
    return ngettext("%(shown)s article", "%(shown)s articles", one.articles) % {"shown": shown}
