"""Files that references and rows of tables name: found beside the file of references, and joined to its records."""

import posixpath
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from archive.formats.documents import SourceDocument, SourceItem, SourceLocation
from archive.formats.exports.references import list_inner_paths

_REFERENCE_SUFFIXES: Final = (".ris", ".bib", ".bibtex", ".rdf", ".enw", ".xml", ".csv", ".tsv")
"""Files that are read before the others of their folder: they say whose text the others are."""

_FORMS: Final[tuple[Literal["NFC", "NFD"], ...]] = ("NFC", "NFD")  # a Mac writes names in the second form


def is_reference_file(name: str) -> bool:
    """Return whether a file may be one of references or a table of files, by its name."""
    return name.lower().endswith(_REFERENCE_SUFFIXES)


def join_attachments(document: SourceDocument, location: SourceLocation) -> Iterator[SourceItem]:
    """Yield a reference with the text of the first file that it names and that lies beside it, then those files."""
    attached = [found for path in document.attachment_paths if (found := _read_attachment(path, location)) is not None]
    if not attached:
        yield document
        return
    text = replace(attached[0], original=None, steps=())
    reference = replace(document, attachment=text)
    yield reference
    for found in attached:
        yield replace(found, joined_to=reference.identity)


def _read_attachment(path: str, location: SourceLocation) -> SourceDocument | None:
    """Return the one document that a file holds; None if there is no such file, or it holds none or many."""
    if location.read_beside is None:
        return None
    for inner_path in list_inner_paths(path, location.name):
        documents = [item for item in location.read_beside(inner_path) if isinstance(item, SourceDocument)]
        if len(documents) == 1:
            return documents[0]
    return None


def find_in_folder(folder: Path, inner_path: str) -> Path | None:
    """Return the file at a path within a folder; None if there is none, or if a link leads out of the folder."""
    for form in _FORMS:
        path = folder / unicodedata.normalize(form, inner_path)
        try:
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                return path
        except (OSError, ValueError):
            continue
    return None


def find_in_pack(names: dict[str, int], file_name: str, inner_path: str) -> int | None:
    """Return the number of the file at a path beside `file_name` within a pack; None if there is none."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(file_name), inner_path))
    return next((names[name] for form in _FORMS if (name := unicodedata.normalize(form, joined)) in names), None)
