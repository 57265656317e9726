"""Forms of outlets, authors and collections with other names and domains."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.editing.base import LabelledFormSet
from archive.editing.suggesting_inputs import (
    SuggestingInput,
    clean_country,
    find_named_language,
    list_countries,
    list_languages,
)
from archive.models import Author, AuthorAlias, Collection, Outlet, OutletAlias, OutletDomain
from archive.models.creators import normalize_domain
from archive.models.named import build_slug, find_free_slug
from archive.templatetags.archive_text import language_tag
from archive.text.normalize import collapse_whitespace, name_key

_HOST = re.compile(r"[^\s/:@?#]+\.[^\s/:@?#.]{2,}")
_SLUG_HELP = _("The last part of its address. Empty: made from the name. The old address redirects.")


def clean_words(text: str) -> str:
    """Return `text` on one line; require letters or digits: the lookup key consists of them."""
    text = collapse_whitespace(text)
    if not name_key(text):
        raise ValidationError(gettext("‘%s’ has no letters or digits. Write a name with words.") % text)
    return text


class NameForm(forms.ModelForm):
    """Base form of records with a name."""

    def clean_name(self) -> str:
        return clean_words(self.cleaned_data["name"])


class NamedForm(NameForm):
    """Base form of records with a name and a slug; an empty slug is made from the name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:  # absent for users with view permission only
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """Return the slug typed, or one made from the name, numbered where that is taken."""
        if typed_slug := self.cleaned_data["slug"]:
            return typed_slug
        base_slug = build_slug(self.cleaned_data.get("name", ""), fallback=self.instance._meta.model_name)
        return find_free_slug(base_slug, type(self.instance)._default_manager.exclude(pk=self.instance.pk))


class OutletForm(NamedForm):
    """Form of an outlet."""

    class Meta:
        model = Outlet
        fields = ["name", "slug", "kind", "country", "language", "description"]
        help_texts = {
            "slug": _SLUG_HELP,
            "country": _("Where it is published: choose from the list, or write it as a reader would say it."),
            "language": _("Choose from the list, or write a tag as in BCP 47: pt-BR."),
            "description": _("A paragraph for its page: founded, owners, leaning."),
        }
        widgets = {"country": SuggestingInput(list_countries), "language": SuggestingInput(list_languages)}

    def clean_country(self) -> str:
        return clean_country(self.cleaned_data["country"])

    def clean_language(self) -> str:
        return clean_language_tag(self.cleaned_data["language"])


class AuthorForm(NamedForm):
    """Form of an author."""

    class Meta:
        model = Author
        fields = ["name", "sort_name", "slug"]
        help_texts = {"slug": _SLUG_HELP, "sort_name": _("As filed: Van Auken, Bill. Empty: made from the name.")}


class CollectionForm(NamedForm):
    """Form of a collection; its articles are chosen in the list of articles."""

    class Meta:
        model = Collection
        fields = ["name", "slug", "description"]
        help_texts = {"slug": _SLUG_HELP}


class AliasForm(NameForm):
    """Base form of an alias: looked up without case, accents and punctuation."""

    def find_other_owner(self, owner_field: str, key: str) -> Any:
        """Return the other record that has an alias with this key; refuse one that this record has already."""
        alias = type(self.instance)._default_manager.filter(key=key).exclude(pk=self.instance.pk).first()
        if alias and getattr(alias, f"{owner_field}_id") == getattr(self.instance, f"{owner_field}_id"):
            raise ValidationError(gettext("‘%s’ is listed here already and reads the same.") % alias.name)
        return getattr(alias, owner_field) if alias else None


class AuthorAliasForm(AliasForm):
    """Form of an author's alias; namesakes may share it."""

    class Meta:
        model = AuthorAlias
        fields = ["name"]


class OutletAliasForm(AliasForm):
    """Form of an outlet's alias; it belongs to one outlet only."""

    class Meta:
        model = OutletAlias
        fields = ["name"]

    def clean_name(self) -> str:
        name = super().clean_name()
        key = name_key(name)[:200]
        namesakes = Outlet.objects.filter(key=key).exclude(pk=self.instance.outlet_id)
        if other := self.find_other_owner("outlet", key) or namesakes.first():
            template = gettext("‘%(name)s’ already means the outlet ‘%(other)s’. Take it from there first.")
            raise ValidationError(template % {"name": name, "other": other})
        return name


class UniqueNamesFormSet(LabelledFormSet):
    """Formset of aliases that refuses two with the same key."""

    name_field = "name"

    @staticmethod
    def build_key(name: str) -> str:
        """Return the lookup key of a name."""
        return name_key(name)

    def clean(self) -> None:
        """Refuse the second of two new names with one key, before the unique constraint fails."""
        super().clean()
        names_by_key: dict[str, str] = {}
        for form in self.forms:
            name = (form.cleaned_data or {}).get(self.name_field) if form.is_valid() else None
            if not name or form in self.deleted_forms:
                continue
            if (key := self.build_key(name)[:200]) in names_by_key:
                template = gettext("‘%(name)s’ reads the same as ‘%(other)s’. Keep one of them.")
                form.add_error(self.name_field, template % {"name": name, "other": names_by_key[key]})
            names_by_key[key] = name


class DomainForm(forms.ModelForm):
    """Form of an outlet's domain."""

    class Meta:
        model = OutletDomain
        fields = ["domain"]
        help_texts = {"domain": _("The host alone: example.org, without https:// and www.")}

    def clean_domain(self) -> str:
        """Return the host in lower case, without `www.`."""
        domain = normalize_domain(self.cleaned_data["domain"])
        if not _HOST.fullmatch(domain):
            raise ValidationError(gettext("‘%s’ is not a host. Write it alone: example.org.") % domain)
        other = OutletDomain.objects.filter(domain=domain).exclude(pk=self.instance.pk).first()
        if other and other.outlet_id != self.instance.outlet_id:
            template = gettext("‘%(host)s’ belongs to the outlet ‘%(outlet)s’ already.")
            raise ValidationError(template % {"host": domain, "outlet": other.outlet})
        return domain


def clean_language_tag(tag: str) -> str:
    """Return `pt-br` as `pt-BR`, `French` as `fr`; raise ValidationError for what cannot be a language tag."""
    tag = find_named_language(tag) or tag.strip()
    if tag and not language_tag(tag):
        template = gettext("‘%s’ is not a language of the list, and not a language tag such as en, fr or pt-BR.")
        raise ValidationError(template % tag)
    primary, *subtags = tag.split("-")
    return "-".join([primary.lower(), *(_normalize_subtag(subtag) for subtag in subtags)])


def _normalize_subtag(subtag: str) -> str:
    if len(subtag) == 2:
        return subtag.upper()
    return subtag.title() if len(subtag) == 4 and subtag.isalpha() else subtag.lower()
