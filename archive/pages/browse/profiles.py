"""Profile of an outlet or author: coverage, neighbours, gaps, articles."""

from collections import Counter
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.db.bulk import select_keys
from archive.models import Article, Author, Byline, Evidence, Outlet
from archive.models.articles import ArticleQuerySet
from archive.search.engines.base import CountedArticles, RecordCount, RecordCounts
from archive.search.holdings import count_records, count_spans
from archive.search.query.request import FacetName
from archive.text.names import find_capitalised_names
from archive.web.cache import cached_by_generation
from archive.web.coverage import DateCoverage, build_search_chart
from archive.web.links import build_search_url
from archive.web.paging import paginate_articles
from archive.web.params import Link, QueryParams, build_url, resolve_outlet_slug

LATEST_ARTICLES: Final = 200  # articles that are read
_MAX_CHARACTERS: Final = 3_000  # characters of each
_MAX_NAMES: Final = 16
_MIN_ARTICLES: Final = 2  # minimum number of articles that hold a name
SORT_LABELS = {"newest": _("newest first"), "oldest": _("oldest first")}
MAX_AUTHORS = 60
ValueCounts = tuple[tuple[str | int, int], ...]
INFERRED_FIELDS = {
    "inferred_dates": Evidence.Field.PUBLISHED,
    "inferred_authors": Evidence.Field.AUTHOR,
    "inferred_outlets": Evidence.Field.OUTLET,
}


def count_prominent_names(articles: ArticleQuerySet) -> tuple[tuple[str, int], ...]:
    """Return names by the number of LATEST_ARTICLES that hold them, most frequent first."""
    counts: Counter[str] = Counter()
    keys = articles.newest_first().values_list("pk", flat=True)[:LATEST_ARTICLES]
    rows = articles.model.objects.filter(pk__in=list(keys)).values_list("language", "body")
    for language, body in rows:
        counts.update(set(find_capitalised_names(body[:_MAX_CHARACTERS], language)))
    frequent = [(name, count) for name, count in counts.items() if count >= _MIN_ARTICLES]
    return tuple(sorted(frequent, key=lambda each: (-each[1], each[0]))[:_MAX_NAMES])


def measure_quality(articles: ArticleQuerySet, coverage: DateCoverage, gaps: dict[str, int]) -> dict[str, int]:
    """Count the articles that lack a value or have an inferred one; `gaps` are those without author or outlet."""
    inferred = Evidence.objects.current().filter(
        field__in=INFERRED_FIELDS.values(),
        status=Evidence.Status.INFERRED,
        article__in=articles.order_by().values("pk"),
    )
    counted = dict(inferred.order_by().values_list("field").annotate(n=Count("article", distinct=True)))
    inferred_counts = {name: counted.get(field, 0) for name, field in INFERRED_FIELDS.items()}
    counts = {"undated": coverage.undated_count, "imprecise": coverage.imprecise_count, **gaps, **inferred_counts}
    return {"total": coverage.total, "is_complete": not any(counts.values()), **counts}


@dataclass(frozen=True, slots=True)
class ProfileSubject:
    """The articles of an outlet or an author, and how to select them elsewhere.

    `counted` selects them for counts, `search_filters` for a search; `part_param` is the query parameter that narrows
    the page itself.
    """

    articles: ArticleQuerySet
    counted: CountedArticles
    search_filters: dict[str, str]
    part_param: str


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """The costly counts of a profile, cached.

    `part_counts` are by section or by outlet key, `author_counts` by author key.
    """

    coverage: DateCoverage
    quality: dict[str, int]
    part_counts: ValueCounts
    author_counts: ValueCounts
    name_counts: ValueCounts


def build_outlet_profile(outlet: Outlet, params: QueryParams) -> dict[str, object]:
    """Build the profile of an outlet; `section` narrows its list."""
    subject, facts = _select_outlet_articles(outlet), load_outlet_facts(outlet)
    section = params.get_text("section")
    parts = [(str(name), str(name), count) for name, count in facts.part_counts]
    listed = subject.articles.filter(section=section) if section else subject.articles
    return _build_profile(subject, facts, listed, parts, section, params)


def build_author_profile(author: Author, params: QueryParams) -> dict[str, object]:
    """Build the profile of an author; `outlet` (a slug) narrows the list."""
    subject, facts = _select_author_articles(author), load_author_facts(author)
    outlet = resolve_outlet_slug(params.get_text("outlet"))
    outlets = Outlet.objects.in_bulk([key for key, _ in facts.part_counts])
    parts = [(outlets[key].slug, outlets[key].name, count) for key, count in facts.part_counts if key in outlets]
    listed = subject.articles.filter(outlet__slug=outlet) if outlet else subject.articles
    return _build_profile(subject, facts, listed, parts, outlet, params)


def load_outlet_facts(outlet: Outlet) -> ProfileFacts:
    """Return the counts of an outlet, cached."""
    return cached_by_generation(("outlet", outlet.pk), lambda: _load_outlet_facts(_select_outlet_articles(outlet)))


def load_author_facts(author: Author) -> ProfileFacts:
    """Return the counts of an author, cached."""
    return cached_by_generation(("author", author.pk), lambda: _load_author_facts(_select_author_articles(author)))


def _select_outlet_articles(outlet: Outlet) -> ProfileSubject:
    articles = Article.objects.listed().filter(outlet=outlet)
    return ProfileSubject(articles, CountedArticles(outlet=outlet.pk), {"outlet": outlet.slug}, "section")


def _select_author_articles(author: Author) -> ProfileSubject:
    credited_ids = Byline.objects.filter(author=author).values("article_id")
    articles = Article.objects.listed().filter(pk__in=credited_ids)
    return ProfileSubject(articles, CountedArticles(author=author.pk), {"author": author.slug}, "outlet")


def count_spellings(author: Author) -> list[tuple[str, int]]:
    """Count the printed forms of an author's name in listed articles, but for the name itself."""
    printed = Byline.objects.filter(author=author, article__withdrawn_at=None)
    variants = printed.exclude(credited_as__in=["", author.name]).order_by()
    return list(variants.values_list("credited_as").annotate(n=Count("pk")).order_by("-n", "credited_as"))


def _load_outlet_facts(subject: ProfileSubject) -> ProfileFacts:
    sections = subject.articles.exclude(section="").order_by().values_list("section").annotate(n=Count("pk"))
    authors = dict(count_records(FacetName.AUTHOR, subject.counted))
    unsigned = authors.pop(None, RecordCount())
    gaps = {"without_author": unsigned.articles, "without_outlet": 0}
    return _load_facts(subject, gaps, tuple(sections), _rank_authors(authors))


def _load_author_facts(subject: ProfileSubject) -> ProfileFacts:
    outlets = dict(count_records(FacetName.OUTLET, subject.counted))
    unknown = outlets.pop(None, RecordCount())
    gaps = {"without_author": 0, "without_outlet": unknown.articles}
    return _load_facts(subject, gaps, tuple((key, count.articles) for key, count in sorted(outlets.items()) if key), ())


def _rank_authors(counts: RecordCounts) -> ValueCounts:
    """Return the most frequent authors; of equally frequent ones the first by name."""
    ranked = sorted(((count.articles, key) for key, count in counts.items() if key), reverse=True)
    least = ranked[MAX_AUTHORS - 1][0] if len(ranked) >= MAX_AUTHORS else 0
    keys = [key for articles, key in ranked if articles >= least]
    named = Author.objects.filter(pk__in=select_keys(keys)).order_by("sort_name", "pk").values_list("pk", flat=True)
    return tuple(sorted(((key, counts[key].articles) for key in named), key=lambda pair: -pair[1])[:MAX_AUTHORS])


def _load_facts(
    subject: ProfileSubject, gaps: dict[str, int], part_counts: ValueCounts, author_counts: ValueCounts
) -> ProfileFacts:
    coverage = DateCoverage(count_spans(subject.counted))
    return ProfileFacts(
        coverage=coverage,
        quality=measure_quality(subject.articles, coverage, gaps),
        part_counts=part_counts,
        author_counts=author_counts,
        name_counts=count_prominent_names(subject.articles),
    )


def _build_profile(
    subject: ProfileSubject,
    facts: ProfileFacts,
    listed: ArticleQuerySet,
    part_rows: list[tuple[str, str, int]],
    part: str,
    params: QueryParams,
) -> dict[str, object]:
    """Return the context: coverage, chart, data quality, related links, and one page of articles.

    `parts` are sections or outlets; `names` are frequent capitalised names, each with a search; `search_prefix` is the
    query string that selects these articles in a search, ending in `&`.
    """
    parts = params.build_filter_links(subject.part_param, part_rows, part)
    order = params.get_choice("sort", SORT_LABELS, "newest")
    selected = params.get_text(subject.part_param)
    ordered = listed.oldest_first() if order == "oldest" else listed.newest_first()
    total = sum(link.count or 0 for link in parts if link.is_current) if part else facts.coverage.total
    authors = Author.objects.in_bulk([key for key, _ in facts.author_counts])
    chart_title = gettext("Articles over time")
    return {
        "coverage": facts.coverage,
        "chart": build_search_chart(chart_title, facts.coverage, links_undated=True, **subject.search_filters),
        "quality": facts.quality,
        "parts": parts,
        "current_part": next((link.label for link in parts if link.is_current), part),
        "sort_links": params.build_choice_links("sort", SORT_LABELS, order),
        "names": [
            Link(str(name), build_search_url(f'"{name}"', **subject.search_filters), count=count)
            for name, count in facts.name_counts
        ],
        "authors": [
            Link(authors[key].name, authors[key].get_absolute_url(), count=count)
            for key, count in facts.author_counts
            if key in authors
        ],
        "listing": paginate_articles(ordered, params, total),
        "search_prefix": f"{urlencode(subject.search_filters)}&",
        "feed_url": build_url(f"{params.path.rstrip('/')}.atom", {subject.part_param: selected} if selected else {}),
    }
