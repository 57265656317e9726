"""Admin of authors, with their aliases and links."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import format_count, render_list_link, render_page_link
from archive.admin.merging import merge_people
from archive.admin.name_forms import AuthorAliasForm, AuthorForm, UniqueNamesFormSet
from archive.admin.outlets import format_years
from archive.admin.readonly import EditableInline
from archive.admin.records import PageAdmin
from archive.models import Author, AuthorAlias, Byline, SameAs


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
        return render_list_link(
            "article", format_count(author.article_count, "article"), author=author.pk
        )

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
        message = gettext("%s: credit these articles to somebody else first") % format_count(
            byline_count, "byline"
        )
        return [], {}, set(), [message]
