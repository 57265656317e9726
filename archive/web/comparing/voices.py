"""Speakers of a story by outlet, and quotations that several outlets printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from archive.models import Article, Outlet, Quotation, QuotedPassage, Speaker
from archive.quotations.store import Voice, quoted_in

MOST_SPEAKERS: Final = 30
"""Maximum number of speakers in the table: those with the most words."""
MOST_QUOTATIONS: Final = 20
"""Maximum number of quotations in the list: those of the most outlets."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One speaker: counts of each outlet in the order of the columns, and totals."""

    speaker: Speaker
    voices: tuple[Voice | None, ...]

    @property
    def statements(self) -> int:
        """Return the number of statements in all outlets."""
        return sum(voice.statements for voice in self.voices if voice)

    @property
    def words(self) -> int:
        """Return the number of words in all outlets."""
        return sum(voice.words for voice in self.voices if voice)


@dataclass(frozen=True, slots=True)
class Shared:
    """A quotation that several outlets of the story printed."""

    quotation: Quotation
    outlets: tuple[Outlet, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """Table of speakers by outlets (None: unknown ones), and the shared quotations."""

    outlets: tuple[Outlet | None, ...]
    heard: tuple[Heard, ...]
    left_out: int
    """Number of speakers not in the table."""
    shared: tuple[Shared, ...]
    not_listed: int
    """Number of quotations not in the list."""


def voices(articles: Sequence[Article]) -> Voices:
    """Build the table for these articles, with outlets loaded; at most four queries."""
    outlets = _outlets(articles)
    found = _heard(quoted_in(article.pk for article in articles), outlets)
    common = _in_common(articles)
    most = sorted(common, key=lambda pk: (-len(common[pk]), pk))[:MOST_QUOTATIONS]
    rows = Quotation.objects.select_related("speaker").in_bulk(most)
    by_pk = {outlet.pk: outlet for outlet in outlets if outlet}
    shared = [
        Shared(rows[pk], tuple(one for one in by_pk.values() if one.pk in common[pk]))
        for pk in most
        if pk in rows
    ]
    return Voices(
        outlets=outlets,
        heard=tuple(found[:MOST_SPEAKERS]),
        left_out=max(0, len(found) - MOST_SPEAKERS),
        shared=tuple(shared),
        not_listed=len(common) - len(most),
    )


def _outlets(articles: Iterable[Article]) -> tuple[Outlet | None, ...]:
    """Sort outlets by name, unknown ones last; those that quote nobody have a column too."""
    known = {article.outlet_id: article.outlet for article in articles}
    return tuple(sorted(known.values(), key=lambda one: (one is None, one.name if one else "")))


def _heard(said: Iterable[Voice], outlets: Sequence[Outlet | None]) -> list[Heard]:
    """Build the rows, the speaker with the most words first."""
    by_speaker: dict[Speaker, dict[int | None, Voice]] = {}
    for voice in said:
        by_speaker.setdefault(voice.speaker, {})[voice.outlet] = voice
    columns = [outlet.pk if outlet else None for outlet in outlets]
    rows = [
        Heard(speaker, tuple(cells.get(column) for column in columns))
        for speaker, cells in by_speaker.items()
    ]
    return sorted(rows, key=lambda row: (-row.words, row.speaker.name))


def _in_common(articles: Iterable[Article]) -> dict[int, set[int]]:
    """Return the outlets of each quotation that two known outlets or more printed."""
    rows = QuotedPassage.objects.listed().filter(article__in=[row.pk for row in articles])
    joined = rows.exclude(quotation=None).exclude(article__outlet=None).order_by()
    printed: dict[int, set[int]] = {}
    for quotation, outlet in joined.values_list("quotation", "article__outlet").distinct():
        printed.setdefault(quotation, set()).add(outlet)
    return {quotation: outlets for quotation, outlets in printed.items() if len(outlets) > 1}
