"""Contrasts between the outlets of a story: words, numbers, and the speakers they quote."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from archive.models import Article, Outlet, Quotation, QuotedPassage, Speaker
from archive.models.quotations import SpeakerCount, count_quoted_speakers
from archive.text.languages import is_function_word, strip_contraction
from archive.text.normalize import JOINERS
from archive.text.numbers import MONEY_UNITS, Figure
from archive.text.similarity import stem_word

MAX_SHOWN: Final = 12  # discrepancies
MAX_PER_NOUN: Final = 400  # figures compared per noun
MAX_SPEAKERS: Final = 30  # in the table: those with the most words
MAX_QUOTATIONS: Final = 20  # in the list: those of the most outlets
PRIOR: Final = 0.1
MIN_Z: Final = 1.96
MIN_COUNT: Final = 3
MIN_LETTERS: Final = 3
MAX_WORDS: Final = 10
_NEARBY_WORDS: Final = 8
_FAR_RATIOS: Final = (3, 10)  # of two figures at which more shared words are required
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_DISTINCTIVE_WORD: Final = re.compile(rf"[^\W\d_](?:[^\W_]|['’{JOINERS}-](?=\w)){{2,}}")
_CLAUSE_BREAK: Final = re.compile(r"[;:—–]")
_WEEKDAY: Final = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_NOISE_WORDS: Final = frozenset(
    "said says people year years month months week weeks days hour hours time times".split()
)
_MEASURES: Final = MONEY_UNITS | frozenset(
    "kilometres kilometers miles metres meters feet centimetres centimeters inches kilograms tonnes"
    " tons litres liters acres hectares barrels votes points".split()
)


@dataclass(frozen=True, slots=True)
class FigureMention:
    """A figure in an article, with the keys of article and outlet, and the paragraph number."""

    article: int
    outlet: int | None
    paragraph: int
    figure: Figure
    language: str = ""


@dataclass(frozen=True, slots=True)
class FigureDiscrepancy:
    """One thing with every figure reported for it, the smallest first."""

    noun: str
    mentions: tuple[FigureMention, ...]


def find_discrepancies(mentions: Sequence[FigureMention]) -> list[FigureDiscrepancy]:
    """Return the things for which at least two outlets report different figures."""
    by_noun: defaultdict[str, list[FigureMention]] = defaultdict(list)
    for mention in mentions:
        by_noun[mention.figure.noun].append(mention)
    discrepancies = [
        FigureDiscrepancy(noun, tuple(sorted(group, key=lambda mention: (mention.figure.value, mention.article))))
        for noun, mentions_of_noun in sorted(by_noun.items())
        for group in _group_mentions(mentions_of_noun[:MAX_PER_NOUN])
        if _is_discrepancy(group)
    ]
    discrepancies.sort(key=lambda discrepancy: -len({mention.outlet for mention in discrepancy.mentions}))
    return discrepancies[:MAX_SHOWN]


def _is_discrepancy(group: list[FigureMention]) -> bool:
    """Return whether two outlets differ, each with at most two figures of its own."""
    values: defaultdict[int | None, set[float]] = defaultdict(set)
    for mention in group:
        values[mention.outlet].add(mention.figure.value)
    has_different_values = len(values) > 1 and len(set.union(*values.values())) > 1
    return has_different_values and max(map(len, values.values())) <= 2


def _group_mentions(mentions: list[FigureMention]) -> list[list[FigureMention]]:
    """Group figures of one noun by shared content words near them: more for measures, and for figures far apart."""
    groups: list[tuple[set[str], list[FigureMention]]] = []
    for mention in mentions:
        words = _extract_nearby_stems(mention)
        for group_words, members in groups:
            small, large = sorted((members[0].figure.value, mention.figure.value))
            required_words = 1 + (mention.figure.noun in _MEASURES) + sum(large > far * small for far in _FAR_RATIOS)
            if len(group_words & words) >= required_words and not _are_different_things(members[0], mention):
                members.append(mention)
                break
        else:
            groups.append((words, [mention]))
    return [members for _, members in groups]


def _are_different_things(first: FigureMention, second: FigureMention) -> bool:
    """Return whether they are in one paragraph, or name weekdays and none in common."""
    if (first.article, first.paragraph) == (second.article, second.paragraph):
        return first.figure.value != second.figure.value
    weekdays = [set(_WEEKDAY.findall(mention.figure.before + mention.figure.after)) for mention in (first, second)]
    return all(weekdays) and weekdays[0].isdisjoint(weekdays[1])


def _extract_nearby_stems(mention: FigureMention) -> set[str]:
    """Return the stems of content words near a figure, without names."""
    text_before = _CLAUSE_BREAK.split(mention.figure.before)[-1]
    text_after = _CLAUSE_BREAK.split(mention.figure.after)[0]
    words = [*_WORD.findall(text_before)[-_NEARBY_WORDS:], *_WORD.findall(text_after)[:_NEARBY_WORDS]]
    return {
        stem_word(word, mention.language)
        for word in words
        if word[0].islower() and word not in _NOISE_WORDS and not is_function_word(word, mention.language)
    }


@dataclass(frozen=True, slots=True)
class DistinctiveWord:
    """A word with its counts in the outlet and elsewhere, and the z-score of the difference (Monroe et al. 2008)."""

    word: str
    count: int
    elsewhere: int
    z: float


def count_words(text: str, language: str = "") -> Counter[str]:
    """Count words, case-folded and without contractions (`bank’s`, `l’orge`)."""
    return Counter(strip_contraction(word.casefold(), language) for word in _DISTINCTIVE_WORD.findall(text))


def find_distinctive_words(texts: Mapping[int, Counter[str]], language: str = "") -> dict[int, list[DistinctiveWord]]:
    """Return, for each key (an outlet), the words overrepresented against all others."""
    total_counts: Counter[str] = Counter()
    for counts in texts.values():
        total_counts.update(counts)
    return {key: _rank_words(counts, total_counts, language) for key, counts in texts.items()}


def _rank_words(counts: Counter[str], total_counts: Counter[str], language: str) -> list[DistinctiveWord]:
    outlet_total, total = counts.total(), total_counts.total()
    words = []
    for word, count in counts.items():
        if count < MIN_COUNT or len(word) < MIN_LETTERS:
            continue
        count_elsewhere = total_counts[word] - count
        both_sides = ((count, outlet_total), (count_elsewhere, total - outlet_total))
        z = _compute_z(both_sides, PRIOR * total_counts[word], PRIOR * total)
        if z >= MIN_Z and not is_function_word(word, language):
            words.append(DistinctiveWord(word, count, count_elsewhere, round(z, 2)))
    return sorted(words, key=lambda row: (-row.z, row.word))[:MAX_WORDS]


def _compute_z(both_sides: Sequence[tuple[int, int]], alpha: float, prior: float) -> float:
    """Return the z-score of a word from (count, total) here and elsewhere."""
    if not both_sides[1][1]:
        return 0.0
    odds, other_odds = (
        math.log((y + alpha) / (n + prior - y - alpha)) if n + prior > y + alpha else 0.0 for y, n in both_sides
    )
    return (odds - other_odds) / math.sqrt(sum(1 / (y + alpha) for y, _ in both_sides))


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
