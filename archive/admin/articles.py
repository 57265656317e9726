"""Admin of articles: form, list, deletion.

Deletion counts dependent rows first, and offers to withdraw instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import article_actions, filters
from archive.admin.article_action_form import defer_large_changes
from archive.admin.article_form import HELP_TEXTS, ArticleForm
from archive.admin.metadata import MetadataImportMixin, export_csv, export_xlsx
from archive.admin.near_duplicate_pairs import NearDuplicatesMixin
from archive.admin.quality_page import QualityPageMixin
from archive.admin.review import ReviewMixin, ReviewQueueListFilter, ReviewQueueMixin
from archive.admin.search_filter import SearchListFilter
from archive.curation.bulk_edit import count_parts, delete_articles
from archive.curation.edit import format_credits, read_values, record_corrections
from archive.editing.base import BaseAdmin, EditableInline, ReadOnlyInline
from archive.editing.cells import format_count
from archive.editing.change_list import CheckedChangeList
from archive.editing.concurrent import RecordHistory, format_signature
from archive.editing.confirmation import MAX_ROWS_SHOWN
from archive.editing.name_inputs import NameAutocompleteMixin
from archive.models import Article, Byline, Capture, Evidence
from archive.web.language import translate_message

_PRINTED_FIELDS = ("dateline", "language", "canonical_url")
_FIRST_FIELDS: Final = ["title", ("outlet", "published")]  # the bylines follow them, see the template
ADD_FIELDSETS: Any = [
    (None, {"fields": _FIRST_FIELDS}),
    (_("As published"), {"fields": ["standfirst", "body", "section", *_PRINTED_FIELDS]}),
    (_("Review"), {"fields": ["review_status"]}),
]
CHANGE_FIELDSETS: Any = [
    (None, {"fields": _FIRST_FIELDS}),
    (_("As published"), {"fields": ["standfirst", "section", *_PRINTED_FIELDS]}),
    (_("Text"), {"fields": ["body", "word_count"], "classes": ["collapse"]}),
    (_("Review"), {"fields": ["review_status", ("withdrawn_at", "withdrawn_reason")]}),
    (_("In this archive"), {"fields": [("earliest", "latest"), ("identifier", "added_at", "changed_at")]}),
]


@dataclass(frozen=True, slots=True)
class DeletionSummary:
    """Content of the confirmation page: articles, dependent rows, whether any is listed."""

    keys: Sequence[str]
    articles: Sequence[Article]
    further: int
    parts: Sequence[str]
    is_any_listed: bool
    kept_days: int


class ArticleDeletionMixin(admin.ModelAdmin):
    """Mixin: deletes articles, from form and list, with their dependent rows."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set, list]:
        """Summarise the deletion; the permission to delete an article covers its dependent rows."""
        rows = objs if isinstance(objs, QuerySet) else Article.objects.filter(pk__in=[article.pk for article in objs])
        keys = list(rows.values_list("pk", flat=True))
        parts = [format_count(count, noun) for noun, count in count_parts(rows).items() if count]
        is_any_listed = rows.filter(withdrawn_at=None).exists()
        articles = list(rows.select_related("outlet").defer("body")[:MAX_ROWS_SHOWN])
        further = len(keys) - len(articles)
        kept_days = settings.DELETED_DAYS
        summary = DeletionSummary(list(map(str, keys)), articles, further, parts, is_any_listed, kept_days)
        return summary, {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.delete_queryset(request, Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete the articles, and update the index."""
        with defer_large_changes(queryset.count()):
            delete_articles(queryset)


class BylineInline(NameAutocompleteMixin, EditableInline):
    """Bylines of the article, in the order printed."""

    model = Byline
    fields = ["position", "author", "credited_as", "role"]
    autocomplete_fields = ["author"]
    verbose_name_plural = _("bylines (in order of their number)")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Byline]:
        return super().get_queryset(request).select_related("author")


class EvidenceInline(ReadOnlyInline):
    """Evidence of the article, by field."""

    model = Evidence
    template = "admin/archive/article/evidence_inline.html"
    verbose_name_plural = _("How we know")
    ordering = ["field", "start", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).select_related("recorded_by", "capture")


class CaptureInline(ReadOnlyInline):
    """Captures of the article, with links to their original bytes."""

    model = Capture
    template = "admin/archive/article/captures_inline.html"
    verbose_name_plural = _("Captures")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        return super().get_queryset(request).select_related("payload", "batch")


class ArticleChangeList(CheckedChangeList):
    """Change list that loads outlets and bylines, and defers texts."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        rows: Any = super().get_queryset(request, exclude_parameters)
        return rows.for_cards().defer("body", "standfirst", "withdrawn_reason")


@admin.register(Article)
class ArticleAdmin(
    MetadataImportMixin,
    ArticleDeletionMixin,
    ReviewQueueMixin,
    QualityPageMixin,
    NearDuplicatesMixin,
    NameAutocompleteMixin,
    BaseAdmin,
):
    """Admin of articles, for corrections one by one or in bulk."""

    form = ArticleForm
    list_display = ["title", "outlet", "credits", "day", "review", "words", "page"]
    list_filter = [
        SearchListFilter,
        filters.PeriodListFilter,
        filters.AuthorListFilter,
        filters.CollectionListFilter,
        filters.BatchListFilter,
        ReviewQueueListFilter,
        filters.QualityListFilter,
        filters.MissingListFilter,
        filters.EvidenceStatusListFilter,
        "review_status",
        filters.RecencyListFilter,
        ("outlet", filters.OutletListFilter),
        filters.LanguageListFilter,
        filters.WithdrawnListFilter,
    ]
    search_fields = ["title", "^identifier", "bylines__author__name", "bylines__credited_as"]
    search_help_text = _("Words of the headline, an author’s name, or an identifier.")
    date_hierarchy = "earliest"
    autocomplete_fields = ["outlet"]
    save_on_top = True
    inlines = [BylineInline, EvidenceInline, CaptureInline]
    actions = [*article_actions.ARTICLE_ACTIONS, export_csv, export_xlsx]
    readonly_fields = [
        "identifier",
        "earliest",
        "latest",
        "word_count",
        "added_at",
        "changed_at",
        "withdrawn_at",
        "withdrawn_reason",
    ]

    @admin.display(description=_("by"))
    def credits(self, article: Article) -> str:
        return format_credits(article.bylines.all()) or gettext("no author")

    @admin.display(description=_("date"), ordering="earliest")
    def day(self, article: Article) -> str:
        return translate_message(article.date_label)

    @admin.display(description=_("review"), ordering="review_status")
    def review(self, article: Article) -> str:
        return article.get_review_status_display()

    @admin.display(description=_("words"), ordering="word_count")
    def words(self, article: Article) -> str:
        return f"{article.word_count:,}"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleChangeList

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the editable fields; for a stored article, derived ones as well."""
        return CHANGE_FIELDSETS if obj else ADD_FIELDSETS

    def get_form(self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any) -> Any:
        """Return the form, with the evidence for each value in the help text of its field."""
        may_see_evidence = obj and request.user.has_perm("archive.view_evidence")
        help_texts = HELP_TEXTS | _render_evidence_notes(obj) if may_see_evidence else HELP_TEXTS
        return super().get_form(request, obj, bool(change), help_texts=help_texts, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the page, with the offer to withdraw the article, or to restore it."""
        article = kwargs.get("obj")
        if article and self.has_withdraw_permission(request):
            context["withdrawal"] = "restore_articles" if article.withdrawn_at else "withdraw_articles"
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: Any) -> None:
        """Save, with the former values kept for `save_related`; say how a date was read that was typed in words."""
        stored_article = Article.objects.select_for_update().get(pk=obj.pk) if change else None
        form.values_before = read_values(stored_article) if stored_article else {}
        super().save_model(request, obj, form, change)
        if "published" in form.changed_data and obj.published != form.data.get("published"):
            values = {"date": translate_message(obj.date_label), "edtf": obj.published}
            self.message_user(request, gettext("The date was read as %(date)s (%(edtf)s).") % values)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save the bylines, then record evidence for what the editor changed."""
        super().save_related(request, form, formsets, change)
        user = cast("AbstractBaseUser", request.user)  # only reached after login
        record_corrections(form.instance, former_values=form.values_before, user=user)

    def describe_last_change(self, record: Model, form: BaseForm, name: str, history: RecordHistory) -> str:
        """Return editor and time from the latest evidence, else from the history."""
        is_article_form = isinstance(getattr(form, "instance", None), Article)
        field = name if is_article_form else Evidence.Field.AUTHOR
        rows = Evidence.objects.filter(article=record.pk, field=field)
        latest = rows.select_related("recorded_by").order_by("-pk").first()
        if latest and latest.recorded_by:
            return format_signature(latest.recorded_by, latest.recorded_at)
        return super().describe_last_change(record, form, name, history)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may withdraw articles: the permission to delete covers it."""
        return self.has_delete_permission(request)


class ReviewBylineInline(BylineInline):
    """Bylines of an article under review; an article without any has an empty row."""

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return super().get_extra(request, obj, **kwargs) if obj and obj.bylines.exists() else 1


class ArticleReviewAdmin(ReviewMixin, ArticleAdmin):
    """Admin of one article under review."""

    inlines = [ReviewBylineInline]


ArticleAdmin.review_admin = ArticleReviewAdmin


def _render_evidence_notes(article: Article) -> dict[str, str]:
    """Render the current evidence of each field, in front of its help text."""
    evidence_by_field: dict[str, list[Evidence]] = {}
    for evidence in article.evidence.current().select_related("recorded_by"):
        evidence_by_field.setdefault(evidence.field, []).append(evidence)
    template = "admin/archive/article/field_evidence.html"
    return {
        field: render_to_string(template, {"rows": rows, "help": HELP_TEXTS.get(field, "")})
        for field, rows in evidence_by_field.items()
    }
