"""Pages of long lists, lists of articles as cards, and the previous and next record."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext

from archive.db.compiled_queries import CompiledQuery
from archive.models import Article, Evidence
from archive.models.articles import ArticleQuerySet, load_article_cards
from archive.web.page_errors import NotFound
from archive.web.params import Link, QueryParams

ARTICLES_PER_PAGE = 20
_NEIGHBOUR_PAGES = 2


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to one page; `after_gap` where pages before it are left out."""

    number: int
    url: str
    is_current: bool = False
    after_gap: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a list: items `first` to `last` of `total`, counted from 1."""

    number: int
    total: int
    first: int
    last: int
    links: tuple[PageLink, ...] = ()
    previous: str = ""
    next: str = ""

    @property
    def slice(self) -> slice:
        """The slice of the whole list on this page."""
        return slice(self.first - 1 if self.first else 0, self.last)


def paginate(number: int, total: int, page_url: Callable[[int], str], size: int = ARTICLES_PER_PAGE) -> Paging:
    """Return page `number` of `total` items (at least one page); NotFound beyond the last."""
    paginator = Paginator(range(total), size)
    pages = paginator.num_pages
    if number > pages:
        if pages == 1:
            message = gettext("This list of %(total)s has a single page; there is no page %(number)s.")
        else:
            message = gettext("This list of %(total)s has %(pages)s pages; there is no page %(number)s.")
        message %= {"total": f"{total:,}", "pages": f"{pages:,}", "number": f"{number:,}"}
        raise NotFound(message, page_url(pages), gettext("Go to the last page"))
    page = paginator.page(number)
    return Paging(
        number=number,
        total=total,
        first=page.start_index(),
        last=page.end_index(),
        links=_build_page_links(number, pages, page_url),
        previous=page_url(page.previous_page_number()) if page.has_previous() else "",
        next=page_url(page.next_page_number()) if page.has_next() else "",
    )


def _build_page_links(number: int, pages: int, page_url: Callable[[int], str]) -> tuple[PageLink, ...]:
    """Link the first, last and nearby pages; Django's elided range would never leave out a single page."""
    if pages == 1:
        return ()
    nearby = range(max(1, number - _NEIGHBOUR_PAGES), min(pages, number + _NEIGHBOUR_PAGES) + 1)
    shown_pages = sorted({1, *nearby, pages})
    return tuple(
        PageLink(page, page_url(page), is_current=page == number, after_gap=page - previous_page > 1)
        for previous_page, page in pairwise([0, *shown_pages])
    )


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The previous and next record; None at either end."""

    previous: Link | None
    next: Link | None


def find_neighbours(
    record: Model, queryset: QuerySet, *order: str, label: Callable[[Any], str] = attrgetter("name")
) -> Neighbours:
    """Return the neighbours of `record` in `queryset`; two queries.

    `order` names non-null columns, `-` for descending; ties are broken by primary key.
    """
    ascending = (*order, "pk")
    descending = tuple(each[1:] if each.startswith("-") else f"-{each}" for each in ascending)
    return Neighbours(*(_find_next(record, queryset, each, label) for each in (descending, ascending)))


def _find_next(record: Model, queryset: QuerySet, order: tuple[str, ...], label: Callable[[Any], str]) -> Link | None:
    """Return the first record after `record` in this order.

    The bound on the first column is redundant, but lets the database use an index.
    """
    after = equal_so_far = bound = Q()
    for each in order:
        column, sign = each.removeprefix("-"), "lt" if each.startswith("-") else "gt"
        value = getattr(record, column)
        bound = bound or Q(**{f"{column}__{sign}e": value})
        after |= equal_so_far & Q(**{f"{column}__{sign}": value})
        equal_so_far &= Q(**{column: value})
    neighbour = queryset.filter(bound, after).order_by(*order).first()
    return Link(label(neighbour), neighbour.get_absolute_url()) if neighbour else None


@dataclass(frozen=True, slots=True)
class ArticleListing:
    """One page of a list of articles, with its paging."""

    articles: Sequence[Article]
    paging: Paging


def paginate_articles(
    articles: ArticleQuerySet, params: QueryParams, total: int, page_size: int = ARTICLES_PER_PAGE
) -> ArticleListing:
    """Return the requested page of `articles`; `total` is the length of the whole list.

    Keys are sorted and sliced first, so that the database does not sort rows with their texts.
    """
    page = paginate(params.get_page_number(), total, params.build_page_url, page_size)
    return _build_listing(list(articles.values_list("pk", flat=True)[page.slice]), page)


def _build_listing(keys: list[int], page: Paging) -> ArticleListing:
    rows = load_article_cards(keys)
    return ArticleListing(annotate_inferred_dates(rows[key] for key in keys if key in rows), page)


_load_evidence: CompiledQuery[tuple[int, str, str]] = CompiledQuery(
    lambda articles: (
        Evidence.objects.current()
        .filter(article__pk__in=[articles])
        .order_by()
        .values_list("article_id", "field", "status")
    )
)


def annotate_inferred_dates(articles: Iterable[Article]) -> list[Article]:
    """Return the articles as a list, with `date_is_inferred` set on each; one query.

    All evidence of the articles is read and filtered here: few rows, while a filter by field can make the database scan
    that field's whole index.
    """
    rows = list(articles)
    inferred_keys = {
        article
        for article, field, status in _load_evidence(tuple(row.pk for row in rows))
        if field == Evidence.Field.PUBLISHED and status == Evidence.Status.INFERRED
    }
    for row in rows:
        row.date_is_inferred = row.pk in inferred_keys  # type: ignore[attr-defined]
    return rows
