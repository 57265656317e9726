"""Who the outlets of a story quote and how much, and what several of them printed of one thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from archive.models import Article, Outlet, Quotation, QuotedPassage, Speaker
from archive.quotations.store import Voice, quoted_in

MOST_SPEAKERS: Final = 30
"""Speakers in the table; of more, those with the most words."""
MOST_QUOTATIONS: Final = 20
"""Quotations in the list; of more, those that the most outlets printed."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One speaker: what each outlet quotes of them, in the order of the columns, and in all."""

    speaker: Speaker
    voices: tuple[Voice | None, ...]

    @property
    def statements(self) -> int:
        """In all outlets together."""
        return sum(voice.statements for voice in self.voices if voice)

    @property
    def words(self) -> int:
        """Of all statements together."""
        return sum(voice.words for voice in self.voices if voice)


@dataclass(frozen=True, slots=True)
class Shared:
    """A quotation that several outlets of the story printed."""

    quotation: Quotation
    outlets: tuple[Outlet, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """The table of speakers by outlets (None: unknown ones), and the quotations in common."""

    outlets: tuple[Outlet | None, ...]
    heard: tuple[Heard, ...]
    left_out: int
    """Speakers that the table has no room for."""
    shared: tuple[Shared, ...]
    not_listed: int
    """Quotations that the list has no room for."""


def voices(articles: Sequence[Article]) -> Voices:
    """Of these articles, with their outlets; four queries at most, however many they are."""
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
    """By name, the unknown ones last; one that quotes nobody has its column too."""
    known = {article.outlet_id: article.outlet for article in articles}
    return tuple(sorted(known.values(), key=lambda one: (one is None, one.name if one else "")))


def _heard(said: Iterable[Voice], outlets: Sequence[Outlet | None]) -> list[Heard]:
    """The speaker with the most words first."""
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
    """The quotations that two known outlets or more printed here, with the outlets."""
    rows = QuotedPassage.objects.listed().filter(article__in=[row.pk for row in articles])
    joined = rows.exclude(quotation=None).exclude(article__outlet=None).order_by()
    printed: dict[int, set[int]] = {}
    for quotation, outlet in joined.values_list("quotation", "article__outlet").distinct():
        printed.setdefault(quotation, set()).add(outlet)
    return {quotation: outlets for quotation, outlets in printed.items() if len(outlets) > 1}
