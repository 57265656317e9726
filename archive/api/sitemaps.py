"""XML sitemaps, by django.contrib.sitemaps."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.models import (
    Article,
    Author,
    Byline,
    Collection,
    Outlet,
    Quotation,
    QuotedPassage,
    Speaker,
    Story,
    StoryMembership,
)
from archive.web.cache import cached_by_generation
from archive.web.params import build_url

URLS_PER_FILE = 2_500  # the protocol allows 50,000; these are written in a tenth of a second


class PageSitemap(Sitemap):
    """Pages that are always there."""

    def items(self) -> list[str]:
        """Return the names of their URLs."""
        return "home outlets authors collections dates undated quotations speakers stories new help".split()

    def location(self, name: str) -> str:
        """Return the path of one of them."""
        return reverse(name)


class RowSitemap(Sitemap):
    """Pages of rows: of all outlets, of all stories."""

    def __init__(self, select_rows: Callable[[], QuerySet[Any]]) -> None:
        self.select_rows = select_rows
        self.limit = URLS_PER_FILE

    def items(self) -> QuerySet[Any]:
        """Select the rows, in an order that stays."""
        return self.select_rows().order_by("pk")


class CountedSitemap(RowSitemap):
    """Pages of rows whose number is kept until an article changes, or a row of another model is added."""

    def __init__(self, select_rows: Callable[[], QuerySet[Any]], added: type[Model] | None = None) -> None:
        super().__init__(select_rows)
        self.added = added

    @property
    def paginator(self) -> Paginator:
        """The files of the rows."""
        rows, pages = self.items(), Paginator(self.items(), self.limit)
        last_key = self.added._default_manager.order_by("-pk").values_list("pk").first() if self.added else None
        pages.count = cached_by_generation(("sitemap", rows.model.__name__, last_key), rows.count)
        return pages


class ArticleSitemap(CountedSitemap):
    """Pages of articles, with the day each was last changed."""

    def __init__(self) -> None:
        super().__init__(lambda: Article.objects.listed().only("identifier", "slug", "changed_at"))

    def items(self) -> QuerySet[Any]:
        """Select the articles as they came; an index has this order."""
        return self.select_rows().order_by("added_at", "-identifier")

    def lastmod(self, article: Article) -> datetime:
        """Return the time of the last change."""
        return article.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        """Return the time of the last change of all, without loading all of them."""
        return Article.objects.listed().order_by("-changed_at").values_list("changed_at", flat=True).first()


_LISTED_MEMBERSHIPS: Final = StoryMembership.objects.filter(story=OuterRef("pk"), article__withdrawn_at=None)


def _select_stories() -> QuerySet[Story]:
    return Story.objects.unmerged().filter(Exists(_LISTED_MEMBERSHIPS))


SITEMAPS: Final[Mapping[str, Callable[[], Sitemap]]] = {
    "pages": PageSitemap,
    "articles": ArticleSitemap,
    "outlets": lambda: RowSitemap(Outlet.objects.all),
    "authors": lambda: CountedSitemap(
        lambda: Author.objects.filter(Exists(Byline.objects.filter(author=OuterRef("pk"))))
    ),
    "collections": lambda: RowSitemap(Collection.objects.all),
    "quotations": lambda: RowSitemap(Quotation.objects.multi_outlet),
    "speakers": lambda: CountedSitemap(Speaker.objects.in_listed_articles, QuotedPassage),
    "stories": lambda: CountedSitemap(_select_stories, StoryMembership),
}


@require_safe
def redirect_numbered_sitemap(request: HttpRequest, section: str, number: str) -> HttpResponse:
    """Redirect from the name a file had before files were numbered by a parameter."""
    page = {} if number == "1" else {"p": number}
    return redirect(build_url(reverse("sitemap-section", kwargs={"section": section}), page), permanent=True)
