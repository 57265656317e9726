"""Health check for monitoring."""

import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive import __version__
from archive.search.indexing import get_index_status as index_status


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Report database, index and free disk space as JSON: 200, or 503 where one fails."""
    database = _check_database()
    index = index_status().to_json() if database["ok"] else {"ok": False, "state": "not asked"}
    report = {
        "ok": bool(database["ok"] and index["ok"]),
        "version": __version__,
        "database": database,
        "index": index,
        "disk_free_bytes": shutil.disk_usage(settings.CUTTINGS_HOME).free,
    }
    return JsonResponse(report, status=200 if report["ok"] else 503)


def _check_database() -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM archive_article")
            (articles,) = cursor.fetchone()
    except DatabaseError as error:
        return {"ok": False, "state": f"does not answer: {type(error).__name__}"}
    return {"ok": True, "state": "answers", "articles": articles, "engine": connection.vendor}
