"""Bulk actions that merge records of the same person or outlet."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import counted, told
from archive.admin.questions import Question, asking, write_history
from archive.curation.merge import Merge, merge_authors, merge_outlets
from archive.models import Author, Outlet
from archive.search import indexing

AT_MOST = 50
"""Most records merged at once: more are taken for a mistake."""


class MergeQuestion(Question):
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
        keep: Any = self.fields["keep"]
        kin = rows.model._default_manager.filter(pk__in=rows.values("pk"))
        keep.queryset = kin.order_by("name", "pk")
        keep.label_from_instance = self.labelled

    def labelled(self, row: Any) -> str:
        """Return the name, and what distinguishes it from its namesakes."""
        return f"{row.name} ({self.described(row)})"

    def described(self, row: Any) -> str:
        return f"{row.slug}, {counted(row.articles.distinct().count(), 'article')}"

    def clean(self) -> dict[str, Any]:
        """Require at least two records, and at most MAX_MERGED."""
        super().clean()
        if not 2 <= self.rows.count() <= AT_MOST:
            raise ValidationError(
                gettext("Choose between 2 and %s records that are one and the same.") % AT_MOST
            )
        return self.cleaned_data

    def merged(self, keep: Any, retire: Any) -> Merge:
        """Merge `retire` into `keep`."""
        raise NotImplementedError

    def carry_out(self, request: HttpRequest) -> str:
        keep = self.cleaned_data["keep"]
        with transaction.atomic():
            merges = [self.merged(keep, row) for row in self.rows.exclude(pk=keep.pk)]
            ids = list(dict.fromkeys(pk for merge in merges for pk in merge.article_ids))
            indexing.queue(ids)
            for merge in merges:
                write_history(request, type(keep), [keep.pk], merge.in_words)
        records, articles = counted(len(merges), "record"), counted(len(ids), "article")
        form = gettext("%(records)s merged into ‘%(keep)s’: %(articles)s.")
        done = form % {"records": records, "keep": keep, "articles": articles}
        dropped = "; ".join(told(words) for merge in merges for words in merge.dropped)
        return f"{done} {gettext('Not carried over: %s.') % dropped}" if dropped else done


class AuthorsQuestion(MergeQuestion):
    """Merge the chosen authors."""

    def merged(self, keep: Author, retire: Author) -> Merge:
        return merge_authors(keep=keep, retire=retire)


class OutletsQuestion(MergeQuestion):
    """Merge the chosen outlets."""

    def merged(self, keep: Outlet, retire: Outlet) -> Merge:
        return merge_outlets(keep=keep, retire=retire)


merge_people = asking("merge_people", _("Merge into one…"), AuthorsQuestion, permission="merge")
merge_publishers = asking(
    "merge_publishers", _("Merge into one…"), OutletsQuestion, permission="merge"
)
