"""Files that the rows of a table name, for the texts that the table itself does not hold."""

from collections.abc import Sequence
from typing import Final

from archive.formats.fields import find_fields, fold_key

_FILE_COLUMNS: Final = frozenset(
    fold_key(name)
    for name in (
        "file; file name; filename; file path; filepath; path; local path; text file; html file; attachment; document;"
        " datei; dateiname; textdatei; fichier; nom du fichier; archivo; nombre de archivo; bestand; bestandsnaam"
    ).split("; ")
)
_POST_COLUMN: Final = fold_key("post_id")
"""Column of a blog's list of posts whose texts are pages in a folder beside it, as Substack exports them."""
_SUFFIXES: Final = tuple(
    ".txt .text .md .html .htm .xhtml .mht .mhtml .webarchive .pdf .docx .doc .odt .rtf .epub .eml .msg".split()
)
MAX_PATH: Final = 500  # characters


class RowFiles:
    """The columns of a table that may name the files of its texts; a file is given to the first row that names it."""

    def __init__(self, names: Sequence[str]) -> None:
        keys = [fold_key(name) for name in names]
        self._file_columns = [(number, key) for number, key in enumerate(keys) if key in {*_FILE_COLUMNS, _POST_COLUMN}]
        self._text_columns = [number for number, name in enumerate(names) if "body" in find_fields(name)]
        self._known_paths: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._file_columns)

    def list_paths(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Return the paths of the files that a row without a text names."""
        if any(number < len(cells) and cells[number].strip() for number in self._text_columns):
            return ()
        values = ((cells[number].strip(), key) for number, key in self._file_columns if number < len(cells))
        paths = [f"posts/{value}.html" if key == _POST_COLUMN else value for value, key in values if value]
        paths = [path for path in paths if len(path) < MAX_PATH and path.lower().endswith(_SUFFIXES)]
        if self._known_paths.issuperset(paths):
            return ()
        self._known_paths.update(paths)
        return tuple(paths)
