"""Bulk actions: join, split, reject and restore quotations; merge speakers."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import counted, told
from archive.admin.questions import Question, ask, asking
from archive.errors import CurationError
from archive.models import Quotation, QuotedPassage, Speaker
from archive.quotations import deeds, store

AT_MOST = 50
"""Most records changed at once: more are taken for a mistake."""


class QuotationQuestion(Question):
    """Base form of an action on quotations, with a reason."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Require at most MAX_RECORDS rows."""
        super().clean()
        if self.rows.count() > AT_MOST:
            raise ValidationError(gettext("Choose at most %s at once.") % AT_MOST)
        return self.cleaned_data

    def described(self, row: Any) -> str:
        return counted(row.printing_count, "printing")


class JoinQuestion(QuotationQuestion):
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

    def carry_out(self, request: HttpRequest) -> str:
        keep, reason = self.cleaned_data["keep"], self.cleaned_data["reason"]
        by: Any = request.user
        moved = deeds.join_quotations(keep=keep, others=list(self.rows), by=by, reason=reason)
        form = gettext("%(printings)s joined to ‘%(keep)s’.")
        return form % {"printings": counted(moved, "printing"), "keep": keep}


class SplitQuestion(QuotationQuestion):
    """Split the chosen printings off their quotation."""

    heading = _("Split off")
    explanation = _(
        "They leave their quotation and are kept apart from what stays; several of them together"
        " are a quotation of their own. No later run joins them again."
    )

    def clean(self) -> dict[str, Any]:
        """Require printings of one quotation."""
        super().clean()
        numbers = set(self.rows.values_list("quotation", flat=True))
        if len(numbers) != 1 or None in numbers:
            raise ValidationError(gettext("Choose printings of one quotation."))
        return self.cleaned_data

    def carry_out(self, request: HttpRequest) -> str:
        by: Any = request.user
        chosen = list(self.rows)
        deeds.split_off(chosen, by=by, reason=self.cleaned_data["reason"])
        return gettext("%s split off.") % counted(len(chosen), "printing")

    def described(self, row: QuotedPassage) -> str:
        return f"{row.article.outlet or gettext('no outlet')}, {row.article}"


class SpeakersQuestion(QuotationQuestion):
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

    def carry_out(self, request: HttpRequest) -> str:
        keep = self.cleaned_data["keep"]
        moved = deeds.merge_speakers(keep=keep, others=list(self.rows))
        form = gettext("%(statements)s moved to ‘%(keep)s’.")
        return form % {"statements": counted(moved, "statement"), "keep": keep}

    def described(self, row: Speaker) -> str:
        return counted(row.passages.count(), "statement")


join = asking("join", _("Join into one…"), JoinQuestion)


@admin.action(description=_("Split off…"), permissions=["change"])
def split(desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Ask for a reason, then split the printings off."""
    try:
        return ask(desk, request, queryset, SplitQuestion)
    except CurationError as error:
        desk.message_user(request, told(error.args[0]), messages.ERROR)
        return None


@admin.action(description=_("Reject: no quotation"), permissions=["change"])
def reject(desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Reject the passages: no page shows them any more."""
    number = deeds.reject(list(queryset))
    done = gettext("%s rejected.") % counted(number, "passage")
    desk.message_user(request, done, messages.SUCCESS)


@admin.action(description=_("Take the rejection back"), permissions=["change"])
def restore(desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Undo the rejection, and match the passages again."""
    ids = list(queryset.values_list("article_id", flat=True))
    number = deeds.restore(list(queryset))
    store.read_articles(ids, again=True)
    done = gettext("%s taken back.") % counted(number, "passage")
    desk.message_user(request, done, messages.SUCCESS)


merge_speakers = asking(
    "merge_speakers", _("Merge into one…"), SpeakersQuestion, permission="merge"
)
