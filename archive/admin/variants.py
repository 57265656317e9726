"""Names that outlets spell differently, and their spellings."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import Desk
from archive.admin.name_forms import NO_WORDS, NoTwoAlike
from archive.admin.readonly import PartInline
from archive.models import NameVariant, VariantGroup
from archive.text.normalize import name_key, squeeze


class SpellingForm(forms.ModelForm):
    """One spelling; another name's spelling is refused, with that name."""

    class Meta:
        model = NameVariant
        fields = ["spelling"]

    def clean_spelling(self) -> str:
        """Words, and no other name's."""
        spelling = squeeze(self.cleaned_data["spelling"])
        if not (key := name_key(spelling)):
            raise ValidationError(gettext(NO_WORDS) % spelling)
        held = NameVariant.objects.filter(key=key).exclude(pk=self.instance.pk)
        if other := held.exclude(group=self.instance.group_id).select_related("group").first():
            form = gettext(
                "‘%(spelling)s’ is a spelling of ‘%(name)s’ already. Take it away there first."
            )
            raise ValidationError(form % {"spelling": spelling, "name": other.group})
        return spelling


class NoTwoSpellings(NoTwoAlike):
    """Spellings of one name: two that read the same are one too many."""

    named = "spelling"


class SpellingInline(PartInline):
    """The spellings of the name shown."""

    model = NameVariant
    form = SpellingForm
    formset = NoTwoSpellings
    verbose_name_plural = _("spellings (a question for one finds them all, and says so)")


@admin.register(VariantGroup)
class VariantGroupAdmin(Desk):
    """Names with variants: what editors call them, and every spelling."""

    list_display = ["name", "spellings", "note"]
    ordering = ["name"]
    search_fields = ["name", "variants__spelling"]
    search_help_text = _("A name or one of its spellings.")
    fields = ["name", "note"]
    inlines = [SpellingInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.prefetch_related("variants").annotate(held=Count("variants"))

    @admin.display(description=_("spellings"), ordering="held")
    def spellings(self, group: Any) -> str:
        return ", ".join(variant.spelling for variant in group.variants.all())
