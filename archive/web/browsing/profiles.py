"""What the page of an outlet or an author tells: coverage, company, gaps, and the articles."""

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
    """Whose page it is: the articles, how their evidence is found, how a search is narrowed.

    `part` is the parameter that narrows the page itself.
    """

    articles: ArticleQuerySet
    evidence: dict[str, Model]
    narrowed: dict[str, str]
    part: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is dear to count of one outlet's or author's articles, and changes only with them.

    `parts` are counted by section or by outlet (its key), `company` by author (their key).
    """

    coverage: Coverage
    quality: Quality
    parts: Counts
    company: Counts
    names: Counts


@dataclass(frozen=True, slots=True)
class Profile:
    """One outlet's or author's articles: over time, by `parts` (sections, outlets), as a list.

    `names` are the capitalised names that most of the articles hold, each a search with its count.
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
    """How an address says whose articles are meant, with room for more behind it."""
    feed: str


def of_outlet(outlet: Outlet, asked: Asked) -> Profile:
    """The profile of an outlet; `section` narrows its list."""
    articles = Article.objects.listed().filter(outlet=outlet)
    subject = Subject(articles, {"article__outlet": outlet}, {"outlet": outlet.slug}, "section")
    facts = kept(("outlet", outlet.pk), lambda: _outlet_facts(subject, outlet))
    section = asked.text("section")
    parts = [(str(name), str(name), count) for name, count in facts.parts]
    shown = articles.filter(section=section) if section else articles
    return _profile(subject, facts, shown, _parts(parts, asked, "section", section), section, asked)


def of_author(author: Author, asked: Asked) -> Profile:
    """The profile of an author; `outlet` (a slug) narrows their list."""
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
    """How the author is printed, and how often, in listed articles; the plain name is left out."""
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
    """The feed of what the page lists: the sibling of its address, of the same part."""
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
    """The parts of the list with their counts; following the chosen one takes it away."""
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
    """Who is credited most in an outlet, with how many articles there."""
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
