"""Admin of quotations, their printings and speakers."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curation.changes import describe_open_change
from archive.editing.base import BaseAdmin, EditableInline, GeneratedRecordMixin, PageAdmin, ReadOnlyInline
from archive.editing.cells import format_count, render_list_link
from archive.editing.confirmation import MAX_RECORDS, BulkActionForm, build_bulk_action, handle_bulk_action
from archive.editing.name_forms import AliasForm, UniqueNamesFormSet
from archive.editing.name_inputs import NameAutocompleteMixin
from archive.models import Change, Quotation, QuotationDecision, QuotedPassage, Speaker, SpeakerAlias
from archive.quotations import services
from archive.quotations.merge_forms import JoinQuotationsForm, MergeSpeakersForm


class SpeakerAliasForm(AliasForm):
    """Form of a speaker's alias; it belongs to one speaker only."""

    class Meta:
        model = SpeakerAlias
        fields = ["name"]

    def clean_name(self) -> str:
        """Refuse a name of another speaker."""
        name = super().clean_name()
        if other := self.find_other_owner("speaker", services.build_speaker_key(name)):
            template = gettext("‘%(name)s’ already means the speaker ‘%(other)s’. Take it from there first.")
            raise ValidationError(template % {"name": name, "other": other})
        return name


class UniqueSpeakerNamesFormSet(UniqueNamesFormSet):
    """Formset of speaker aliases, which have a lookup key of their own."""

    @staticmethod
    def build_key(name: str) -> str:
        """Return the lookup key of a speaker's name."""
        return services.build_speaker_key(name)


class QuotationActionForm(BulkActionForm):
    """Base form of an action on quotations, with a reason."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean(self) -> dict[str, Any]:
        """Require at most MAX_RECORDS rows."""
        super().clean()
        if self.rows.count() > MAX_RECORDS:
            raise ValidationError(gettext("Choose at most %s at once.") % MAX_RECORDS)
        return self.cleaned_data

    def describe_row(self, row: Any) -> str:
        return format_count(row.printing_count, "printing")


class SplitQuotationForm(QuotationActionForm):
    """Split the chosen printings off their quotation."""

    heading = _("Split off")
    change_action = Change.Action.SPLIT
    explanation = _(
        "They leave their quotation and are kept apart from what stays; several of them together"
        " are a quotation of their own. No later run joins them again."
    )

    def clean(self) -> dict[str, Any]:
        """Require printings of one quotation."""
        super().clean()
        quotation_ids = set(self.rows.values_list("quotation", flat=True))
        if len(quotation_ids) != 1 or None in quotation_ids:
            raise ValidationError(gettext("Choose printings of one quotation."))
        return self.cleaned_data

    def apply(self, request: HttpRequest) -> str:
        user: Any = request.user
        passages = list(self.rows)
        services.split_quotation(passages, by=user, reason=self.cleaned_data["reason"])
        return gettext("%s split off.") % format_count(len(passages), "printing")

    def describe_row(self, row: QuotedPassage) -> str:
        outlet = row.article.outlet or gettext("no outlet")
        return f"{outlet}, {row.article}"


join = build_bulk_action("join", _("Join into one…"), JoinQuotationsForm)


@admin.action(description=_("Split off…"), permissions=["change"])
def split(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Ask for a reason, then split the printings off."""
    return handle_bulk_action(model_admin, request, queryset, SplitQuotationForm)


@admin.action(description=_("Reject: no quotation"), permissions=["change"])
def reject(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Reject the passages: no page shows them any more."""
    number = services.reject_passages(list(queryset))
    message = gettext("%s rejected.") % format_count(number, "passage")
    describe_open_change(message)
    model_admin.message_user(request, message, messages.SUCCESS)


@admin.action(description=_("Take the rejection back"), permissions=["change"])
def restore(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Undo the rejection, and match the passages again."""
    from archive.quotations import reading  # noqa: PLC0415 -- slow to import, seldom needed

    ids = list(queryset.values_list("article_id", flat=True))
    number = services.restore_passages(list(queryset))
    reading.read_articles(ids, again=True)
    message = gettext("%s taken back.") % format_count(number, "passage")
    describe_open_change(message)
    model_admin.message_user(request, message, messages.SUCCESS)


merge_speakers = build_bulk_action("merge_speakers", _("Merge into one…"), MergeSpeakersForm, permission="merge")


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


@admin.register(Quotation)
class QuotationAdmin(GeneratedRecordMixin, BaseAdmin):
    """Admin of quotations."""

    list_display = ["__str__", "speaker", "outlet_count", "printings_link", "page"]
    list_select_related = ["speaker"]
    search_fields = ["words", "speaker__name", "^identifier"]
    search_help_text = _("Words of the statement, or its speaker.")
    readonly_fields = ("words", "speaker", "identifier", "outlet_count", "printings_link", "earliest")
    fields = readonly_fields
    inlines = [PrintingInline]
    actions = [join]

    @admin.display(description=_("printings"), ordering="printing_count")
    def printings_link(self, quotation: Quotation) -> str:
        label = format_count(quotation.printing_count, "printing")
        return render_list_link("quotedpassage", label, quotation__id__exact=quotation.pk)


@admin.register(QuotedPassage)
class QuotedPassageAdmin(GeneratedRecordMixin, BaseAdmin):
    """Admin of quoted passages: to be split off, rejected and restored."""

    list_display = ["__str__", "outlet", "kind", "printed", "name", "certainty", "is_rejected"]
    list_filter = ["kind", "certainty", "is_rejected"]
    list_select_related = ["article__outlet"]
    search_fields = ["words", "name", "printed", "^article__identifier"]
    search_help_text = _("Words, the speaker, or the identifier of the article.")
    readonly_fields = (
        "words",
        "article",
        "kind",
        "printed",
        "name",
        "rule_text",
        "certainty",
        "speaker",
        "quotation",
        "is_rejected",
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
        key = services.build_speaker_key(form.instance.name)
        is_known = SpeakerAlias.objects.filter(key=key).exists()
        if key and not is_known:
            form.instance.aliases.create(name=form.instance.name)

    @admin.display(description=_("statements"), ordering="passage_count")
    def holdings(self, speaker: Any) -> str:
        return render_list_link("quotedpassage", format_count(speaker.passage_count, "statement"), q=speaker.name)


@admin.register(QuotationDecision)
class QuotationDecisionAdmin(GeneratedRecordMixin, BaseAdmin):
    """Admin of decisions on quotations: who, when and why."""

    list_display = ["one", "verdict", "two", "reason", "decided_by", "decided_at"]
    list_filter = ["verdict"]
    list_select_related = ["one", "two", "decided_by"]
    readonly_fields = ("one", "verdict", "two", "reason", "decided_by", "decided_at")
    fields = readonly_fields
