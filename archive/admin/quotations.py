"""The lists of quotations, their printings and speakers; actions call `quotations.deeds`."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse

from archive.admin.cells import counted, list_link, page_link
from archive.admin.choosing import ChoosingNames
from archive.admin.desk import Desk
from archive.admin.questions import Question, ask
from archive.admin.readonly import PartInline, ReadOnlyInline
from archive.admin.records import PageAdmin
from archive.errors import CurationError
from archive.models import Quotation, QuotationDecision, QuotedPassage, Speaker, SpeakerAlias
from archive.quotations import deeds, store
from archive.quotations.people import key_of

AT_MOST = 50
"""Records joined or split at once: more are a slip of the hand."""


class QuotationQuestion(Question):
    """A deed with its reason; what makes no sense is said beside the form."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean(self) -> dict[str, Any]:
        """Not a whole archive at once."""
        super().clean()
        if self.rows.count() > AT_MOST:
            raise ValidationError(f"Choose at most {AT_MOST} at once.")
        return self.cleaned_data

    def described(self, row: Any) -> str:
        return counted(row.printing_count, "printing")


class JoinQuestion(QuotationQuestion):
    """Which quotation is kept?"""

    heading = "Join"
    explanation = (
        "The printings of the others are laid beside those of the one that is kept, whose address"
        " answers for all. No later run takes them apart."
    )
    keep = forms.ModelChoiceField(
        Quotation.objects.none(), label="Keep", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, rows: QuerySet, data: Any = None) -> None:
        super().__init__(rows, data)
        self.fields["keep"].queryset = Quotation.objects.filter(pk__in=rows.values("pk"))  # type: ignore[attr-defined]

    def carry_out(self, request: HttpRequest) -> str:
        keep, reason = self.cleaned_data["keep"], self.cleaned_data["reason"]
        by: Any = request.user
        moved = deeds.join_quotations(keep=keep, others=list(self.rows), by=by, reason=reason)
        return f"{counted(moved, 'printing')} joined to ‘{keep}’."


class SplitQuestion(QuotationQuestion):
    """Are these not the same words as the others?"""

    heading = "Split off"
    explanation = (
        "They leave their quotation and are kept apart from what stays; several of them together"
        " are a quotation of their own. No later run joins them again."
    )

    def clean(self) -> dict[str, Any]:
        """Printings of one quotation, and not all of them."""
        super().clean()
        numbers = set(self.rows.values_list("quotation", flat=True))
        if len(numbers) != 1 or None in numbers:
            raise ValidationError("Choose printings of one quotation.")
        return self.cleaned_data

    def carry_out(self, request: HttpRequest) -> str:
        by: Any = request.user
        chosen = list(self.rows)
        deeds.split_off(chosen, by=by, reason=self.cleaned_data["reason"])
        return f"{counted(len(chosen), 'printing')} split off."

    def described(self, row: QuotedPassage) -> str:
        return f"{row.article.outlet or 'no outlet'}, {row.article}"


class SpeakersQuestion(QuotationQuestion):
    """Which speaker is kept?"""

    heading = "Merge"
    explanation = (
        "What the others are quoted saying moves to the one that is kept; their names stay as other"
        " spellings of it, and their pages lead to its page. This cannot be undone here."
    )
    reason = None  # type: ignore[assignment]
    keep = forms.ModelChoiceField(
        Speaker.objects.none(), label="Keep", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, rows: QuerySet, data: Any = None) -> None:
        super().__init__(rows, data)
        self.fields["keep"].queryset = Speaker.objects.filter(pk__in=rows.values("pk"))  # type: ignore[attr-defined]

    def carry_out(self, request: HttpRequest) -> str:
        keep = self.cleaned_data["keep"]
        moved = deeds.merge_speakers(keep=keep, others=list(self.rows))
        return f"{counted(moved, 'statement')} moved to ‘{keep}’."

    def described(self, row: Speaker) -> str:
        return counted(row.passages.count(), "statement")


@admin.action(description="Join into one…", permissions=["change"])
def join(desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Ask which is kept, then join the others to it."""
    return ask(desk, request, queryset, JoinQuestion)


@admin.action(description="Split off…", permissions=["change"])
def split(desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Ask why, then take the printings out."""
    try:
        return ask(desk, request, queryset, SplitQuestion)
    except CurationError as error:
        desk.message_user(request, str(error), messages.ERROR)
        return None


@admin.action(description="Reject: no quotation", permissions=["change"])
def reject(desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """No page shows them any more."""
    number = deeds.reject(list(queryset))
    desk.message_user(request, f"{counted(number, 'passage')} rejected.", messages.SUCCESS)


@admin.action(description="Take the rejection back", permissions=["change"])
def restore(desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """Shown again, and joined again where the words are the same."""
    ids = list(queryset.values_list("article_id", flat=True))
    number = deeds.restore(list(queryset))
    store.read_articles(ids, again=True)
    desk.message_user(request, f"{counted(number, 'passage')} taken back.", messages.SUCCESS)


@admin.action(description="Merge into one…", permissions=["merge"])
def merge_speakers(
    desk: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """Ask which speaker is kept, then merge the others into it."""
    return ask(desk, request, queryset, SpeakersQuestion)


class PrintingInline(ReadOnlyInline):
    """The printings of a quotation, to be read; they are split off in their own list."""

    model = QuotedPassage
    readonly_fields = ("words", "article", "kind", "printed", "certainty")
    fields = readonly_fields
    verbose_name_plural = "printings"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("article").defer("article__body")


class AliasInline(PartInline):
    """Other spellings: what is quoted under them is said by this speaker."""

    model = SpeakerAlias


class FoundByProgram:
    """Nobody adds or deletes what the program finds; editors decide of it."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Quotation)
class QuotationAdmin(FoundByProgram, Desk):
    """Quotations that several outlets printed."""

    list_display = ["__str__", "speaker", "outlet_count", "printings_held", "page"]
    list_select_related = ["speaker"]
    search_fields = ["words", "speaker__name", "^identifier"]
    search_help_text = "Words of the statement, or its speaker."
    readonly_fields = (
        "words",
        "speaker",
        "identifier",
        "outlet_count",
        "printings_held",
        "earliest",
    )
    fields = readonly_fields
    inlines = [PrintingInline]
    actions = [join]

    @admin.display(description="printings", ordering="printing_count")
    def printings_held(self, quotation: Quotation) -> str:
        words = counted(quotation.printing_count, "printing")
        return list_link("quotedpassage", words, quotation__id__exact=quotation.pk)

    @admin.display(description="page")
    def page(self, quotation: Quotation) -> str:
        return page_link(quotation.get_absolute_url(), str(quotation))

    def view_on_site(self, obj: Quotation) -> str:
        """The public page, at once."""
        return obj.get_absolute_url()


@admin.register(QuotedPassage)
class QuotedPassageAdmin(FoundByProgram, Desk):
    """Passages of articles: split off, rejected, taken back."""

    list_display = ["__str__", "outlet", "kind", "printed", "name", "certainty", "is_rejected"]
    list_filter = ["kind", "certainty", "is_rejected"]
    list_select_related = ["article__outlet"]
    search_fields = ["words", "name", "printed", "^article__identifier"]
    search_help_text = "Words, the speaker, or the identifier of the article."
    readonly_fields = (
        *("words", "article", "kind", "printed", "name", "rule", "certainty"),
        *("speaker", "quotation", "is_rejected"),
    )
    fields = readonly_fields
    actions = [split, reject, restore]

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """The list of a quotation’s page may be narrowed to it."""
        return lookup == "quotation__id__exact" or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("article__body", "article__standfirst")

    @admin.display(description="outlet", empty_value="not known")
    def outlet(self, passage: QuotedPassage) -> str | None:
        return passage.article.outlet.name if passage.article.outlet else None


@admin.register(Speaker)
class SpeakerAdmin(ChoosingNames, PageAdmin):
    """Who is quoted: names, spellings, and the author they are, if they write too."""

    list_display = ["name", "author", "holdings", "page"]
    ordering = ["name"]
    search_fields = ["name", "slug", "aliases__name"]
    search_help_text = "A name, in any spelling the archive has."
    fields = ["name", "slug", "author"]
    autocomplete_fields = ["author"]
    list_select_related = ["author"]
    inlines = [AliasInline]
    actions = [merge_speakers]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Editors merge speakers: nobody made these records by hand."""
        return self.has_change_permission(request)

    def with_counts(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(passage_count=Count("passages"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save the spellings; the name itself is one of them."""
        super().save_related(request, form, formsets, change)
        key = key_of(form.instance.name)
        known = SpeakerAlias.objects.filter(key=key).exists()
        if key and not known:
            form.instance.aliases.create(name=form.instance.name)

    @admin.display(description="statements", ordering="passage_count")
    def holdings(self, speaker: Any) -> str:
        return list_link(
            "quotedpassage", counted(speaker.passage_count, "statement"), q=speaker.name
        )

    @admin.display(description="page")
    def page(self, speaker: Speaker) -> str:
        return page_link(speaker.get_absolute_url(), speaker.name)


@admin.register(QuotationDecision)
class QuotationDecisionAdmin(FoundByProgram, Desk):
    """What editors decided, with who, when and why."""

    list_display = ["one", "verdict", "two", "reason", "decided_by", "decided_at"]
    list_filter = ["verdict"]
    list_select_related = ["one", "two", "decided_by"]
    readonly_fields = ("one", "verdict", "two", "reason", "decided_by", "decided_at")
    fields = readonly_fields
