"""Profile pages of outlets and authors: coverage, data quality, and a list of articles."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Model, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.models import Article, Author, Byline, Outlet
from archive.models.articles import ArticleQuerySet
from archive.web.address import Asked, Way, address
from archive.web.browsing.prominent import prominent_names
from archive.web.browsing.quality import Quality, quality_of
from archive.web.cards import Listing, listing
from archive.web.drawing.charts import Histogram
from archive.web.drawing.coverage import Coverage
from archive.web.drawing.timeline import timeline
from archive.web.kept import kept
from archive.web.links import search_address, search_of_month, search_of_year
from archive.web.lookup import current_outlet

ORDERS = {"newest": _("newest first"), "oldest": _("oldest first")}
MOST_COMPANY = 60
Counts = tuple[tuple[str | int, int], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """The articles of an outlet or an author, and how to select them elsewhere.

    `evidence_filter` selects their evidence, `search_filters` a search for them; `part_param` is
    the query parameter that narrows the page itself.
    """

    articles: ArticleQuerySet
    evidence: dict[str, Model]
    narrowed: dict[str, str]
    part: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The costly counts of a profile, cached.

    `part_counts` are by section or by outlet key, `author_counts` by author key.
    """

    coverage: Coverage
    quality: Quality
    parts: Counts
    company: Counts
    names: Counts


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: coverage, chart, data quality, related links, and one page of articles.

    `parts` are sections or outlets; `names` are frequent capitalised names, each with a search.
    """

    coverage: Coverage
    chart: Histogram
    quality: Quality
    parts: tuple[Way, ...]
    part: str
    orders: tuple[Way, ...]
    names: tuple[Way, ...]
    writers: tuple[Way, ...]
    listing: Listing
    narrowed: str
    """Query string that selects these articles in a search, ending in `&`."""
    feed: str


def of_outlet(outlet: Outlet, asked: Asked) -> Profile:
    """Build the profile of an outlet; `section` narrows its list."""
    articles = Article.objects.listed().filter(outlet=outlet)
    subject = Subject(articles, {"article__outlet": outlet}, {"outlet": outlet.slug}, "section")
    facts = kept(("outlet", outlet.pk), lambda: _outlet_facts(subject, outlet))
    section = asked.text("section")
    parts = [(str(name), str(name), count) for name, count in facts.parts]
    shown = articles.filter(section=section) if section else articles
    return _profile(subject, facts, shown, _parts(parts, asked, "section", section), section, asked)


def of_author(author: Author, asked: Asked) -> Profile:
    """Build the profile of an author; `outlet` (a slug) narrows the list."""
    credited = Byline.objects.filter(author=author).values("article_id")
    articles = Article.objects.listed().filter(pk__in=credited)
    evidence: dict[str, Model] = {"article__bylines__author": author}
    subject = Subject(articles, evidence, {"author": author.slug}, "outlet")
    facts = kept(("author", author.pk), lambda: _author_facts(subject))
    outlet = current_outlet(asked.text("outlet"))
    known = Outlet.objects.in_bulk([key for key, _ in facts.parts])
    parts = [(known[key].slug, known[key].name, count) for key, count in facts.parts]
    shown = articles.filter(outlet__slug=outlet) if outlet else articles
    return _profile(subject, facts, shown, _parts(parts, asked, "outlet", outlet), outlet, asked)


def spellings(author: Author) -> list[tuple[str, int]]:
    """Count the printed forms of an author's name in listed articles, but for the name itself."""
    printed = Byline.objects.filter(author=author, article__withdrawn_at=None)
    varied = printed.exclude(credited_as__in=["", author.name]).order_by()
    return list(
        varied.values_list("credited_as").annotate(n=Count("pk")).order_by("-n", "credited_as")
    )


def _outlet_facts(subject: Subject, outlet: Outlet) -> Facts:
    sections = subject.articles.exclude(section="").order_by().values_list("section")
    listed = Byline.objects.filter(article__outlet=outlet, article__withdrawn_at=None)
    writers = listed.order_by().values_list("author").annotate(n=Count("article", distinct=True))
    company = tuple(writers.order_by("-n", "author__sort_name", "author")[:MOST_COMPANY])
    return _facts(subject, sections, company)


def _author_facts(subject: Subject) -> Facts:
    held = subject.articles.exclude(outlet=None).order_by().values_list("outlet")
    return _facts(subject, held, ())


def _facts(subject: Subject, parts: QuerySet, company: Counts) -> Facts:
    coverage = Coverage.of(subject.articles)
    return Facts(
        coverage=coverage,
        quality=quality_of(subject.articles, coverage, **subject.evidence),
        parts=tuple(parts.annotate(n=Count("pk"))),
        company=company,
        names=prominent_names(subject.articles),
    )


def _profile(
    subject: Subject,
    facts: Facts,
    shown: ArticleQuerySet,
    parts: tuple[Way, ...],
    part: str,
    asked: Asked,
) -> Profile:
    order = asked.choice("sort", ORDERS, "newest")
    ordered = shown.oldest_first() if order == "oldest" else shown.newest_first()
    total = sum(way.count or 0 for way in parts if way.current) if part else facts.coverage.total
    return Profile(
        coverage=facts.coverage,
        chart=_chart(facts.coverage, **subject.narrowed),
        quality=facts.quality,
        parts=parts,
        part=next((way.label for way in parts if way.current), part),
        orders=_orders(asked, order),
        names=_names(facts.names, **subject.narrowed),
        writers=_writers(facts.company),
        listing=listing(ordered, asked, total),
        narrowed=f"{urlencode(subject.narrowed)}&",
        feed=_feed(asked, subject.part),
    )


def _feed(asked: Asked, part: str) -> str:
    """Return the URL of the feed of the list, narrowed to the same part."""
    chosen = asked.text(part)
    return address(f"{asked.path.rstrip('/')}.atom", {part: chosen} if chosen else {})


def _chart(coverage: Coverage, **narrowed: str) -> Histogram:
    return timeline(
        gettext("Articles over time"),
        coverage,
        month=search_of_month(**narrowed),
        year=search_of_year(**narrowed),
        undated=search_address(year="undated", **narrowed),
    )


def _parts(
    counts: list[tuple[str, str, int]], asked: Asked, name: str, chosen: str
) -> tuple[Way, ...]:
    """Return a link to each part of the list; that of the selected part clears the filter."""
    return tuple(
        Way(
            label=label,
            address=asked.altered(**{name: "" if value == chosen else value, "page": ""}),
            current=value == chosen,
            count=n,
        )
        for value, label, n in sorted(counts, key=lambda row: (-row[2], row[1]))
    )


def _names(names: Counts, **narrowed: str) -> tuple[Way, ...]:
    return tuple(
        Way(str(name), search_address(f'"{name}"', **narrowed), count=count)
        for name, count in names
    )


def _writers(company: Counts) -> tuple[Way, ...]:
    """Return the authors credited most in an outlet, with their counts."""
    rows = Author.objects.in_bulk([key for key, _ in company])
    return tuple(
        Way(rows[key].name, rows[key].get_absolute_url(), count=count)
        for key, count in company
        if key in rows
    )


def _orders(asked: Asked, order: str) -> tuple[Way, ...]:
    return tuple(
        Way(str(label), asked.altered(sort=each, page=""), current=each == order)
        for each, label in ORDERS.items()
    )
