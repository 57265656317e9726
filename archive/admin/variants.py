"""Admin of spelling variants."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import BaseAdmin
from archive.admin.name_forms import NO_WORDS_MESSAGE, UniqueNamesFormSet
from archive.admin.readonly import EditableInline
from archive.models import NameVariant, VariantGroup
from archive.text.normalize import collapse_whitespace, name_key


class SpellingForm(forms.ModelForm):
    """Form of a spelling; refuses one of another name, and says which."""

    class Meta:
        model = NameVariant
        fields = ["spelling"]

    def clean_spelling(self) -> str:
        """Require letters or digits, and a spelling of no other name."""
        spelling = collapse_whitespace(self.cleaned_data["spelling"])
        if not (key := name_key(spelling)):
            raise ValidationError(gettext(NO_WORDS_MESSAGE) % spelling)
        same_spellings = NameVariant.objects.filter(key=key).exclude(pk=self.instance.pk)
        if (
            other_variant := same_spellings.exclude(group=self.instance.group_id)
            .select_related("group")
            .first()
        ):
            template = gettext(
                "‘%(spelling)s’ is a spelling of ‘%(name)s’ already. Take it away there first."
            )
            raise ValidationError(template % {"spelling": spelling, "name": other_variant.group})
        return spelling


class UniqueSpellingsFormSet(UniqueNamesFormSet):
    """Formset of spellings that refuses two with the same key."""

    name_field = "spelling"


class SpellingInline(EditableInline):
    """Spellings of the name."""

    model = NameVariant
    form = SpellingForm
    formset = UniqueSpellingsFormSet
    verbose_name_plural = _("spellings (a question for one finds them all, and says so)")


@admin.register(VariantGroup)
class VariantGroupAdmin(BaseAdmin):
    """Admin of names with their spelling variants."""

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
