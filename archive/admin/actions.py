"""One change to many articles: asked on a page of its own, done by `curation`, told to `search`."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from archive.admin.article_form import language_tag
from archive.admin.cells import counted
from archive.curation import bulk, withdraw
from archive.models import Article, Collection, Outlet
from archive.search import indexing

SHOWN = 10
"""Headlines the asking page names; the rest is counted."""


class Question(forms.Form):
    """What must be known before the deed; `carry_out` does it."""

    heading = ""
    explanation = ""

    def carry_out(self, articles: QuerySet[Article], by: Any) -> list[int]:
        """Do it; returns the primary keys of the articles that changed."""
        raise NotImplementedError

    def done(self) -> str:
        """What was done, in words for the history of each article."""
        raise NotImplementedError


class OutletQuestion(Question):
    """Which outlet published them?"""

    heading = "Set the outlet"
    explanation = "What says otherwise now stays in each article’s evidence, marked as superseded."
    outlet = forms.ModelChoiceField(
        Outlet.objects.all(),
        required=False,
        widget=AutocompleteSelect(Article._meta.get_field("outlet"), admin.site),
    )
    unknown = forms.BooleanField(required=False, label="The outlet is not known")

    def clean(self) -> dict[str, Any]:
        """An outlet, or that there is none: an empty box alone decides nothing."""
        super().clean()
        named, unknown = self.cleaned_data.get("outlet"), self.cleaned_data.get("unknown")
        if "outlet" not in self.errors and bool(named) == bool(unknown):
            raise ValidationError("Choose an outlet, or tick that it is not known: one of the two.")
        return self.cleaned_data

    def carry_out(self, articles: QuerySet[Article], by: Any) -> list[int]:
        return bulk.set_outlet(articles, self.cleaned_data["outlet"], by=by)

    def done(self) -> str:
        return f"Outlet set to {self.cleaned_data['outlet'] or 'unknown'}"


class LanguageQuestion(Question):
    """Which language are they in?"""

    heading = "Set the language"
    explanation = OutletQuestion.explanation
    language = forms.CharField(
        max_length=35,
        required=False,
        help_text="A BCP 47 tag: en, fr, pt-BR. Empty says that it is not known.",
    )

    def clean_language(self) -> str:
        """A language tag, or nothing."""
        return language_tag(self.cleaned_data["language"])

    def carry_out(self, articles: QuerySet[Article], by: Any) -> list[int]:
        return bulk.set_language(articles, self.cleaned_data["language"], by=by)

    def done(self) -> str:
        return f"Language set to {self.cleaned_data['language'] or 'unknown'}"


class ReviewQuestion(Question):
    """How far were they looked at?"""

    heading = "Set the review status"
    status = forms.ChoiceField(choices=Article.Review, label="Review status")

    def carry_out(self, articles: QuerySet[Article], by: Any) -> list[int]:
        return bulk.set_review_status(articles, self.cleaned_data["status"])

    def done(self) -> str:
        return f"Review status set to ‘{Article.Review(self.cleaned_data['status']).label}’"


class CollectionQuestion(Question):
    """Which collection do they go into?"""

    heading = "Add to a collection"
    collection = forms.ModelChoiceField(Collection.objects.all())

    def carry_out(self, articles: QuerySet[Article], by: Any) -> list[int]:
        return bulk.add_to_collection(articles, self.cleaned_data["collection"])

    def done(self) -> str:
        return f"Added to the collection ‘{self.cleaned_data['collection']}’"


class LeavingQuestion(CollectionQuestion):
    """Which collection do they leave?"""

    heading = "Remove from a collection"

    def carry_out(self, articles: QuerySet[Article], by: Any) -> list[int]:
        return bulk.remove_from_collection(articles, self.cleaned_data["collection"])

    def done(self) -> str:
        return f"Removed from the collection ‘{self.cleaned_data['collection']}’"


class WithdrawalQuestion(Question):
    """Why are they withdrawn?"""

    heading = "Withdraw"
    explanation = (
        "Withdrawn articles leave the lists and the search. Their addresses go on answering, "
        "with the reason."
    )
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "cols": 60}), max_length=2000)

    def carry_out(self, articles: QuerySet[Article], by: Any) -> list[int]:
        return withdraw.withdraw(articles, reason=self.cleaned_data["reason"])

    def done(self) -> str:
        return f"Withdrawn: {self.cleaned_data['reason']}"


class RestoringQuestion(Question):
    """List them again?"""

    heading = "Restore"
    explanation = "Restored articles are listed and found again; the reason they went stays in their history."

    def carry_out(self, articles: QuerySet[Article], by: Any) -> list[int]:
        return withdraw.restore(articles)

    def done(self) -> str:
        return "Restored to the lists"


@admin.action(description="Set outlet…", permissions=["change"])
def set_outlet(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """Ask for an outlet, then give it to the chosen articles."""
    return _asked(desk, request, queryset, OutletQuestion)


@admin.action(description="Set language…", permissions=["change"])
def set_language(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """Ask for a language, then give it to the chosen articles."""
    return _asked(desk, request, queryset, LanguageQuestion)


@admin.action(description="Set review status…", permissions=["change"])
def set_review_status(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """Ask how far they were looked at, then say so."""
    return _asked(desk, request, queryset, ReviewQuestion)


@admin.action(description="Add to a collection…", permissions=["change"])
def add_to_collection(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """Ask for a collection, then put the chosen articles in."""
    return _asked(desk, request, queryset, CollectionQuestion)


@admin.action(description="Remove from a collection…", permissions=["change"])
def remove_from_collection(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """Ask for a collection, then take the chosen articles out."""
    return _asked(desk, request, queryset, LeavingQuestion)


@admin.action(description="Withdraw…", permissions=["withdraw"])
def withdraw_articles(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """Ask for the reason, then unlist the chosen articles."""
    return _asked(desk, request, queryset, WithdrawalQuestion)


@admin.action(description="Restore…", permissions=["withdraw"])
def restore_articles(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """Ask, then list the chosen articles again."""
    return _asked(desk, request, queryset, RestoringQuestion)


@admin.action(description="Reindex for search", permissions=["change"])
def reindex(desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Let the index read the chosen articles anew before its next answer."""
    ids = list(queryset.order_by().values_list("pk", flat=True))
    indexing.queue(ids)
    told = f"{counted(len(ids), 'article')} will be read anew before the next search."
    desk.message_user(request, told, messages.SUCCESS)


OF_ARTICLES = [
    set_outlet, set_language, set_review_status, add_to_collection, remove_from_collection,
    withdraw_articles, restore_articles, reindex,
]  # fmt: skip


def _asked(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet, kind: type[Question]
) -> HttpResponse | None:
    """The page that asks; with an answer, the deed, and back to the list."""
    question = kind(request.POST if "confirmed" in request.POST else None)
    if not question.is_valid():
        return _asking_page(desk, request, queryset, question)
    chosen = queryset.count()
    with transaction.atomic():
        ids = question.carry_out(queryset, request.user)
        indexing.queue(ids)
        _write_history(request, ids, question.done())
    told = f"{question.done()}: {counted(len(ids), 'article')}."
    if unchanged := chosen - len(ids):
        told += f" {counted(unchanged, 'article')} needed no change."
    desk.message_user(request, told, messages.SUCCESS if ids else messages.INFO)
    return None


def _asking_page(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet, question: Question
) -> HttpResponse:
    number = queryset.count()
    context = desk.admin_site.each_context(request) | {
        "title": f"{question.heading}: {counted(number, 'article')}",
        "question": question,
        "articles": queryset[:SHOWN],
        "further": max(0, number - SHOWN),
        "sent": _sent_again(request),
        "opts": desk.model._meta,
        "media": desk.media + question.media,
    }
    return TemplateResponse(request, "admin/archive/article/question.html", context)


def _sent_again(request: HttpRequest) -> list[tuple[str, str]]:
    """What the list sent and the answer must send again, so that it means the same articles."""
    names = ("action", "select_across", ACTION_CHECKBOX_NAME)
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def _write_history(request: HttpRequest, ids: list[int], words: str) -> None:
    """An entry in the history of each article, as if it had been changed on its own page."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    for part in bulk.batches(ids):
        LogEntry.objects.log_actions(
            user_id=request.user.pk,
            queryset=Article.objects.filter(pk__in=part).only("pk", "title"),
            action_flag=CHANGE,
            change_message=words,
        )
