"""Bulk actions on articles: a form page, a curation service, and the index queue."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.article_form import language_tag
from archive.admin.cells import counted, review_set, told
from archive.admin.choosing import NameBox
from archive.admin.questions import Question, asking, write_history
from archive.curation import bulk, withdraw
from archive.models import Article, Collection, Outlet
from archive.search import indexing

AT_ONCE = 25_000
"""Articles indexed within one request (about 1,000 a second); more are left to the queue."""


class ArticleQuestion(Question):
    """Base form of bulk changes to articles."""

    is_searched: ClassVar[bool] = True
    """True where the change alters what is indexed."""

    def change(self, by: Any) -> list[int]:
        """Make the change; return the primary keys of the articles that changed."""
        raise NotImplementedError

    def done(self) -> str:
        """Return the text for the history of each article."""
        raise NotImplementedError

    def carry_out(self, request: HttpRequest) -> str:
        chosen = self.rows.count()
        with transaction.atomic():
            ids = self.change(request.user)
            write_history(request, Article, ids, self.done)
            late = _tell_search(ids) if self.is_searched else ""
        done = f"{self.done()}: {counted(len(ids), 'article')}."
        if unchanged := chosen - len(ids):
            done += " " + gettext("%s needed no change.") % counted(unchanged, "article")
        return done + late

    def changed_since(self, moment: datetime) -> list[Article]:
        """Return the articles changed meanwhile; all that were chosen are locked."""
        return bulk.changed_since(self.rows, moment)

    def described(self, row: Article) -> str:
        return f"{row.outlet or gettext('no outlet')}, {told(row.published_in_words)}"


def _tell_search(ids: list[int]) -> str:
    """Queue the articles for indexing; return a note where that is left to the worker."""
    if len(ids) <= AT_ONCE:
        indexing.queue(ids)
        return ""
    with indexing.held_back():
        indexing.queue(ids)
    return " " + gettext(
        "Search shows the former values of %s for some minutes more: the index follows by itself."
    ) % counted(len(ids), "article")


class OutletQuestion(ArticleQuestion):
    """Set the outlet of the chosen articles."""

    heading = _("Set the outlet")
    explanation = _(
        "What says otherwise now stays in each article’s evidence, marked as superseded."
    )
    outlet = forms.ModelChoiceField(
        Outlet.objects.all(),
        label=_("Outlet"),
        required=False,
        widget=NameBox(Article._meta.get_field("outlet"), admin.site),
    )
    unknown = forms.BooleanField(required=False, label=_("The outlet is not known"))

    def clean(self) -> dict[str, Any]:
        """Require an outlet or the tick for none: an empty box alone decides nothing."""
        super().clean()
        named, unknown = self.cleaned_data.get("outlet"), self.cleaned_data.get("unknown")
        if "outlet" not in self.errors and bool(named) == bool(unknown):
            raise ValidationError(
                gettext("Choose an outlet, or tick that it is not known: one of the two.")
            )
        return self.cleaned_data

    def change(self, by: Any) -> list[int]:
        return bulk.set_outlet(self.rows, self.cleaned_data["outlet"], by=by)

    def done(self) -> str:
        return gettext("Outlet set to %s") % (self.cleaned_data["outlet"] or gettext("unknown"))


class LanguageQuestion(ArticleQuestion):
    """Set the language of the chosen articles."""

    heading = _("Set the language")
    explanation = OutletQuestion.explanation
    language = forms.CharField(
        label=_("Language"),
        max_length=35,
        required=False,
        help_text=_("A BCP 47 tag: en, fr, pt-BR. Empty says that it is not known."),
    )

    def clean_language(self) -> str:
        """Return the normalised language tag, or an empty string."""
        return language_tag(self.cleaned_data["language"])

    def change(self, by: Any) -> list[int]:
        return bulk.set_language(self.rows, self.cleaned_data["language"], by=by)

    def done(self) -> str:
        return gettext("Language set to %s") % (self.cleaned_data["language"] or gettext("unknown"))


class ReviewQuestion(ArticleQuestion):
    """Set the review status of the chosen articles."""

    heading = _("Set the review status")
    is_searched = False
    status = forms.ChoiceField(choices=Article.Review, label=_("Review status"))

    def change(self, by: Any) -> list[int]:
        return bulk.set_review_status(self.rows, self.cleaned_data["status"])

    def done(self) -> str:
        return review_set(self.cleaned_data["status"])


class CollectionQuestion(ArticleQuestion):
    """Add the chosen articles to a collection."""

    heading = _("Add to a collection")
    is_searched = False
    collection = forms.ModelChoiceField(Collection.objects.all(), label=_("Collection"))

    def change(self, by: Any) -> list[int]:
        return bulk.add_to_collection(self.rows, self.cleaned_data["collection"])

    def done(self) -> str:
        return gettext("Added to the collection ‘%s’") % self.cleaned_data["collection"]


class LeavingQuestion(CollectionQuestion):
    """Remove the chosen articles from a collection."""

    heading = _("Remove from a collection")

    def change(self, by: Any) -> list[int]:
        return bulk.remove_from_collection(self.rows, self.cleaned_data["collection"])

    def done(self) -> str:
        return gettext("Removed from the collection ‘%s’") % self.cleaned_data["collection"]


class WithdrawalQuestion(ArticleQuestion):
    """Withdraw the chosen articles, with a reason."""

    heading = _("Withdraw")
    explanation = _(
        "Withdrawn articles leave the lists and the search. Their addresses go on answering, "
        "with the reason."
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3, "cols": 60}), max_length=2000
    )

    def change(self, by: Any) -> list[int]:
        return withdraw.withdraw(self.rows, reason=self.cleaned_data["reason"])

    def done(self) -> str:
        return gettext("Withdrawn: %s") % self.cleaned_data["reason"]


class RestoringQuestion(ArticleQuestion):
    """Restore the chosen articles."""

    heading = _("Restore")
    explanation = _(
        "Restored articles are listed and found again; the reason they went stays in their history."
    )

    def change(self, by: Any) -> list[int]:
        return withdraw.restore(self.rows)

    def done(self) -> str:
        return gettext("Restored to the lists")


@admin.action(description=_("Reindex for search"), permissions=["change"])
def reindex(desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Index the chosen articles anew before the next search."""
    ids = bulk.chosen(queryset)
    late = _tell_search(ids)
    done = gettext("%s read anew for search.") % counted(len(ids), "article")
    desk.message_user(request, late.strip() or done, messages.SUCCESS)


OF_ARTICLES: list[Callable[..., Any]] = [
    asking("set_outlet", _("Set outlet…"), OutletQuestion),
    asking("set_language", _("Set language…"), LanguageQuestion),
    asking("set_review_status", _("Set review status…"), ReviewQuestion),
    asking("add_to_collection", _("Add to a collection…"), CollectionQuestion),
    asking("remove_from_collection", _("Remove from a collection…"), LeavingQuestion),
    asking("withdraw_articles", _("Withdraw…"), WithdrawalQuestion, permission="withdraw"),
    asking("restore_articles", _("Restore…"), RestoringQuestion, permission="withdraw"),
    reindex,
]
