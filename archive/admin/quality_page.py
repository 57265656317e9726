"""Data quality of the whole archive: what each check finds, by outlet and over time, each number with its list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext

from archive.curation.quality import QUALITY_CHECKS, QualityCounts, count_quality, select_undecided_pairs
from archive.curation.tasks import load_last_tasks
from archive.models import MaintenanceTask, Outlet, QualitySnapshot
from archive.web.charts import build_sparkline_path

OUTLETS_PER_PAGE: Final = 50
MAX_SNAPSHOTS: Final = 730  # days
MAX_COLUMNS: Final = 52  # of a chart


@dataclass(frozen=True, slots=True)
class QualityCell:
    """A number of articles, and the list of exactly these."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class OutletQuality:
    """Findings of the checks in one outlet; without a name: in articles without an outlet."""

    name: str
    articles: QualityCell
    cells: list[QualityCell]


@dataclass(frozen=True, slots=True)
class CheckOverview:
    """Findings of one check in the whole archive, now and before."""

    key: str
    label: Promise
    explanation: Promise
    cell: QualityCell
    share: float
    chart_path: str
    first_count: int


class QualityPageMixin(admin.ModelAdmin):
    """Mixin: the page on data quality, for the admin of articles."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.quality_view)
        return [path("quality/", view, name="archive_article_quality"), *super().get_urls()]

    def quality_view(self, request: HttpRequest) -> HttpResponse:
        """Show what the checks find."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        counts = count_quality()
        history = [*load_history(), (timezone.localdate(), _sum_counts(counts))]
        outlet_ids = sorted(counts.articles, key=lambda pk: _rank_outlet(counts, pk))
        page = Paginator(outlet_ids, OUTLETS_PER_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Data quality"),
            "opts": self.opts,
            "checks": QUALITY_CHECKS.values(),
            "overviews": build_overviews(counts, history),
            "total": build_cell(sum(counts.articles.values())),
            "rows": build_outlet_rows(counts, list(page.object_list)),
            "page": page,
            "last_check": load_last_tasks().get(MaintenanceTask.Kind.CHECK_ORIGINALS),
            "check_kind": MaintenanceTask.Kind.CHECK_ORIGINALS,
            "pair_count": select_undecided_pairs().count(),
            "history": [
                (day, [numbers.get(key, 0) for key in ("articles", *QUALITY_CHECKS)]) for day, numbers in history
            ],
        }
        return TemplateResponse(request, "admin/archive/article/quality.html", context)


def build_cell(count: int, check: str = "", outlet: int | str | None = "") -> QualityCell:
    """Return a number with its list; an outlet of None means articles without one."""
    filters: dict[str, Any] = {"quality": check} if check else {"withdrawn": "no"}
    if outlet is None:
        filters["outlet__isnull"] = True
    elif outlet != "":
        filters["outlet__id__exact"] = outlet
    return QualityCell(count, f"{reverse('admin:archive_article_changelist')}?{urlencode(filters)}")


def build_outlet_rows(counts: QualityCounts, outlet_ids: Sequence[int | None]) -> list[OutletQuality]:
    """Return a row for each outlet; one query."""
    names = dict(Outlet.objects.filter(pk__in=[pk for pk in outlet_ids if pk]).values_list("pk", "name"))
    return [
        OutletQuality(
            names.get(pk, "") if pk else "",
            build_cell(counts.articles[pk], outlet=pk),
            [build_cell(found.get(pk, 0), key, pk) for key, found in counts.by_check.items()],
        )
        for pk in outlet_ids
    ]


def build_overviews(counts: QualityCounts, history: Sequence[tuple[date, Mapping[str, int]]]) -> list[CheckOverview]:
    """Return what each check finds, with its chart over time."""
    article_count = sum(counts.articles.values())
    return [
        CheckOverview(
            key,
            check.label,
            check.explanation,
            build_cell(count := counts.total(key), key),
            100 * count / article_count if article_count else 0.0,
            build_sparkline_path([day_counts.get(key, 0) for _day, day_counts in history]),
            history[0][1].get(key, 0),
        )
        for key, check in QUALITY_CHECKS.items()
    ]


def load_history() -> list[tuple[date, Mapping[str, int]]]:
    """Load the counts of former days, oldest first, of at most MAX_COLUMNS days evenly apart; one query."""
    former_days = QualitySnapshot.objects.filter(day__lt=timezone.localdate()).order_by("-day")
    rows = list(former_days.values_list("day", "counts")[:MAX_SNAPSHOTS])
    step = -(-len(rows) // (MAX_COLUMNS - 1)) or 1
    return rows[::step][::-1]


def _sum_counts(counts: QualityCounts) -> dict[str, int]:
    return {"articles": sum(counts.articles.values()), **{key: counts.total(key) for key in QUALITY_CHECKS}}


def _rank_outlet(counts: QualityCounts, outlet_id: int | None) -> tuple[int, int, int]:
    """Return a sort key: outlets with the most to mend first."""
    found = sum(by_outlet.get(outlet_id, 0) for by_outlet in counts.by_check.values())
    return -found, -counts.articles[outlet_id], outlet_id or 0
