"""Bulk actions that merge records of the same person or outlet."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import format_count, translate_message
from archive.admin.questions import BulkActionForm, build_bulk_action, write_history
from archive.curation.merge import MergeResult, merge_authors, merge_outlets
from archive.models import Author, Outlet
from archive.search import indexing

MAX_MERGED = 50
"""Most records merged at once: more are taken for a mistake."""


class MergeRecordsForm(BulkActionForm):
    """Base form of a merge: choose the record to keep."""

    heading = _("Merge")
    explanation = _(
        "Articles, other names and links of the others move to the one that is kept; their names "
        "stay as other names of it, and their pages lead to its page. This cannot be undone here."
    )
    keep = forms.ModelChoiceField(
        Outlet.objects.none(), label=_("Keep"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, rows: QuerySet, data: Any = None) -> None:
        super().__init__(rows, data)
        keep_field: Any = self.fields["keep"]
        records = rows.model._default_manager.filter(pk__in=rows.values("pk"))
        keep_field.queryset = records.order_by("name", "pk")
        keep_field.label_from_instance = self.build_label

    def build_label(self, row: Any) -> str:
        """Return the name, and what distinguishes it from its namesakes."""
        return f"{row.name} ({self.describe_row(row)})"

    def describe_row(self, row: Any) -> str:
        return f"{row.slug}, {format_count(row.articles.distinct().count(), 'article')}"

    def clean(self) -> dict[str, Any]:
        """Require at least two records, and at most MAX_MERGED."""
        super().clean()
        if not 2 <= self.rows.count() <= MAX_MERGED:
            raise ValidationError(
                gettext("Choose between 2 and %s records that are one and the same.") % MAX_MERGED
            )
        return self.cleaned_data

    def merge_pair(self, keep: Any, retire: Any) -> MergeResult:
        """Merge `retire` into `keep`."""
        raise NotImplementedError

    def apply(self, request: HttpRequest) -> str:
        keep = self.cleaned_data["keep"]
        with transaction.atomic():
            merges = [self.merge_pair(keep, row) for row in self.rows.exclude(pk=keep.pk)]
            ids = list(dict.fromkeys(pk for merge in merges for pk in merge.article_ids))
            indexing.queue_changes(ids)
            for merge in merges:
                write_history(request, type(keep), [keep.pk], merge.describe)
        records, articles = format_count(len(merges), "record"), format_count(len(ids), "article")
        template = gettext("%(records)s merged into ‘%(keep)s’: %(articles)s.")
        message = template % {"records": records, "keep": keep, "articles": articles}
        dropped_values = "; ".join(
            translate_message(value) for merge in merges for value in merge.dropped_values
        )
        return (
            f"{message} {gettext('Not carried over: %s.') % dropped_values}"
            if dropped_values
            else message
        )


class MergeAuthorsForm(MergeRecordsForm):
    """Merge the chosen authors."""

    def merge_pair(self, keep: Author, retire: Author) -> MergeResult:
        return merge_authors(keep=keep, retire=retire)


class MergeOutletsForm(MergeRecordsForm):
    """Merge the chosen outlets."""

    def merge_pair(self, keep: Outlet, retire: Outlet) -> MergeResult:
        return merge_outlets(keep=keep, retire=retire)


merge_people = build_bulk_action(
    "merge_people", _("Merge into one…"), MergeAuthorsForm, permission="merge"
)
merge_publishers = build_bulk_action(
    "merge_publishers", _("Merge into one…"), MergeOutletsForm, permission="merge"
)
