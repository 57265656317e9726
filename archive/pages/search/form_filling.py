"""The fields of the advanced search, filled from a query."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from archive.pages.search.query_periods import find_period, list_conjuncts
from archive.search.query import nodes
from archive.search.query.nodes import And, DateClause, NameClause, Node, Not, Or, Phrase, Term
from archive.search.query.parser import ParsedQuery, to_canonical
from archive.search.query.request import MatchMode

NO_PERIOD: Final = DateClause(None, None)
_SINGLE_FIELDS: Final = ("phrase", "any", "author", "outlet")  # they hold one part of a query
_OPERATOR_WORDS: Final = frozenset("and or not near same but adj onear".split())


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The values of the fields by name; `query` is what none of them can say."""

    query: str
    fields: dict[str, str]
    period: DateClause


def fill_form(parsed: ParsedQuery, text: str) -> FilledForm:
    """Distribute the parts of a query (`text` as typed) over the fields that, composed again, mean the same.

    For any of its words, a query stays as a whole, as the fields would mean something else.
    """
    if parsed.mode is MatchMode.ANY:
        return FilledForm(text, {}, NO_PERIOD)
    values: defaultdict[str, list[str]] = defaultdict(list)
    remaining = []
    period = find_period(parsed.node)
    for part in list_conjuncts(parsed.node):
        if period != NO_PERIOD and isinstance(part, DateClause) and not part.possible:
            continue
        name, words = _find_field(part)
        if not name or (values[name] and name in _SINGLE_FIELDS):
            remaining.append(part)
        else:
            values[name].append(words)
    query = to_canonical(nodes.combine_with(And, remaining)) if remaining else ""
    return FilledForm(query, {name: " ".join(parts) for name, parts in values.items() if parts}, period)


def _find_field(part: Node) -> tuple[str, str]:
    """Return the field that says a part of the query, and its text there; empty where none does."""
    match part:
        case Term(text, "text", False) if _is_plain(text):
            return "all", text
        case Term(text, "title", False) if _is_plain(text):
            return "title", text
        case Phrase(text, "text", False):
            return "phrase", text
        case Not(Term(text, "text", False)) if _is_plain(text):
            return "none", text
        case NameClause(("author" | "outlet") as field, name) if not set(name) & set('"“”()\\'):
            return field, name
        case Or(parts) if all(isinstance(word, Term) and _find_field(word)[0] == "all" for word in parts):
            return "any", " ".join(_find_field(word)[1] for word in parts)
    return "", ""


def _is_plain(text: str) -> bool:
    """Return whether a word stays the same word in the query language."""
    return text.isalnum() and text.casefold() not in _OPERATOR_WORDS
