"""Search service: one request in, one page out.

The engine returns primary keys in one run; rows, names and labels come from the database, in a
number of queries that does not depend on the number of hits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from archive.errors import SearchTimeout
from archive.models import Article
from archive.models.cards import listed_cards
from archive.search.engines.contract import Answer, Explanation, Found, Question
from archive.search.language.canonical import canonical
from archive.search.limits import time_limit
from archive.search.narrowing import Narrowing, Unmet, facets, resolve_narrowing
from archive.search.nothing import Counts, Nothing, explained
from archive.search.query import Node
from archive.search.queue import (
    BEFORE_A_SEARCH,
    apply_queue,
    count_waiting,
    engine,
    is_waiting,
    queue,
    quietly,
    waiting_and_unlisted,
)
from archive.search.request import Match, SearchRequest
from archive.search.results import Hit, MonthCount, Pattern, ResultPage, Widening
from archive.search.snippets import Wanted, snippet, title, wanted
from archive.search.syntax import find_any_reading
from archive.search.widening.expanding import Table, keys_of, widened
from archive.search.widening.names import Meant, who_is_meant
from archive.search.widening.variants import table_of
from archive.text.messages import said, said_counted


@dataclass(frozen=True, slots=True)
class Understood:
    """A request ready to run: expanded engine query, resolved names, notes."""

    question: Question
    table: Table
    widenings: tuple[Widening, ...]
    meant: Meant
    notes: tuple[str, ...]
    narrowing: Narrowing


MOST_UNDER: Final = 12
"""Printings listed under the first one of their text; of more, only their number is shown."""
_ALL = 10_000_000  # more than any archive holds
_UNMARKED: Final = said(
    "There was no time to look for these words in every text found: where none is marked, the text"
    " is shown from its beginning."
)


def search(request: SearchRequest) -> ResultPage:
    """Return one page of hits with total, facets and months; SearchError if the index fails."""
    hidden, waiting = _caught_up()
    with time_limit():
        return _answered(request, hidden, waiting)


def _answered(
    request: SearchRequest, hidden: frozenset[int], waiting: tuple[str, ...]
) -> ResultPage:
    read = _understood(request, hidden)
    answer, rows = _run(read.question)
    hits, unmarked = _hits(answer, rows, wanted(read.question.query))
    return ResultPage(
        hits=hits,
        total=answer.total,
        facets=facets(answer.facets, read.narrowing),
        selected=read.narrowing.selected,
        months=tuple(MonthCount(month, count) for month, count in answer.months),
        undated=answer.undated,
        imprecise=answer.imprecise,
        possibly=answer.possibly,
        notes=(*read.notes, *waiting, *unmarked, *_emptiness(answer)),
        widenings=read.widenings,
        patterns=_patterns(answer),
        names=read.meant.resolved,
        nothing=None if answer.total else _nothing(request, read),
        folded=answer.folded,
    )


def explain(request: SearchRequest, pk: int) -> Explanation | None:
    """Explain the score of an article for a request; None if it does not match."""
    hidden, _ = _caught_up()
    with time_limit():
        return engine().explain(_understood(request, hidden).question, pk)


def as_run(node: Node | None, as_typed: frozenset[str] = frozenset()) -> Node | None:
    """Return the query with its spelling variants, to highlight it in a text."""
    with time_limit():
        return widened(node, table_of(keys_of(node), engine()), as_typed)[0]


def _understood(request: SearchRequest, hidden: frozenset[int]) -> Understood:
    asked = request.query
    meant = who_is_meant(asked)
    narrowing = resolve_narrowing(request.selected)
    table = table_of(keys_of(asked), engine())
    node, widenings = widened(asked, table, request.as_typed)
    question = Question(
        query=node,
        names=meant.names,
        selected=narrowing.chosen,
        sort=request.sort,
        offset=request.offset,
        limit=request.limit,
        hidden=hidden,
        printings=request.printings,
    )
    notes = (*meant.notes, *_unmet_notes(narrowing.unmet))
    return Understood(question, table, tuple(widenings), meant, notes, narrowing)


def _nothing(request: SearchRequest, read: Understood) -> Nothing | None:
    """Explain an empty result, and propose queries with results under the same facets."""
    if request.query is None and not read.question.selected:
        return None

    def found(node: Node) -> int:
        return count(query=widened(node, read.table, request.as_typed)[0])

    def count(**changed: Any) -> int:
        return engine().count([replace(read.question, **changed)])[0]

    either = None if request.match is Match.ANY else find_any_reading(request.text)
    unnarrowed = partial(count, selected={}) if read.question.selected else None
    counts = Counts(found, unnarrowed, engine().similar)
    return explained(request.query, either, counts, request.match)


def _patterns(answer: Answer) -> tuple[Pattern, ...]:
    return tuple(
        Pattern(canonical(node), found.shown, found.total, found.cut)
        for node, found in answer.expanded.items()
    )


def found_keys(request: SearchRequest) -> tuple[int, ...]:
    """Return the primary keys of all hits of a request in order, for export and feeds.

    Expanded as in `search`; printings of one text are not collapsed.
    """
    hidden, _ = _caught_up()
    whole = replace(request, offset=0, limit=_ALL, printings=None)
    with time_limit():
        return tuple(one.pk for one in engine().find(_understood(whole, hidden).question).page)


def _caught_up() -> tuple[frozenset[int], tuple[str, ...]]:
    """Apply waiting changes if possible at once; return the keys to hide, and a note."""
    if not is_waiting():
        return frozenset(), ()
    with quietly():
        apply_queue(BEFORE_A_SEARCH)
    if not (left := count_waiting()):
        return frozenset(), ()
    return waiting_and_unlisted(), (
        said_counted(
            "{shown} changed article waits to be indexed; what was found may be a little behind.",
            "{shown} changed articles wait to be indexed; what was found may be a little behind.",
            left,
            shown=f"{left:,}",
        ),
    )


def _run(question: Question) -> tuple[Answer, dict[int, Article]]:
    """Return the result and its articles; hits without a row are queued, and the search reruns."""
    answer, rows = _asked(question)
    gone = set(_shown(answer)) - set(rows)
    if gone:
        queue(gone)
        answer, rows = _asked(replace(question, hidden=question.hidden | gone))
    return answer, rows


def _asked(question: Question) -> tuple[Answer, dict[int, Article]]:
    answer = engine().find(question)
    return answer, listed_cards(_shown(answer))


def _shown(answer: Answer) -> list[int]:
    return [pk for found in answer.page for pk in (found.pk, *found.under[:MOST_UNDER])]


def _hits(
    answer: Answer, rows: dict[int, Article], words: tuple[Wanted, ...]
) -> tuple[tuple[Hit, ...], tuple[str, ...]]:
    """Build the hits of the page, and a note if there was no time to highlight all of them."""
    hits: list[Hit] = []
    sentences: tuple[str, ...] = ()
    for found in answer.page:
        if row := rows.get(found.pk):
            try:
                hits.append(_hit(found, row, rows, words))
            except SearchTimeout:
                words, sentences = (), (_UNMARKED,)
                hits.append(_hit(found, row, rows, words))
    return tuple(hits), sentences


def _hit(found: Found, row: Article, rows: dict[int, Article], words: tuple[Wanted, ...]) -> Hit:
    return Hit(
        article=row,
        score=found.score,
        title=title(row.title, words, row.language),
        snippet=snippet((row.standfirst, row.body), words, row.language),
        under=tuple(rows[pk] for pk in found.under[:MOST_UNDER] if pk in rows),
        folded=len(found.under),
    )


def _unmet_notes(unmet: Unmet) -> list[str]:
    return [
        said("There is no {facet} “{value}” in this archive.", facet=said(facet), value=value)
        for facet, values in unmet.items()
        for value in values
    ]


def _emptiness(answer: Answer) -> list[str]:
    """Note an incomplete index, a possible reason for an empty result."""
    if answer.total or answer.documents >= (held := Article.objects.listed().count()):
        return []
    return [
        said(
            "The index holds {documents} of {held} articles: what is not in it yet is not found.",
            documents=f"{answer.documents:,}",
            held=f"{held:,}",
        )
    ]
