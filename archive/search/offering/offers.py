"""Completions as values, and the facet counts they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from archive.search.engines.contract import EngineQuery, FacetKey
from archive.search.queue import get_engine
from archive.search.request import FacetName

MAX_COMPLETIONS: Final = 10
"""Completions of one query."""
MAX_PER_KIND: Final = 2
"""Fields, names and spellings, each, when offered together with words."""
MIN_LETTERS: Final = 2
"""Letters typed before words are suggested."""


class CompletionKind(StrEnum):
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

    kind: CompletionKind
    text: str
    inserted_text: str
    articles: int | None = None
    meaning: str = ""
    alternatives: tuple[str, ...] = ()


Completions = Iterator[Completion]


def load_facet_values(
    facet: FacetName, selected_keys: Iterable[int] = ()
) -> tuple[tuple[FacetKey, int], ...]:
    """Return the most frequent values of a facet over the whole index, and all selected ones."""
    values: frozenset[FacetKey] = frozenset(selected_keys)
    selected = {facet: values} if values else {}
    engine_query = EngineQuery(
        selected=selected, facets=(facet,), limit=0, interval=None, use_proximity=False
    )
    return get_engine().find(engine_query).facets[facet]
