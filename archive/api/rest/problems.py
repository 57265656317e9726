"""Errors of the API as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja.errors import HttpError, ValidationError

from archive.curation.undo_conflicts import UndoConflictError
from archive.errors import CurationError, QuerySyntaxError, ReadingError, SearchError, SearchTimeout
from archive.search.service import explain_failure
from archive.web.language import translate_message
from archive.web.page_errors import InvalidParameter, NotFound

MEDIA_TYPE: Final = "application/problem+json"
_MAX_ERRORS: Final = 20
_NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class InvalidField:
    """One value that cannot be used: where it stands in the request, and why."""

    where: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem: `code` names its kind, `detail` says what happened and what to do next.

    For a query, `offset` and `length` are the wrong characters (counted from 0), `suggestion` a query that runs, and
    `others` more of them. `errors` are the values that cannot be used.
    """

    type: str = "about:blank"
    title: str = ""
    status: int = 400
    code: str = ""
    detail: str = ""
    offset: int | None = None
    length: int | None = None
    suggestion: str | None = None
    others: tuple[str, ...] = ()
    errors: tuple[InvalidField, ...] = ()


class ProblemError(Exception):
    """Anything that an endpoint answers as a problem."""

    def __init__(
        self, status: HTTPStatus, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(title=status.phrase, status=status.value, code=code, detail=detail, **more)
        self.headers = dict(headers or {})


def build_problem_response(error: ProblemError) -> HttpResponse:
    """Return the response of a problem; values that are not known are left out."""
    values = {name: value for name, value in asdict(error.problem).items() if value not in (None, "", ())}
    response = HttpResponse(
        json.dumps(values, ensure_ascii=False), status=error.problem.status, content_type=MEDIA_TYPE
    )
    for name, value in (_NO_STORE | error.headers).items():
        response[name] = value
    return response


def build_query_problem(error: QuerySyntaxError) -> ProblemError:
    """Return the problem of a query that cannot be run as typed."""
    return ProblemError(
        HTTPStatus.BAD_REQUEST,
        error.code,
        translate_message(error.message),
        offset=error.offset,
        length=error.length,
        suggestion=error.suggestion,
        others=error.others,
    )


def build_not_found_problem(error: Http404) -> ProblemError:
    """Return the problem of an address that nothing is at."""
    known = error.message if isinstance(error, NotFound) else gettext("There is nothing at this address.")
    return ProblemError(HTTPStatus.NOT_FOUND, "not-found", translate_message(known))


def build_search_problem(error: SearchError) -> ProblemError:
    """Return the problem of a search that failed or took too long."""
    code = "search-timeout" if isinstance(error, SearchTimeout) else "search-unavailable"
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, code, translate_message(explain_failure(error)))


def build_validation_problem(error: ValidationError) -> ProblemError:
    """Return the problem of a request whose values have the wrong form."""
    errors = tuple(
        InvalidField(".".join(map(str, each.get("loc", ()))), str(each.get("msg", "")))
        for each in error.errors[:_MAX_ERRORS]
    )
    is_body = any(each.where.partition(".")[0] in ("body", "form", "file") for each in errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_body else HTTPStatus.BAD_REQUEST
    detail = gettext("Some values of the request cannot be used: see errors.")
    return ProblemError(status, "invalid-value", detail, errors=errors)


def build_conflict_problem(error: UndoConflictError) -> ProblemError:
    """Return the problem of an undo that later changes stand in the way of."""
    errors = tuple(
        InvalidField(f"{each.record}: {each.field}".removesuffix(": ")[:200], translate_message(each.problem))
        for each in error.conflicts[:_MAX_ERRORS]
    )
    return ProblemError(HTTPStatus.CONFLICT, "undo-conflict", translate_message(error.args[0]), errors=errors)


def _build_body_problem(error: HttpError) -> ProblemError:
    detail = gettext("The body of the request cannot be read: it must be JSON, as the description says.")
    return ProblemError(HTTPStatus(error.status_code), "unreadable-body", detail)


def _build_parameter_problem(error: InvalidParameter) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, "invalid-parameter", translate_message(error.message))


def _build_refusal_problem(error: CurationError | ReadingError) -> ProblemError:
    return ProblemError(HTTPStatus.CONFLICT, "not-possible", translate_message(error.args[0]))


_BUILDERS: Final[tuple[tuple[type[Exception], Callable[[Any], ProblemError]], ...]] = (
    (ProblemError, lambda error: error),
    (QuerySyntaxError, build_query_problem),
    (InvalidParameter, _build_parameter_problem),
    (Http404, build_not_found_problem),
    (SearchError, build_search_problem),
    (ValidationError, build_validation_problem),
    (HttpError, _build_body_problem),
    (UndoConflictError, build_conflict_problem),
    (CurationError, _build_refusal_problem),
    (ReadingError, _build_refusal_problem),
)
"""Exceptions that an endpoint may raise, each with its problem; the first that fits."""


def handle_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer an exception as a problem; faults of our own go on to Django."""
    for kind, build_problem in _BUILDERS:
        if isinstance(error, kind):
            return build_problem_response(build_problem(error))
    raise error
