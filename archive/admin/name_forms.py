"""What an editor typed about outlets and authors: slugs, other names, domains."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from archive.admin.article_form import language_tag
from archive.admin.readonly import LabelledFormSet
from archive.models import (
    Author,
    AuthorAlias,
    Collection,
    Outlet,
    OutletAlias,
    OutletDomain,
    SpeakerAlias,
)
from archive.models.fields import readable_slug
from archive.quotations.people import key_of
from archive.text.normalize import name_key, squeeze

_HOST = re.compile(r"[^\s/:@?#]+\.[^\s/:@?#.]{2,}")
_SLUG_HELP = _(
    "The last part of its address. Empty: made from the name. The old address redirects."
)


NO_WORDS = gettext_noop("‘%s’ has no letters or digits. Write a name with words.")


class NamedForm(forms.ModelForm):
    """A record with a name and a slug; a slug left empty follows from the name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:  # not there for those who may only look
            self.fields["slug"].required = False

    def clean_name(self) -> str:
        """A name has letters or digits: it is looked up by them."""
        name = squeeze(self.cleaned_data["name"])
        if not name_key(name):
            raise ValidationError(gettext(NO_WORDS) % name)
        return name

    def clean_slug(self) -> str:
        """The slug typed, or the one the name gives; a number is added where that is taken."""
        if typed := self.cleaned_data["slug"]:
            return typed
        made = readable_slug(
            self.cleaned_data.get("name", ""), fallback=self.instance._meta.model_name
        )
        others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        slug, number = made, 2
        while others.filter(slug=slug).exists():
            slug, number = f"{made[:76]}-{number}", number + 1
        return slug


class OutletForm(NamedForm):
    """One outlet."""

    class Meta:
        model = Outlet
        fields = ["name", "slug", "kind", "country", "language", "description"]
        help_texts = {
            "slug": _SLUG_HELP,
            "country": _("Where it is published, as a reader would say it."),
            "description": _("A paragraph for its page: founded, owners, leaning."),
        }

    def clean_language(self) -> str:
        """A language tag, or nothing."""
        return language_tag(self.cleaned_data["language"])


class AuthorForm(NamedForm):
    """One author."""

    class Meta:
        model = Author
        fields = ["name", "sort_name", "slug"]
        help_texts = {
            "slug": _SLUG_HELP,
            "sort_name": _("As filed: Van Auken, Bill. Empty: made from the name."),
        }


class CollectionForm(NamedForm):
    """One collection; its articles are chosen in the list of articles."""

    class Meta:
        model = Collection
        fields = ["name", "slug", "description"]
        help_texts = {"slug": _SLUG_HELP}


class AliasForm(forms.ModelForm):
    """Another name of a record: looked up without case, accents and punctuation."""

    def clean_name(self) -> str:
        """A name with words in it."""
        name = squeeze(self.cleaned_data["name"])
        if not name_key(name):
            raise ValidationError(gettext(NO_WORDS) % name)
        return name


class AuthorAliasForm(AliasForm):
    """Another spelling of an author; namesakes may share it."""

    class Meta:
        model = AuthorAlias
        fields = ["name"]


class OutletAliasForm(AliasForm):
    """Another name of an outlet; it can mean one outlet only."""

    class Meta:
        model = OutletAlias
        fields = ["name"]

    def clean_name(self) -> str:
        """A name that is no other outlet's."""
        name = super().clean_name()
        key = name_key(name)[:200]
        alias = OutletAlias.objects.filter(key=key).exclude(pk=self.instance.pk).first()
        namesake = Outlet.objects.filter(key=key).exclude(pk=self.instance.outlet_id).first()
        if alias and alias.outlet_id == self.instance.outlet_id:
            raise ValidationError(
                gettext("‘%s’ is listed here already and reads the same.") % alias.name
            )
        if other := (alias.outlet if alias else namesake):
            form = gettext(
                "‘%(name)s’ already means the outlet ‘%(other)s’. Take it from there first."
            )
            raise ValidationError(form % {"name": name, "other": other})
        return name


class SpeakerAliasForm(AliasForm):
    """Another spelling of a speaker; it can mean one speaker only."""

    class Meta:
        model = SpeakerAlias
        fields = ["name"]

    def clean_name(self) -> str:
        """A name that is no other speaker's."""
        name = super().clean_name()
        alias = SpeakerAlias.objects.filter(key=key_of(name)).exclude(pk=self.instance.pk).first()
        if alias and alias.speaker_id == self.instance.speaker_id:
            raise ValidationError(
                gettext("‘%s’ is listed here already and reads the same.") % alias.name
            )
        if alias:
            form = gettext(
                "‘%(name)s’ already means the speaker ‘%(other)s’. Take it from there first."
            )
            raise ValidationError(form % {"name": name, "other": alias.speaker})
        return name


class NoTwoAlike(LabelledFormSet):
    """Other names of one record: two that read the same are one too many."""

    named = "name"

    @staticmethod
    def key_of(name: str) -> str:
        """What two names that read the same have alike."""
        return name_key(name)

    def clean(self) -> None:
        """Refuse the second of two new names with one key; the database would, with a crash."""
        super().clean()
        seen: dict[str, str] = {}
        for form in self.forms:
            name = (form.cleaned_data or {}).get(self.named) if form.is_valid() else None
            if not name or form in self.deleted_forms:
                continue
            if (key := self.key_of(name)[:200]) in seen:
                alike = gettext("‘%(name)s’ reads the same as ‘%(other)s’. Keep one of them.")
                form.add_error(self.named, alike % {"name": name, "other": seen[key]})
            seen[key] = name


class NoTwoSpeakersAlike(NoTwoAlike):
    """Other spellings of a speaker, who is found by a key of their own."""

    @staticmethod
    def key_of(name: str) -> str:
        """The key by which a speaker is found."""
        return key_of(name)


class DomainForm(forms.ModelForm):
    """A host an outlet publishes at."""

    class Meta:
        model = OutletDomain
        fields = ["domain"]
        help_texts = {"domain": _("The host alone: example.org, without https:// and www.")}

    def clean_domain(self) -> str:
        """A host, written as the archive compares it."""
        typed = self.cleaned_data["domain"].strip().lower().removeprefix("www.")
        if not _HOST.fullmatch(typed):
            raise ValidationError(
                gettext("‘%s’ is not a host. Write it alone: example.org.") % typed
            )
        other = OutletDomain.objects.filter(domain=typed).exclude(pk=self.instance.pk).first()
        if other and other.outlet_id != self.instance.outlet_id:
            held = gettext("‘%(host)s’ belongs to the outlet ‘%(outlet)s’ already.")
            raise ValidationError(held % {"host": typed, "outlet": other.outlet})
        return typed
