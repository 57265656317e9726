"""Runs of ingest, what they refused, and the bytes they kept; and what search still has to read."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from archive.admin.cells import cell, counted, list_link
from archive.admin.readonly import ReadOnlyAdmin, ReadOnlyInline
from archive.models import Batch, Capture, IndexChange, Payload, Refusal

SHOWN = 100
"""Refusals the page of a run shows; a link leads to all of them."""


class FirstFew(BaseInlineFormSet):
    """The first rows only: a run may have refused thousands."""

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        if not rows.query.is_sliced:
            self._queryset = rows[:SHOWN]
        return self._queryset


class RefusalInline(ReadOnlyInline):
    """What was not taken in, and why."""

    model = Refusal
    formset = FirstFew
    template = "admin/archive/batch/refusals.html"
    fields = ["source", "record", "reason"]
    verbose_name_plural = f"Refused (the first {SHOWN})"


class Refusing(admin.SimpleListFilter):
    """Runs that turned something away."""

    title = "whether something was refused"
    parameter_name = "refusing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "something refused"), ("no", "nothing refused")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"yes": {"refused__gt": 0}, "no": {"refused": 0}}.get(self.value() or "", {})
        return queryset.filter(**wanted)


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """One run of ingest: what it was given, and what became of it."""

    list_display = ["started_at", "source", "state", "added", "recaptured", "known", "refused"]
    list_filter = ["state", Refusing]
    search_fields = ["source"]
    date_hierarchy = "started_at"
    inlines = [RefusalInline]
    fields = [
        "source", "state", ("started_at", "finished_at"),
        ("added", "recaptured", "known", "refused"), "taken_in", "turned_away", "options",
    ]  # fmt: skip

    @admin.display(description="articles")
    def taken_in(self, batch: Batch) -> str:
        return list_link("article", "the articles of this run", batch=batch.pk)

    @admin.display(description="refusals")
    def turned_away(self, batch: Batch) -> str:
        return list_link("refusal", counted(batch.refused, "refusal"), batch__id__exact=batch.pk)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["taken_in", "turned_away"]


@admin.register(Refusal)
class RefusalAdmin(ReadOnlyAdmin):
    """Everything that was not taken in, with the reason."""

    list_display = ["source", "record", "reason", "batch"]
    list_filter = [("batch", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["source", "reason"]
    list_select_related = ["batch"]


@admin.register(Capture)
class CaptureAdmin(ReadOnlyAdmin):
    """Takings-in: which bytes, from where, when."""

    list_display = ["source", "record", "article", "captured_at", "recipe", "original"]
    list_filter = ["recipe", "encoding"]
    search_fields = ["source", "digest", "article__title", "^article__identifier"]
    date_hierarchy = "captured_at"
    list_select_related = ["article"]
    readonly_fields = ["original"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        return super().get_queryset(request).defer("article__body")

    @admin.display(description="original")
    def original(self, capture: Capture) -> str:
        address = reverse("original", args=[capture.pk])
        return cell("link", address=address, words="the bytes as they came")


@admin.register(Payload)
class PayloadAdmin(ReadOnlyAdmin):
    """Original bytes, by their SHA-256."""

    list_display = ["sha256", "media_type", "bytes_kept", "captures_made", "kept_at"]
    list_filter = ["media_type"]
    search_fields = ["^sha256"]
    ordering = ["-kept_at", "sha256"]
    fields = ["sha256", "media_type", "bytes_kept", "captures_made", "kept_at"]
    readonly_fields = ["bytes_kept", "captures_made"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payload]:
        return super().get_queryset(request).annotate(capture_count=Count("captures"))

    @admin.display(description="size", ordering="size")
    def bytes_kept(self, payload: Payload) -> str:
        return filesizeformat(payload.size)

    @admin.display(description="captures")
    def captures_made(self, payload: Payload) -> str:
        words = counted(getattr(payload, "capture_count", 0), "capture")
        return list_link("capture", words, payload__sha256__exact=payload.pk)


@admin.register(IndexChange)
class IndexChangeAdmin(ReadOnlyAdmin):
    """Articles that search has still to read anew; empty when it is up to date."""

    list_display = ["article_id", "queued_at"]
    ordering = ["pk"]
