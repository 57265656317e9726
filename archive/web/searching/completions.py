"""Completions as pages and the script show them: what is put in, what it is, where it leads."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models.addresses import address_of
from archive.search.completing import Completion, Kind, complete
from archive.web.searching.search_address import SearchAddress

MOST_TYPED = 400
"""Characters of a question that are read; what is longer is not completed."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion in words: the whole question then, what is put in, and what that is."""

    text: str
    shown: str
    says: str
    goes_on: bool


def suggestions(typed: str) -> list[Suggestion]:
    """The ways `typed` could go on; none for what is too long."""
    if len(typed) > MOST_TYPED:
        return []
    return [
        Suggestion(one.text, one.shown, _says(one), one.kind is Kind.FIELD)
        for one in complete(typed)
    ]


def ways(here: SearchAddress) -> list[tuple[Suggestion, str]]:
    """Each suggestion with where it leads: its search, or behind a field the next suggestions."""
    return [
        (one, str(here.asking(one.text)) if not one.goes_on else suggesting(here.asking(one.text)))
        for one in suggestions(here.text)
    ]


def suggesting(here: SearchAddress) -> str:
    """The page of suggestions for a question, narrowed as it is."""
    return f"{address_of('suggestions')}?{here.query_string}"


def told(number: int) -> str:
    """How many there are, for who does not see them."""
    if not number:
        return _("No suggestions")
    return ngettext("%(n)d suggestion", "%(n)d suggestions", number) % {"n": number}


def _says(one: Completion) -> str:
    """`outlet, also The Gazette · 412 articles`."""
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
