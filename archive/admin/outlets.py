"""Admin of outlets, with their aliases and domains."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import filters
from archive.admin.cells import counted, list_link, page_link
from archive.admin.merging import merge_publishers
from archive.admin.name_forms import DomainForm, NoTwoAlike, OutletAliasForm, OutletForm
from archive.admin.readonly import PartInline
from archive.admin.records import PageAdmin
from archive.models import Article, Outlet, OutletAlias, OutletDomain


class AliasInline(PartInline):
    """Aliases of the outlet: articles ingested under them are filed here."""

    model = OutletAlias
    form = OutletAliasForm
    formset = NoTwoAlike
    verbose_name_plural = _("other names (as printed in credits; they mean this outlet only)")


class DomainInline(PartInline):
    """Domains of the outlet."""

    model = OutletDomain
    form = DomainForm
    verbose_name_plural = _("domains")


@admin.register(Outlet)
class OutletAdmin(PageAdmin):
    """Admin of outlets, with counts and years of their articles."""

    form = OutletForm
    list_display = ["name", "kind", "country", "language", "holdings", "years", "page"]
    list_filter = ["kind", filters.OfCountry, filters.InLanguage]
    ordering = ["name"]
    search_fields = ["name", "slug", "aliases__name", "domains__domain"]
    search_help_text = _("A name, another name, or a domain.")
    fields = ["name", "slug", "kind", "country", "language", "description", "holdings"]
    readonly_fields = ["holdings"]
    actions = [merge_publishers]
    inlines = [AliasInline, DomainInline]

    def with_counts(self, rows: Any) -> Any:
        return rows.with_coverage()

    @admin.display(description=_("listed articles"), ordering="article_count")
    def holdings(self, outlet: Any) -> str:
        if outlet.pk is None:
            return ""
        words = counted(outlet.article_count, "article")
        return list_link("article", words, outlet__id__exact=outlet.pk)

    @admin.display(description=_("years"), ordering="first_day")
    def years(self, outlet: Any) -> str:
        return covered(outlet.first_day, outlet.last_day)

    @admin.display(description=_("page"))
    def page(self, outlet: Outlet) -> str:
        return page_link(outlet.get_absolute_url(), outlet.name)

    def save_model(self, request: HttpRequest, obj: Outlet, form: Any, change: Any) -> None:
        """Save, and warn when another outlet has the same name."""
        super().save_model(request, obj, form, change)
        if namesake := Outlet.objects.named(obj.name).exclude(pk=obj.pk).first():
            form = gettext(
                "‘%(name)s’ also means the outlet with the slug ‘%(slug)s’. What is taken in under "
                "this name cannot be filed by it; rename one of them if you can."
            )
            told = form % {"name": obj.name, "slug": namesake.slug}
            self.message_user(request, told, messages.WARNING)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set, list]:
        """Refuse to delete an outlet with articles, in one sentence, not a list of them all."""
        held = Article.objects.filter(outlet__in=[outlet.pk for outlet in objs]).count()
        if not held:
            return super().get_deleted_objects(objs, request)
        told = gettext(
            "%s: give them another outlet first (choose them in the list of articles, then "
            "‘Set outlet…’)"
        ) % counted(held, "article")
        return [], {}, set(), [told]


def covered(first: Any, last: Any) -> str:
    """Return the years of two days, either of which may be None: `2016–2017`, `2016`."""
    years = sorted({day.year for day in (first, last) if day})
    return "–".join(str(year) for year in years)
