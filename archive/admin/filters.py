"""List filters of the admin."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curation.quality import QUALITY_CHECKS
from archive.editing.change_list import build_address_error
from archive.editing.form_state import is_row_key
from archive.editing.typed_date_field import build_reading_context
from archive.models import Article, Author, Batch, Byline, Capture, Collection, Evidence, Outlet
from archive.models.relations import find_current_record
from archive.templatetags.archive_text import format_language
from archive.text.date_wordings import MAX_CHARS
from archive.text.edtf import parse_edtf
from archive.text.typed_dates import read_typed_date


class ConditionListFilter(admin.SimpleListFilter):
    """Filter by one of several conditions; each has a key in the URL, and a label."""

    conditions: Mapping[str, tuple[Any, Q | Callable[[], Q]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, str(label)) for key, (label, __) in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Filter by the condition that the address names; refuse one that there is not."""
        if not (key := self.value()):
            return queryset
        if key not in self.conditions:
            raise build_address_error()
        _label, condition = self.conditions[key]
        return queryset.filter(condition if isinstance(condition, Q) else condition())


class MissingListFilter(ConditionListFilter):
    """Filter of articles that lack a value or an exact date."""

    title, parameter_name = _("what is missing"), "missing"
    conditions = {
        "date": (_("no date"), Q(published="")),
        "exact-date": (
            _("no exact day"),
            ~Q(published="") & (Q(earliest=None) | Q(latest=None) | Q(earliest__lt=F("latest"))),
        ),
        "outlet": (_("no outlet"), Q(outlet=None)),
        "author": (_("no author"), Q(bylines=None)),
        "language": (_("no language"), Q(language="")),
        "text": (_("no text"), Q(body="")),
    }


class QualityListFilter(admin.SimpleListFilter):
    """Filter of the listed articles that a quality check finds; shown while active: the quality page leads here."""

    title, parameter_name = _("data quality"), "quality"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, str(check.label)) for key, check in QUALITY_CHECKS.items()]

    def has_output(self) -> bool:
        return self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not (key := self.value()):
            return queryset
        if key not in QUALITY_CHECKS:
            raise build_address_error()
        return queryset.filter(QUALITY_CHECKS[key].build_condition(), withdrawn_at=None)


class PeriodListFilter(admin.SimpleListFilter):
    """Filter of articles that may be of a typed date or period, read as in their form."""

    title, parameter_name = _("date"), "dated"
    template = "admin/archive/article/period_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        """Yield what the template is given: the text typed, how it was read, the other parameters of the list."""
        text = str(self.value() or "")[:MAX_CHARS]
        others = {name: values for name, values in changelist.filter_params.items() if name != self.parameter_name}
        reading = build_reading_context(str(self.parameter_name), text)
        links = [
            (one.words, changelist.get_query_string({self.parameter_name: one.value})) for one in reading["choices"]
        ]
        hidden_fields = [(name, value) for name, values in others.items() for value in values]
        yield reading | {"hidden_fields": hidden_fields, "links": links, "parameter_name": self.parameter_name}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        text = str(self.value() or "")
        if not text.strip():
            return queryset
        reading = read_typed_date(text, today=timezone.localdate())
        edtf = reading.edtf or (text if text in reading.choices else "")  # a day to come, as offered
        if not edtf:
            return queryset.none()
        period = parse_edtf(edtf)
        if period.latest:
            queryset = queryset.filter(Q(earliest__lte=period.latest) | Q(earliest=None, latest__isnull=False))
        if period.earliest:
            queryset = queryset.filter(Q(latest__gte=period.earliest) | Q(latest=None, earliest__isnull=False))
        return queryset


class ColumnListFilter(admin.SimpleListFilter):
    """Filter by the values of the column that the parameter is named after; empty ones are a choice, too."""

    EMPTY_CHOICE = "-"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        column = str(self.parameter_name)
        values = model_admin.model._default_manager.order_by(column).values_list(column, flat=True).distinct()
        return [
            (value or self.EMPTY_CHOICE, self.format_value(value) if value else gettext("not known"))
            for value in values
        ]

    def format_value(self, value: str) -> str:
        """Return a value as the list of choices shows it."""
        return value

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if (value := self.value()) is None:
            return queryset
        return queryset.filter(**{str(self.parameter_name): "" if value == self.EMPTY_CHOICE else value})


class LanguageListFilter(ColumnListFilter):
    """Filter by language."""

    title, parameter_name = _("language"), "language"

    def format_value(self, value: str) -> str:
        """Return the name of a language."""
        return format_language(value)


class CountryListFilter(ColumnListFilter):
    """Filter of outlets by country."""

    title, parameter_name = _("country"), "country"


class EvidenceStatusListFilter(admin.SimpleListFilter):
    """Filter of articles by evidence status: inferred, set by an editor …"""

    title, parameter_name = _("how we know"), "known"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, gettext("some value %s") % status.label) for status in Evidence.Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        if self.value() not in Evidence.Status.values:
            raise build_address_error()
        evidence = Evidence.objects.current().filter(article=OuterRef("pk"), status=self.value())
        return queryset.filter(Exists(evidence))


def _is_recent(column: str, days: int) -> Callable[[], Q]:
    return lambda: Q((f"{column}__gte", timezone.now() - timedelta(days=days)))


class RecencyListFilter(ConditionListFilter):
    """Filter of records added or changed in the last days."""

    title, parameter_name = _("when it came or changed"), "recent"
    conditions = {
        "changed-day": (_("changed in the last 24 hours"), _is_recent("changed_at", 1)),
        "changed-week": (_("changed this week (7 days)"), _is_recent("changed_at", 7)),
        "changed-month": (_("changed in the last 30 days"), _is_recent("changed_at", 30)),
        "added-week": (_("added this week (7 days)"), _is_recent("added_at", 7)),
        "added-month": (_("added in the last 30 days"), _is_recent("added_at", 30)),
    }


class WithdrawnListFilter(ConditionListFilter):
    """Filter of listed or withdrawn articles."""

    title, parameter_name = _("whether it is listed"), "withdrawn"
    conditions = {
        "no": (_("listed"), Q(withdrawn_at__isnull=True)),
        "yes": (_("withdrawn"), Q(withdrawn_at__isnull=False)),
    }


class OutletListFilter(admin.RelatedOnlyFieldListFilter):
    """Filter of articles by outlet; the key of a merged one stands for the outlet it was merged into."""

    def __init__(self, field: Any, request: HttpRequest, params: Any, model: Any, model_admin: Any, field_path: str):
        name = f"{field_path}__{field.target_field.name}__exact"
        if name in params:
            params[name] = [_find_current_key(key) for key in params[name]]
        super().__init__(field, request, params, model, model_admin, field_path)


def _find_current_key(key: str) -> str:
    outlet = find_current_record(Outlet, key) if is_row_key(key) else None
    return str(outlet.pk) if outlet else key


class RelatedRecordListFilter(admin.SimpleListFilter):
    """Filter by a record that a link names; shown only while active, so that it can be removed."""

    model: type[Model]
    links: type[Model]
    """Model with pairs of an `article` and such a record, in a column named as the parameter is."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        record = self.get_record()
        return [(str(record.pk), str(record))] if record else []

    def has_output(self) -> bool:
        return self.value() is not None

    def get_record(self) -> Model | None:
        """Return the record whose key is in the URL, or that it was merged into, if there is one."""
        key = str(self.used_parameters.get(str(self.parameter_name), ""))
        return find_current_record(self.model, key) if is_row_key(key) else None

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        record = self.get_record()
        links = self.links._default_manager.filter(**{str(self.parameter_name): record})
        return queryset.filter(pk__in=links.order_by().values("article")) if record else queryset.none()


class AuthorListFilter(RelatedRecordListFilter):
    """Filter of articles by author."""

    title, parameter_name = _("author"), "author"
    model, links = Author, Byline


class CollectionListFilter(RelatedRecordListFilter):
    """Filter of articles by collection."""

    title, parameter_name = _("collection"), "collection"
    model, links = Collection, Article.collections.through


class BatchListFilter(RelatedRecordListFilter):
    """Filter of articles by batch: taken in or captured again by it."""

    title, parameter_name = _("import"), "batch"
    model, links = Batch, Capture
