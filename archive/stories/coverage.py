"""Contents of a story's page: articles, distinctive words, figures, absent outlets, timeline."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import F

from archive.models import Article, Outlet, Story
from archive.stories.absent_outlets import AbsentOutlets, find_absent_outlets
from archive.stories.differing_figures import FigureDiscrepancy, FigureMention, find_discrepancies
from archive.stories.distinctive_words import DistinctiveWord, PrintedWords, count_words, find_distinctive_words
from archive.text.languages import get_base_language
from archive.text.numbers import find_figures
from archive.text.sentences import flag_notices
from archive.web.charts import format_percent
from archive.web.coverage import shift_and_clamp_day
from archive.web.links import format_short_month

MAX_SHOWN: Final = 200  # articles on the page of a story: the earliest
MAX_COMPARED: Final = 120  # articles whose texts are compared: the earliest
_MAX_CHARS: Final = 40_000  # of a text that are read
_MARGIN_DAYS: Final = 2
_MAX_TICKS: Final = 5


@dataclass(frozen=True, slots=True)
class OutletWords:
    """Distinctive words of one outlet in one language, and its total number of words.

    `is_alone` if no other outlet printed anything in this language.
    """

    outlet: Outlet
    language: str
    words: tuple[DistinctiveWord, ...]
    total: int
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class StoryCoverage:
    """Contents of a story's page; `first` and `last` are the days its articles certainly span.

    `outlets` counts the known ones. `articles` are the earliest of `total`; words and figures are of the first
    `compared` of these.
    """

    articles: tuple[Article, ...]
    total: int
    outlets: int
    compared: int
    first: date | None
    last: date | None
    words: tuple[OutletWords, ...]
    figures: tuple[FigureDiscrepancy, ...]
    absent: AbsentOutlets

    @property
    def name(self) -> str:
        """Return the headline of the earliest article."""
        return self.articles[0].title if self.articles else ""


def build_coverage(story: Story) -> StoryCoverage:
    """Build the page of a story in a fixed number of queries; two more for a large one."""
    rows = Article.objects.listed().filter(membership__story=story).for_cards().select_related("outlet", "membership")
    undated_last = [F("latest").asc(nulls_last=True), F("earliest").asc(nulls_last=True)]
    all_articles = rows.order_by(*undated_last, "identifier")
    articles = list(all_articles[:MAX_SHOWN])
    total = len(articles)
    outlet_ids = {article.outlet_id for article in articles}
    if total == MAX_SHOWN:
        total = all_articles.count()
        outlet_ids = set(all_articles.order_by().values_list("outlet", flat=True).distinct())
    days = [row.earliest for row in articles if row.is_exactly_dated and row.earliest]
    first, last = (min(days), max(days)) if days else (None, None)
    compared = articles[:MAX_COMPARED]
    absent = find_absent_outlets(compared, outlet_ids, first, last) if first and last else None
    return StoryCoverage(
        articles=tuple(articles),
        total=total,
        outlets=len(outlet_ids - {None}),
        compared=len(compared),
        first=first,
        last=last,
        words=_compare_words(compared),
        figures=tuple(find_discrepancies(_extract_figures(compared))),
        absent=absent or AbsentOutlets(),
    )


def _compare_words(articles: Sequence[Article]) -> tuple[OutletWords, ...]:
    """Compare the known outlets of each language."""
    outlets = {article.outlet.pk: article.outlet for article in articles if article.outlet}
    known_languages = {get_base_language(article.language) for article in articles} - {""}
    default_language = next(iter(known_languages)) if len(known_languages) == 1 else ""
    counts: dict[str, dict[int, PrintedWords]] = defaultdict(lambda: defaultdict(PrintedWords))
    for article in articles:
        if article.outlet:
            language = get_base_language(article.language) or default_language
            words = count_words(article.body[:_MAX_CHARS], language)
            counts[language][article.outlet.pk].update(words)
    if all(len(language_counts) < 2 for language_counts in counts.values()):
        return ()
    rows = [
        OutletWords(outlets[pk], language, tuple(words), by_outlet[pk].total(), is_alone=len(by_outlet) < 2)
        for language, by_outlet in counts.items()
        for pk, words in find_distinctive_words(by_outlet, language).items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.outlet.name, row.language)))


def _extract_figures(articles: Sequence[Article]) -> list[FigureMention]:
    """Return the figures of all paragraphs but correction notices."""
    mentions = []
    for article in articles:
        day = article.earliest if article.is_exactly_dated else None
        notice_flags = flag_notices(article.paragraphs)
        for number, (text, is_notice) in enumerate(zip(article.paragraphs, notice_flags, strict=True), start=1):
            if is_notice:
                continue
            mentions += [
                FigureMention(article.pk, article.outlet_id, number, figure, article.language, day)
                for figure in find_figures(text[:_MAX_CHARS], article.language)
            ]
    return mentions


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One article: a day, or an uncertain date as a span. Without a date nothing is drawn."""

    article: Article
    left: str = ""
    width: str = ""
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """A story's timeline: a row for each article, and the position and words of each axis label."""

    rows: tuple[TimelineRow, ...]
    ticks: tuple[tuple[str, str], ...] = ()


def build_timeline_chart(articles: Sequence[Article]) -> TimelineChart:
    """Build the timeline, from two days before the first known day to two after the last."""
    exact = [row.earliest for row in articles if row.is_exactly_dated and row.earliest]
    days = exact or [day for row in articles for day in (row.earliest, row.latest) if day]
    if not days:
        return TimelineChart(tuple(TimelineRow(article) for article in articles))
    first, last = shift_and_clamp_day(min(days), -_MARGIN_DAYS), shift_and_clamp_day(max(days), _MARGIN_DAYS)
    return TimelineChart(tuple(_build_row(row, first, last) for row in articles), _build_ticks(first, last))


def _build_row(article: Article, first: date, last: date) -> TimelineRow:
    days = (last - first).days + 1
    start = max(article.earliest or first, first)
    end = min(article.latest or last, last)
    is_undated = article.earliest is None and article.latest is None
    if is_undated or start > end:  # entirely outside the axis
        return TimelineRow(article)
    return TimelineRow(
        article,
        left=format_percent(100 * (start - first).days / days),
        width=format_percent(100 * ((end - start).days + 1) / days),
        is_day=article.is_exactly_dated,
    )


def _build_ticks(first: date, last: date) -> tuple[tuple[str, str], ...]:
    days = (last - first).days + 1
    inner_days = days - 2 * _MARGIN_DAYS
    step = max(1, -(-inner_days // _MAX_TICKS))
    ticks = []
    for offset in range(_MARGIN_DAYS, min(days, _MARGIN_DAYS + max(inner_days, 1)), step):
        day = first + timedelta(days=offset)
        position = format_percent(100 * (2 * offset + 1) / (2 * days))
        ticks.append((position, f"{day.day} {format_short_month(day.month)}"))
    return tuple(ticks)
