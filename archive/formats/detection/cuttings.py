"""Pictures of cuttings, told apart from the pictures that belong to saved web pages."""

import re
from collections.abc import Iterable, Mapping, Set
from pathlib import PurePosixPath
from typing import Final

PAGE_PICTURE: Final = "a picture of a saved web page: to have it read as a cutting, name it by itself"
PICTURE_SUFFIXES: Final = frozenset(".png .jpg .jpeg .jpe .jfif .tif .tiff .webp .gif .bmp .jp2".split())
_PICTURE_MAGIC: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpeg"),
    (re.compile(rb"II\*\0|MM\0\*"), "tiff"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), "bmp"),
    (re.compile(rb"\0\0\0\x0cjP  \r\n"), "jp2"),
)
_PAGE_SUFFIXES: Final = frozenset(".html .htm .xhtml .shtml .php .asp .aspx .mhtml .mht".split())
_STYLE_SUFFIXES: Final = frozenset({".css", ".js"})
_SAVED_PAGE_FOLDER: Final = re.compile(
    r".*[-_. ](?:files?|dateien|fichiers|archivos|arquivos|bestanden|filer|pliki|soubory|tiedostot|dosyalar|fajlovi"
    r"|elementos|elemei|файлы)",
    re.IGNORECASE,
)
"""Name of the folder that browsers put the pictures of a page into: `Page_files`, `Seite-Dateien`."""


def detect_picture(head: bytes) -> str:
    """Return the format of a picture that OCR can read; empty if it is none."""
    return next((name for magic, name in _PICTURE_MAGIC if magic.match(head)), "")


def is_page(name: str) -> bool:
    """Return whether a file may be a saved page, by its name."""
    return PurePosixPath(name).suffix.lower() in _PAGE_SUFFIXES


def list_folder_suffixes(names: Iterable[str]) -> dict[str, set[str]]:
    """Return the suffixes of the files in each folder, by the names of the files."""
    suffixes: dict[str, set[str]] = {}
    for name in names:
        path = PurePosixPath(name)
        suffixes.setdefault(str(path.parent), set()).add(path.suffix.lower())
    return suffixes


def is_page_picture(name: str, folder_suffixes: Mapping[str, Set[str]]) -> bool:
    """Return whether a picture belongs to a page: in its folder, beside its styles, or in a folder below pages.

    A picture that lies beside pages or alone is a cutting: somebody put it there.
    """
    folders = list(PurePosixPath(name).parents)
    if any(_SAVED_PAGE_FOLDER.fullmatch(folder.name) for folder in folders):
        return True
    own_suffixes = folder_suffixes.get(str(folders[0]), frozenset())
    if own_suffixes & _STYLE_SUFFIXES:
        return True
    is_below_pages = any(folder_suffixes.get(str(folder), frozenset()) & _PAGE_SUFFIXES for folder in folders[1:])
    return is_below_pages and not own_suffixes & _PAGE_SUFFIXES
