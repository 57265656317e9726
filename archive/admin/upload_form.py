"""Form to upload files and folders, each file with its path in its folder."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.editing.name_inputs import NameAutocompleteSelect, NameChoiceField
from archive.models import Article, Collection, Outlet


class MultipleFileInput(forms.FileInput):
    """File input that accepts several files."""

    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Field of several files; empty ones are refused later, by the ingest run."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        return [file for file in files if file]


class UploadForm(forms.Form):
    """Form of the files to ingest, with their outlet and collection if known."""

    pages = MultipleFileField(
        required=False,
        label=_("Files"),
        widget=MultipleFileInput(attrs={"class": "file-drop"}),
        help_text=_(
            "Drag them here, or choose them: saved pages, web archives, exports of press databases, PDF, Word,"
            " OpenDocument, text, pictures of cuttings, Excel, CSV, JSON, exports of WordPress, Zotero and Evernote,"
            " mail, feeds, and ZIP, tar or 7z of these."
        ),
    )
    folder = MultipleFileField(
        required=False,
        label=_("Or a whole folder"),
        widget=MultipleFileInput(attrs={"class": "file-drop", "webkitdirectory": True}),
        help_text=_("Pictures and styles beside saved pages are skipped."),
    )
    pages_paths = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    folder_paths = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    outlet = NameChoiceField(
        Outlet.objects.all(),
        label=_("Outlet"),
        required=False,
        widget=NameAutocompleteSelect(Article._meta.get_field("outlet"), admin.site),
        help_text=_("Only where one outlet published all of them; else the pages say."),
    )
    collection = forms.ModelChoiceField(Collection.objects.all(), label=_("Collection"), required=False)

    class Media:
        js = ("js/upload.js",)

    def clean(self) -> dict[str, Any]:
        """Require at least one file; those of both fields are one run."""
        super().clean()
        files = [*self.cleaned_data.get("pages", []), *self.cleaned_data.get("folder", [])]
        if not files:
            raise ValidationError(gettext("No file was chosen. Drag some into one of the boxes."))
        paths = [*self._read_paths("pages"), *self._read_paths("folder")]
        return {**self.cleaned_data, "given": files, "paths": paths}

    def _read_paths(self, field: str) -> list[str]:
        """Return the path of each file of a field; empty ones where the browser gave none that fit the files."""
        files = self.cleaned_data.get(field, [])
        paths = self.cleaned_data.get(f"{field}_paths", "").replace("\r\n", "\n").split("\n")
        return paths if len(paths) == len(files) else [""] * len(files)
