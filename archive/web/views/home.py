"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from archive.models import Article, Outlet
from archive.models.addresses import reverse_cached
from archive.models.articles import ArticleQuerySet
from archive.web.browsing.directory import DirectoryEntry
from archive.web.browsing.holdings import Holdings, load_holdings
from archive.web.cards import annotate_inferred_dates
from archive.web.drawing.timeline import build_coverage_chart
from archive.web.kept import cached_by_generation
from archive.web.links import build_month_url, build_year_url
from archive.web.searching.suggestions import suggest_queries

NEWEST_COUNT = 6
RECENTLY_ADDED = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the holdings over time and by outlet, the newest articles, and example queries."""
    archive_holdings = load_holdings()
    coverage = archive_holdings.coverage
    chart = build_coverage_chart(
        gettext("Articles over time"),
        coverage,
        month_url=build_month_url,
        year_url=build_year_url,
        undated_url=reverse_cached("undated"),
    )
    context = {
        "coverage": coverage,
        "chart": chart,
        "outlets": _list_outlets(archive_holdings),
        "newest": annotate_inferred_dates(_find_newest().for_cards()[:NEWEST_COUNT]),
        "suggestions": cached_by_generation(
            ("suggestions", get_language()), lambda: suggest_queries(coverage)
        ),
    }
    return render(request, "archive/home.html", context)


def _list_outlets(archive_holdings: Holdings) -> list[DirectoryEntry]:
    """Return every outlet with its article count, largest first."""
    entries = [
        DirectoryEntry(row, archive_holdings.summarise_outlet(row.pk))
        for row in Outlet.objects.order_by("name")
    ]
    return sorted(entries, key=lambda entry: -entry.summary.count)


def _find_newest() -> ArticleQuerySet:
    """Return the latest published of the last added, as one ingest adds many at once."""
    added = Article.objects.listed().order_by("-added_at", "identifier").values("pk")
    return Article.objects.filter(pk__in=added[:RECENTLY_ADDED]).newest_first()
