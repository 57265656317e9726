"""URL path converters."""

from django.urls import register_converter

from archive.citations.formats import FORMATS
from archive.text.identifiers import IDENTIFIER


class IdentifierConverter:
    """The permanent identifier of an article."""

    regex = IDENTIFIER.pattern

    def to_python(self, value: str) -> str:
        """Return the value unchanged."""
        return value

    def to_url(self, value: str) -> str:
        """Return the value unchanged."""
        return value


class ReferenceFormatConverter(IdentifierConverter):
    """The suffix of a reference file: `bib`, `ris`, `csl.json`."""

    regex = "|".join(each.suffix.replace(".", r"\.") for each in FORMATS)


register_converter(IdentifierConverter, "identifier")
register_converter(ReferenceFormatConverter, "references")
