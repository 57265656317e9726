"""The article form: validates what an editor typed, and ignores changes made by browsers."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import told
from archive.errors import DateSyntaxError
from archive.models import Article
from archive.text.edtf import parse_edtf
from archive.text.normalize import squeeze, without_controls

HELP: Final = {
    "title": _("The headline as the outlet printed it."),
    "standfirst": _("The summary under the headline, if there is one."),
    "body": _("Plain text; an empty line parts two paragraphs."),
    "outlet": _("Who published it. Leave empty where that is not known."),
    "dateline": _("The place a dateline names, as printed: GENEVA."),
    "section": _("The part of the paper or site, as printed: Home, World, Opinion."),
    "language": _("A BCP 47 tag: en, fr, pt-BR. Leave empty where it is not known."),
    "canonical_url": _("The article’s own address: https://… Leave empty where there is none."),
    "published": _(
        "Write 2016-02-04, 2016-02 or 2016; 2016~ for about; 2016-02-04? for perhaps; "
        "[2016-02-03..2016-02-11] for one day of these. Leave empty where it is not known."
    ),
}
_ONE_LINE = ("title", "section", "dateline", "language", "canonical_url")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class ArticleForm(forms.ModelForm):
    """Form for the metadata and the text of an article."""

    class Meta:
        model = Article
        fields = [*HELP, "review_status"]
        help_texts = HELP
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(attrs={"rows": 24}),
            "language": forms.TextInput(attrs={"size": 12}),
            "published": forms.TextInput(attrs={"size": 30}),
            "canonical_url": forms.TextInput(attrs={"size": 80, "inputmode": "url"}),
        }

    @cached_property
    def changed_data(self) -> list[str]:
        """Names of the fields an editor changed, ignoring what browsers add or drop."""
        return [name for name in super().changed_data if not self._reads_alike(name)]

    def clean(self) -> dict[str, Any]:
        """Keep every unchanged value exactly as stored."""
        super().clean()
        for name, typed in self.cleaned_data.items():
            if isinstance(typed, str):
                changed = name in self.changed_data
                stands = self.initial.get(name, typed)
                self.cleaned_data[name] = _reading(name, typed) if changed else stands
        return self.cleaned_data

    def _reads_alike(self, name: str) -> bool:
        stored = self.initial.get(name)
        typed = self[name].data
        if not isinstance(stored, str) or not isinstance(typed, str):
            return False
        return _reading(name, stored) == _reading(name, typed)

    def clean_title(self) -> str:
        """Require a headline that is not blank."""
        title = _reading("title", self.cleaned_data["title"])
        if not title:
            raise ValidationError(gettext("A headline is needed; this one has only blanks in it."))
        return self.cleaned_data["title"]

    def clean_published(self) -> str:
        """Return a date in EDTF, or an empty string."""
        typed = self.cleaned_data["published"]
        try:
            return parse_edtf(typed).text if typed else ""
        except DateSyntaxError as error:
            raise ValidationError(told(error.args[0])) from error

    def clean_language(self) -> str:
        """Return the language tag; a stored value is not validated again."""
        typed = self.cleaned_data["language"]
        return language_tag(typed) if "language" in self.changed_data else typed

    def clean_canonical_url(self) -> str:
        """Require a web URL that no other article has."""
        typed = self.cleaned_data["canonical_url"]
        if not typed or "canonical_url" not in self.changed_data:
            return typed
        URLValidator(
            schemes=["http", "https"],
            message=gettext("‘%s’ is not a web address. Write it whole: https://example.org/page.")
            % typed,
        )(typed)
        other = Article.objects.filter(canonical_url=typed).exclude(pk=self.instance.pk).first()
        if other:
            raise ValidationError(
                gettext(
                    "‘%(title)s’ (%(identifier)s) has this address already. Two articles cannot "
                    "share one; correct that article first."
                )
                % {"title": other.title, "identifier": other.identifier}
            )
        return typed


def language_tag(typed: str) -> str:
    """Return `pt-br` as `pt-BR`; raise ValidationError for what cannot be a language tag."""
    typed = typed.strip()
    if typed and not _LANGUAGE.fullmatch(typed):
        raise ValidationError(
            gettext("‘%s’ is not a language tag. Write en, fr or pt-BR, for example.") % typed
        )
    first, *rest = typed.split("-")
    return "-".join([first.lower(), *(_subtag(part) for part in rest)])


def _subtag(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()


def _reading(name: str, text: str) -> str:
    """Normalise what browsers change: line ends, outer white space, control characters."""
    text = without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    return squeeze(text) if name in _ONE_LINE else text.strip()
