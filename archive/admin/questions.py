"""Bulk actions with an intermediate page: a form, the chosen rows, and a check for changes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import override

from archive.admin.cells import counted
from archive.admin.form_state import MOMENT_NAME, read_moment, sign_moment
from archive.models.parts import in_parts

SHOWN = 10
"""Rows listed on the page; the rest is counted."""


class Question(forms.Form):
    """Base form of a bulk action; `apply` makes the change."""

    heading: ClassVar[Any] = ""
    explanation: ClassVar[Any] = ""

    def __init__(self, rows: QuerySet, data: Any = None) -> None:
        super().__init__(data)
        self.rows = rows

    def carry_out(self, request: HttpRequest) -> str:
        """Make the change and write its history in one transaction; return the message to show."""
        raise NotImplementedError

    def changed_since(self, moment: datetime) -> list[Any]:
        """Return rows that others changed after `moment`, and lock all rows until commit."""
        return []

    def described(self, row: Any) -> str:
        """Return what distinguishes `row` from others of the same name."""
        raise NotImplementedError


def ask(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet, kind: type[Question]
) -> HttpResponse | None:
    """Return the form page; once it is confirmed, apply it and return None: back to the list."""
    question = kind(queryset, request.POST if "confirmed" in request.POST else None)
    asked_at = read_moment(request.POST.get(MOMENT_NAME))
    changed: list[Any] = []
    if question.is_valid():
        with transaction.atomic():
            changed = question.changed_since(asked_at) if asked_at else []
            done = question.carry_out(request) if not changed else ""
        if done:
            desk.message_user(request, done, messages.SUCCESS)
            return None
    number = queryset.count()
    context = desk.admin_site.each_context(request) | {
        "title": f"{question.heading}: {counted(number, str(desk.opts.model_name))}",
        "question": question,
        "rows": [(row, question.described(row)) for row in queryset[:SHOWN]],
        "further": max(0, number - SHOWN),
        "changed": [(row, question.described(row)) for row in changed[:SHOWN]],
        "changed_count": len(changed),
        "sent": _sent_again(request),
        "opts": desk.opts,
        "media": desk.media + question.media,
    }
    status = 409 if changed else 200
    return TemplateResponse(request, "admin/archive/question.html", context, status=status)


def asking(
    name: str, words: Any, kind: type[Question], permission: str = "change"
) -> Callable[..., HttpResponse | None]:
    """Return an admin action that shows a form page before its change."""

    @admin.action(description=words, permissions=[permission])
    def action(
        desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        return ask(desk, request, queryset, kind)

    action.__name__ = name  # the key of the action in forms
    return action


def write_history(
    request: HttpRequest, model: type[Model], ids: Sequence[int], words: Callable[[], str]
) -> None:
    """Add an entry to the history of each row, as if it had been changed on its own page.

    The entry is in the language of the archive, whatever language the editor works in.
    """
    with override(settings.LANGUAGE_CODE):
        said = words()
    for part in in_parts(ids):
        LogEntry.objects.log_actions(
            user_id=str(request.user.pk),
            queryset=_named(model, part),
            action_flag=CHANGE,
            change_message=said,
        )


def _named(model: type[Model], ids: Iterable[int]) -> QuerySet:
    """Return the rows with only the column of their name loaded."""
    name = "title" if model._meta.model_name == "article" else "name"
    return model._default_manager.filter(pk__in=ids).only("pk", name)


def _sent_again(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the hidden fields that make the confirmation select the same rows."""
    names = ("action", "select_across", ACTION_CHECKBOX_NAME)
    sent = [(name, value) for name in names for value in request.POST.getlist(name)]
    return [*sent, (MOMENT_NAME, sign_moment())]
