"""Bulk actions: join, split, reject and restore quotations; merge speakers."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import format_count, translate_message
from archive.admin.questions import BulkActionForm, build_bulk_action, handle_bulk_action
from archive.errors import CurationError
from archive.models import Quotation, QuotedPassage, Speaker
from archive.quotations import deeds, store

MAX_RECORDS = 50
"""Most records changed at once: more are taken for a mistake."""


class QuotationActionForm(BulkActionForm):
    """Base form of an action on quotations, with a reason."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Require at most MAX_RECORDS rows."""
        super().clean()
        if self.rows.count() > MAX_RECORDS:
            raise ValidationError(gettext("Choose at most %s at once.") % MAX_RECORDS)
        return self.cleaned_data

    def describe_row(self, row: Any) -> str:
        return format_count(row.printing_count, "printing")


class JoinQuotationsForm(QuotationActionForm):
    """Join the chosen quotations into one of them."""

    heading = _("Join")
    explanation = _(
        "The printings of the others are laid beside those of the one that is kept, whose address"
        " answers for all. No later run takes them apart."
    )
    keep = forms.ModelChoiceField(
        Quotation.objects.none(), label=_("Keep"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, rows: QuerySet, data: Any = None) -> None:
        super().__init__(rows, data)
        self.fields["keep"].queryset = Quotation.objects.filter(pk__in=rows.values("pk"))  # type: ignore[attr-defined]

    def apply(self, request: HttpRequest) -> str:
        keep, reason = self.cleaned_data["keep"], self.cleaned_data["reason"]
        user: Any = request.user
        moved_count = deeds.merge_quotations(
            keep=keep, others=list(self.rows), by=user, reason=reason
        )
        template = gettext("%(printings)s joined to ‘%(keep)s’.")
        return template % {"printings": format_count(moved_count, "printing"), "keep": keep}


class SplitQuotationForm(QuotationActionForm):
    """Split the chosen printings off their quotation."""

    heading = _("Split off")
    explanation = _(
        "They leave their quotation and are kept apart from what stays; several of them together"
        " are a quotation of their own. No later run joins them again."
    )

    def clean(self) -> dict[str, Any]:
        """Require printings of one quotation."""
        super().clean()
        quotation_ids = set(self.rows.values_list("quotation", flat=True))
        if len(quotation_ids) != 1 or None in quotation_ids:
            raise ValidationError(gettext("Choose printings of one quotation."))
        return self.cleaned_data

    def apply(self, request: HttpRequest) -> str:
        user: Any = request.user
        passages = list(self.rows)
        deeds.split_quotation(passages, by=user, reason=self.cleaned_data["reason"])
        return gettext("%s split off.") % format_count(len(passages), "printing")

    def describe_row(self, row: QuotedPassage) -> str:
        return f"{row.article.outlet or gettext('no outlet')}, {row.article}"


class MergeSpeakersForm(QuotationActionForm):
    """Merge the chosen speakers into one of them."""

    heading = _("Merge")
    explanation = _(
        "What the others are quoted saying moves to the one that is kept; their names stay as other"
        " spellings of it, and their pages lead to its page. This cannot be undone here."
    )
    reason = None  # type: ignore[assignment]
    keep = forms.ModelChoiceField(
        Speaker.objects.none(), label=_("Keep"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, rows: QuerySet, data: Any = None) -> None:
        super().__init__(rows, data)
        self.fields["keep"].queryset = Speaker.objects.filter(pk__in=rows.values("pk"))  # type: ignore[attr-defined]

    def apply(self, request: HttpRequest) -> str:
        keep = self.cleaned_data["keep"]
        moved_count = deeds.merge_speakers(keep=keep, others=list(self.rows))
        template = gettext("%(statements)s moved to ‘%(keep)s’.")
        return template % {"statements": format_count(moved_count, "statement"), "keep": keep}

    def describe_row(self, row: Speaker) -> str:
        return format_count(row.passages.count(), "statement")


join = build_bulk_action("join", _("Join into one…"), JoinQuotationsForm)


@admin.action(description=_("Split off…"), permissions=["change"])
def split(
    model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """Ask for a reason, then split the printings off."""
    try:
        return handle_bulk_action(model_admin, request, queryset, SplitQuotationForm)
    except CurationError as error:
        model_admin.message_user(request, translate_message(error.args[0]), messages.ERROR)
        return None


@admin.action(description=_("Reject: no quotation"), permissions=["change"])
def reject(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Reject the passages: no page shows them any more."""
    number = deeds.reject_passages(list(queryset))
    message = gettext("%s rejected.") % format_count(number, "passage")
    model_admin.message_user(request, message, messages.SUCCESS)


@admin.action(description=_("Take the rejection back"), permissions=["change"])
def restore(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Undo the rejection, and match the passages again."""
    ids = list(queryset.values_list("article_id", flat=True))
    number = deeds.restore_passages(list(queryset))
    store.read_articles(ids, again=True)
    message = gettext("%s taken back.") % format_count(number, "passage")
    model_admin.message_user(request, message, messages.SUCCESS)


merge_speakers = build_bulk_action(
    "merge_speakers", _("Merge into one…"), MergeSpeakersForm, permission="merge"
)
