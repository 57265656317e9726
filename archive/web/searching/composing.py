"""A question put together from a form: every field becomes the operator one could have typed."""

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
    """The question `q` with what the form's fields add to it, read as the search it was sent from.

    Where words side by side mean any of them, AND stands between the parts.
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
    """Words that must all be there, however words side by side are read."""
    try:
        return canonical(parse(text).node, mode) if text and mode is Match.ANY else text
    except QuerySyntaxError:
        return text


def _quoted(text: str) -> str:
    words = " ".join(_MARKS.sub(" ", text).split())
    return f'"{words}"' if words else ""


def _word(text: str) -> str:
    """One word; what would be read as more is quoted."""
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
    """The day a field holds; BadAddress where it holds something else."""
    text = asked.text(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadAddress(
            gettext("‘%s’ is not a day. Write it as 2016-02-04.") % shortened(text),
            asked.without(name),
        ) from None


def _bracketed(text: str, mode: Match) -> str:
    """In brackets where joining it to more would change what it means."""
    try:
        parsed = parse(text, mode=mode)
    except QuerySyntaxError:
        return text
    if parsed.node is None:
        return ""
    written = parsed.text if parsed.repairs else text
    loose = Or if mode is Match.ALL else And | Or
    return f"({written})" if isinstance(parsed.node, loose) else written
