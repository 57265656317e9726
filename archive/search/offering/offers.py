"""Completions as values, and the facet counts they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from archive.search.engines.contract import Question, Value
from archive.search.queue import engine
from archive.search.request import FacetName

MOST: Final = 10
"""Completions of one query."""
OF_A_KIND: Final = 2
"""Fields, names and spellings, each, when offered together with words."""
LETTERS: Final = 2
"""Letters typed before words are suggested."""


class Kind(StrEnum):
    """Kind of a completion."""

    FIELD = "field"
    OUTLET = "outlet"
    AUTHOR = "author"
    SPEAKER = "speaker"
    VALUE = "value"
    SPELLING = "spelling"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion of a query.

    `text` is the whole completed query, `inserted_text` the inserted part, `articles` how many
    there are (None: not counted), `meaning` an explanation, `alternatives` other names and
    spellings.
    """

    kind: Kind
    text: str
    shown: str
    articles: int | None = None
    meaning: str = ""
    also: tuple[str, ...] = ()


Offers = Iterator[Completion]


def facet_values(facet: FacetName, ticked: Iterable[int] = ()) -> tuple[tuple[Value, int], ...]:
    """Return the most frequent values of a facet over the whole index, and all selected ones."""
    values: frozenset[Value] = frozenset(ticked)
    selected = {facet: values} if values else {}
    question = Question(selected=selected, facets=(facet,), limit=0, step=None, nearness=False)
    return engine().find(question).facets[facet]
