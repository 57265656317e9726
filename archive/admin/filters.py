"""Ways to narrow the list of articles that answer an editor's questions."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from archive.models import Article, Author, Batch, Collection, Evidence


class Missing(admin.SimpleListFilter):
    """Articles that lack something, or of which only a rough date is known."""

    title = "what is missing"
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, words) for key, (words, _) in MISSING.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = MISSING.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


MISSING: dict[str, tuple[str, Q]] = {
    "date": ("no date", Q(published="")),
    "exact-date": (
        "no exact day",
        ~Q(published="") & (Q(earliest=None) | Q(latest=None) | Q(earliest__lt=F("latest"))),
    ),
    "outlet": ("no outlet", Q(outlet=None)),
    "author": ("no author", Q(bylines=None)),
    "language": ("no language", Q(language="")),
    "text": ("no text", Q(body="")),
}


class Said(admin.SimpleListFilter):
    """Rows by what one of their own columns says; where it says nothing, that is a choice, too."""

    column: str
    nothing = "-"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = model_admin.model._default_manager.order_by(self.column)
        values = rows.values_list(self.column, flat=True).distinct()
        return [(value or self.nothing, value or "not known") for value in values]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(
            **{self.column: "" if self.value() == self.nothing else self.value()}
        )


class InLanguage(Said):
    """Rows in one language."""

    title = parameter_name = column = "language"


class OfCountry(Said):
    """Outlets of one country."""

    title = parameter_name = column = "country"


class HowWeKnow(admin.SimpleListFilter):
    """Articles with a value that is known in a certain way: inferred, set by an editor …"""

    title = "how we know"
    parameter_name = "known"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, f"some value {status.label}") for status in Evidence.Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in Evidence.Status.values:
            return queryset
        spoken = Evidence.objects.current().filter(article=OuterRef("pk"), status=self.value())
        return queryset.filter(Exists(spoken))


class Recent(admin.SimpleListFilter):
    """Records added or changed in the last days, today included."""

    title = "when it came or changed"
    parameter_name = "recent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(key, words) for key, (words, _, _) in RECENT.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = RECENT.get(self.value() or "")
        if not chosen:
            return queryset
        _, column, days = chosen
        return queryset.filter(**{f"{column}__gte": timezone.now() - timedelta(days=days)})


RECENT: dict[str, tuple[str, str, int]] = {
    "changed-day": ("changed in the last 24 hours", "changed_at", 1),
    "changed-week": ("changed this week (7 days)", "changed_at", 7),
    "changed-month": ("changed in the last 30 days", "changed_at", 30),
    "added-week": ("added this week (7 days)", "added_at", 7),
    "added-month": ("added in the last 30 days", "added_at", 30),
}


class Withdrawn(admin.SimpleListFilter):
    """Articles readers find in lists, or the ones a curator withdrew."""

    title = "whether it is listed"
    parameter_name = "withdrawn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "listed"), ("yes", "withdrawn")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"no": True, "yes": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(withdrawn_at__isnull=wanted)


class Of(admin.SimpleListFilter):
    """Articles of one record that a link named; shown only while it is chosen, to be lifted."""

    model: type[Model]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        row = self.chosen()
        return [(str(row.pk), str(row))] if row else []

    def has_output(self) -> bool:
        return self.value() is not None

    def chosen(self) -> Model | None:
        """The record that the address names, if there is one."""
        number = self.used_parameters.get(str(self.parameter_name), "")
        known = str(number).isascii() and str(number).isdigit() and len(str(number)) < 19
        return self.model._default_manager.filter(pk=number).first() if known else None

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        row = self.chosen()
        return self.narrowed(queryset, row) if row else queryset.none()

    def narrowed(self, queryset: QuerySet, row: Any) -> QuerySet:
        """The articles that go with `row`."""
        raise NotImplementedError


class OfAuthor(Of):
    """Articles credited to one person."""

    title, parameter_name, model = "author", "author", Author

    def narrowed(self, queryset: QuerySet, row: Any) -> QuerySet:
        return queryset.filter(Exists(row.bylines.filter(article=OuterRef("pk"))))


class OfCollection(Of):
    """Articles a curator put together."""

    title, parameter_name, model = "collection", "collection", Collection

    def narrowed(self, queryset: QuerySet, row: Any) -> QuerySet:
        held = Article.collections.through.objects.filter(collection=row)
        return queryset.filter(pk__in=held.values("article_id"))


class OfBatch(Of):
    """Articles that one run of ingest took in or met again."""

    title, parameter_name, model = "run", "batch", Batch

    def narrowed(self, queryset: QuerySet, row: Any) -> QuerySet:
        return queryset.filter(Exists(row.captures.filter(article=OuterRef("pk"))))
