"""Pages of years, months and days, and of articles without a day."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.models import Article
from archive.web.address import Link, QueryParams
from archive.web.browsing.holdings import load_holdings
from archive.web.browsing.periods import get_day_period, get_month_period, get_year_period
from archive.web.cards import paginate_articles, paginate_cached_articles
from archive.web.days import format_month_and_year
from archive.web.drawing.calendars import build_weeks, build_year_rows
from archive.web.drawing.coverage import DateCoverage
from archive.web.drawing.timeline import build_year_chart
from archive.web.links import build_month_url
from archive.web.views.browse import BrowseView

ARTICLES_PER_DAY_PAGE = 60
SHELVES = ("undated", "approximate")


@require_safe
def archive_years(request: HttpRequest) -> HttpResponse:
    """Show every year as a row of months, and the number of undated articles."""
    coverage = _load_coverage()
    rows = build_year_rows(coverage.count_by_year(), coverage.count_by_month())
    return render(request, "archive/years.html", {"coverage": coverage, "rows": rows})


@require_safe
def archive_year(request: HttpRequest, year: str) -> HttpResponse:
    """Show a year's chart, its months, and the articles of no single month."""
    period = get_year_period(year, load_holdings())
    months = period.coverage.count_by_month()
    without_month = period.articles.exclude(earliest__month=F("latest__month"))
    total = period.coverage.total - sum(months.values())
    context = {
        "period": period,
        "chart": build_year_chart(period.name, period.first, months, build_month_url),
        "months": [
            Link(format_month_and_year(month), build_month_url(month), count=count)
            for month, count in sorted(months.items())
        ],
        "outlets": period.build_outlet_links(),
        "listing": paginate_articles(without_month.oldest_first(), QueryParams(request), total),
    }
    return render(request, "archive/year.html", context)


@require_safe
def archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """Show a calendar, and the month's articles by day; those of no single day come last."""
    period = get_month_period(year, month, load_holdings())
    articles = period.articles.order_by("latest", "-earliest", "pk")  # has a database index
    context = {
        "period": period,
        "weeks": build_weeks(period.first, period.coverage.count_by_day()),
        "outlets": period.build_outlet_links(),
        "listing": paginate_cached_articles(("month", period.edtf), articles, QueryParams(request)),
    }
    return render(request, "archive/month.html", context)


@require_safe
def archive_day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    """Show the articles of a day by outlet."""
    period = get_day_period(year, month, day, load_holdings())
    articles = period.articles.order_by(F("outlet__name").asc(nulls_last=True), "title", "pk")
    context = {
        "period": period,
        "outlets": period.build_outlet_links(),
        "listing": paginate_cached_articles(
            ("day", period.edtf), articles, QueryParams(request), ARTICLES_PER_DAY_PAGE
        ),
    }
    return render(request, "archive/day.html", context)


class UndatedView(BrowseView):
    """Articles without a day: undated, or dated less precisely than to the day."""

    template_name = "archive/undated.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one of the two shelves, and links to both."""
        articles = Article.objects.listed()
        shelves = {
            "undated": articles.undated().order_by("-added_at", "identifier"),
            "approximate": articles.imprecise().newest_first(),
        }
        coverage = _load_coverage()
        counts = {"undated": coverage.undated_count, "approximate": coverage.imprecise_count}
        default_shelf = (
            "undated" if counts["undated"] or not counts["approximate"] else "approximate"
        )
        selected = self.params.get_choice("shelf", SHELVES, default_shelf)
        return {
            "shelves": [
                _build_shelf_link(self.params, name, counts[name], selected) for name in SHELVES
            ],
            "chosen": selected,
            "listing": paginate_articles(shelves[selected], self.params, counts[selected]),
        }


def _build_shelf_link(params: QueryParams, name: str, count: int, selected: str) -> Link:
    labels = {
        "undated": gettext("Undated"),
        "approximate": gettext("Dated, but not to the day"),
    }
    url = params.build_url_with(shelf=name, page="")
    return Link(labels[name], url, is_current=name == selected, count=count)


def _load_coverage() -> DateCoverage:
    return load_holdings().coverage
