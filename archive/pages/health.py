"""Health of this server for machines: /healthz/live, /healthz/ready (the same: /healthz), and /metrics for Prometheus.

Load balancers and container managers ask by address, with any Host: asked from this machine, or from an address of
CUTTINGS_HEALTH_ADDRESSES, these pages answer whatever the Host. Others are told yes or no; what is wrong, and how much
there is of everything, is for those addresses and for administrators who are logged in.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive import __version__
from archive.models import Batch, IndexChange
from archive.search.indexing.maintenance import get_index_status
from archive.web.clients import get_client_address
from archive.web.language import GetResponse

MIN_FREE_BYTES: Final = 50_000_000  # less than this on the disk of the archive: it is full
STUCK_TIME: Final = timedelta(minutes=15)  # that something waits while nothing is done
CACHE_SECONDS: Final = 5.0  # of the report that strangers get: anybody may ask, as often as they like
_PATHS: Final = {"/healthz": "ready", "/healthz/live": "live", "/healthz/ready": "ready", "/metrics": "metrics"}
Check = dict[str, Any]
_last_report: tuple[float, Mapping[str, Check]] | None = None


def health_middleware(get_response: GetResponse) -> GetResponse:
    """Middleware that answers machines before the Host is looked at, and before anything else can fail."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info in _PATHS and is_asked_by_machine(request):
            return answer_machine(request)
        return get_response(request)

    return middleware


def is_asked_by_machine(request: HttpRequest) -> bool:
    """Return whether the client is on this machine, no proxy in between, or has one of CUTTINGS_HEALTH_ADDRESSES."""
    client = get_client_address(request.META)
    if client is not None and any(client in network for network in settings.HEALTH_NETWORKS):
        return True
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR") or "").is_loopback
    except ValueError:
        return False


@require_safe
@never_cache
def answer_machine(request: HttpRequest) -> HttpResponse:
    """Answer with all details."""
    kind = _PATHS[request.path_info]
    if kind == "live":
        return JsonResponse({"ok": True, "version": __version__})
    report = build_report()
    if kind == "metrics":
        return HttpResponse("".join(iter_metrics(report)), content_type="text/plain; version=0.0.4; charset=utf-8")
    return _build_response(report, with_details=True)


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Say that this process answers."""
    return JsonResponse({"ok": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether pages can be served: 200, or 503 where a check fails; with the checks for administrators."""
    if request.user.is_active and request.user.is_staff:
        return _build_response(build_report(), with_details=True)
    return _build_response(_load_report(), with_details=False)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer administrators; for anybody else there is no such page."""
    if not (request.user.is_active and request.user.is_staff):
        raise Http404
    return HttpResponse("".join(iter_metrics(build_report())), content_type="text/plain; version=0.0.4; charset=utf-8")


def _build_response(report: Mapping[str, Check], *, with_details: bool) -> JsonResponse:
    is_ready = all(check["ok"] for check in report.values())
    details = {"version": __version__, **report, "disk_free_bytes": report["disk"]["free_bytes"]}
    return JsonResponse({"ok": is_ready, **(details if with_details else {})}, status=200 if is_ready else 503)


def _load_report() -> Mapping[str, Check]:
    """Return the report, made anew at most every few seconds."""
    global _last_report  # noqa: PLW0603 -- two threads that make it at once do no harm
    if _last_report is None or time.monotonic() - _last_report[0] > CACHE_SECONDS:
        _last_report = time.monotonic(), build_report()
    return _last_report[1]


def build_report() -> Mapping[str, Check]:
    """Return each check by its name, with whether it passed and what was found."""
    database = _check_database()
    unasked: Check = {"ok": False, "state": "not asked"}
    return {
        "database": database,
        "index": get_index_status().to_json() if database["ok"] else unasked,
        "queue": _ask_database(_check_queue) if database["ok"] else unasked,
        "disk": _check_disk(Path(settings.CUTTINGS_HOME)),
        "static": _check_static_files(),
    }


def _ask_database(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except DatabaseError as error:
        return {"ok": False, "state": f"does not answer: {type(error).__name__}"}


def _check_database() -> Check:
    return _ask_database(_count_articles)


def _count_articles() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM archive_article")
        (articles,) = cursor.fetchone()
    return {"ok": True, "state": "answers", "articles": articles, "engine": connection.vendor}


def _check_queue() -> Check:
    """Check that what waits is being worked on: changes for the index, and uploads."""
    waiting = Batch.objects.filter(state=Batch.State.WAITING)
    counts = {"uploads_waiting": waiting.count(), "uploads_running": _list_running().count()}
    oldest = [
        IndexChange.objects.order_by("pk").values_list("queued_at", flat=True).first(),
        waiting.order_by("pk").values_list("started_at", flat=True).first(),
    ]
    now = timezone.now()
    seconds = max((int((now - moment).total_seconds()) for moment in oldest if moment), default=0)
    is_stuck = seconds > STUCK_TIME.total_seconds() and not counts["uploads_running"]
    state = "stuck: start `manage.py work`, or see what its log says" if is_stuck else "moves"
    return {"ok": not is_stuck, "state": state, "oldest_seconds": seconds, **counts}


def _list_running() -> Any:
    """Return the runs that add articles now: the index follows at their end."""
    return Batch.objects.filter(state=Batch.State.RUNNING)


def _check_disk(folder: Path) -> Check:
    """Check that files can be written: there is space, and the folder may be written to."""
    try:
        disk = os.statvfs(folder)
    except OSError as error:
        return {"ok": False, "state": f"cannot be read: {error.strerror}", "free_bytes": 0}
    free_bytes = disk.f_bavail * disk.f_frsize
    if free_bytes < MIN_FREE_BYTES or (disk.f_files and not disk.f_favail):
        return {"ok": False, "state": "full", "free_bytes": free_bytes}
    is_writable = os.access(folder, os.W_OK)
    return {"ok": is_writable, "state": "has room" if is_writable else "read-only", "free_bytes": free_bytes}


def _check_static_files() -> Check:
    """Check that style sheets, scripts and pictures are where pages point to."""
    hashed_files: Mapping[str, str] | None = getattr(staticfiles_storage, "hashed_files", None)
    if hashed_files is None:  # as while developing: they are served from the source
        return {"ok": True, "state": "served from their source"}
    root = Path(settings.STATIC_ROOT)
    missing = [name for name in hashed_files.values() if not (root / name).is_file()]
    if hashed_files and not missing:
        return {"ok": True, "state": "there"}
    state = f"missing ({missing[0] if missing else 'all'}): run `manage.py collectstatic`, then restart the server"
    return {"ok": False, "state": state}


_METRICS: Final = (
    ("cuttings_articles", "Articles, withdrawn ones included.", "database", "articles"),
    ("cuttings_index_documents", "Articles in the search index.", "index", "documents"),
    ("cuttings_index_waiting", "Articles that wait for the search index.", "index", "waiting"),
    ("cuttings_uploads_waiting", "Uploads that wait for a worker.", "queue", "uploads_waiting"),
    ("cuttings_uploads_running", "Runs that add articles now.", "queue", "uploads_running"),
    ("cuttings_queue_oldest_seconds", "How long the oldest of what waits has waited.", "queue", "oldest_seconds"),
    ("cuttings_disk_free_bytes", "Free space on the disk of the archive.", "disk", "free_bytes"),
)
"""Name of a metric, its meaning, the check that has it, and under which name."""


def iter_metrics(report: Mapping[str, Check]) -> Iterator[str]:
    """Yield the lines of Prometheus's text format (version 0.0.4); all of them are gauges."""
    yield from _iter_gauge("cuttings_info", "Version of the archive.", [(f'{{version="{__version__}"}}', 1)])
    checks = [(f'{{check="{name}"}}', int(check["ok"])) for name, check in report.items()]
    yield from _iter_gauge("cuttings_check_ok", "Whether a check of /healthz/ready passed.", checks)
    for name, meaning, check, key in _METRICS:
        if (value := report[check].get(key)) is not None:
            yield from _iter_gauge(name, meaning, [("", value)])


def _iter_gauge(name: str, meaning: str, samples: list[tuple[str, int]]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}\n# TYPE {name} gauge\n"
    yield from (f"{name}{labels} {value}\n" for labels, value in samples)
