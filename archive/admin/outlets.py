"""Admin of outlets, with their aliases and domains."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import filters
from archive.admin.cells import format_count, render_list_link, render_page_link
from archive.admin.merging import merge_publishers
from archive.admin.name_forms import DomainForm, OutletAliasForm, OutletForm, UniqueNamesFormSet
from archive.admin.readonly import EditableInline
from archive.admin.records import PageAdmin
from archive.models import Article, Outlet, OutletAlias, OutletDomain


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
            "%s: give them another outlet first (choose them in the list of articles, then "
            "‘Set outlet…’)"
        ) % format_count(article_count, "article")
        return [], {}, set(), [message]


def format_years(first_day: Any, last_day: Any) -> str:
    """Return the years of two days, either of which may be None: `2016–2017`, `2016`."""
    years = sorted({day.year for day in (first_day, last_day) if day})
    return "–".join(str(year) for year in years)
