"""Files that lie beside another one, on disk or in the same upload: those it names, and the pictures of a page."""

import posixpath
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from archive.formats.detection.cuttings import PICTURE_SUFFIXES, is_page_picture, list_folder_suffixes
from archive.formats.detection.page_pictures import MAX_PICTURE_BYTES
from archive.formats.exports.attachments import find_in_folder


@dataclass
class NeighbouringFiles:
    """Finder of neighbours; `display_names` are the names that uploaded files had, by their paths here."""

    display_names: Mapping[str, str]
    _folder_suffixes: dict[str, set[str]] = field(default_factory=dict)

    def is_page_picture(self, path: Path, root: Path) -> bool:
        """Return whether a picture of a folder or an upload belongs to a web page beside it."""
        if path.suffix.lower() not in PICTURE_SUFFIXES and str(path) not in self.display_names:
            return False
        if str(path) in self.display_names:
            self._folder_suffixes = self._folder_suffixes or list_folder_suffixes(self.display_names.values())
            return is_page_picture(self.display_names[str(path)], self._folder_suffixes)
        for folder in (folder for folder in path.parents if folder.is_relative_to(root)):
            if str(folder) not in self._folder_suffixes:
                self._folder_suffixes[str(folder)] = _list_suffixes(folder)
        return is_page_picture(str(path), self._folder_suffixes)

    def find_named(self, folder: Path, inner_path: str) -> Path | None:
        """Return the file at a path within a folder, or the only uploaded one of its name."""
        return find_in_folder(folder, inner_path) or self._find_uploaded(inner_path)

    def read_picture(self, folder: Path, page_name: str, inner_path: str) -> bytes | None:
        """Return the bytes of a picture at a path beside a page; None if there is none, or it is too large."""
        path = None if "://" in inner_path or inner_path.startswith("/") else find_in_folder(folder, inner_path)
        if path is None:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(page_name), inner_path))
            paths = self._uploaded_paths.get(name)
            path = Path(paths[0]) if paths else self._find_uploaded(inner_path)
        with suppress(OSError):
            if path is not None and path.stat().st_size <= MAX_PICTURE_BYTES:
                return path.read_bytes()
        return None

    def _find_uploaded(self, inner_path: str) -> Path | None:
        """Return the only file of an upload that has the name at the end of a path: browsers may send bare names."""
        paths = self._uploaded_paths.get(inner_path.rpartition("/")[2], ())
        return Path(paths[0]) if len(paths) == 1 else None

    @cached_property
    def _uploaded_paths(self) -> Mapping[str, list[str]]:
        """Paths of uploaded files by the names that they had."""
        paths: dict[str, list[str]] = defaultdict(list)
        for path, name in self.display_names.items():
            paths[name].append(path)
        return dict(paths)


def _list_suffixes(folder: Path) -> set[str]:
    with suppress(OSError):
        return {child.suffix.lower() for child in folder.iterdir()}
    return set()
