"""The list of articles and the page of one, with its bylines, evidence and captures."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import actions, filters
from archive.admin.article_form import HELP, ArticleForm
from archive.admin.cells import page_link, told
from archive.admin.choosing import ChoosingNames
from archive.admin.deleting import DeletesArticles
from archive.admin.desk import Desk
from archive.admin.meanwhile import Meanwhile, signed_by
from archive.admin.readonly import PartInline, ReadOnlyInline
from archive.admin.reviewing import InQueue, Reviewing
from archive.curation.correct import credits_in_words, record_corrections, values_of
from archive.models import Article, Byline, Capture, Evidence


class BylineInline(ChoosingNames, PartInline):
    """Who is credited, in the order printed."""

    model = Byline
    fields = ["position", "author", "credited_as", "role"]
    autocomplete_fields = ["author"]
    verbose_name_plural = _("bylines (in order of their number)")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Byline]:
        return super().get_queryset(request).select_related("author")


class EvidenceInline(ReadOnlyInline):
    """What says so: one row for each value, the superseded ones last."""

    model = Evidence
    template = "admin/archive/article/evidence.html"
    verbose_name_plural = _("How we know")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        rows = super().get_queryset(request).select_related("recorded_by", "capture")
        return rows.order_by("field", "start", "pk")


class CaptureInline(ReadOnlyInline):
    """The takings-in, with the bytes as they came."""

    model = Capture
    template = "admin/archive/article/captures.html"
    verbose_name_plural = _("Captures")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        return super().get_queryset(request).select_related("payload", "batch")


class ArticleList(ChangeList):
    """Rows as the list shows them: outlets and bylines at hand, texts left where they are."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        rows: Any = super().get_queryset(request, exclude_parameters)
        return rows.for_cards().defer("body", "standfirst", "withdrawn_reason")


COMPUTED = [
    "identifier", "earliest", "latest", "word_count", "added_at", "changed_at", "withdrawn_at",
    "withdrawn_reason",
]  # fmt: skip
"""What follows from other values or from what happened: shown, never typed."""


@admin.register(Article)
class ArticleAdmin(DeletesArticles, Reviewing, ChoosingNames, Desk):
    """Metadata of articles: found, corrected one by one or many at once."""

    form = ArticleForm
    list_display = ["title", "outlet", "credits", "day", "review", "words", "page"]
    list_filter = [
        filters.OfAuthor,
        filters.OfCollection,
        filters.OfBatch,
        InQueue,
        filters.Missing,
        filters.HowWeKnow,
        "review_status",
        filters.Recent,
        ("outlet", admin.RelatedOnlyFieldListFilter),
        filters.InLanguage,
        filters.Withdrawn,
    ]
    search_fields = ["title", "^identifier", "bylines__author__name", "bylines__credited_as"]
    search_help_text = _("Words of the headline, an author’s name, or an identifier.")
    date_hierarchy = "earliest"
    autocomplete_fields = ["outlet"]
    save_on_top = True
    inlines = [BylineInline, EvidenceInline, CaptureInline]
    actions = actions.OF_ARTICLES
    readonly_fields = COMPUTED

    @admin.display(description=_("by"))
    def credits(self, article: Article) -> str:
        return credits_in_words(article.bylines.all()) or gettext("no author")

    @admin.display(description=_("date"), ordering="earliest")
    def day(self, article: Article) -> str:
        return told(article.published_in_words)

    @admin.display(description=_("review"), ordering="review_status")
    def review(self, article: Article) -> str:
        return article.get_review_status_display()

    @admin.display(description=_("words"), ordering="word_count")
    def words(self, article: Article) -> str:
        return f"{article.word_count:,}"

    @admin.display(description=_("page"))
    def page(self, article: Article) -> str:
        return page_link(article.get_absolute_url(), article.title, withdrawn=article.withdrawn_at)

    def view_on_site(self, obj: Article) -> str:
        """The public page, at once (not through a redirecting view)."""
        return obj.get_absolute_url()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleList

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What can be typed; once the article is there, what the archive made of it too."""
        return FIELDSETS if obj else NEW

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any
    ) -> Any:
        """The form, with what is known about each value beside its field."""
        seen = obj and request.user.has_perm("archive.view_evidence")
        notes = HELP | _notes(obj) if seen else HELP
        return super().get_form(request, obj, bool(change), help_texts=notes, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: Any) -> None:
        """Save, having noted what the archive said until now."""
        held = Article.objects.select_for_update().get(pk=obj.pk) if change else None
        form.said_before = values_of(held) if held else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save the bylines, then write down what the editor changed."""
        super().save_related(request, form, formsets, change)
        by = cast("AbstractBaseUser", request.user)  # nobody gets here without logging in
        record_corrections(form.instance, before=form.said_before, by=by)

    def who_changed(self, record: Model, form: BaseForm, name: str, meanwhile: Meanwhile) -> str:
        """As the latest evidence has it; what no evidence speaks for, as the history has it."""
        own = isinstance(getattr(form, "instance", None), Article)
        field = name if own else Evidence.Field.AUTHOR
        rows = Evidence.objects.filter(article=record.pk, field=field)
        latest = rows.select_related("recorded_by").order_by("-pk").first()
        if latest and latest.recorded_by:
            return signed_by(latest.recorded_by, latest.recorded_at)
        return super().who_changed(record, form, name, meanwhile)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Withdrawing takes an article from readers, as deleting does; it asks the same right."""
        return self.has_delete_permission(request)


_PRINTED = ("dateline", "language", "canonical_url")
NEW: Any = [
    (None, {"fields": ["title", "outlet", "published"]}),
    (_("As published"), {"fields": ["standfirst", "body", "section", *_PRINTED]}),
    (_("Review"), {"fields": ["review_status"]}),
]
FIELDSETS: Any = [
    (None, {"fields": ["title", "outlet", "published", ("earliest", "latest")]}),
    (_("As published"), {"fields": ["standfirst", "section", *_PRINTED]}),
    (_("Text"), {"fields": ["body", "word_count"], "classes": ["collapse"]}),
    (_("Review"), {"fields": ["review_status", ("withdrawn_at", "withdrawn_reason")]}),
    (_("In this archive"), {"fields": [("identifier", "added_at", "changed_at")]}),
]


def _notes(article: Article) -> dict[str, str]:
    """What the archive knows about each value, in front of what the field is for."""
    spoken: dict[str, list[Evidence]] = {}
    for row in article.evidence.current().select_related("recorded_by"):
        spoken.setdefault(row.field, []).append(row)
    return {
        field: render_to_string(
            "admin/archive/article/note.html", {"rows": rows, "help": HELP.get(field, "")}
        )
        for field, rows in spoken.items()
    }
