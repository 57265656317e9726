"""Parameters that many endpoints have, and the refusal of those that an endpoint has not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from inspect import signature
from typing import Annotated, Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Path, Query

from archive.api.rest.problems import InvalidField, ProblemError
from archive.text.normalize import ALPHABET, LENGTH

MAX_LIMIT: Final = 1_000
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items on a page.")]
CursorText = Annotated[str, Query(description="From `next` of the page before.", max_length=400)]
FieldNames = Annotated[
    str, Query(description="Fields of each item that are wanted, with commas; all without.", max_length=1_000)
]
IdentifierPath = Annotated[
    str, Path(description="Eight characters that never change.", pattern=f"^[{ALPHABET}]{{{LENGTH}}}$")
]


def reject_unknown_parameters(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: answer parameters that an endpoint has not as a problem, before it is asked anything."""
    names = frozenset(signature(view).parameters)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if unknown := [name for name in request.GET if name not in names]:
            raise build_unknown_problem(unknown)
        return view(request, *args, **kwargs)

    return wrapper


def build_unknown_problem(unknown: Iterable[str]) -> ProblemError:
    """Return the problem of parameters that an endpoint has not."""
    names = list(unknown)
    detail = gettext("There is no parameter %(names)s here.") % {"names": ", ".join(names)[:200]}
    errors = tuple(InvalidField(f"query.{name[:100]}", gettext("unknown parameter")) for name in names[:20])
    return ProblemError(HTTPStatus.BAD_REQUEST, "unknown-parameter", detail, errors=errors)
