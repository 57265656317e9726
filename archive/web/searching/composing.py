"""Builds a query from the fields of the advanced search form."""

import re
from datetime import date
from typing import Final

from django.utils.translation import gettext

from archive.errors import QuerySyntaxError
from archive.search.query import And, Or, Published
from archive.search.request import Match
from archive.search.syntax import canonical, parse
from archive.web.address import Asked, BadAddress, shortened
from archive.web.searching.narrowing import within

FIELDS: Final = ("within", "all", "phrase", "any", "none", "title", "author", "outlet")
_MARKS: Final = re.compile(r'["“”()\\]')
_LONGEST: Final = 400


def composed(asked: Asked) -> str:
    """Return the query `q` extended by the form's fields, in the match mode of that search.

    In any-word mode the parts are joined by AND.
    """
    mode = Match(asked.choice("narrow-match", tuple(Match), Match.ALL))
    given = {name: asked.text(name, _LONGEST) for name in FIELDS}
    parts = [
        given["within"],
        _all(given["all"], mode),
        _quoted(given["phrase"]),
        _either(given["any"].split()),
        *(f"NOT {_word(word)}" for word in given["none"].split()),
        *(f"title:{_word(word)}" for word in given["title"].split()),
        _field("author", given["author"]),
        _field("outlet", given["outlet"]),
    ]
    added = [part for part in parts if part]
    question = asked.text("q", 4_000)
    if added:
        bracketed = [_bracketed(part, mode) for part in (question, *added)]
        between = " AND " if mode is Match.ANY else " "
        question = between.join(part for part in bracketed if part)
    return _for_a_period(asked, question, mode)


def _all(text: str, mode: Match) -> str:
    """Return a query for all of these words, whatever the match mode."""
    try:
        return canonical(parse(text).node, mode) if text and mode is Match.ANY else text
    except QuerySyntaxError:
        return text


def _quoted(text: str) -> str:
    words = " ".join(_MARKS.sub(" ", text).split())
    return f'"{words}"' if words else ""


def _word(text: str) -> str:
    """Return one word, quoted where it would be parsed as more."""
    return text if text.isalnum() else _quoted(text)


def _either(words: list[str]) -> str:
    alternatives = [word for word in map(_word, words) if word]
    return " OR ".join(alternatives)


def _field(name: str, text: str) -> str:
    words = _quoted(text)
    return f"{name}:{words}" if words else ""


def _for_a_period(asked: Asked, question: str, mode: Match) -> str:
    first, last = _day(asked, "from"), _day(asked, "until")
    if not first and not last:
        return question
    if first and last and last < first:
        first, last = last, first
    try:
        return within(parse(question, mode=mode), question, first, last)
    except QuerySyntaxError:
        return f"{question} {canonical(Published(first, last))}".strip()


def _day(asked: Asked, name: str) -> date | None:
    """Parse the day of a field; InvalidParameter where it is none."""
    text = asked.text(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadAddress(
            gettext("‘%s’ is not a day. Write it as 2016-02-04.") % shortened(text),
            asked.without(name),
        ) from None


def _bracketed(text: str, mode: Match) -> str:
    """Add brackets where joining the query to others would change its meaning."""
    try:
        parsed = parse(text, mode=mode)
    except QuerySyntaxError:
        return text
    if parsed.node is None:
        return ""
    written = parsed.text if parsed.repairs else text
    loose = Or if mode is Match.ALL else And | Or
    return f"({written})" if isinstance(parsed.node, loose) else written
