"""Record what a request of an editor writes as one change, and offer to undo it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from archive.curation.changes import ChangeDetails, is_change_open, record_change


@contextmanager
def record_request(
    request: HttpRequest, action: str, *, reason: str = "", summary: str = ""
) -> Iterator[ChangeDetails]:
    """Record what the request writes inside as one change, with a message that leads to its undo."""
    is_outermost = not is_change_open()
    user = cast("AbstractBaseUser", request.user)  # editors have logged in
    with record_change(action, user=user, reason=reason, summary=summary) as details:
        yield details
    if is_outermost and details.change.pk and request.user.has_perm("archive.view_change"):
        url = reverse("admin:archive_change_change", args=[details.change.pk])
        messages.info(request, render_to_string("admin/archive/change/undo_message.html", {"url": url}))
