"""Admin of outlets and authors, and merging them."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import filters
from archive.admin.article_action_form import defer_large_changes
from archive.admin.duplicate_groups import DuplicatesMixin, format_years
from archive.curation.merge import merge_records
from archive.curation.merge_preview import MergeOption, preview_merge
from archive.editing import name_forms
from archive.editing.base import EditableInline
from archive.editing.cells import format_count, render_list_link
from archive.editing.confirmation import MergeForm, build_bulk_action, write_history
from archive.editing.name_inputs import NameAutocompleteMixin
from archive.editing.succession_forms import SuccessionForm, SuccessionFormSet
from archive.models import (
    Article,
    Author,
    AuthorAlias,
    Byline,
    Outlet,
    OutletAlias,
    OutletDomain,
    OutletSuccession,
    SameAs,
)
from archive.web.language import translate_message


class MergeRecordsForm(MergeForm):
    """Merge the chosen outlets or authors."""

    explanation = _(
        "Articles, other names and links of the others move to the one that is kept; their names "
        "stay as other names of it, and their addresses lead to its page. This can be undone."
    )
    count_message = _("Choose between 2 and %s records that are one and the same.")

    def preview(self, records: list[Any]) -> list[MergeOption]:
        return preview_merge(records)

    def describe_row(self, row: Any) -> str:
        return row.slug

    def apply(self, request: HttpRequest) -> str:
        keep, reason = self.cleaned_data["keep"], self.cleaned_data["reason"]
        user: Any = request.user
        others = self.rows.exclude(pk=keep.pk)
        with defer_large_changes(_count_articles(others)):
            merges = merge_records(keep=keep, others=others, user=user, reason=reason)
        for merge in merges:
            write_history(request, type(keep), [keep.pk], partial(merge.describe, reason))
        ids = {pk for merge in merges for pk in merge.article_ids}
        articles = format_count(len(ids), "article")
        template = gettext("%(records)s merged into ‘%(keep)s’: %(articles)s.")
        message = template % {"records": format_count(len(merges), "record"), "keep": keep, "articles": articles}
        dropped_values = "; ".join(translate_message(value) for merge in merges for value in merge.dropped_values)
        remark = gettext("Not carried over: %s.") % dropped_values
        return f"{message} {remark}" if dropped_values else message


def _count_articles(records: QuerySet) -> int:
    """Return the number of articles of outlets or authors."""
    if records.model is Outlet:
        return Article.objects.filter(outlet__in=records.values("pk")).count()
    return Byline.objects.filter(author__in=records.values("pk")).count()


merge_people = build_bulk_action("merge_people", _("Merge into one…"), MergeRecordsForm, permission="merge")
merge_publishers = build_bulk_action("merge_publishers", _("Merge into one…"), MergeRecordsForm, permission="merge")


class OutletAliasInline(EditableInline):
    """Aliases of the outlet: articles ingested under them are filed here."""

    model = OutletAlias
    form = name_forms.OutletAliasForm
    formset = name_forms.UniqueNamesFormSet
    verbose_name_plural = _("other names (as printed in credits; they mean this outlet only)")


class DomainInline(EditableInline):
    """Domains of the outlet."""

    model = OutletDomain
    form = name_forms.DomainForm
    verbose_name_plural = _("domains")


class SuccessionInline(NameAutocompleteMixin, EditableInline):
    """Base inline of successions, seen from one of the two outlets."""

    model = OutletSuccession
    form = SuccessionForm
    formset = SuccessionFormSet


class PredecessorInline(SuccessionInline):
    """Outlets that came before this one."""

    fk_name = "successor"
    autocomplete_fields = ["predecessor"]
    fields = ["predecessor", "date", "note"]
    verbose_name = _("predecessor")
    verbose_name_plural = _("predecessors (what it was before, or grew out of)")


class SuccessorInline(SuccessionInline):
    """Outlets that came after this one."""

    fk_name = "predecessor"
    autocomplete_fields = ["successor"]
    fields = ["successor", "date", "note"]
    verbose_name = _("successor")
    verbose_name_plural = _("successors (what it became, or was taken over by)")


class CoverageAdmin(DuplicatesMixin):
    """Base admin of outlets and authors, with counts and years of their articles."""

    readonly_fields = ["holdings"]
    merge_form = MergeRecordsForm
    article_filter: ClassVar[str]
    """Query parameter by which the list of articles shows those of one record."""
    protected_rows: ClassVar[tuple[type[Model], str]]
    """Model and column of the rows without which a record can be deleted."""
    deletion_refusal: ClassVar[Any]

    def with_counts(self, rows: Any) -> Any:
        return rows.with_coverage()

    @admin.display(description=_("listed articles"), ordering="article_count")
    def holdings(self, record: Any) -> str:
        if record.pk is None:
            return ""
        label = format_count(record.article_count, "article")
        return render_list_link("article", label, **{self.article_filter: record.pk})

    @admin.display(description=_("years"), ordering="first_day")
    def years(self, record: Any) -> str:
        return format_years(record)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set, list]:
        """Refuse to delete records with articles, in one sentence, not a list of them all."""
        model, column = self.protected_rows
        ids = [record.pk for record in objs]
        if count := model._default_manager.filter(**{f"{column}__in": ids}).count():
            refusal = str(self.deletion_refusal) % format_count(count, str(model._meta.model_name))
            return [], {}, set(), [refusal]
        return super().get_deleted_objects(objs, request)


@admin.register(Outlet)
class OutletAdmin(CoverageAdmin):
    """Admin of outlets."""

    form = name_forms.OutletForm
    list_display = ["name", "kind", "country", "language", "holdings", "years", "page"]
    list_filter = ["kind", filters.CountryListFilter, filters.LanguageListFilter]
    ordering = ["name"]
    search_fields = ["name", "slug", "aliases__name", "domains__domain"]
    search_help_text = _("A name, another name, or a domain.")
    fields = ["name", "slug", "kind", "country", "language", "description", "holdings"]
    actions = [merge_publishers]
    inlines = [OutletAliasInline, DomainInline, PredecessorInline, SuccessorInline]
    article_filter = "outlet__id__exact"
    protected_rows = (Article, "outlet")
    deletion_refusal = _("%s: give them another outlet first (choose them in the list of articles, then ‘Set outlet…’)")

    def save_model(self, request: HttpRequest, obj: Outlet, form: Any, change: Any) -> None:
        """Save, and warn when another outlet has the same name."""
        super().save_model(request, obj, form, change)
        if namesake := Outlet.objects.filter_by_name(obj.name).exclude(pk=obj.pk).first():
            message = gettext(
                "‘%(name)s’ also means the outlet with the slug ‘%(slug)s’. What is taken in under "
                "this name cannot be filed by it; rename one of them if you can."
            )
            self.message_user(request, message % {"name": obj.name, "slug": namesake.slug}, messages.WARNING)


class AuthorAliasInline(EditableInline):
    """Aliases of the author: articles ingested under them are credited here."""

    model = AuthorAlias
    form = name_forms.AuthorAliasForm
    formset = name_forms.UniqueNamesFormSet


class SameAsInline(EditableInline):
    """Links to other authority records of the person."""

    model = SameAs
    verbose_name_plural = _("the same person elsewhere (VIAF, Wikidata, a staff page)")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "url":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Author)
class AuthorAdmin(CoverageAdmin):
    """Admin of authors."""

    form = name_forms.AuthorForm
    list_display = ["name", "sort_name", "holdings", "years", "page"]
    ordering = ["sort_name", "name"]
    search_fields = ["name", "sort_name", "slug", "aliases__name"]
    search_help_text = _("A name, in any spelling the archive has.")
    fields = ["name", "sort_name", "slug", "holdings"]
    actions = [merge_people]
    inlines = [AuthorAliasInline, SameAsInline]
    article_filter = "author"
    protected_rows = (Byline, "author")
    deletion_refusal = _("%s: credit these articles to somebody else first")
