"""Admin of outlets and authors, and merging them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import filters
from archive.curation.merge import MergeResult, merge_authors, merge_outlets
from archive.editing.base import EditableInline, PageAdmin
from archive.editing.cells import format_count, render_list_link, render_page_link, translate_message
from archive.editing.confirmation import BulkActionForm, build_bulk_action, write_history
from archive.editing.name_forms import (
    AuthorAliasForm,
    AuthorForm,
    DomainForm,
    OutletAliasForm,
    OutletForm,
    UniqueNamesFormSet,
)
from archive.models import Article, Author, AuthorAlias, Byline, Outlet, OutletAlias, OutletDomain, SameAs
from archive.search.indexing import maintenance

# Bulk actions that merge records of the same person or outlet.

MAX_MERGED = 50
"""Most records merged at once: more are taken for a mistake."""


class MergeRecordsForm(BulkActionForm):
    """Base form of a merge: choose the record to keep."""

    heading = _("Merge")
    explanation = _(
        "Articles, other names and links of the others move to the one that is kept; their names "
        "stay as other names of it, and their pages lead to its page. This cannot be undone here."
    )
    keep = forms.ModelChoiceField(Outlet.objects.none(), label=_("Keep"), widget=forms.RadioSelect, empty_label=None)

    def __init__(self, rows: QuerySet, data: Any = None) -> None:
        super().__init__(rows, data)
        keep_field: Any = self.fields["keep"]
        records = rows.model._default_manager.filter(pk__in=rows.values("pk"))
        keep_field.queryset = records.order_by("name", "pk")
        keep_field.label_from_instance = self.build_label

    def build_label(self, row: Any) -> str:
        """Return the name, and what distinguishes it from its namesakes."""
        return f"{row.name} ({self.describe_row(row)})"

    def describe_row(self, row: Any) -> str:
        return f"{row.slug}, {format_count(row.articles.distinct().count(), 'article')}"

    def clean(self) -> dict[str, Any]:
        """Require at least two records, and at most MAX_MERGED."""
        super().clean()
        if not 2 <= self.rows.count() <= MAX_MERGED:
            raise ValidationError(gettext("Choose between 2 and %s records that are one and the same.") % MAX_MERGED)
        return self.cleaned_data

    def merge_pair(self, keep: Any, retire: Any) -> MergeResult:
        """Merge `retire` into `keep`."""
        raise NotImplementedError

    def apply(self, request: HttpRequest) -> str:
        keep = self.cleaned_data["keep"]
        with transaction.atomic():
            merges = [self.merge_pair(keep, row) for row in self.rows.exclude(pk=keep.pk)]
            ids = list(dict.fromkeys(pk for merge in merges for pk in merge.article_ids))
            maintenance.queue_changes(ids)
            for merge in merges:
                write_history(request, type(keep), [keep.pk], merge.describe)
        records, articles = format_count(len(merges), "record"), format_count(len(ids), "article")
        template = gettext("%(records)s merged into ‘%(keep)s’: %(articles)s.")
        message = template % {"records": records, "keep": keep, "articles": articles}
        dropped_values = "; ".join(translate_message(value) for merge in merges for value in merge.dropped_values)
        return f"{message} {gettext('Not carried over: %s.') % dropped_values}" if dropped_values else message


class MergeAuthorsForm(MergeRecordsForm):
    """Merge the chosen authors."""

    def merge_pair(self, keep: Author, retire: Author) -> MergeResult:
        return merge_authors(keep=keep, retire=retire)


class MergeOutletsForm(MergeRecordsForm):
    """Merge the chosen outlets."""

    def merge_pair(self, keep: Outlet, retire: Outlet) -> MergeResult:
        return merge_outlets(keep=keep, retire=retire)


merge_people = build_bulk_action("merge_people", _("Merge into one…"), MergeAuthorsForm, permission="merge")
merge_publishers = build_bulk_action("merge_publishers", _("Merge into one…"), MergeOutletsForm, permission="merge")


class OutletAliasInline(EditableInline):
    """Aliases of the outlet: articles ingested under them are filed here."""

    model = OutletAlias
    form = OutletAliasForm
    formset = UniqueNamesFormSet
    verbose_name_plural = _("other names (as printed in credits; they mean this outlet only)")


class DomainInline(EditableInline):
    """Domains of the outlet."""

    model = OutletDomain
    form = DomainForm
    verbose_name_plural = _("domains")


@admin.register(Outlet)
class OutletAdmin(PageAdmin):
    """Admin of outlets, with counts and years of their articles."""

    form = OutletForm
    list_display = ["name", "kind", "country", "language", "holdings", "years", "page"]
    list_filter = ["kind", filters.CountryListFilter, filters.LanguageListFilter]
    ordering = ["name"]
    search_fields = ["name", "slug", "aliases__name", "domains__domain"]
    search_help_text = _("A name, another name, or a domain.")
    fields = ["name", "slug", "kind", "country", "language", "description", "holdings"]
    readonly_fields = ["holdings"]
    actions = [merge_publishers]
    inlines = [OutletAliasInline, DomainInline]

    def with_counts(self, rows: Any) -> Any:
        return rows.with_coverage()

    @admin.display(description=_("listed articles"), ordering="article_count")
    def holdings(self, outlet: Any) -> str:
        if outlet.pk is None:
            return ""
        label = format_count(outlet.article_count, "article")
        return render_list_link("article", label, outlet__id__exact=outlet.pk)

    @admin.display(description=_("years"), ordering="first_day")
    def years(self, outlet: Any) -> str:
        return format_years(outlet.first_day, outlet.last_day)

    @admin.display(description=_("page"))
    def page(self, outlet: Outlet) -> str:
        return render_page_link(outlet.get_absolute_url(), outlet.name)

    def save_model(self, request: HttpRequest, obj: Outlet, form: Any, change: Any) -> None:
        """Save, and warn when another outlet has the same name."""
        super().save_model(request, obj, form, change)
        if namesake := Outlet.objects.filter_by_name(obj.name).exclude(pk=obj.pk).first():
            form = gettext(
                "‘%(name)s’ also means the outlet with the slug ‘%(slug)s’. What is taken in under "
                "this name cannot be filed by it; rename one of them if you can."
            )
            message = form % {"name": obj.name, "slug": namesake.slug}
            self.message_user(request, message, messages.WARNING)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set, list]:
        """Refuse to delete an outlet with articles, in one sentence, not a list of them all."""
        article_count = Article.objects.filter(outlet__in=[outlet.pk for outlet in objs]).count()
        if not article_count:
            return super().get_deleted_objects(objs, request)
        message = gettext(
            "%s: give them another outlet first (choose them in the list of articles, then ‘Set outlet…’)"
        ) % format_count(article_count, "article")
        return [], {}, set(), [message]


def format_years(first_day: Any, last_day: Any) -> str:
    """Return the years of two days, either of which may be None: `2016–2017`, `2016`."""
    years = sorted({day.year for day in (first_day, last_day) if day})
    return "–".join(str(year) for year in years)


# Admin of authors, with their aliases and links.


class AuthorAliasInline(EditableInline):
    """Aliases of the author: articles ingested under them are credited here."""

    model = AuthorAlias
    form = AuthorAliasForm
    formset = UniqueNamesFormSet


class SameAsInline(EditableInline):
    """Links to other authority records of the person."""

    model = SameAs
    verbose_name_plural = _("the same person elsewhere (VIAF, Wikidata, a staff page)")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Author)
class AuthorAdmin(PageAdmin):
    """Admin of authors, with counts and years of their articles."""

    form = AuthorForm
    list_display = ["name", "sort_name", "holdings", "years", "page"]
    ordering = ["sort_name", "name"]
    search_fields = ["name", "sort_name", "slug", "aliases__name"]
    search_help_text = _("A name, in any spelling the archive has.")
    fields = ["name", "sort_name", "slug", "holdings"]
    readonly_fields = ["holdings"]
    actions = [merge_people]
    inlines = [AuthorAliasInline, SameAsInline]

    def with_counts(self, rows: Any) -> Any:
        return rows.with_coverage()

    @admin.display(description=_("listed articles"), ordering="article_count")
    def holdings(self, author: Any) -> str:
        if author.pk is None:
            return ""
        return render_list_link("article", format_count(author.article_count, "article"), author=author.pk)

    @admin.display(description=_("years"), ordering="first_day")
    def years(self, author: Any) -> str:
        return format_years(author.first_day, author.last_day)

    @admin.display(description=_("page"))
    def page(self, author: Author) -> str:
        return render_page_link(author.get_absolute_url(), author.name)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set, list]:
        """Refuse to delete an author with bylines, in one sentence, not a list of them all."""
        byline_count = Byline.objects.filter(author__in=[author.pk for author in objs]).count()
        if not byline_count:
            return super().get_deleted_objects(objs, request)
        message = gettext("%s: credit these articles to somebody else first") % format_count(byline_count, "byline")
        return [], {}, set(), [message]
