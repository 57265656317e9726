"""Parts of addresses that only one kind of thing can stand in."""

from django.urls import register_converter

from archive.citations.formats import FORMATS
from archive.text.identifiers import IDENTIFIER


class Identifier:
    """The short permanent identifier of an article."""

    regex = IDENTIFIER.pattern

    def to_python(self, value: str) -> str:
        """Addresses and rows write it alike."""
        return value

    def to_url(self, value: str) -> str:
        """Addresses and rows write it alike."""
        return value


class ReferenceFormat(Identifier):
    """The end of the name of a file of references: `bib`, `ris`, `csl.json`."""

    regex = "|".join(each.suffix.replace(".", r"\.") for each in FORMATS)


register_converter(Identifier, "identifier")
register_converter(ReferenceFormat, "references")
