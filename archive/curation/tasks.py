"""Long tasks that editors ask for in the admin and the worker does: checking the originals, renewing the index."""

import logging
from datetime import datetime
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.errors import SearchError
from archive.models import Batch, IndexChange, MaintenanceTask
from archive.search.indexing import maintenance
from archive.storage.faults import check_some

SLICE_SECONDS: Final = 5  # of a check, between which uploads have their turn
log = logging.getLogger(__name__)


def request_task(kind: str, *, user: AbstractBaseUser | None) -> MaintenanceTask:
    """Ask for a task; return the one that is asked for already, if there is one."""
    open_states = [MaintenanceTask.State.WAITING, MaintenanceTask.State.RUNNING]
    values = {"requested_by_id": user.pk if user else None}
    task, _is_new = MaintenanceTask.objects.get_or_create(kind=kind, state__in=open_states, defaults=values)
    return task


def count_queues() -> list[tuple[Promise, int, datetime | None]]:
    """Return what waits for workers: each queue's name, how much waits, and since when the oldest does."""
    uploads = Batch.objects.filter(state=Batch.State.WAITING).aggregate(n=Count("pk"), since=Min("started_at"))
    changes = IndexChange.objects.aggregate(n=Count("article_id", distinct=True), since=Min("queued_at"))
    open_tasks = MaintenanceTask.objects.filter(state=MaintenanceTask.State.WAITING)
    tasks = open_tasks.aggregate(n=Count("pk"), since=Min("requested_at"))
    rows = ((_("Uploads"), uploads), (_("Articles for the search index"), changes), (_("Tasks"), tasks))
    return [(name, row["n"], row["since"]) for name, row in rows]


def load_last_tasks() -> dict[str, MaintenanceTask]:
    """Return the last task of each kind that was ever asked for; one query."""
    last_ids = MaintenanceTask.objects.order_by().values("kind").annotate(last=Max("pk")).values("last")
    return {task.kind: task for task in MaintenanceTask.objects.filter(pk__in=last_ids)}


def run_next_task() -> bool:
    """Do the oldest open task, or the next slice of it; return False if there is none."""
    open_states = [MaintenanceTask.State.WAITING, MaintenanceTask.State.RUNNING]
    task = MaintenanceTask.objects.filter(state__in=open_states).order_by("pk").first()
    if task is None:
        return False
    if task.state == MaintenanceTask.State.WAITING:
        task.state = MaintenanceTask.State.RUNNING
        task.save(update_fields=["state"])
    if task.kind == MaintenanceTask.Kind.CHECK_ORIGINALS:
        _check_slice(task)
    else:
        _renew_index(task)
    return True


def _check_slice(task: MaintenanceTask) -> None:
    results = check_some(task.position, SLICE_SECONDS)
    task.processed_count += len(results)
    if results:
        task.position = results[-1].path.name
        task.save(update_fields=["position", "processed_count"])
    else:
        _end_task(task, MaintenanceTask.State.FINISHED)


def _renew_index(task: MaintenanceTask) -> None:
    try:
        task.processed_count = maintenance.catch_up()
    except SearchError as error:
        log.warning("The index was not renewed: %s", error)
        _end_task(task, MaintenanceTask.State.FAILED)
    else:
        _end_task(task, MaintenanceTask.State.FINISHED)


def _end_task(task: MaintenanceTask, state: MaintenanceTask.State) -> None:
    task.state, task.finished_at = state, timezone.now()
    task.save(update_fields=["state", "finished_at", "processed_count"])
