"""Admin of collections, redirects and spelling variants."""

from typing import Any
from urllib.parse import unquote

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.db.addresses import remove_url_prefix
from archive.editing.base import BaseAdmin, EditableInline, PageAdmin
from archive.editing.cells import format_count, render_list_link
from archive.editing.name_forms import CollectionForm, UniqueNamesFormSet, clean_words
from archive.models import Collection, NameVariant, Redirect, VariantGroup
from archive.text.normalize import name_key


@admin.register(Collection)
class CollectionAdmin(PageAdmin):
    """Admin of collections; their articles are chosen in the list of articles."""

    form = CollectionForm
    list_display = ["name", "articles_link", "page"]
    ordering = ["name"]
    search_fields = ["name", "slug", "description"]
    fields = ["name", "slug", "description", "articles_link"]
    readonly_fields = ["articles_link"]

    def with_counts(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(held_count=Count("articles"))

    @admin.display(description=_("articles"), ordering="held_count")
    def articles_link(self, collection: Collection) -> str:
        if collection.pk is None:
            return gettext("Save first; then choose articles in their list and use ‘Add to a collection…’.")
        label = format_count(getattr(collection, "held_count", 0), "article")
        return render_list_link("article", label, collection=collection.pk)


class RedirectForm(forms.ModelForm):
    """Form of a redirect from one path of this site to another."""

    class Meta:
        model = Redirect
        fields = ["old_path", "new_path"]
        help_texts = {
            "old_path": _("From the first stroke on: /outlets/old-name/"),
            "new_path": _("Where it leads now: /outlets/new-name/"),
        }

    def clean_old_path(self) -> str:
        """Return a path of this site, decoded as in `request.path_info`."""
        return _clean_path(self.cleaned_data["old_path"])

    def clean_new_path(self) -> str:
        new_path = _clean_path(self.cleaned_data["new_path"])
        if new_path == self.cleaned_data.get("old_path"):
            raise ValidationError(gettext("The two paths are the same. A redirect must lead elsewhere."))
        return new_path


def _clean_path(text: str) -> str:
    path = unquote(remove_url_prefix(text.strip()))
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValidationError(gettext("‘%s’ is not a path of this site. Begin with one stroke: /outlets/…") % path)
    return path


@admin.register(Redirect)
class RedirectAdmin(BaseAdmin):
    """Admin of redirects, made when a slug changes or by hand."""

    form = RedirectForm
    list_display = ["old_path", "new_path", "made_at"]
    search_fields = ["old_path", "new_path"]
    date_hierarchy = "made_at"


class SpellingForm(forms.ModelForm):
    """Form of a spelling; refuses one of another name, and says which."""

    class Meta:
        model = NameVariant
        fields = ["spelling"]

    def clean_spelling(self) -> str:
        """Require letters or digits, and a spelling of no other name."""
        spelling = clean_words(self.cleaned_data["spelling"])
        same_spellings = NameVariant.objects.filter(key=name_key(spelling)).exclude(pk=self.instance.pk)
        if other_variant := same_spellings.exclude(group=self.instance.group_id).select_related("group").first():
            template = gettext("‘%(spelling)s’ is a spelling of ‘%(name)s’ already. Take it away there first.")
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
