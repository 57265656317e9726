"""What the page of an outlet or an author tells: coverage, company, gaps, and the articles."""

from dataclasses import dataclass

from django.db.models import Count, F, Model, QuerySet

from archive.models import Article, Author, Byline, Outlet
from archive.models.articles import ArticleQuerySet
from archive.web.address import Asked, Way
from archive.web.cards import Listing, listing
from archive.web.charts import Histogram
from archive.web.coverage import Coverage
from archive.web.links import search_address, search_of_month, search_of_year
from archive.web.quality import Quality, quality_of
from archive.web.timeline import timeline

ORDERS = ("newest", "oldest")
MOST_COMPANY = 60


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose page it is: the articles, how their evidence is found, how a search is narrowed."""

    articles: ArticleQuerySet
    evidence: dict[str, Model]
    narrowed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """One outlet's or author's articles: over time, by `parts` (sections, outlets), as a list."""

    coverage: Coverage
    chart: Histogram
    quality: Quality
    parts: tuple[Way, ...]
    part: str
    orders: tuple[Way, ...]
    listing: Listing


def of_outlet(outlet: Outlet, asked: Asked) -> Profile:
    """The profile of an outlet; `section` narrows its list."""
    articles = Article.objects.listed().filter(outlet=outlet)
    section = asked.text("section")
    counts = articles.exclude(section="").order_by().values_list("section", F("section"))
    subject = Subject(articles, {"article__outlet": outlet}, {"outlet": outlet.slug})
    shown = articles.filter(section=section) if section else articles
    return _profile(subject, shown, _parts(counts, asked, "section", section), section, asked)


def of_author(author: Author, asked: Asked) -> Profile:
    """The profile of an author; `outlet` (a slug) narrows their list."""
    credited = Byline.objects.filter(author=author).values("article_id")
    articles = Article.objects.listed().filter(pk__in=credited)
    outlet = asked.text("outlet")
    counts = articles.exclude(outlet=None).order_by().values_list("outlet__slug", "outlet__name")
    subject = Subject(articles, {"article__bylines__author": author}, {"author": author.slug})
    shown = articles.filter(outlet__slug=outlet) if outlet else articles
    return _profile(subject, shown, _parts(counts, asked, "outlet", outlet), outlet, asked)


def writers(outlet: Outlet) -> list[Author]:
    """Who is credited most in this outlet, each with `n` articles there; at most MOST_COMPANY."""
    credited = Author.objects.filter(
        bylines__article__outlet=outlet, bylines__article__withdrawn_at=None
    )
    counted = credited.annotate(n=Count("bylines__article", distinct=True))
    return list(counted.order_by("-n", "sort_name", "pk")[:MOST_COMPANY])


def spellings(author: Author) -> list[tuple[str, int]]:
    """How the author is printed, and how often, in listed articles; the plain name is left out."""
    printed = Byline.objects.filter(author=author, article__withdrawn_at=None)
    varied = printed.exclude(credited_as__in=["", author.name]).order_by()
    return list(
        varied.values_list("credited_as").annotate(n=Count("pk")).order_by("-n", "credited_as")
    )


def _profile(
    subject: Subject, shown: ArticleQuerySet, parts: tuple[Way, ...], part: str, asked: Asked
) -> Profile:
    coverage = Coverage.of(subject.articles)
    order = asked.choice("sort", ORDERS, "newest")
    ordered = shown.oldest_first() if order == "oldest" else shown.newest_first()
    total = sum(way.count or 0 for way in parts if way.current) if part else coverage.total
    return Profile(
        coverage=coverage,
        chart=_chart(coverage, **subject.narrowed),
        quality=quality_of(subject.articles, coverage, **subject.evidence),
        parts=parts,
        part=next((way.label for way in parts if way.current), part),
        orders=_orders(asked, order),
        listing=listing(ordered, asked, total),
    )


def _chart(coverage: Coverage, **narrowed: str) -> Histogram:
    return timeline(
        "Articles over time",
        coverage,
        month=search_of_month(**narrowed),
        year=search_of_year(**narrowed),
        undated=search_address(year="undated", **narrowed),
    )


def _parts(counts: QuerySet, asked: Asked, name: str, chosen: str) -> tuple[Way, ...]:
    """The parts of the list with their counts; following the chosen one takes it away."""
    rows = counts.annotate(n=Count("pk"))
    return tuple(
        Way(
            label=label,
            address=asked.altered(**{name: "" if value == chosen else value, "page": ""}),
            current=value == chosen,
            count=n,
        )
        for value, label, n in sorted(rows, key=lambda row: (-row[2], row[1]))
    )


def _orders(asked: Asked, order: str) -> tuple[Way, ...]:
    return tuple(
        Way(f"{each} first", asked.altered(sort=each, page=""), current=each == order)
        for each in ORDERS
    )
