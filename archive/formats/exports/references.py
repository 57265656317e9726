"""References as reference managers export them: what a record says, and the files that it names."""

import posixpath
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from archive.text.normalize import collapse_whitespace

MAX_ATTACHMENTS: Final = 10  # of one record
MAX_NAMES: Final = 100
_DRIVE: Final = re.compile(r"[A-Za-z]:/|/|~/|//")
_SCHEME: Final = re.compile(r"(?:file:(?://localhost)?/{0,3}|attachments:)", re.IGNORECASE)
_INTERNAL: Final = re.compile(r"internal-(?:pdf|figure)://", re.IGNORECASE)
_PAGE_SUFFIXES: Final = (".html", ".htm", ".xhtml", ".webarchive", ".mhtml", ".mht", ".txt", ".md")


@dataclass(frozen=True, slots=True)
class ReferenceName:
    """A name in a reference: as printed there, and its parts where it is a person's; `raw` if it is marked up there."""

    printed: str
    family: str = ""
    given: str = ""
    is_organisation: bool = False
    raw: str = ""


@dataclass(slots=True)
class Reference:
    """One record of a reference manager: values by field of an article, and the names of all its own fields."""

    kind: str = ""
    values: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)  # field of an article → field of the record
    printed: dict[str, str] = field(default_factory=dict)  # field of an article → its value as the record writes it
    names: list[ReferenceName] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    field_names: list[str] = field(default_factory=list)

    def set_value(self, name: str, value: str, source: str, *, printed: str = "") -> None:
        """Set the value of a field of an article, unless it has one; `printed` if the record writes it otherwise."""
        value = collapse_whitespace(value)
        if value and name not in self.values:
            self.values[name] = value
            self.sources[name] = source
            self.printed[name] = printed

    def add_name(self, name: ReferenceName, source: str) -> None:
        """Add an author."""
        if name.printed.strip() and len(self.names) < MAX_NAMES:
            self.names.append(name)
            self.sources.setdefault("author", source)

    def add_attachment(self, path: str) -> None:
        """Add the path of a file that belongs to the record; addresses in the net are none."""
        path = path.strip()
        is_address = re.match(r"(?!file:)[a-z]{3,}://", path, re.IGNORECASE) and not _INTERNAL.match(path)
        if path and not is_address and path not in self.attachments and len(self.attachments) < MAX_ATTACHMENTS:
            self.attachments.append(path)

    def list_attachments(self) -> list[str]:
        """Return the paths of the files, saved pages first: their text is better than that of a print."""
        return sorted(self.attachments, key=lambda path: not path.lower().endswith(_PAGE_SUFFIXES))


def list_inner_paths(path: str, file_name: str) -> list[str]:
    """Return where a file may lie beside the one that names it, as relative paths that never lead out of its folder.

    Of a path on another machine only its end can lie there; EndNote keeps files in a folder of the library's name.
    """
    path = path.strip().replace("\\", "/")
    if _INTERNAL.match(path):
        inner = f"PDF/{_INTERNAL.sub('', path)}"
        stem = posixpath.splitext(posixpath.basename(file_name.replace("\\", "/")))[0]
        candidates = [inner, f"{stem}.Data/{inner}"]
    else:
        plain = _SCHEME.sub("", path, count=1) if _SCHEME.match(path) else path
        candidates = _list_ends(plain) if plain != path or _DRIVE.match(plain) else [plain]
    paths = []
    for candidate in candidates:
        for spelling in (candidate, unquote(candidate)):
            inner = posixpath.normpath(spelling)
            is_inside = not posixpath.isabs(inner) and inner.split("/")[0] not in {"..", "."} and "\0" not in inner
            if is_inside and not _DRIVE.match(inner) and inner not in paths and len(inner) < 1000:
                paths.append(inner)
    return paths


def _list_ends(path: str) -> list[str]:
    """Return the path itself if it is relative, else its last parts: of three, of two, and the name alone."""
    parts = [part for part in path.split("/") if part]
    if not _DRIVE.match(path) and ":" not in (parts[0] if parts else ""):
        return [path, *(["/".join(parts[-number:]) for number in (3, 2) if len(parts) > number])]
    return ["/".join(parts[-number:]) for number in (3, 2, 1) if len(parts) > number]
