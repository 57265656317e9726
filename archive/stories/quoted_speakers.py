"""Speakers whom the outlets of a story quote, and the quotations that several of them print."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from archive.models import Article, Outlet, Quotation, QuotedPassage, Speaker
from archive.models.quotations import SpeakerCount, count_quoted_speakers

MAX_SPEAKERS: Final = 30  # in the table: those with the most words
MAX_QUOTATIONS: Final = 20  # in the list: those of the most outlets


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """One speaker: counts of each outlet in the order of the columns, and totals."""

    speaker: Speaker
    cells: tuple[SpeakerCount | None, ...]

    @property
    def statements(self) -> int:
        """Return the number of statements in all outlets."""
        return sum(cell.statements for cell in self.cells if cell)

    @property
    def words(self) -> int:
        """Return the number of words in all outlets."""
        return sum(cell.words for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class SpeakerTable:
    """Table of speakers by outlets (None: unknown ones), and the shared quotations with their outlets."""

    outlets: tuple[Outlet | None, ...]
    rows: tuple[SpeakerRow, ...]
    omitted_speakers: int
    quotations: tuple[tuple[Quotation, list[Outlet]], ...]
    omitted_quotations: int


def build_speaker_table(articles: Sequence[Article]) -> SpeakerTable:
    """Build the table for these articles, with outlets loaded; at most four queries."""
    by_id = {article.outlet_id: article.outlet for article in articles}  # those that quote nobody have a column too
    outlets = tuple(sorted(by_id.values(), key=lambda outlet: (outlet is None, outlet.name if outlet else "")))
    speaker_rows = _build_rows(count_quoted_speakers(article.pk for article in articles), outlets)
    outlets_by_quotation = _find_common_quotations(articles)
    most_printed = sorted(outlets_by_quotation, key=lambda pk: (-len(outlets_by_quotation[pk]), pk))[:MAX_QUOTATIONS]
    rows = Quotation.objects.select_related("speaker").in_bulk(most_printed)
    quotations = tuple(
        (rows[pk], [outlet for outlet in outlets if outlet and outlet.pk in outlets_by_quotation[pk]])
        for pk in most_printed
        if pk in rows
    )
    return SpeakerTable(
        outlets=outlets,
        rows=tuple(speaker_rows[:MAX_SPEAKERS]),
        omitted_speakers=max(0, len(speaker_rows) - MAX_SPEAKERS),
        quotations=quotations,
        omitted_quotations=len(outlets_by_quotation) - len(most_printed),
    )


def _build_rows(counts: Iterable[SpeakerCount], outlets: Sequence[Outlet | None]) -> list[SpeakerRow]:
    """Build the rows, the speaker with the most words first."""
    by_speaker: defaultdict[Speaker, dict[int | None, SpeakerCount]] = defaultdict(dict)
    for count in counts:
        by_speaker[count.speaker][count.outlet] = count
    columns = [outlet.pk if outlet else None for outlet in outlets]
    rows = [SpeakerRow(speaker, tuple(map(cells.get, columns))) for speaker, cells in by_speaker.items()]
    return sorted(rows, key=lambda row: (-row.words, row.speaker.name))


def _find_common_quotations(articles: Iterable[Article]) -> dict[int, set[int]]:
    """Return the outlets of each quotation that two known outlets or more printed."""
    rows = QuotedPassage.objects.listed().filter(article__in=[row.pk for row in articles])
    assigned = rows.exclude(quotation=None).exclude(article__outlet=None).order_by()
    outlets_by_quotation: defaultdict[int, set[int]] = defaultdict(set)
    for quotation, outlet in assigned.values_list("quotation", "article__outlet").distinct():
        outlets_by_quotation[quotation].add(outlet)
    return {quotation: outlets for quotation, outlets in outlets_by_quotation.items() if len(outlets) > 1}
