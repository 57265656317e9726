"""Articles of the database in a fixed order, from any place on: as fast on the last page as on the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Final, Literal

from django.db.models import Q
from django.utils.translation import gettext

from archive.api.rest.problems import ProblemError
from archive.models import Article, Author, Byline, Collection, Outlet, Story
from archive.models.articles import ArticleQuerySet
from archive.text.normalize import strip_controls

ArticleOrder = Literal["newest", "oldest", "added"]
FIRST: Final = ""
"""Sort value of the place before the first article."""
UNDATED: Final = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """Choice of the articles of a list: of one outlet, author, collection or story; certainly of these days."""

    outlet: str = ""
    author: str = ""
    collection: str = ""
    story: str = ""
    first: date | None = None
    last: date | None = None


def select_articles(chosen: ArticleFilter) -> ArticleQuerySet:
    """Select the listed articles of a filter; ProblemError where it names no record."""
    articles = Article.objects.listed()
    if chosen.outlet:
        articles = articles.filter(outlet=_find_named(Outlet, "outlet", chosen.outlet))
    if chosen.author:
        credited = Byline.objects.filter(author=_find_named(Author, "author", chosen.author))
        articles = articles.filter(pk__in=credited.values("article_id"))
    if chosen.collection:
        articles = articles.filter(collections=_find_row(Collection, "collection", slug=chosen.collection))
    if chosen.story:
        articles = articles.filter(membership__story=_find_row(Story, "story", identifier=chosen.story))
    if chosen.first or chosen.last:
        articles = articles.of_period(chosen.first or date.min, chosen.last or date.max)
    return articles


def _find_named(model: type[Any], name: str, slug: str) -> int:
    """Return the key of a record with a page, by its slug or a former one."""
    found = model.objects.find_by_slug([slug]) if strip_controls(slug) == slug else {}
    if slug not in found:
        raise _build_unknown_problem(name, slug)
    return found[slug][0]


def _find_row(model: type[Any], name: str, **lookup: str) -> int:
    value = next(iter(lookup.values()))
    key = None
    if strip_controls(value) == value:
        key = model.objects.filter(**lookup).values_list("pk", flat=True).first()
    if key is None:
        raise _build_unknown_problem(name, value)
    return key


def _build_unknown_problem(name: str, value: str) -> ProblemError:
    template = gettext("There is no %(name)s “%(value)s” in this archive.")
    detail = template % {"name": gettext(name), "value": value[:100]}
    return ProblemError(HTTPStatus.BAD_REQUEST, "unknown-record", detail)


def find_page(
    articles: ArticleQuerySet, order: ArticleOrder, place: tuple[Any, ...], limit: int
) -> tuple[list[int], tuple[str, str] | None]:
    """Return the keys of the articles after a place, and the place of the last one; None where no more follow."""
    value, identifier = place or (FIRST, "")
    column = "added_at" if order == "added" else "earliest"
    rows = list(_list_rows(articles, order, _parse_place(order, value), identifier)[: limit + 1])
    if column == "earliest" and value != UNDATED and len(rows) <= limit:
        undated = articles.filter(earliest=None).order_by("identifier").values_list("pk", "identifier", column)
        rows += undated[: limit + 1 - len(rows)]
    if len(rows) <= limit:
        return [row[0] for row in rows], None
    _, last_identifier, last_value = rows[limit - 1]
    return [row[0] for row in rows[:limit]], (last_value.isoformat() if last_value else UNDATED, last_identifier)


def _list_rows(
    articles: ArticleQuerySet, order: ArticleOrder, value: date | datetime | str | None, identifier: str
) -> Any:
    """List key, identifier and sort value of the articles after a place; an undated place is among the undated.

    The bound on the first column alone lets the database use its index.
    """
    column = "added_at" if order == "added" else "earliest"
    sign = "gt" if order == "oldest" else "lt"
    direction = "" if order == "oldest" else "-"
    if value == UNDATED:
        after = articles.filter(earliest=None, identifier__gt=identifier).order_by("identifier")
        return after.values_list("pk", "identifier", column)
    rows = articles.exclude(**{column: None})
    if value != FIRST:
        behind = Q(**{f"{column}__{sign}": value}) | Q(**{column: value, "identifier__gt": identifier})
        rows = rows.filter(behind, **{f"{column}__{sign}e": value})
    return rows.order_by(f"{direction}{column}", "identifier").values_list("pk", "identifier", column)


def _parse_place(order: ArticleOrder, value: str) -> date | datetime | str:
    """Return the sort value of a cursor; ProblemError where it is forged."""
    if value in (FIRST, UNDATED) and not (value == UNDATED and order == "added"):
        return value
    try:
        return datetime.fromisoformat(value) if order == "added" else date.fromisoformat(value)
    except ValueError as error:
        detail = gettext("This is no cursor of this archive. Leave it out to begin with the first page.")
        raise ProblemError(HTTPStatus.BAD_REQUEST, "invalid-cursor", detail) from error
