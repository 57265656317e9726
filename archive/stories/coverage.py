"""Door: one story as its outlets told it, and the outlets of which no article was found."""

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
"""Articles on the page of a story; of a larger one, the earliest."""
MOST_ARTICLES: Final = 120
"""Articles whose texts are compared; of a larger story, the earliest."""
_LONGEST: Final = 40_000  # letters of a text that are counted


@dataclass(frozen=True, slots=True)
class OutletWords:
    """The words that one outlet uses more than the others in a language, and how many it printed.

    It `is_alone` where no other outlet printed anything in this language.
    """

    outlet: Outlet
    language: str
    words: tuple[Distinctive, ...]
    total: int
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the page of a story shows; `first` and `last` are the days its articles surely span.

    `outlets` counts those it is known to have stood in. `articles` are the earliest of `total`;
    words and figures are of the first `compared` of these.
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
        """The headline of its earliest article."""
        return self.articles[0].title if self.articles else ""


def articles_of(story: Story) -> ArticleQuerySet:
    """The listed ones, the certainly earliest first, undated ones last."""
    rows = Article.objects.listed().filter(membership__story=story).for_cards()
    return rows.select_related("outlet", "membership").order_by(
        F("latest").asc(nulls_last=True), F("earliest").asc(nulls_last=True), "identifier"
    )


def coverage(story: Story) -> Coverage:
    """Everything about the story, in a fixed number of queries; two more for a very large one."""
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
    """Only outlets that are known, each compared with those that write in its language."""
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
    """The paragraphs with their numbers, without notices in which the outlet corrects itself."""
    paragraphs = article.paragraphs
    are = are_notices(paragraphs)
    return (
        (number, text)
        for number, (text, is_notice) in enumerate(zip(paragraphs, are, strict=True), start=1)
        if not is_notice
    )
