"""XML sitemaps and robots.txt.

Not by django.contrib.sitemaps: its files are numbered by a parameter, where ours have paths of their own that search
engines know, and it counts a whole section for each of its files.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.models import Article, Author, Collection, Outlet, Quotation, Speaker
from archive.stories.services import select_stories
from archive.web.params import get_site_url

URLS_PER_FILE = 10_000  # URLs in one file; the protocol allows 50,000
STATIC_PAGES = (
    "home", "outlets", "authors", "collections", "dates", "undated", "quotations", "speakers",
    "stories", "new", "help",
)  # fmt: skip
_SECTIONS: Final = {
    "articles": lambda: Article.objects.listed().order_by("pk").only("identifier", "slug", "changed_at"),
    "outlets": lambda: Outlet.objects.order_by("pk"),
    "authors": lambda: Author.objects.filter(bylines__isnull=False).distinct().order_by("pk"),
    "collections": lambda: Collection.objects.order_by("pk"),
    "quotations": lambda: Quotation.objects.multi_outlet().order_by("pk"),
    "speakers": lambda: Speaker.objects.in_listed_articles().order_by("pk"),
    "stories": lambda: select_stories("any").order_by("pk"),
}


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Serve the sitemap index."""
    files = [("pages", 1)]
    for name, rows in _SECTIONS.items():
        count = rows().count()
        files += [(name, number + 1) for number in range(-(-count // URLS_PER_FILE))]
    addresses = [reverse("sitemap-section", args=file) for file in files]
    return _render_xml(request, "api/sitemap_index.xml", [(address, None) for address in addresses])


@require_safe
def sitemap_section(request: HttpRequest, section: str, number: str) -> HttpResponse:
    """Serve one sitemap file."""
    if section == "pages" and number == "1":
        return _render_xml(request, "api/sitemap.xml", [(reverse(name), None) for name in STATIC_PAGES])
    if section not in _SECTIONS:
        raise Http404
    end = int(number) * URLS_PER_FILE
    rows = _SECTIONS[section]()[end - URLS_PER_FILE : end].iterator(chunk_size=2_000)
    lines = [(row.get_absolute_url(), getattr(row, "changed_at", None)) for row in rows]
    if not lines:
        raise Http404
    return _render_xml(request, "api/sitemap.xml", lines)


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt: search pages and the admin are disallowed."""
    context = {"site": get_site_url(request)}
    return render(request, "api/robots.txt", context, content_type="text/plain; charset=utf-8")


def _render_xml(request: HttpRequest, template: str, lines: Sequence[tuple[str, datetime | None]]) -> HttpResponse:
    context = {"site": get_site_url(request), "lines": lines}
    return render(request, template, context, content_type="application/xml; charset=utf-8")
