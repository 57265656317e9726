"""Admin of articles: form, list, deletion.

The form ignores changes made by browsers; deletion counts dependent rows first, and offers to withdraw instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import article_actions, filters
from archive.admin.metadata import MetadataImportMixin, export_csv, export_xlsx
from archive.admin.quality_page import QualityPageMixin
from archive.admin.review import ReviewMixin, ReviewQueueListFilter, ReviewQueueMixin
from archive.admin.search_filter import SearchListFilter
from archive.curation.bulk_edit import count_parts, delete_articles
from archive.curation.edit import format_credits, read_values, record_corrections
from archive.curation.typed_dates import read_typed_date
from archive.editing.base import BaseAdmin, EditableInline, NameAutocompleteMixin, ReadOnlyInline, format_count
from archive.editing.change_list import CheckedChangeList
from archive.editing.concurrent import RecordHistory, format_signature
from archive.editing.confirmation import MAX_ROWS_SHOWN
from archive.editing.form_state import normalize_text
from archive.editing.name_forms import clean_language_tag
from archive.editing.suggesting_inputs import SuggestingInput, list_languages
from archive.editing.typed_date_field import DATE_HELP, TypedDateField, TypedDateInput
from archive.models import Article, Byline, Capture, Evidence
from archive.text.normalize import collapse_whitespace
from archive.web.language import translate_message

HELP_TEXTS: Final = {
    "title": _("The headline as the outlet printed it."),
    "standfirst": _("The summary under the headline, if there is one."),
    "body": _("Plain text; an empty line parts two paragraphs."),
    "outlet": _("Who published it. Leave empty where that is not known."),
    "dateline": _("The place a dateline names, as printed: GENEVA."),
    "section": _("The part of the paper or site, as printed: Home, World, Opinion."),
    "language": _("Choose from the list, or write a tag as in BCP 47: pt-BR. Leave empty where it is not known."),
    "canonical_url": _("The article’s own address: https://… Leave empty where there is none."),
    "published": DATE_HELP,
}
_SINGLE_LINE_FIELDS = ("title", "section", "dateline", "language", "canonical_url")
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


class ArticleForm(forms.ModelForm):
    """Form for the metadata and the text of an article."""

    class Meta:
        model = Article
        fields = [*HELP_TEXTS, "review_status"]
        help_texts = HELP_TEXTS
        field_classes = {"published": TypedDateField}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(attrs={"rows": 24}),
            "language": SuggestingInput(list_languages, attrs={"size": 12}),
            "published": TypedDateInput(attrs={"size": 30}),
            "canonical_url": forms.TextInput(attrs={"size": 80, "inputmode": "url"}),
        }

    @cached_property
    def changed_data(self) -> list[str]:
        """Names of the fields an editor changed, ignoring what browsers add or drop."""
        return [name for name in super().changed_data if not self._is_equivalent(name)]

    def clean(self) -> dict[str, Any]:
        """Keep every unchanged value exactly as stored."""
        super().clean()
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                is_changed = name in self.changed_data
                self.cleaned_data[name] = _normalize_value(name, value) if is_changed else self.initial.get(name, value)
        return self.cleaned_data

    def _is_equivalent(self, name: str) -> bool:
        stored, sent = self.initial.get(name), self[name].data
        if not isinstance(stored, str) or not isinstance(sent, str):
            return False
        if name == "published" and stored:
            return read_typed_date(sent, today=timezone.localdate()).edtf == stored
        return _normalize_value(name, stored) == _normalize_value(name, sent)

    def clean_title(self) -> str:
        if not _normalize_value("title", self.cleaned_data["title"]):
            raise ValidationError(gettext("A headline is needed; this one has only blanks in it."))
        return self.cleaned_data["title"]

    def clean_language(self) -> str:
        """Return the language tag; a stored value is not validated again."""
        tag = self.cleaned_data["language"]
        return clean_language_tag(tag) if "language" in self.changed_data else tag

    def clean_canonical_url(self) -> str:
        """Require a web URL that no other article has."""
        url = self.cleaned_data["canonical_url"]
        if not url or "canonical_url" not in self.changed_data:
            return url
        message = gettext("‘%s’ is not a web address. Write it whole: https://example.org/page.") % url
        URLValidator(schemes=["http", "https"], message=message)(url)
        if other := Article.objects.filter(canonical_url=url).exclude(pk=self.instance.pk).first():
            template = gettext(
                "‘%(title)s’ (%(identifier)s) has this address already. Two articles cannot "
                "share one; correct that article first."
            )
            raise ValidationError(template % {"title": other.title, "identifier": other.identifier})
        return url


def _normalize_value(name: str, text: str) -> str:
    text = normalize_text(text)
    return collapse_whitespace(text) if name in _SINGLE_LINE_FIELDS else text


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
        with article_actions.defer_large_changes(queryset.count()):
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
    MetadataImportMixin, ArticleDeletionMixin, ReviewQueueMixin, QualityPageMixin, NameAutocompleteMixin, BaseAdmin
):
    """Admin of articles, for corrections one by one or in bulk."""

    form = ArticleForm
    list_display = ["title", "outlet", "credits", "day", "review", "words", "page"]
    list_filter = [
        SearchListFilter,
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
        return 0 if obj and obj.bylines.exists() else 1


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
