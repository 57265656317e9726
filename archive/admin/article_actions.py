"""Bulk actions on articles: set outlet, authors, date, section, language, collection, status; withdraw, restore."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import bulk_preview
from archive.admin.article_action_form import ArticleActionForm, queue_reindexing
from archive.admin.bulk_preview import PreviewedAuthors, PreviewedCollections, PreviewedField, PreviewedListing
from archive.curation import bulk_bylines, bulk_edit
from archive.editing.cells import describe_review_status, format_count
from archive.editing.confirmation import build_bulk_action
from archive.editing.name_forms import clean_language_tag
from archive.editing.name_inputs import NameAutocompleteSelect, NameChoiceField
from archive.editing.suggesting_inputs import SuggestingInput, list_languages
from archive.editing.typed_date_field import TypedDateField
from archive.models import Article, Author, Byline, Change, Collection, Outlet


class SetOutletForm(ArticleActionForm):
    """Set the outlet of the chosen articles."""

    heading, sentence = _("Set the outlet"), _("Outlet set to %s")
    previewed = PreviewedField(_("Outlet"), "outlet__name")
    explanation = _("What says otherwise now stays in each article’s evidence, marked as superseded.")
    outlet = NameChoiceField(
        Outlet.objects.all(),
        label=_("Outlet"),
        required=False,
        widget=NameAutocompleteSelect(Article._meta.get_field("outlet"), admin.site),
    )
    unknown = forms.BooleanField(required=False, label=_("The outlet is not known"))

    def clean(self) -> dict[str, Any]:
        """Require an outlet or the tick for none: an empty box alone decides nothing."""
        super().clean()
        outlet, is_unknown = self.cleaned_data.get("outlet"), self.cleaned_data.get("unknown")
        if "outlet" not in self.errors and bool(outlet) == bool(is_unknown):
            raise ValidationError(gettext("Choose an outlet, or tick that it is not known: one of the two."))
        return self.cleaned_data

    def predict_value(self, article: Article) -> str:
        return str(self.cleaned_data["outlet"] or "")

    def select_kept(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        return articles.filter(outlet=self.cleaned_data["outlet"])

    def update_articles(self, user: Any) -> list[int]:
        return bulk_edit.set_outlet(self.rows, self.cleaned_data["outlet"], user=user)


class SetColumnForm(ArticleActionForm):
    """Base form that sets a column of the chosen articles to the value of the only field."""

    previewed: ClassVar[PreviewedField]

    @property
    def value(self) -> Any:
        """Value of the only field."""
        return self.cleaned_data[next(iter(self.fields))]

    def predict_value(self, article: Article) -> str:
        return self.previewed.format_value(self.value) if self.value else ""

    def select_kept(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        return articles.filter(**{self.previewed.column: self.value})


class SetLanguageForm(SetColumnForm):
    """Set the language of the chosen articles."""

    heading, sentence = _("Set the language"), _("Language set to %s")
    previewed = PreviewedField(_("Language"), "language")
    explanation = SetOutletForm.explanation
    language = forms.CharField(
        label=_("Language"),
        max_length=35,
        required=False,
        widget=SuggestingInput(list_languages),
        help_text=_("Choose from the list, or write a tag as in BCP 47: pt-BR. Empty says that it is not known."),
    )

    def clean_language(self) -> str:
        return clean_language_tag(self.cleaned_data["language"])

    def update_articles(self, user: Any) -> list[int]:
        return bulk_edit.set_language(self.rows, self.cleaned_data["language"], user=user)


class SetAuthorsForm(ArticleActionForm):
    """Set, add or remove an author of the chosen articles."""

    heading = _("Set, add or remove an author")
    previewed = PreviewedAuthors(_("Authors"), "bylines")
    explanation = SetOutletForm.explanation
    author = NameChoiceField(
        Author.objects.all(),
        label=_("Author"),
        required=False,
        widget=NameAutocompleteSelect(Byline._meta.get_field("author"), admin.site),
    )
    how = forms.ChoiceField(
        label=_("What to do"),
        widget=forms.RadioSelect,
        choices={
            "add": _("Add to the authors there are"),
            "set": _("Make this the only author; without one, the author is not known"),
            "remove": _("Remove"),
        },
        initial="add",
    )

    def clean(self) -> dict[str, Any]:
        """Require an author, unless it is to be said that none is known."""
        super().clean()
        if (
            "author" not in self.errors
            and not self.cleaned_data.get("author")
            and self.cleaned_data.get("how") != "set"
        ):
            raise ValidationError(gettext("Choose an author."))
        return self.cleaned_data

    def predict_value(self, article: Article) -> str:
        return bulk_bylines.predict_credits(article, self.cleaned_data["how"], self.cleaned_data["author"])

    def select_kept(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        return bulk_bylines.select_unchanged(articles, self.cleaned_data["how"], self.cleaned_data["author"])

    def update_articles(self, user: Any) -> list[int]:
        return bulk_bylines.edit_bylines(self.rows, self.cleaned_data["how"], self.cleaned_data["author"], user=user)

    def describe_change(self) -> str:
        templates = {
            "add": gettext("Author added: %s"),
            "set": gettext("Author set to %s"),
            "remove": gettext("Author removed: %s"),
        }
        return templates[self.cleaned_data["how"]] % (self.cleaned_data["author"] or gettext("unknown"))


class SetSectionForm(SetColumnForm):
    """Set the section of the chosen articles."""

    heading, sentence = _("Set the section"), _("Section set to %s")
    previewed = PreviewedField(_("Section"), "section")
    affects_index = False
    explanation = SetOutletForm.explanation
    section = forms.CharField(
        label=_("Section"), max_length=200, required=False, help_text=_("Empty says that it is not known.")
    )

    def update_articles(self, user: Any) -> list[int]:
        return bulk_edit.set_section(self.rows, self.cleaned_data["section"], user=user)


class SetDateForm(SetColumnForm):
    """Set the date of the chosen articles."""

    heading, sentence = _("Set the date"), _("Date set to %s")
    previewed = PreviewedField(_("Date"), "published", bulk_preview.format_date)
    explanation = SetOutletForm.explanation
    published = TypedDateField(label=_("Date"), required=False, help_text=_("Empty says that it is not known."))

    def update_articles(self, user: Any) -> list[int]:
        return bulk_edit.set_date(self.rows, self.cleaned_data["published"], user=user)


class SetReviewStatusForm(SetColumnForm):
    """Set the review status of the chosen articles."""

    change_action = Change.Action.REVIEW
    heading = _("Set the review status")
    affects_index = False
    previewed = PreviewedField(_("Review status"), "review_status", bulk_preview.format_review_status)
    status = forms.ChoiceField(choices=Article.Review, label=_("Review status"))

    def update_articles(self, user: Any) -> list[int]:
        return bulk_edit.set_review_status(self.rows, self.cleaned_data["status"])

    def describe_change(self) -> str:
        return describe_review_status(self.cleaned_data["status"])


class AddToCollectionForm(ArticleActionForm):
    """Add the chosen articles to a collection."""

    heading, sentence = _("Add to a collection"), _("Added to the collection ‘%s’")
    affects_index = False
    previewed = PreviewedCollections(_("Collections"), "collections")
    collection = forms.ModelChoiceField(Collection.objects.all(), label=_("Collection"))

    def predict_value(self, article: Article) -> str:
        return bulk_preview.join_collections({*article.collections.all(), self.cleaned_data["collection"]})

    def select_kept(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        return articles.filter(collections=self.cleaned_data["collection"])

    def update_articles(self, user: Any) -> list[int]:
        return bulk_edit.add_to_collection(self.rows, self.cleaned_data["collection"])


class RemoveFromCollectionForm(AddToCollectionForm):
    """Remove the chosen articles from a collection."""

    heading, sentence = _("Remove from a collection"), _("Removed from the collection ‘%s’")

    def predict_value(self, article: Article) -> str:
        return bulk_preview.join_collections({*article.collections.all()} - {self.cleaned_data["collection"]})

    def select_kept(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        return articles.exclude(collections=self.cleaned_data["collection"])

    def update_articles(self, user: Any) -> list[int]:
        return bulk_edit.remove_from_collection(self.rows, self.cleaned_data["collection"])


class WithdrawForm(ArticleActionForm):
    """Withdraw the chosen articles, with a reason."""

    change_action = Change.Action.WITHDRAW
    heading, sentence = _("Withdraw"), _("Withdrawn: %s")
    previewed = PreviewedListing(_("Listed"), "withdrawn_at")
    explanation = _(
        "Withdrawn articles leave the lists and the search. Their addresses go on answering, with the reason."
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3, "cols": 60}), max_length=2000)

    def predict_value(self, article: Article) -> str:
        return gettext("withdrawn")

    def select_kept(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        return articles.filter(withdrawn_at__isnull=False)

    def update_articles(self, user: Any) -> list[int]:
        return bulk_edit.withdraw_articles(self.rows, reason=self.cleaned_data["reason"])


class RestoreForm(ArticleActionForm):
    """Restore the chosen articles."""

    change_action = Change.Action.RESTORE
    heading, sentence = _("Restore"), _("Restored to the lists")
    explanation = _("Restored articles are listed and found again; the reason they went stays in their history.")
    previewed = WithdrawForm.previewed

    def predict_value(self, article: Article) -> str:
        return gettext("listed")

    def select_kept(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        return articles.filter(withdrawn_at=None)

    def update_articles(self, user: Any) -> list[int]:
        return bulk_edit.restore_articles(self.rows)


@admin.action(description=_("Reindex for search"), permissions=["change"])
def reindex(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Reindex the chosen articles before the next search."""
    ids = bulk_edit.collect_ids(queryset)
    index_note = queue_reindexing(ids)
    message = gettext("%s read anew for search.") % format_count(len(ids), "article")
    model_admin.message_user(request, index_note.strip() or message, messages.SUCCESS)


ARTICLE_ACTIONS: list[Callable[..., Any]] = [
    build_bulk_action("set_outlet", _("Set outlet…"), SetOutletForm),
    build_bulk_action("set_authors", _("Set, add or remove an author…"), SetAuthorsForm),
    build_bulk_action("set_date", _("Set date…"), SetDateForm),
    build_bulk_action("set_section", _("Set section…"), SetSectionForm),
    build_bulk_action("set_language", _("Set language…"), SetLanguageForm),
    build_bulk_action("set_review_status", _("Set review status…"), SetReviewStatusForm),
    build_bulk_action("add_to_collection", _("Add to a collection…"), AddToCollectionForm),
    build_bulk_action("remove_from_collection", _("Remove from a collection…"), RemoveFromCollectionForm),
    build_bulk_action("withdraw_articles", _("Withdraw…"), WithdrawForm, permission="withdraw"),
    build_bulk_action("restore_articles", _("Restore…"), RestoreForm, permission="withdraw"),
    reindex,
]
