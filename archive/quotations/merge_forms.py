"""Forms to merge quotations or speakers into one."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curation.merge_preview import MergeOption
from archive.editing.cells import format_count
from archive.editing.confirmation import MergeForm, write_history
from archive.models import Quotation, Speaker
from archive.quotations import merges
from archive.web.language import translate_message


class JoinQuotationsForm(MergeForm):
    """Join the chosen quotations into one of them."""

    heading = _("Join")
    explanation = _(
        "The printings of the others are laid beside those of the one that is kept, whose address"
        " answers for all. No later run takes them apart."
    )
    count_message = _("Choose between 2 and %s quotations that are one.")

    def select_records(self, rows: QuerySet) -> QuerySet:
        """Return the quotations, with their speakers."""
        return Quotation.objects.filter(pk__in=rows.values("pk")).select_related("speaker")

    def preview(self, records: list[Quotation]) -> list[MergeOption]:
        """Return what each quotation has and what would move to it."""
        return merges.preview_quotations(records)

    def describe_row(self, row: Quotation) -> str:
        """Return the speaker."""
        return str(row.speaker or gettext("speaker not known"))

    def apply(self, request: HttpRequest) -> str:
        """Join the quotations and write the history; return the message to show."""
        keep, reason = self.cleaned_data["keep"], self.cleaned_data["reason"]
        user: Any = request.user
        others = [row for row in self.rows if row != keep]
        moved_count = merges.merge_quotations(keep=keep, others=others, by=user, reason=reason)
        write_history(request, Quotation, [keep.pk], partial(_describe_merge, others, reason))
        template = gettext("%(printings)s joined to ‘%(keep)s’.")
        return template % {"printings": format_count(moved_count, "printing"), "keep": keep}


def _describe_merge(others: list[Any], reason: str) -> str:
    """Return the history entry of a record that others were merged into."""
    names = ", ".join(f"‘{row}’" for row in others)
    return gettext("Merged into it: %(names)s. Reason: %(reason)s") % {"names": names, "reason": reason}


class MergeSpeakersForm(MergeForm):
    """Merge the chosen speakers into one of them."""

    explanation = _(
        "What the others are quoted saying moves to the one that is kept; their names stay as other"
        " spellings of it, and their addresses lead to its page. This can be undone."
    )
    count_message = _("Choose between 2 and %s speakers who are one person.")

    def select_records(self, rows: QuerySet) -> QuerySet:
        """Return the speakers, with their author records."""
        return super().select_records(rows).select_related("author")

    def preview(self, records: list[Speaker]) -> list[MergeOption]:
        """Return what each speaker has and what would move to it."""
        return merges.preview_speakers(records)

    def describe_row(self, row: Speaker) -> str:
        """Return the slug, and the author record."""
        return f"{row.slug}, {row.author}" if row.author else row.slug

    def apply(self, request: HttpRequest) -> str:
        """Merge the speakers and write the history; return the message to show."""
        keep, reason = self.cleaned_data["keep"], self.cleaned_data["reason"]
        others = [row for row in self.rows if row != keep]
        dropped_values = "; ".join(map(translate_message, merges.find_dropped_authors(keep, others)))
        user: Any = request.user
        moved_count = merges.merge_speakers(keep=keep, others=others, user=user, reason=reason)
        write_history(request, Speaker, [keep.pk], partial(_describe_merge, others, reason))
        template = gettext("%(statements)s moved to ‘%(keep)s’.")
        message = template % {"statements": format_count(moved_count, "statement"), "keep": keep}
        remark = gettext("Not carried over: %s.") % dropped_values
        return f"{message} {remark}" if dropped_values else message
