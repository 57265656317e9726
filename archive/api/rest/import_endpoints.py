"""Endpoints that take in documents, and say what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Field, File, Form, Router
from ninja.files import UploadedFile

from archive.api.rest.permissions import TokenAuth, get_token_user
from archive.api.rest.problems import ProblemError
from archive.api.rest.record_values import ApiUrl, build_api_url
from archive.api.rest.responses import answers, render_value
from archive.ingest.uploads import receive_upload
from archive.models import Batch, Collection, Outlet, TokenScope
from archive.text.normalize import strip_controls
from archive.web.language import translate_message
from archive.web.params import get_row_or_404

router = Router(tags=["imports"])
MAX_REFUSALS: Final = 1_000
_UPLOAD_RIGHT: Final = TokenAuth(TokenScope.UPLOAD, "archive.add_batch")


@dataclass(frozen=True, slots=True)
class RefusalValue:
    """A document that was not taken in, and why."""

    source: str
    record: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportValue:
    """An upload: its state, and what became of its documents."""

    id: int
    source: str
    state: Annotated[str, Field(description="waiting, running, finished or interrupted")]
    started_at: datetime
    finished_at: datetime | None
    added: int
    new_versions: int
    known: int
    rejected: int
    skipped: int
    refusals: Annotated[tuple[RefusalValue, ...], Field(description="The first 1,000 of them.")]
    change: Annotated[int | None, Field(description="The change that undoes all of it.")]
    api_url: ApiUrl


@router.post("/imports", response=answers(ImportValue, 202), summary="Upload documents", auth=_UPLOAD_RIGHT)
def upload_documents(
    request: HttpRequest,
    files: File[list[UploadedFile]],
    outlet: Annotated[str, Form(description="Name in addresses of the outlet that published them.")] = "",
    collection: Annotated[str, Form(description="Name in addresses of the collection to add them to.")] = "",
) -> HttpResponse:
    """Queue files of any kind that the upload page takes; the worker imports them."""
    batch = receive_upload(
        files,
        user=get_token_user(request),
        outlet=_find_record(Outlet, "outlet", outlet),
        collection=_find_record(Collection, "collection", collection),
    )
    response = render_value(request, build_import(request, batch), status=HTTPStatus.ACCEPTED)
    response["Location"] = build_api_url(request, f"imports/{batch.pk}")
    return response


def _find_record(model: type[Any], name: str, slug: str) -> Any:
    """Return the record with this slug; None for an empty one."""
    if not slug:
        return None
    row = model.objects.filter(slug=slug).first() if strip_controls(slug) == slug else None
    if row is None:
        template = gettext("There is no %(name)s “%(value)s” in this archive.")
        detail = template % {"name": gettext(name), "value": slug[:100]}
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-record", detail)
    return row


@router.get("/imports/{int:number}", response=answers(ImportValue), summary="An upload", auth=_UPLOAD_RIGHT)
def get_import(request: HttpRequest, number: int) -> HttpResponse:
    """Return what became of an upload of one's own, or of any where one may see them all."""
    user, batch = get_token_user(request), get_row_or_404(Batch.objects.all(), pk=number)
    if batch.given_by_id != user.pk and not user.has_perm("archive.view_batch"):
        raise Http404
    return render_value(request, build_import(request, batch))


def build_import(request: HttpRequest, batch: Batch) -> ImportValue:
    """Build an upload."""
    refusals = batch.refusals.all()[:MAX_REFUSALS]
    return ImportValue(
        id=batch.pk,
        source=batch.source,
        state=batch.state,
        started_at=batch.started_at,
        finished_at=batch.finished_at,
        added=batch.added,
        new_versions=batch.recaptured,
        known=batch.known,
        rejected=batch.refused,
        skipped=batch.passed_over,
        refusals=tuple(RefusalValue(row.source, row.record, translate_message(row.reason)) for row in refusals),
        change=batch.change_id,
        api_url=build_api_url(request, f"imports/{batch.pk}"),
    )
