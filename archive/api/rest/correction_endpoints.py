"""Endpoints that correct the metadata of an article, and that show and undo a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Body, Field, Router, Schema

from archive.admin.change_history import list_undo_permissions
from archive.api.rest.article_endpoints import get_visible_article
from archive.api.rest.article_endpoints import router as article_router
from archive.api.rest.article_values import compute_version
from archive.api.rest.parameters import IdentifierPath
from archive.api.rest.permissions import TokenAuth, get_token_user
from archive.api.rest.problems import InvalidField, ProblemError
from archive.api.rest.record_values import ApiUrl, build_api_url
from archive.api.rest.responses import answers, render_value
from archive.curation.metadata_files import MetadataFile, MetadataRow
from archive.curation.metadata_import import MetadataPreview, apply_differences, compare_file
from archive.curation.metadata_table import MAX_CELL, SEPARATOR
from archive.curation.undo import undo_change
from archive.models import Article, Byline, Change, TokenScope
from archive.text.normalize import make_storable
from archive.web.language import translate_message
from archive.web.params import get_row_or_404

router = Router(tags=["corrections"])
EVIDENCE_ACTION: Final = "Set through the API"
_ANY_VERSION: Final = "*"
Text = Annotated[str | None, Field(max_length=MAX_CELL)]


class CreditInput(Schema, extra="forbid"):
    """An author to credit, by name: the record of this name, or a new one."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^;()\n]+$")]
    role: Literal["author", "contributor", "photographer", "translator", "editor"] = "author"


class Correction(Schema, extra="forbid"):
    """The values to set; what is left out stays. An empty text means: not known."""

    title: Annotated[str | None, Field(min_length=1, max_length=1000)] = None
    outlet: Annotated[str | None, Field(max_length=200, description="Name of the outlet.")] = None
    authors: Annotated[list[CreditInput] | None, Field(max_length=100)] = None
    published: Annotated[str | None, Field(max_length=60, description="As EDTF, or as people write it.")] = None
    section: Annotated[str | None, Field(max_length=200)] = None
    dateline: Annotated[str | None, Field(max_length=200)] = None
    standfirst: Text = None
    language: Annotated[str | None, Field(max_length=35)] = None
    canonical_url: Annotated[str | None, Field(max_length=2000)] = None
    review_status: Literal["unreviewed", "queried", "reviewed"] | None = None
    reason: Annotated[str, Field(max_length=2000, description="Kept with the change.")] = ""


@dataclass(frozen=True, slots=True)
class ChangeValue:
    """A change by an editor, which can be undone as one step."""

    id: int
    kind: str
    summary: str
    reason: str
    made_at: datetime
    is_undone: bool
    rows: Annotated[int, Field(description="Rows of the database that it wrote.")]
    api_url: ApiUrl


@dataclass(frozen=True, slots=True)
class CorrectionResult:
    """Result of a correction: the version now, the fields that changed, and the change that can be undone."""

    identifier: str
    version: str
    changed: tuple[str, ...]
    change: Annotated[ChangeValue | None, Field(description="null where all values were there already")]


@article_router.patch(  # of one address, all methods are of one router
    "/articles/{str:identifier}",
    response=answers(CorrectionResult),
    summary="Correct an article",
    auth=TokenAuth(TokenScope.CORRECT, "archive.change_article"),
    openapi_extra={
        "parameters": [
            {
                "name": "If-Match",
                "in": "header",
                "required": True,
                "description": "The ETag or `version` of the article as it was read, so that nobody is overwritten.",
                "schema": {"type": "string"},
            }
        ]
    },
)
def correct_article(request: HttpRequest, identifier: IdentifierPath, correction: Body[Correction]) -> HttpResponse:
    """Set metadata of an article, with evidence and as a change that can be undone."""
    user = get_token_user(request)
    with transaction.atomic():
        article = get_visible_article(identifier)
        Article.objects.select_for_update().get(pk=article.pk)
        article = get_visible_article(identifier)  # as it is now that nobody else can change it
        _require_version(request, article)
        changed, change = _apply(article, correction, user)
    article = get_visible_article(identifier)
    version = compute_version(article)
    value = CorrectionResult(
        identifier, version, changed, build_change(request, change) if change and change.pk else None
    )
    return render_value(request, value, version=version)


def _require_version(request: HttpRequest, article: Article) -> None:
    """Raise ProblemError unless If-Match names the version of the article."""
    sent = [
        each.strip().removeprefix("W/").strip('"').partition(".")[0]
        for each in request.headers.get("If-Match", "").split(",")
    ]
    if not any(sent):
        detail = gettext("Send the ETag or version of the article as If-Match, so that nobody is overwritten.")
        raise ProblemError(HTTPStatus.PRECONDITION_REQUIRED, "version-needed", detail)
    if _ANY_VERSION not in sent and compute_version(article) not in sent:
        detail = gettext("The article was changed in the meantime; nothing was done. Read it again.")
        raise ProblemError(HTTPStatus.PRECONDITION_FAILED, "changed-meanwhile", detail)


def _apply(article: Article, correction: Correction, user: User) -> tuple[tuple[str, ...], Change | None]:
    """Apply a correction by the services that import metadata; return the fields that changed, and the change."""
    file = MetadataFile([MetadataRow(1, {"identifier": article.identifier, **_list_cells(correction)})])
    preview = compare_file(file)
    if preview.problems:
        raise _build_problem(preview)
    if not preview.differences:
        return (), None
    keys = [difference.key for difference in preview.differences]
    changed = tuple(cell.column.name for difference in preview.differences for cell in difference.cells)
    kind = Change.Action.REVIEW if changed == ("review_status",) else Change.Action.EDIT
    summary = f"‘{article}’: {', '.join(changed)}"[:300]
    result = apply_differences(
        file,
        keys,
        user=user,
        reason=make_storable(correction.reason).strip(),
        summary=summary,
        kind=kind,
        action=EVIDENCE_ACTION,
    )
    return changed, result.change


def _list_cells(correction: Correction) -> dict[str, str]:
    """Return the cells of the row that says the same."""
    values: dict[str, Any] = correction.model_dump(exclude_none=True, exclude={"reason", "authors"})
    cells = {name: make_storable(value).strip() for name, value in values.items()}
    if correction.authors is not None:
        cells["authors"] = SEPARATOR.join(
            each.name if each.role == Byline.Role.AUTHOR else f"{each.name} ({each.role})"
            for each in correction.authors
        )
    return cells


def _build_problem(preview: MetadataPreview) -> ProblemError:
    errors = tuple(InvalidField(f"body.{row.column}", translate_message(row.problem)) for row in preview.problems)
    detail = gettext("Some values of the request cannot be used: see errors.")
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-value", detail, errors=errors)


@router.get(
    "/changes/{int:number}",
    response=answers(ChangeValue),
    summary="A change",
    auth=TokenAuth(TokenScope.UNDO),
)
def get_change(request: HttpRequest, number: int) -> HttpResponse:
    """Return a change of one's own, or any where one may see them all."""
    return render_value(request, build_change(request, _get_visible_change(request, number)))


@router.post(
    "/changes/{int:number}/undo",
    response=answers(ChangeValue),
    summary="Undo a change",
    auth=TokenAuth(TokenScope.UNDO),
)
def undo_one_change(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a change as one step; return the change that this is itself, which can be undone in turn."""
    change, user = _get_visible_change(request, number), get_token_user(request)
    if not all(user.has_perm(name) for name in list_undo_permissions(change, user=user)):
        detail = gettext("You may not change all that this change wrote.")
        raise ProblemError(HTTPStatus.FORBIDDEN, "forbidden", detail)
    undo = undo_change(change, user=user)
    return render_value(request, build_change(request, undo if undo.pk else Change.objects.get(pk=change.pk)))


def _get_visible_change(request: HttpRequest, number: int) -> Change:
    """Return a change that the user of the token may see, or raise Http404."""
    user, change = get_token_user(request), get_row_or_404(Change.objects.all(), pk=number)
    if change.made_by_id != user.pk and not user.has_perm("archive.view_change"):
        raise Http404
    return change


def build_change(request: HttpRequest, change: Change) -> ChangeValue:
    """Build a change."""
    return ChangeValue(
        id=change.pk,
        kind=change.action,
        summary=str(change),
        reason=change.reason,
        made_at=change.made_at,
        is_undone=change.is_undone,
        rows=change.row_count,
        api_url=build_api_url(request, f"changes/{change.pk}"),
    )
