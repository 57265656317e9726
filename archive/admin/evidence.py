"""Admin of evidence, refusals, captures, payloads and index changes."""

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.filters import ConditionListFilter
from archive.editing.base import ReadOnlyAdmin, format_count, render_cell, render_list_link
from archive.models import Capture, Evidence, IndexChange, Payload, Refusal


class SupersededListFilter(ConditionListFilter):
    """Filter of current or superseded evidence."""

    title = _("whether it still speaks")
    parameter_name = "speaking"
    conditions = {
        "yes": (_("for the value there now"), Q(superseded_at__isnull=True)),
        "no": (_("superseded"), Q(superseded_at__isnull=False)),
    }


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Admin of evidence, which ingest and curation write."""

    list_display = ["article", "field", "value_excerpt", "status", "rule", "recorded_at", "superseded_at"]
    list_filter = ["field", "status", SupersededListFilter, ("recorded_by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["value", "words", "rule", "article__title", "^article__identifier"]
    search_help_text = _("A value, words of the original, a rule, or a headline.")
    list_select_related = ["article"]
    ordering = ["-recorded_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).defer("article__body", "former_value")

    @admin.display(description=_("value"), ordering="value")
    def value_excerpt(self, evidence: Evidence) -> str:
        return Truncator(evidence.value).words(20)


@admin.register(Refusal)
class RefusalAdmin(ReadOnlyAdmin):
    """Admin of refusals."""

    list_display = ["source", "record", "reason", "batch"]
    list_filter = [("batch", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["source", "reason"]
    list_select_related = ["batch"]


@admin.register(Capture)
class CaptureAdmin(ReadOnlyAdmin):
    """Admin of captures."""

    list_display = ["source", "record", "article", "captured_at", "recipe", "fixity", "original"]
    list_filter = ["recipe", "encoding", "fixity"]
    search_fields = ["source", "digest", "article__title", "^article__identifier"]
    date_hierarchy = "captured_at"
    list_select_related = ["article"]
    readonly_fields = ["original"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        return super().get_queryset(request).defer("article__body")

    @admin.display(description=_("original"))
    def original(self, capture: Capture) -> str:
        url = reverse("original", args=[capture.pk])
        return render_cell("link", address=url, words=gettext("the bytes as they came"))


@admin.register(Payload)
class PayloadAdmin(ReadOnlyAdmin):
    """Admin of payloads: original bytes by their SHA-256."""

    list_display = ["sha256", "media_type", "size_label", "captures_link", "kept_at"]
    list_filter = ["media_type"]
    search_fields = ["^sha256"]
    ordering = ["-kept_at", "sha256"]
    fields = ["sha256", "media_type", "size_label", "captures_link", "kept_at"]
    readonly_fields = ["size_label", "captures_link"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payload]:
        return super().get_queryset(request).annotate(capture_count=Count("captures"))

    @admin.display(description=_("size"), ordering="size")
    def size_label(self, payload: Payload) -> str:
        return filesizeformat(payload.size)

    @admin.display(description=_("captures"))
    def captures_link(self, payload: Payload) -> str:
        label = format_count(getattr(payload, "capture_count", 0), "capture")
        return render_list_link("capture", label, payload__sha256__exact=payload.pk)


@admin.register(IndexChange)
class IndexChangeAdmin(ReadOnlyAdmin):
    """Admin of the index queue; empty when the index is up to date."""

    list_display = ["article_id", "queued_at"]
    ordering = ["pk"]
