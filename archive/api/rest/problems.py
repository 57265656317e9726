"""Errors of the API as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja.errors import ValidationError

from archive.errors import CurationError, QuerySyntaxError, SearchError, SearchTimeout
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


def describe_exception(error: Exception) -> ProblemError | None:
    """Return the problem of an exception that an endpoint may raise; None for a fault of our own."""
    match error:
        case ProblemError():
            return error
        case QuerySyntaxError():
            return build_query_problem(error)
        case InvalidParameter():
            return ProblemError(HTTPStatus.BAD_REQUEST, "invalid-parameter", translate_message(error.message))
        case Http404():
            return build_not_found_problem(error)
        case SearchError():
            return build_search_problem(error)
        case ValidationError():
            return build_validation_problem(error)
        case CurationError():
            return ProblemError(HTTPStatus.CONFLICT, "not-possible", translate_message(error.args[0]))
    return None


def handle_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer an exception as a problem; faults of our own go on to Django."""
    problem = describe_exception(error)
    if problem is None:
        raise error
    return build_problem_response(problem)
