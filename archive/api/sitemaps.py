"""XML sitemaps and robots.txt."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.models import Article, Author, Collection, Outlet, Quotation, Speaker
from archive.web.comparing.stories import stories_of
from archive.web.reading.citing import site_of

SIZE = 10_000  # URLs in one file; the protocol allows 50,000
PAGES = (
    "home", "outlets", "authors", "collections", "dates", "undated", "quotations", "speakers",
    "stories", "new", "help",
)  # fmt: skip
Line = tuple[str, datetime | None]


def _articles() -> QuerySet:
    columns = ("identifier", "slug", "changed_at")
    return Article.objects.listed().order_by("pk").only(*columns)


_ROWS: Final = {
    "articles": _articles,
    "outlets": lambda: Outlet.objects.order_by("pk"),
    "authors": lambda: Author.objects.filter(bylines__isnull=False).distinct().order_by("pk"),
    "collections": lambda: Collection.objects.order_by("pk"),
    "quotations": lambda: Quotation.objects.shown().order_by("pk"),
    "speakers": lambda: Speaker.objects.heard().order_by("pk"),
    "stories": lambda: stories_of("any").order_by("pk"),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Serve the sitemap index."""
    files = [("pages", 1)]
    for name, rows in _ROWS.items():
        count = rows().count()
        files += [(name, number + 1) for number in range(-(-count // SIZE))]
    addresses = [reverse("sitemap-section", args=file) for file in files]
    return _xml(request, "api/sitemap_index.xml", [(address, None) for address in addresses])


@require_safe
def section(request: HttpRequest, section: str, number: str) -> HttpResponse:
    """Serve one sitemap file."""
    if section == "pages" and number == "1":
        return _xml(request, "api/sitemap.xml", [(reverse(name), None) for name in PAGES])
    if section not in _ROWS:
        raise Http404
    last = int(number) * SIZE
    lines = list(_lines(_ROWS[section]()[last - SIZE : last]))
    if not lines:
        raise Http404
    return _xml(request, "api/sitemap.xml", lines)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt: search pages and the admin are disallowed."""
    context = {"site": site_of(request)}
    return render(request, "api/robots.txt", context, content_type="text/plain; charset=utf-8")


def _lines(rows: QuerySet) -> Iterator[Line]:
    for row in rows.iterator(chunk_size=2_000):
        yield row.get_absolute_url(), getattr(row, "changed_at", None)


def _xml(request: HttpRequest, template: str, lines: list[Line]) -> HttpResponse:
    context = {"site": site_of(request), "lines": lines}
    return render(request, template, context, content_type="application/xml; charset=utf-8")
