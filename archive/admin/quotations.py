"""Admins of quotations, their printings and speakers, and decisions on them."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import format_count, render_list_link, render_page_link
from archive.admin.choosing import NameAutocompleteMixin
from archive.admin.desk import BaseAdmin
from archive.admin.name_forms import SpeakerAliasForm, UniqueSpeakerNamesFormSet
from archive.admin.quoting import join, merge_speakers, reject, restore, split
from archive.admin.readonly import EditableInline, ReadOnlyInline
from archive.admin.records import PageAdmin
from archive.models import Quotation, QuotationDecision, QuotedPassage, Speaker, SpeakerAlias
from archive.quotations.people import build_speaker_key


class PrintingInline(ReadOnlyInline):
    """Printings of the quotation, read-only; they are split off in their own list."""

    model = QuotedPassage
    readonly_fields = ("words", "article", "kind", "printed", "certainty")
    fields = readonly_fields
    verbose_name_plural = _("printings")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("article").defer("article__body")


class SpeakerAliasInline(EditableInline):
    """Aliases of the speaker: quotations attributed to them are attributed to this speaker."""

    model = SpeakerAlias
    form = SpeakerAliasForm
    formset = UniqueSpeakerNamesFormSet


class GeneratedRecordMixin:
    """Mixin: generated records, which nobody adds or deletes by hand."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Quotation)
class QuotationAdmin(GeneratedRecordMixin, BaseAdmin):
    """Admin of quotations."""

    list_display = ["__str__", "speaker", "outlet_count", "printings_link", "page"]
    list_select_related = ["speaker"]
    search_fields = ["words", "speaker__name", "^identifier"]
    search_help_text = _("Words of the statement, or its speaker.")
    readonly_fields = (
        "words",
        "speaker",
        "identifier",
        "outlet_count",
        "printings_link",
        "earliest",
    )
    fields = readonly_fields
    inlines = [PrintingInline]
    actions = [join]

    @admin.display(description=_("printings"), ordering="printing_count")
    def printings_link(self, quotation: Quotation) -> str:
        label = format_count(quotation.printing_count, "printing")
        return render_list_link("quotedpassage", label, quotation__id__exact=quotation.pk)

    @admin.display(description=_("page"))
    def page(self, quotation: Quotation) -> str:
        return render_page_link(quotation.get_absolute_url(), str(quotation))

    def view_on_site(self, obj: Quotation) -> str:
        """Return the URL of the public page itself (not of a redirecting view)."""
        return obj.get_absolute_url()


@admin.register(QuotedPassage)
class QuotedPassageAdmin(GeneratedRecordMixin, BaseAdmin):
    """Admin of quoted passages: to be split off, rejected and restored."""

    list_display = ["__str__", "outlet", "kind", "printed", "name", "certainty", "is_rejected"]
    list_filter = ["kind", "certainty", "is_rejected"]
    list_select_related = ["article__outlet"]
    search_fields = ["words", "name", "printed", "^article__identifier"]
    search_help_text = _("Words, the speaker, or the identifier of the article.")
    readonly_fields = (
        *("words", "article", "kind", "printed", "name", "rule_text", "certainty"),
        *("speaker", "quotation", "is_rejected"),
    )
    fields = readonly_fields
    actions = [split, reject, restore]

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Allow the filter by quotation that the link on a quotation’s page uses."""
        return lookup == "quotation__id__exact" or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("article__body", "article__standfirst")

    @admin.display(description=_("rule"))
    def rule_text(self, passage: QuotedPassage) -> str:
        return gettext(passage.rule) if passage.rule else ""

    @admin.display(description=_("outlet"))
    def outlet(self, passage: QuotedPassage) -> str:
        return passage.article.outlet.name if passage.article.outlet else gettext("not known")


@admin.register(Speaker)
class SpeakerAdmin(NameAutocompleteMixin, PageAdmin):
    """Admin of speakers, with their aliases and author record."""

    list_display = ["name", "author", "holdings", "page"]
    ordering = ["name"]
    search_fields = ["name", "slug", "aliases__name"]
    search_help_text = _("A name, in any spelling the archive has.")
    fields = ["name", "slug", "author"]
    autocomplete_fields = ["author"]
    list_select_related = ["author"]
    inlines = [SpeakerAliasInline]
    actions = [merge_speakers]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may change speakers: these records are generated."""
        return self.has_change_permission(request)

    def with_counts(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(passage_count=Count("passages"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save the aliases, and make sure that the name itself is one of them."""
        super().save_related(request, form, formsets, change)
        key = build_speaker_key(form.instance.name)
        is_known = SpeakerAlias.objects.filter(key=key).exists()
        if key and not is_known:
            form.instance.aliases.create(name=form.instance.name)

    @admin.display(description=_("statements"), ordering="passage_count")
    def holdings(self, speaker: Any) -> str:
        return render_list_link(
            "quotedpassage", format_count(speaker.passage_count, "statement"), q=speaker.name
        )

    @admin.display(description=_("page"))
    def page(self, speaker: Speaker) -> str:
        return render_page_link(speaker.get_absolute_url(), speaker.name)


@admin.register(QuotationDecision)
class QuotationDecisionAdmin(GeneratedRecordMixin, BaseAdmin):
    """Admin of decisions on quotations: who, when and why."""

    list_display = ["one", "verdict", "two", "reason", "decided_by", "decided_at"]
    list_filter = ["verdict"]
    list_select_related = ["one", "two", "decided_by"]
    readonly_fields = ("one", "verdict", "two", "reason", "decided_by", "decided_at")
    fields = readonly_fields
