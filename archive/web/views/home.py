"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from archive.models import Article, Outlet
from archive.models.addresses import address_of
from archive.models.articles import ArticleQuerySet
from archive.web.browsing.directory import Entry
from archive.web.browsing.holdings import Holdings, holdings
from archive.web.cards import cards
from archive.web.drawing.timeline import timeline
from archive.web.kept import kept
from archive.web.links import month_address, year_address
from archive.web.searching.suggestions import suggestions

NEWEST = 6
LATELY_ADDED = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the holdings over time and by outlet, the newest articles, and example queries."""
    held = holdings()
    coverage = held.coverage
    chart = timeline(
        gettext("Articles over time"),
        coverage,
        month=month_address,
        year=year_address,
        undated=address_of("undated"),
    )
    context = {
        "coverage": coverage,
        "chart": chart,
        "outlets": _outlets(held),
        "newest": cards(_newest().for_cards()[:NEWEST]),
        "suggestions": kept(("suggestions", get_language()), lambda: suggestions(coverage)),
    }
    return render(request, "archive/home.html", context)


def _outlets(held: Holdings) -> list[Entry]:
    """Return every outlet with its article count, largest first."""
    entries = [Entry(row, held.of(row.pk)) for row in Outlet.objects.order_by("name")]
    return sorted(entries, key=lambda entry: -entry.held.count)


def _newest() -> ArticleQuerySet:
    """Return the latest published of the last added, as one ingest adds many at once."""
    added = Article.objects.listed().order_by("-added_at", "identifier").values("pk")
    return Article.objects.filter(pk__in=added[:LATELY_ADDED]).newest_first()
