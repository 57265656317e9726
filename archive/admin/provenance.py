"""Admin of provenance: batches and uploads, refusals, captures, payloads, evidence and index changes."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.filters import ConditionListFilter
from archive.admin.upload_form import UploadForm
from archive.editing.base import ReadOnlyAdmin, ReadOnlyInline
from archive.editing.cells import format_count, render_cell, render_list_link
from archive.ingest import uploads
from archive.models import Article, Batch, Byline, Capture, Evidence, IndexChange, Payload, Refusal

MAX_ROWS_SHOWN = 100  # articles and refusals shown on the page of a run; links lead to all of them
REFRESH_SECONDS = 3  # seconds between reloads of the page of a run under way


@dataclass(frozen=True, slots=True)
class RefusalGroup:
    """Refusals for the same reason: how many there are, and the first of them."""

    reason: str
    count: int
    rows: list[Refusal]


class LimitedFormSet(BaseInlineFormSet):
    """Formset of the first rows only: a run may have refused thousands."""

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        if not rows.query.is_sliced:
            self._queryset = rows[:MAX_ROWS_SHOWN]
        return self._queryset

    def group_rows(self) -> list[RefusalGroup]:
        """Return the rows by their reason, the most frequent first."""
        rows: dict[str, list[Refusal]] = {}
        for row in self.get_queryset():
            rows.setdefault(row.reason, []).append(row)
        counts = dict(self.instance.refusals.order_by().values_list("reason").annotate(Count("pk")))
        groups = [RefusalGroup(reason, counts[reason], group_rows) for reason, group_rows in rows.items()]
        return sorted(groups, key=lambda group: -group.count)


class RefusalInline(ReadOnlyInline):
    """Refusals of the run."""

    model = Refusal
    formset = LimitedFormSet
    template = "admin/archive/batch/refusals_inline.html"
    fields = ["reason", "source", "record"]
    verbose_name_plural = format_lazy(_("Rejected (the first {number})"), number=MAX_ROWS_SHOWN)


class RefusalListFilter(ConditionListFilter):
    """Filter of runs with or without refusals."""

    title, parameter_name = _("whether files were rejected"), "refusing"
    conditions = {
        "yes": (_("files rejected"), Q(refused__gt=0)),
        "no": (_("no files rejected"), Q(refused=0)),
    }


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """Admin of runs of ingest: input, state, counts, articles and refusals."""

    list_display = ["started_at", "short_source", "state", "added", "recaptured", "known", "refused"]
    list_filter = ["state", RefusalListFilter]
    search_fields = ["source"]
    date_hierarchy = "started_at"
    inlines = [RefusalInline]
    fields = [
        "source",
        "state",
        ("started_at", "finished_at"),
        "given_by",
        ("added", "recaptured", "known", "refused", "passed_over"),
        "articles_link",
        "refusals_link",
        "unused_keys",
    ]
    readonly_fields = ["articles_link", "refusals_link", "unused_keys"]

    @admin.display(description=_("articles"))
    def articles_link(self, batch: Batch) -> str:
        return render_list_link("article", gettext("articles of this import"), batch=batch.pk)

    @admin.display(description=_("rejected files"))
    def refusals_link(self, batch: Batch) -> str:
        return render_list_link("refusal", format_count(batch.refused, "refusal"), batch__id__exact=batch.pk)

    @admin.display(description=_("columns and keys not used"))
    def unused_keys(self, batch: Batch) -> str:
        keys = batch.options.get("unused_keys") or {}
        return "; ".join(f"{source}: {', '.join(names)}" for source, names in keys.items())

    def get_fields(self, request: HttpRequest, obj: Batch | None = None) -> list[str | list[str] | tuple[str, ...]]:
        """Leave out the columns not used where all were."""
        has_unused_keys = obj is not None and bool(obj.options.get("unused_keys"))
        return [name for name in self.fields if name != "unused_keys" or has_unused_keys]

    def get_urls(self) -> list[URLPattern]:
        return [
            path("upload/", self.admin_site.admin_view(self.upload_view), name="archive_batch_upload"),
            path("<int:pk>/again/", self.admin_site.admin_view(self.retry_view), name="archive_batch_again"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"may_upload": _may_upload(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Return the page of a run, with its articles; it reloads while the run is under way."""
        batch = self.get_object(request, object_id)
        context = {**(extra_context or {})}
        if batch is not None:
            is_under_way = batch.state in {Batch.State.WAITING, Batch.State.RUNNING}
            context |= {
                "refresh": REFRESH_SECONDS if is_under_way else 0,
                "articles": load_batch_articles(batch),
                "file_count": len(batch.options.get("files") or {}),
                "processed_count": batch.added + batch.recaptured + batch.known + batch.refused,
                "may_retry": _may_upload(request)
                and not is_under_way
                and (batch.refused > 0 or batch.state == Batch.State.INTERRUPTED)
                and bool(uploads.find_files(batch)),
            }
        return super().change_view(request, object_id, form_url, context)

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Show the upload form, or queue the uploaded files as a run for the worker."""
        if not _may_upload(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            user = cast(User, request.user)  # only reached after login
            outlet, collection = form.cleaned_data["outlet"], form.cleaned_data["collection"]
            files, paths = form.cleaned_data["given"], form.cleaned_data["paths"]
            batch = uploads.receive_upload(files, paths, user=user, outlet=outlet, collection=collection)
            return HttpResponseRedirect(reverse("admin:archive_batch_change", args=[batch.pk]))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Upload articles"),
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
            "most": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        }
        return TemplateResponse(request, "admin/archive/batch/upload.html", context)

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST" or not _may_upload(request):
            raise PermissionDenied
        batch = self.get_queryset(request).filter(pk=pk).first()
        if batch is None or not uploads.retry_refused(batch):
            self.message_user(request, gettext("The files of this import are no longer kept."), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:archive_batch_change", args=[pk]))


def load_batch_articles(batch: Batch) -> list[Article]:
    """Return the first articles of a run, with the evidence for author, date and outlet."""
    fields = (Evidence.Field.AUTHOR, Evidence.Field.PUBLISHED, Evidence.Field.OUTLET)
    current_evidence = Evidence.objects.current()
    values = current_evidence.exclude(value="").filter(article=OuterRef("article"), field=OuterRef("field"))
    evidence = current_evidence.filter(field__in=fields).order_by("field", "pk")
    evidence = evidence.exclude(Exists(values), value="")  # not the failed attempts at a field that has a value
    rows = Article.objects.filter(captures__batch=batch).distinct().order_by("pk")
    return list(
        rows.select_related("outlet")
        .defer("body")
        .prefetch_related(
            Prefetch("evidence", evidence, to_attr="evidence_summary"),
            Prefetch("bylines", Byline.objects.select_related("author")),
        )[:MAX_ROWS_SHOWN]
    )


def _may_upload(request: HttpRequest) -> bool:
    return request.user.has_perm("archive.add_batch")


class SupersededListFilter(ConditionListFilter):
    """Filter of current or superseded evidence."""

    title, parameter_name = _("whether it still speaks"), "speaking"
    conditions = {
        "yes": (_("for the value there now"), Q(superseded_at__isnull=True)),
        "no": (_("superseded"), Q(superseded_at__isnull=False)),
    }


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Admin of evidence, which ingest and curation write."""

    explanation = _(
        "For each value of an article: the words of the original that say so, the rule that infers it, or the editor"
        " who set it."
    )
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

    explanation = _(
        "A capture is one copy of an article as it was saved: which file, when, and what the page said then. An article"
        " that was corrected and saved again has two."
    )
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

    explanation = _("Articles that were changed and that the search shows as they were before. Mostly there are none.")
    list_display = ["article_id", "queued_at"]
    ordering = ["pk"]
