"""Limits on the requests of one client: by token, else by address, in each server process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import time
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext

from archive.api.rest.problems import ProblemError
from archive.models import ApiToken
from archive.web.clients import get_login_limit_key

WINDOW: Final = 60  # seconds


@dataclass(frozen=True, slots=True)
class RateState:
    """State of a limit after this request: how many are left, and in how many seconds there are all again."""

    limit: int
    count: int
    reset: int

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the standard headers (draft-ietf-httpapi-ratelimit-headers)."""
        remaining = max(0, self.limit - self.count)
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.limit};w={WINDOW}",
        }


def count_request(request: HttpRequest, token: ApiToken | None) -> RateState | None:
    """Count a request; None where there is no limit. ProblemError beyond it."""
    limit = settings.API_TOKEN_RATE if token else settings.API_RATE
    if not limit:
        return None
    client = f"token {token.pk}" if token else f"address {get_login_limit_key(request)}"
    now = time()
    window, reset = int(now // WINDOW), WINDOW - int(now % WINDOW)
    key = f"api {client} {window}".replace(" ", "-")
    cache.add(key, 0, WINDOW)
    try:
        count = cache.incr(key)
    except ValueError:  # dropped in between, as its time was over or the cache is full
        count = 1
    state = RateState(limit, count, reset)
    if count > limit:
        detail = gettext("More than %(limit)s requests came within a minute. Wait %(seconds)s seconds.")
        raise ProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-requests",
            detail % {"limit": f"{limit:,}", "seconds": reset},
            headers={"Retry-After": str(reset), **state.headers},
        )
    return state
