"""Contents of the pages of quotations, of speakers, and of an article's quotations."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, F, Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.models import Article, Quotation, QuotedPassage, Speaker
from archive.models.prepared import Prepared
from archive.models.quotations import QuotationQuerySet
from archive.text.normalize import name_key
from archive.web.address import Asked, Way
from archive.web.beside import Beside, beside
from archive.web.comparing.concordance import place
from archive.web.drawing.charts import Histogram
from archive.web.drawing.coverage import Coverage
from archive.web.drawing.timeline import timeline
from archive.web.links import search_of_month, search_of_year
from archive.web.lookup import current_outlet
from archive.web.paging import Paging, paging

ORDERS = ("printings", "newest", "oldest")
SPEAKER_ORDERS = ("articles", "name")
MOST_IN_ASIDE = 8
SIZE = 30

_ORDER_LABELS = {
    "printings": _("most printed first"),
    "newest": _("newest first"),
    "oldest": _("oldest first"),
    "articles": _("most quoted first"),
    "name": _("by name"),
}


@dataclass(frozen=True, slots=True)
class Index:
    """One page of a list, its search words, and links to its other orders."""

    rows: Sequence[object]
    paging: Paging
    words: str
    orders: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """One passage of an article with its statements in order."""

    statements: tuple[QuotedPassage, ...]
    place: str

    @property
    def first(self) -> QuotedPassage:
        """Return the statement that names the speaker for all."""
        return self.statements[0]


@dataclass(frozen=True, slots=True)
class InArticle:
    """Counts of an article's speakers, passages, reports, and statements others print too."""

    speakers: tuple[tuple[Speaker, int], ...]
    passages: int
    reports: int
    shared: int


@dataclass(frozen=True, slots=True)
class Said:
    """A speaker's passages, quoting outlets, chart over time, and printed names."""

    passages: Index
    chart: Histogram
    outlets: tuple[Way, ...]
    printed: tuple[tuple[str, int], ...]
    articles: int


def index(asked: Asked) -> Index:
    """List quotations of two outlets or more that contain the requested words."""
    words = asked.text("q")
    found = quotations_with(words)
    order = asked.choice("sort", ORDERS, "printings")
    page = paging(asked.page(), found.count(), asked.at_page, SIZE)
    return Index(
        list(_ordered(found, order)[page.slice]), page, words, _orders(asked, ORDERS, order)
    )


def quotations_with(words: str) -> QuotationQuerySet:
    """Select quotations of two outlets or more by all these words, or speaker names."""
    found = Quotation.objects.shown().select_related("speaker")
    for word in name_key(words).split()[:12]:
        found = found.filter(Q(key__contains=word) | Q(speaker__key__contains=word))
    return found


def speakers(asked: Asked) -> Index:
    """List speakers with the numbers of articles and outlets; two queries.

    Outlets are counted only for those on the page.
    """
    found = Speaker.objects.with_articles()
    words = asked.text("name")
    if key := name_key(words):
        found = found.filter(key__contains=key)
    order = asked.choice("sort", SPEAKER_ORDERS, "articles")
    by = ("name", "pk") if order == "name" else ("-article_count", "name", "pk")
    counts = {pk: n for pk, n in found.order_by(*by).values_list("pk", "article_count") if n}
    page = paging(asked.page(), len(counts), asked.at_page, 100)
    listed = Q(passages__article__withdrawn_at=None, passages__is_rejected=False)
    outlets = Count("passages__article__outlet", filter=listed, distinct=True)
    keys = list(counts)[page.slice]
    rows = Speaker.objects.annotate(outlet_count=outlets).in_bulk(keys)
    for key, row in rows.items():
        row.article_count = counts[key]
    orders = _orders(asked, SPEAKER_ORDERS, order)
    return Index([rows[key] for key in keys if key in rows], page, words, orders)


def of_speaker(speaker: Speaker, asked: Asked) -> Said:
    """Build the page of a speaker; `outlet` (a slug) filters the passages."""
    spoken = QuotedPassage.objects.listed().spoken().filter(speaker=speaker)
    articles = Article.objects.listed().filter(pk__in=spoken.order_by().values("article"))
    outlet = current_outlet(asked.text("outlet"))
    shown = spoken.filter(article__outlet__slug=outlet) if outlet else spoken
    page = paging(asked.page(), shown.count(), asked.at_page, SIZE)
    newest = shown.order_by(F("article__earliest").desc(nulls_last=True), "article", "start")
    rows = newest.select_related("article__outlet", "quotation").defer("article__body")
    coverage = Coverage.of(articles)
    return Said(
        passages=Index([_placed(row) for row in rows[page.slice]], page, outlet, ()),
        chart=_chart(coverage),
        outlets=_outlets(articles, asked, outlet),
        printed=_printed(spoken),
        articles=coverage.total,
    )


def beside_quotation(quotation: Quotation) -> Beside:
    """Return the neighbours among the most printed; `quotation` has `since` annotated."""
    rows = Quotation.objects.shown().with_since()
    return beside(quotation, rows, *rows.MOST_PRINTED_FIRST, label=_shortly)


def _shortly(quotation: Quotation) -> str:
    return f"“{Truncator(quotation.quotable).words(9)}”"


def beside_speaker(speaker: Speaker) -> Beside:
    """Return the neighbours by name among speakers quoted by a listed article."""
    return beside(speaker, Speaker.objects.heard(), "key")


def of_article(article: Article) -> list[Quoted]:
    """List the passages of an article in the order of the text, with their statements."""
    rows = QuotedPassage.objects.filter(article=article, is_rejected=False)
    rows = rows.select_related("speaker", "quotation").order_by("passage", "start")
    return [
        Quoted(tuple(statements), place(article, statements[0]))
        for _, group in groupby(rows, key=lambda row: row.passage)
        if (statements := list(group))
    ]


_spoken_in = Prepared(
    lambda article: (
        QuotedPassage.objects.filter(article=article, is_rejected=False)
        .spoken()
        .select_related("speaker", "quotation")
        .only(
            "article",
            "passage",
            "kind",
            "speaker__name",
            "speaker__slug",
            "quotation__outlet_count",
        )
        .order_by("start")
    )
)


def in_article(article: Article) -> InArticle:
    """Summarise the quotations of an article; one query."""
    rows = _spoken_in(article.pk)
    counted: dict[Speaker, set[int]] = {}
    for row in rows:
        if row.speaker:
            counted.setdefault(row.speaker, set()).add(row.passage)
    most = sorted(counted.items(), key=lambda each: (-len(each[1]), each[0].name))
    return InArticle(
        speakers=tuple((speaker, len(passages)) for speaker, passages in most[:MOST_IN_ASIDE]),
        passages=len({row.passage for row in rows if row.kind != QuotedPassage.Kind.INDIRECT}),
        reports=sum(row.kind == QuotedPassage.Kind.INDIRECT for row in rows),
        shared=sum(row.quotation is not None and row.quotation.outlet_count > 1 for row in rows),
    )


def _placed(passage: QuotedPassage) -> tuple[QuotedPassage, str]:
    return passage, place(passage.article, passage)


def _ordered(found: QuotationQuerySet, order: str) -> QuotationQuerySet:
    if order == "printings":
        return found.most_printed_first()
    by = F("earliest")
    day = by.desc(nulls_last=True) if order == "newest" else by.asc(nulls_last=True)
    return found.order_by(day, "identifier")


def _orders(asked: Asked, every: tuple[str, ...], order: str) -> tuple[Way, ...]:
    return tuple(
        Way(str(_ORDER_LABELS[each]), asked.altered(sort=each, page=""), current=each == order)
        for each in every
    )


def _outlets(articles: QuerySet[Article], asked: Asked, chosen: str) -> tuple[Way, ...]:
    """Build links to filter by quoting outlet; the link of the chosen one clears the filter."""
    known = articles.exclude(outlet=None).order_by()
    counted = known.values_list("outlet__slug", "outlet__name").annotate(n=Count("pk"))
    return tuple(
        Way(
            name,
            asked.altered(outlet="" if slug == chosen else slug, page=""),
            current=slug == chosen,
            count=n,
        )
        for slug, name, n in sorted(counted, key=lambda row: (-row[2], row[1]))
    )


def _printed(spoken: QuerySet[QuotedPassage]) -> tuple[tuple[str, int], ...]:
    """Count the printed names of a speaker, most frequent first, without pronouns."""
    rows = spoken.exclude(printed="").filter(certainty=QuotedPassage.Certainty.STATED).order_by()
    counted = rows.values_list("printed").annotate(n=Count("pk")).order_by("-n", "printed")
    return tuple(counted[:12])


def _chart(coverage: Coverage) -> Histogram:
    return timeline(
        gettext("Articles that quote them, over time"),
        coverage,
        month=search_of_month(),
        year=search_of_year(),
    )
