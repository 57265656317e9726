"""Read-only admins of refusals, captures, payloads and the index queue."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import format_count, render_cell, render_list_link
from archive.admin.readonly import ReadOnlyAdmin
from archive.models import Capture, IndexChange, Payload, Refusal


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
