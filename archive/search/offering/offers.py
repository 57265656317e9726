"""A completion as a value, and the counts that stand beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from archive.search.engines.contract import Question, Value
from archive.search.queue import engine
from archive.search.request import FacetName

MOST: Final = 10
"""Completions of one question."""
OF_A_KIND: Final = 2
"""Of fields, names and spellings, where all of them stand together with words."""
LETTERS: Final = 2
"""Typed before words are offered."""


class Kind(StrEnum):
    """What a completion is."""

    FIELD = "field"
    OUTLET = "outlet"
    AUTHOR = "author"
    SPEAKER = "speaker"
    VALUE = "value"
    SPELLING = "spelling"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Completion:
    """One way a question could go on.

    `text` is the whole question then, `shown` what is put in, `articles` how many there are (None:
    not counted), `meaning` what it is in words, `also` other names and spellings of the same.
    """

    kind: Kind
    text: str
    shown: str
    articles: int | None = None
    meaning: str = ""
    also: tuple[str, ...] = ()


Offers = Iterator[Completion]


def facet_values(facet: FacetName, ticked: Iterable[int] = ()) -> tuple[tuple[Value, int], ...]:
    """The most frequent values of a facet over the whole index, and all that are ticked."""
    values: frozenset[Value] = frozenset(ticked)
    selected = {facet: values} if values else {}
    question = Question(selected=selected, facets=(facet,), limit=0, step=None, nearness=False)
    return engine().find(question).facets[facet]
