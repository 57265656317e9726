"""Admin of outlets and authors, and merging them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_noop
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
    counted_by = "pk"  # column of these rows that names the article
    deleted_parts: ClassVar[Mapping[str, Sequence[tuple[QuerySet, str]]]]
    """Noun → rows that are deleted with a record, and the column that names it."""
    delete_confirmation_template = "admin/archive/names/delete_confirmation.html"

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

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Ask whether to delete the record, or say why it cannot be deleted, with the list of its articles."""
        query = urlencode({self.article_filter: object_id})
        url = f"{reverse('admin:archive_article_changelist')}?{query}"
        return super().delete_view(request, object_id, {"articles_url": url, **(extra_context or {})})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set, list]:
        """Refuse to delete records with articles, in one sentence, not a list of them all; else count what goes."""
        model, column = self.protected_rows
        ids = [record.pk for record in objs]
        if count := model._default_manager.filter(**{f"{column}__in": ids}).values(self.counted_by).distinct().count():
            return [], {}, set(), [str(self.deletion_refusal) % format_count(count, "article")]
        _objects, counts, missing_permissions, protected = super().get_deleted_objects(objs, request)
        return self._describe_parts(ids), counts, missing_permissions, protected

    def _describe_parts(self, ids: Sequence[int]) -> list[str]:
        """Return sentences on what goes with the records."""
        parts = [
            format_count(count, noun)
            for noun, rows in self.deleted_parts.items()
            if (count := sum(part.filter(**{f"{name}__in": ids}).count() for part, name in rows))
        ]
        sentences = [gettext("No article has it: no article is changed or deleted.")]
        return [*sentences, *([gettext("Deleted with it: %s.") % gettext(", ").join(parts)] if parts else [])]


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
    deletion_refusal = _(
        "This outlet is not deleted: %s would be left without an outlet. Give them another one first (choose them in"
        " their list, then ‘Set outlet…’), or merge this outlet into another."
    )
    deleted_parts = {
        gettext_noop("other name"): [(OutletAlias.objects.all(), "outlet")],
        "domain": [(OutletDomain.objects.all(), "outlet")],
        "succession": [(OutletSuccession.objects.all(), name) for name in ("predecessor", "successor")],
    }

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
    counted_by = "article"
    deletion_refusal = _(
        "This author is not deleted: %s would lose a byline. Credit them to somebody else first (choose them in their"
        " list, then ‘Set, add or remove an author…’), or merge this author into another."
    )
    deleted_parts = {
        gettext_noop("other name"): [(AuthorAlias.objects.all(), "author")],
        "link": [(SameAs.objects.all(), "author")],
    }
