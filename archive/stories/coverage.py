"""Contents of a story's page: articles, distinctive words, figures, absent outlets."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import F

from archive.models import Article, Outlet, Story
from archive.models.articles import ArticleQuerySet
from archive.stories.absent import AbsentOutlets, find_absent_outlets
from archive.stories.differing import Differing, Given, differing
from archive.stories.distinctive import Distinctive, distinctive, words_in
from archive.text.figures import figures_in
from archive.text.languages import base_language
from archive.text.notices import are_notices

MOST_SHOWN: Final = 200
"""Maximum number of articles on the page of a story: the earliest."""
MOST_ARTICLES: Final = 120
"""Maximum number of articles whose texts are compared: the earliest."""
_LONGEST: Final = 40_000  # characters of a text that are read


@dataclass(frozen=True, slots=True)
class OutletWords:
    """Distinctive words of one outlet in one language, and its total number of words.

    `is_alone` if no other outlet printed anything in this language.
    """

    outlet: Outlet
    language: str
    words: tuple[Distinctive, ...]
    total: int
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Contents of a story's page; `first` and `last` are the days its articles certainly span.

    `outlets` counts the known ones. `articles` are the earliest of `total`; words and figures are
    of the first `compared` of these.
    """

    articles: tuple[Article, ...]
    total: int
    outlets: int
    compared: int
    first: date | None
    last: date | None
    words: tuple[OutletWords, ...]
    figures: tuple[Differing, ...]
    absent: AbsentOutlets

    @property
    def name(self) -> str:
        """Return the headline of the earliest article."""
        return self.articles[0].title if self.articles else ""


def articles_of(story: Story) -> ArticleQuerySet:
    """Select the listed articles, earliest latest-possible day first, undated ones last."""
    rows = Article.objects.listed().filter(membership__story=story).for_cards()
    return rows.select_related("outlet", "membership").order_by(
        F("latest").asc(nulls_last=True), F("earliest").asc(nulls_last=True), "identifier"
    )


def coverage(story: Story) -> Coverage:
    """Build the page of a story in a fixed number of queries; two more for a large one."""
    everything = articles_of(story)
    articles = list(everything[:MOST_SHOWN])
    total, here = len(articles), {article.outlet_id for article in articles}
    if total == MOST_SHOWN:
        total = everything.count()
        here = set(everything.order_by().values_list("outlet", flat=True).distinct())
    days = [row.earliest for row in articles if row.is_exactly_dated and row.earliest]
    first, last = (min(days), max(days)) if days else (None, None)
    compared = articles[:MOST_ARTICLES]
    absent = find_absent_outlets(compared, here, first, last) if first and last else None
    return Coverage(
        articles=tuple(articles),
        total=total,
        outlets=len(here - {None}),
        compared=len(compared),
        first=first,
        last=last,
        words=_words(compared),
        figures=tuple(differing(_figures(compared))),
        absent=absent or AbsentOutlets(),
    )


def _words(articles: Sequence[Article]) -> tuple[OutletWords, ...]:
    """Compare the known outlets of each language."""
    outlets = {article.outlet.pk: article.outlet for article in articles if article.outlet}
    known = {base_language(article.language) for article in articles} - {""}
    otherwise = next(iter(known)) if len(known) == 1 else ""
    counts: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for article in articles:
        if article.outlet:
            language = base_language(article.language) or otherwise
            words = words_in(article.body[:_LONGEST], language)
            counts[language][article.outlet.pk].update(words)
    if all(len(of_language) < 2 for of_language in counts.values()):
        return ()
    rows = [
        OutletWords(outlets[pk], language, tuple(words), of[pk].total(), is_alone=len(of) < 2)
        for language, of in counts.items()
        for pk, words in distinctive(of, language).items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.outlet.name, row.language)))


def _figures(articles: Sequence[Article]) -> list[Given]:
    return [
        Given(article.pk, article.outlet_id, number, figure, article.language)
        for article in articles
        for number, text in _news_paragraphs(article)
        for figure in figures_in(text[:_LONGEST], article.language)
    ]


def _news_paragraphs(article: Article) -> Iterator[tuple[int, str]]:
    """Return numbered paragraphs, without correction notices."""
    paragraphs = article.paragraphs
    are = are_notices(paragraphs)
    return (
        (number, text)
        for number, (text, is_notice) in enumerate(zip(paragraphs, are, strict=True), start=1)
        if not is_notice
    )
