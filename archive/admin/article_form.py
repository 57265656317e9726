"""Form of an article, which ignores changes made by browsers and keeps every unchanged value as it is stored."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.editing.form_state import normalize_text
from archive.editing.name_forms import clean_language_tag
from archive.editing.suggesting_inputs import SuggestingInput, list_languages
from archive.editing.typed_date_field import DATE_HELP, TypedDateField, TypedDateInput
from archive.models import Article
from archive.text.normalize import collapse_whitespace
from archive.text.typed_dates import read_typed_date

HELP_TEXTS: Final = {
    "title": _("The headline as the outlet printed it."),
    "standfirst": _("The summary under the headline, if there is one."),
    "body": _("Plain text; an empty line parts two paragraphs."),
    "outlet": _("Who published it. Leave empty where that is not known."),
    "dateline": _("The place a dateline names, as printed: GENEVA."),
    "section": _("The part of the paper or site, as printed: Home, World, Opinion."),
    "language": _("Choose from the list, or write a tag as in BCP 47: pt-BR. Leave empty where it is not known."),
    "canonical_url": _("The article’s own address: https://… Leave empty where there is none."),
    "published": DATE_HELP,
}
_SINGLE_LINE_FIELDS = ("title", "section", "dateline", "language", "canonical_url")


class ArticleForm(forms.ModelForm):
    """Form for the metadata and the text of an article."""

    class Meta:
        model = Article
        fields = [*HELP_TEXTS, "review_status"]
        help_texts = HELP_TEXTS
        field_classes = {"published": TypedDateField}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "body": forms.Textarea(attrs={"rows": 24}),
            "language": SuggestingInput(list_languages, attrs={"size": 12}),
            "published": TypedDateInput(attrs={"size": 30}),
            "canonical_url": forms.TextInput(attrs={"size": 80, "inputmode": "url"}),
        }

    @cached_property
    def changed_data(self) -> list[str]:
        """Names of the fields an editor changed, ignoring what browsers add or drop."""
        return [name for name in super().changed_data if not self._is_equivalent(name)]

    def clean(self) -> dict[str, Any]:
        """Keep every unchanged value exactly as stored."""
        super().clean()
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                is_changed = name in self.changed_data
                self.cleaned_data[name] = _normalize_value(name, value) if is_changed else self.initial.get(name, value)
        return self.cleaned_data

    def _is_equivalent(self, name: str) -> bool:
        stored, sent = self.initial.get(name), self[name].data
        if not isinstance(stored, str) or not isinstance(sent, str):
            return False
        if name == "published" and stored:
            return read_typed_date(sent, today=timezone.localdate()).edtf == stored
        return _normalize_value(name, stored) == _normalize_value(name, sent)

    def clean_title(self) -> str:
        if not _normalize_value("title", self.cleaned_data["title"]):
            raise ValidationError(gettext("A headline is needed; this one has only blanks in it."))
        return self.cleaned_data["title"]

    def clean_language(self) -> str:
        """Return the language tag; a stored value is not validated again."""
        tag = self.cleaned_data["language"]
        return clean_language_tag(tag) if "language" in self.changed_data else tag

    def clean_canonical_url(self) -> str:
        """Require a web URL that no other article has."""
        url = self.cleaned_data["canonical_url"]
        if not url or "canonical_url" not in self.changed_data:
            return url
        message = gettext("‘%s’ is not a web address. Write it whole: https://example.org/page.") % url
        URLValidator(schemes=["http", "https"], message=message)(url)
        if other := Article.objects.filter(canonical_url=url).exclude(pk=self.instance.pk).first():
            template = gettext(
                "‘%(title)s’ (%(identifier)s) has this address already. Two articles cannot "
                "share one; correct that article first."
            )
            raise ValidationError(template % {"title": other.title, "identifier": other.identifier})
        return url


def _normalize_value(name: str, text: str) -> str:
    text = normalize_text(text)
    return collapse_whitespace(text) if name in _SINGLE_LINE_FIELDS else text
