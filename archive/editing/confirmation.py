"""Confirmation pages of bulk actions, and the history they write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from archive.curation.merge_preview import MergeOption
from archive.db.bulk import iter_batches
from archive.editing.cells import format_count
from archive.editing.form_state import MOMENT_FIELD, read_moment, sign_moment
from archive.editing.recording import record_request
from archive.errors import CurationError
from archive.models import Change
from archive.web.language import translate_message

_NAME_FIELDS = {"article": "title", "quotation": "words"}  # of models whose rows have no name
PREVIEW_BUTTON = "preview"  # name of the button that shows what would change, and changes nothing
MAX_ROWS_SHOWN = 10  # rows listed on the page; the rest is counted
MAX_RECORDS = 50  # most records merged or joined at once: more are taken for a mistake


class BulkActionForm(forms.Form):
    """Base form of a bulk action; `apply` makes the change."""

    required_css_class = "required"
    heading: ClassVar[Any] = ""
    change_action: ClassVar[str] = Change.Action.BULK_EDIT
    explanation: ClassVar[Any] = ""
    template_name: ClassVar[str] = "admin/archive/confirm_action.html"

    def __init__(self, rows: QuerySet, data: Any = None) -> None:
        super().__init__(data)
        self.rows = rows
        self.chosen_count = 0  # rows that were chosen, some of which may be gone by now

    def apply(self, request: HttpRequest) -> str:
        """Make the change and write its history in one transaction; return the message to show."""
        raise NotImplementedError

    def find_changed_since(self, moment: datetime) -> list[Any]:
        """Return rows that others changed after `moment`, and lock all rows until commit."""
        return []

    def describe_row(self, row: Any) -> str:
        """Return what distinguishes `row` from others of the same name."""
        raise NotImplementedError

    def build_preview(self) -> Any:
        """Return what the rows have now and what they would have; None where an action shows its rows alone."""
        return None

    def list_rows(self) -> list[tuple[Any, str]]:
        """Return the first rows, each with its description, for the list above the form."""
        return [(row, self.describe_row(row)) for row in self.rows[:MAX_ROWS_SHOWN]]


class MergeForm(BulkActionForm):
    """Base form of a merge: the record to keep, of at least two and at most MAX_RECORDS, and the reason."""

    heading = _("Merge")
    change_action = Change.Action.MERGE
    template_name = "admin/archive/confirm_merge.html"
    count_message: ClassVar[Any]  # refusal of fewer or more records
    keep: Any = forms.ModelChoiceField(
        None,
        label=_("Keep"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "invalid_choice": _(
                "The record that you wanted to keep is no longer there: somebody has merged or deleted it. Choose which"
                " of the others is kept."
            )
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        max_length=1000,
        help_text=_("Why they are one, in a sentence. It stands in the history of the record that is kept."),
    )

    def __init__(self, rows: QuerySet, data: Any = None) -> None:
        super().__init__(rows, data)
        keep_field: Any = self.fields["keep"]
        keep_field.queryset = self.select_records(rows)

    def select_records(self, rows: QuerySet) -> QuerySet:
        """Return those of `rows` that may be kept, in the order shown."""
        return rows.model._default_manager.filter(pk__in=rows.values("pk")).order_by("name", "pk")

    def preview(self, records: list[Any]) -> list[MergeOption]:
        """Return what each record has and what would move to it."""
        raise NotImplementedError

    def list_rows(self) -> list[tuple[Any, str]]:
        """Return none: the rows are the choices of the form."""
        return []

    @cached_property
    def refusal(self) -> str:
        """Message that these are too few or too many, or gone meanwhile; empty if they can be merged."""
        count = self.rows.count()
        if 2 <= count <= MAX_RECORDS:
            return ""
        if count < self.chosen_count:
            return gettext(
                "Nothing was merged: of the records you chose, somebody has merged or deleted some meanwhile. Go back"
                " to the list, see what is there now, and choose again."
            )
        return str(self.count_message) % MAX_RECORDS

    @cached_property
    def choices(self) -> list["MergeChoice"]:
        """The records to choose from; the fullest is chosen until another is."""
        if self.refusal:
            return []
        keep_field: Any = self.fields["keep"]
        options = self.preview(list(keep_field.queryset))
        chosen_key = self.data.get("keep", "") if self.is_bound else ""
        is_any_chosen = chosen_key in {str(option.record.pk) for option in options}
        return [
            MergeChoice(
                option,
                self.describe_row(option.record),
                str(option.record.pk) == chosen_key if is_any_chosen else option.is_fullest,
                format_counts(option.holdings.counts),
                format_counts(option.moving),
                [translate_message(value) for value in option.dropped_values],
            )
            for option in options
        ]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.refusal:
            raise ValidationError(self.refusal)
        return self.cleaned_data


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """A record that may be kept, in words."""

    option: MergeOption
    description: str
    is_checked: bool
    holdings: str
    moving: str
    dropped_values: list[str]


def format_counts(counts: Mapping[str, int]) -> str:
    """Return `3 articles, 1 domain`, without what there is none of."""
    return gettext(", ").join(format_count(count, noun) for noun, count in counts.items() if count)


def handle_bulk_action(
    model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet, form_class: type[BulkActionForm]
) -> HttpResponse | None:
    """Return the form page; once it is confirmed, apply it and return None: back to the list."""
    is_preview = PREVIEW_BUTTON in request.POST
    form = form_class(queryset, request.POST if is_preview or "confirmed" in request.POST else None)
    form.chosen_count = len(set(request.POST.getlist(ACTION_CHECKBOX_NAME)))
    asked_at = read_moment(request.POST.get(MOMENT_FIELD))
    changed_rows: list[Any] = []
    if form.is_valid() and not is_preview:
        message, reason = "", str(form.cleaned_data.get("reason") or "")
        try:
            with record_request(request, form.change_action, reason=reason) as details:
                changed_rows = form.find_changed_since(asked_at) if asked_at else []
                message = form.apply(request) if not changed_rows else ""
                details.summary = details.summary or message
        except CurationError as error:
            form.add_error(None, translate_message(error.args[0]))
        if message:
            model_admin.message_user(request, message, messages.SUCCESS)
            return None
    number = queryset.count()
    names = ("action", "select_across", ACTION_CHECKBOX_NAME)
    selection = [(name, value) for name in names for value in request.POST.getlist(name)]
    context = model_admin.admin_site.each_context(request) | {
        "title": f"{form.heading}: {format_count(number, str(model_admin.opts.model_name))}",
        "form": form,
        "preview": (preview := form.build_preview()),
        "preview_button": PREVIEW_BUTTON if preview and form.fields else "",
        "rows": [] if preview else form.list_rows(),
        "further": max(0, number - MAX_ROWS_SHOWN),
        "changed": [(row, form.describe_row(row)) for row in changed_rows[:MAX_ROWS_SHOWN]],
        "changed_count": len(changed_rows),
        "hidden_fields": [*selection, (MOMENT_FIELD, sign_moment())],  # they select the same rows again
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, form.template_name, context, status=409 if changed_rows else 200)


def build_bulk_action(
    name: str, description: Any, form_class: type[BulkActionForm], permission: str = "change"
) -> Callable[..., HttpResponse | None]:
    """Return an admin action that shows a form page before its change."""

    @admin.action(description=description, permissions=[permission])
    def action(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return handle_bulk_action(model_admin, request, queryset, form_class)

    action.__name__ = name  # the key of the action in forms
    return action


def write_history(
    request: HttpRequest, model: type[Model], ids: Sequence[int], build_message: Callable[[], str]
) -> None:
    """Add an entry to the history of each row, as its own page would, but in the language of the archive."""
    with override(settings.LANGUAGE_CODE):
        message = build_message()
    name_field = _NAME_FIELDS.get(str(model._meta.model_name), "name")
    for batch_ids in iter_batches(ids):
        rows = model._default_manager.filter(pk__in=batch_ids).only("pk", name_field)
        LogEntry.objects.log_actions(str(request.user.pk), rows, CHANGE, message)
