"""Pages of years, months and days, and of articles without a day."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.models import Article
from archive.web.address import Asked, Way
from archive.web.browsing.holdings import holdings
from archive.web.browsing.periods import day_period, month_period, year_period
from archive.web.cards import kept_listing, listing
from archive.web.days import month_name
from archive.web.drawing.calendars import weeks, year_rows
from archive.web.drawing.coverage import Coverage
from archive.web.drawing.timeline import year_in_months
from archive.web.links import month_address
from archive.web.views.browse import BrowseView

DAY_SIZE = 60
SHELVES = ("undated", "approximate")


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Show every year as a row of months, and the number of undated articles."""
    coverage = _coverage()
    rows = year_rows(coverage.years(), coverage.months())
    return render(request, "archive/years.html", {"coverage": coverage, "rows": rows})


@require_safe
def year(request: HttpRequest, year: str) -> HttpResponse:
    """Show a year's chart, its months, and the articles of no single month."""
    period = year_period(year, holdings())
    months = period.coverage.months()
    unplaced = period.articles.exclude(earliest__month=F("latest__month"))
    total = period.coverage.total - sum(months.values())
    context = {
        "period": period,
        "chart": year_in_months(period.name, period.first, months, month_address),
        "months": [
            Way(month_name(month), month_address(month), count=count)
            for month, count in sorted(months.items())
        ],
        "outlets": period.outlets(),
        "listing": listing(unplaced.oldest_first(), Asked(request), total),
    }
    return render(request, "archive/year.html", context)


@require_safe
def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """Show a calendar, and the month's articles by day; those of no single day come last."""
    period = month_period(year, month, holdings())
    articles = period.articles.order_by("latest", "-earliest", "pk")  # has a database index
    context = {
        "period": period,
        "weeks": weeks(period.first, period.coverage.days()),
        "outlets": period.outlets(),
        "listing": kept_listing(("month", period.edtf), articles, Asked(request)),
    }
    return render(request, "archive/month.html", context)


@require_safe
def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    """Show the articles of a day by outlet."""
    period = day_period(year, month, day, holdings())
    articles = period.articles.order_by(F("outlet__name").asc(nulls_last=True), "title", "pk")
    context = {
        "period": period,
        "outlets": period.outlets(),
        "listing": kept_listing(("day", period.edtf), articles, Asked(request), DAY_SIZE),
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
        coverage = _coverage()
        counts = {"undated": coverage.undated, "approximate": coverage.imprecise}
        fuller = "undated" if counts["undated"] or not counts["approximate"] else "approximate"
        chosen = self.asked.choice("shelf", SHELVES, fuller)
        return {
            "shelves": [_shelf(self.asked, name, counts[name], chosen) for name in SHELVES],
            "chosen": chosen,
            "listing": listing(shelves[chosen], self.asked, counts[chosen]),
        }


def _shelf(asked: Asked, name: str, count: int, chosen: str) -> Way:
    labels = {
        "undated": gettext("Undated"),
        "approximate": gettext("Dated, but not to the day"),
    }
    address = asked.altered(shelf=name, page="")
    return Way(labels[name], address, current=name == chosen, count=count)


def _coverage() -> Coverage:
    return holdings().coverage
