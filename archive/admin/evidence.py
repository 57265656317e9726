"""Admin of evidence: a read-only list."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.readonly import ReadOnlyAdmin
from archive.models import Evidence


class SupersededListFilter(admin.SimpleListFilter):
    """Filter of current or superseded evidence."""

    title = _("whether it still speaks")
    parameter_name = "speaking"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", gettext("for the value there now")), ("no", gettext("superseded"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        is_current = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if is_current is None else queryset.filter(superseded_at__isnull=is_current)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Admin of evidence, which ingest and curation write."""

    list_display = [
        "article",
        "field",
        "value_excerpt",
        "status",
        "rule",
        "recorded_at",
        "superseded_at",
    ]
    list_filter = [
        "field",
        "status",
        SupersededListFilter,
        ("recorded_by", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["value", "words", "rule", "article__title", "^article__identifier"]
    search_help_text = _("A value, words of the original, a rule, or a headline.")
    list_select_related = ["article"]
    ordering = ["-recorded_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).defer("article__body", "former_value")

    @admin.display(description=_("value"), ordering="value")
    def value_excerpt(self, evidence: Evidence) -> str:
        return Truncator(evidence.value).words(20)
