"""The front page of the admin: upload, review, last imports, recent changes and problems.

Each part is shown to those who may see its records, and costs a fixed number of queries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, cast

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from archive.admin.review import QUEUE_REASONS, build_queue_condition
from archive.admin.upload_form import UploadForm
from archive.curation.tasks import load_last_tasks
from archive.editing.site import ArchiveAdminSite
from archive.models import Article, Batch, Change, MaintenanceTask, PayloadFault, Refusal
from archive.search.indexing.maintenance import IndexState, IndexStatus, get_index_status

MAX_RUNS: Final = 5
MAX_REASONS: Final = 12  # reasons of refusals, of all runs shown
MAX_CHANGES: Final = 10
RECENT_DAYS: Final = 30  # interrupted runs of before are history
WAITING_SECONDS: Final = 120  # after which an upload that nobody began is a problem


@dataclass(frozen=True, slots=True)
class FrontPageCount:
    """A number of records, with the list of them."""

    label: str | Promise
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """The articles that wait for review, by reason, and those with a question."""

    waiting_count: int
    reasons: list[FrontPageCount]
    queried: FrontPageCount


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run with the most frequent reasons of its refusals."""

    run: Batch
    reasons: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class AdminProblem:
    """Something that is not as it should be, and the next step: a page, a task for the worker, or both."""

    title: str
    explanation: str
    label: str = ""
    url: str = ""
    task_label: str = ""
    task_kind: str = ""


def build_front_page(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the front page for this user."""
    may = request.user.has_perm
    return {
        "upload_form": UploadForm(auto_id="upload_%s") if may("archive.add_batch") else None,
        "most": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "review": summarize_review() if may("archive.view_article") and may("archive.view_evidence") else None,
        "runs": load_recent_runs(with_refusals=may("archive.view_refusal")) if may("archive.view_batch") else None,
        "changes": load_recent_changes() if may("archive.view_change") else None,
        "problems": find_problems(request),
        "may_request_tasks": may("archive.add_maintenancetask"),
    }


def summarize_review() -> ReviewSummary:
    """Count the articles that wait for review, by reason; a query each, which the index answers."""
    reasons = [
        FrontPageCount(reason.label, _count_queue(key), _build_list_url("article", queue=key))
        for key, reason in QUEUE_REASONS.items()
    ]
    queried = Article.objects.listed().filter(review_status=Article.Review.QUERIED)
    queried_url = _build_list_url("article", review_status__exact=Article.Review.QUERIED, withdrawn="no")
    label = Article.Review.QUERIED.label
    return ReviewSummary(_count_queue(), reasons, FrontPageCount(label, queried.count(), queried_url))


def _count_queue(reason: str = "") -> int:
    return Article.objects.filter(build_queue_condition(reason)).count()


def load_recent_runs(*, with_refusals: bool) -> list[RunSummary]:
    """Load the last runs and the most frequent reasons of their refusals; two queries."""
    runs = list(Batch.objects.select_related("given_by", "change").order_by("-started_at", "-pk")[:MAX_RUNS])
    reasons: dict[int, list[tuple[str, int]]] = {run.pk: [] for run in runs}
    if with_refusals:
        refusals = Refusal.objects.filter(batch__in=list(reasons)).order_by()
        rows = refusals.values_list("batch", "reason").annotate(n=Count("pk")).order_by("-n", "reason")
        for run_id, reason, count in rows[:MAX_REASONS]:
            reasons[run_id].append((reason, count))
    return [RunSummary(run, reasons[run.pk]) for run in runs]


def load_recent_changes() -> list[Change]:
    """Load the last changes by editors; one query."""
    return list(Change.objects.select_related("made_by").order_by("-pk")[:MAX_CHANGES])


def find_problems(request: HttpRequest) -> list[AdminProblem]:
    """Find what is not as it should be: with the index, with originals, with runs."""
    may = request.user.has_perm
    problems: list[AdminProblem] = []
    if may("archive.view_article"):
        problems += _describe_index_problem(get_index_status(), load_last_tasks())
    if may("archive.view_payloadfault"):
        problems += _describe_fault_problem(PayloadFault.objects.count())
    if may("archive.view_batch"):
        problems += _describe_run_problems()
    return problems


def _describe_index_problem(status: IndexStatus, tasks: Mapping[str, MaintenanceTask]) -> Iterable[AdminProblem]:
    if status.state is IndexState.READY:
        return
    if status.state is IndexState.BEHIND:
        title = ngettext(
            "%s changed article is not in the search index yet",
            "%s changed articles are not in the search index yet",
            status.waiting,
        )
        title %= f"{status.waiting:,}"
        explanation = gettext("Searches find them as they were before.")
    else:
        template = gettext("The search index holds %(documents)s of %(articles)s articles")
        title = template % {"documents": f"{status.documents:,}", "articles": f"{status.articles:,}"}
        explanation = gettext("Searches do not find the others.")
    kind = MaintenanceTask.Kind.REBUILD_INDEX
    task = tasks.get(kind)
    if task and task.is_open:
        progress = gettext("The index is being brought up to date.")
        yield AdminProblem(title, f"{explanation} {progress}")
        return
    if task and task.state == MaintenanceTask.State.FAILED:
        failure = gettext("The last attempt failed; the reason is in the log of this server.")
        explanation = f"{explanation} {failure}"
    yield AdminProblem(title, explanation, task_label=gettext("Bring the index up to date"), task_kind=kind)


def _describe_fault_problem(count: int) -> Iterable[AdminProblem]:
    if not count:
        return
    title = ngettext("%s original is damaged or missing", "%s originals are damaged or missing", count) % f"{count:,}"
    explanation = gettext(
        "The administrator of this server can restore originals from a backup; then check them again."
    )
    url = reverse("admin:archive_payloadfault_changelist")
    label = gettext("Damaged or missing originals")
    yield AdminProblem(
        title, explanation, label, url, gettext("Check all originals now"), MaintenanceTask.Kind.CHECK_ORIGINALS
    )


def _describe_run_problems() -> Iterable[AdminProblem]:
    now = timezone.now()
    states = Batch.State
    is_recent = Q(state=states.INTERRUPTED, started_at__gte=now - timedelta(days=RECENT_DAYS))
    is_overdue = Q(state=states.WAITING, started_at__lt=now - timedelta(seconds=WAITING_SECONDS))
    counts = Batch.objects.aggregate(
        interrupted=Count("pk", filter=is_recent),
        overdue=Count("pk", filter=is_overdue),
        running=Count("pk", filter=Q(state=states.RUNNING)),
    )
    if number := counts["interrupted"]:
        title = ngettext("%s import was interrupted", "%s imports were interrupted", number) % f"{number:,}"
        yield AdminProblem(
            title,
            gettext(
                "What was imported before is kept. Open the import to try again, or upload the same files once more:"
                " what is in the archive already is not imported twice."
            ),
            gettext("Interrupted imports"),
            _build_list_url("batch", state__exact=states.INTERRUPTED),
        )
    if (number := counts["overdue"]) and not counts["running"]:
        title = ngettext("%s upload is waiting to be imported", "%s uploads are waiting to be imported", number)
        yield AdminProblem(
            title % f"{number:,}",
            gettext("The program that imports uploads is not running. The administrator of this server can start it."),
            gettext("Waiting uploads"),
            _build_list_url("batch", state__exact=states.WAITING),
        )


def _build_list_url(model: str, **filters: Any) -> str:
    return f"{reverse(f'admin:archive_{model}_changelist')}?{urlencode(filters)}"


cast(ArchiveAdminSite, admin.site).register_front_page(build_front_page)
