"""The metadata of articles as a table for a spreadsheet: its columns, and what a cell says."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from archive.errors import CurationError
from archive.models import Article, Byline
from archive.text.edtf import describe_edtf
from archive.text.languages import normalize_language_code
from archive.text.messages import lazy_message
from archive.text.normalize import collapse_whitespace, name_key, strip_controls
from archive.text.typed_dates import read_typed_date

KEY_COLUMN: Final = "identifier"
STATE_COLUMN: Final = "changed"
"""When the article was last changed, as the file was made: what changed since is pointed out."""
MAX_CELL: Final = 32_000  # characters; spreadsheets hold no more
SEPARATOR: Final = "; "
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROLE: Final = re.compile(r"(?P<name>.*\S)\s*\((?P<role>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class MetadataColumn:
    """A column: its name in files, its label on pages, how it writes a value and reads a cell."""

    name: str
    label: Any
    write: Callable[[Article], str]
    read: Callable[[str, date], str]


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit of a cell: a name, and a role of `Byline.Role`."""

    name: str
    role: str


def read_credits(cell: str) -> list[Credit]:
    """Return the credits of `Maud Ellery; Lena Hartog (photographer)`; raise CurationError for an unknown role."""
    credits_read = []
    for part in (part for part in re.split(r"[;\n]", cell) if part.strip()):
        match = _ROLE.fullmatch(part.strip())
        name, role = (match["name"], match["role"].strip().casefold()) if match else (part, Byline.Role.AUTHOR.value)
        if role not in Byline.Role.values:
            roles = ", ".join(Byline.Role.values)
            raise CurationError(lazy_message("‘{role}’ is not a role. Write one of: {roles}.", role=role, roles=roles))
        credits_read.append(Credit(_require_words(name), role))
    return list(dict.fromkeys(credits_read))


def write_credits(article: Article) -> str:
    """Return the credits of an article as a cell."""
    return SEPARATOR.join(
        byline.author.name + ("" if byline.role == Byline.Role.AUTHOR else f" ({byline.role})")
        for byline in article.credits
    )


def read_date(cell: str, today: date) -> str:
    """Return the EDTF of a date as people type it; raise CurationError where it is to be asked which is meant."""
    typed = read_typed_date(cell, today=today)
    if typed.is_taken:
        return typed.edtf
    choices = ", ".join(f"{choice} ({describe_edtf(choice)})" for choice in typed.choices)
    raise CurationError(
        lazy_message("{question} Write one of: {choices}.", question=typed.question, choices=choices)
        if choices
        else typed.question
    )


def _read_title(cell: str, _: date) -> str:
    if not cell:
        raise CurationError(lazy_message("A headline is needed; this cell is empty."))
    if len(cell) > 1000:
        raise CurationError(lazy_message("This headline is longer than 1,000 characters."))
    return cell


def _read_short_text(cell: str, _: date) -> str:
    if len(cell) > 200:
        raise CurationError(lazy_message("This text is longer than 200 characters."))
    return cell


def _read_outlet(cell: str, _: date) -> str:
    return _require_words(cell)[:200] if cell else ""


def _read_language(cell: str, _: date) -> str:
    code = normalize_language_code(cell)
    if cell and not code:
        raise CurationError(lazy_message("‘{tag}’ is not a language tag such as en, fr or pt-BR.", tag=cell))
    return code


def _read_address(cell: str, _: date) -> str:
    try:
        if cell:
            URLValidator(schemes=["http", "https"])(cell)
    except ValidationError as error:
        raise CurationError(
            lazy_message("‘{url}’ is not a web address. Write it whole: https://example.org/page.", url=cell)
        ) from error
    return cell


def _read_status(cell: str, _: date) -> str:
    labels = {str(label).casefold(): value for value, label in Article.Review.choices}
    status = labels.get(cell.casefold(), cell.casefold())
    if status not in Article.Review.values:
        raise CurationError(
            lazy_message(
                "‘{cell}’ is no review status. Write one of: {all}.", cell=cell, all=", ".join(Article.Review.values)
            )
        )
    return status


def _read_authors(cell: str, _: date) -> str:
    return SEPARATOR.join(
        credit.name + ("" if credit.role == Byline.Role.AUTHOR else f" ({credit.role})")
        for credit in read_credits(cell)
    )


def _require_words(name: str) -> str:
    name = collapse_whitespace(name)
    if not name_key(name):
        raise CurationError(lazy_message("‘{name}’ has no letters or digits. Write a name with words.", name=name))
    return name


def _build_text_column(name: str, label: Any, read: Callable[[str, date], str]) -> MetadataColumn:
    return MetadataColumn(name, label, lambda article: str(getattr(article, name)), read)


COLUMNS: Final[tuple[MetadataColumn, ...]] = (
    _build_text_column("title", _("Headline"), _read_title),
    MetadataColumn("outlet", _("Outlet"), lambda article: article.outlet.name if article.outlet else "", _read_outlet),
    MetadataColumn("authors", _("Authors"), write_credits, _read_authors),
    _build_text_column("published", _("Date"), read_date),
    _build_text_column("section", _("Section"), _read_short_text),
    _build_text_column("dateline", _("Dateline"), _read_short_text),
    _build_text_column("standfirst", _("Standfirst"), lambda cell, _: cell),
    _build_text_column("language", _("Language"), _read_language),
    _build_text_column("canonical_url", _("Address"), _read_address),
    _build_text_column("review_status", _("Review status"), _read_status),
)
COLUMN_NAMES: Final = (KEY_COLUMN, *(column.name for column in COLUMNS), STATE_COLUMN)
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "headline": "title", "id": KEY_COLUMN, "author": "authors", "by": "authors", "date": "published",
    "url": "canonical_url", "address": "canonical_url", "status": "review_status", "review": "review_status",
}  # fmt: skip


def find_column_name(header: str) -> str:
    """Return the name of the column that a header means; empty if it means none."""
    name = re.sub(r"[\s_-]+", "_", header.strip().casefold())
    labels = {str(column.label).casefold().replace(" ", "_"): column.name for column in COLUMNS}
    name = _OTHER_NAMES.get(name, labels.get(name, name))
    return name if name in COLUMN_NAMES else ""


def write_row(article: Article) -> list[str]:
    """Return the cells of an article, in the order of COLUMN_NAMES."""
    values = [column.write(article)[:MAX_CELL] for column in COLUMNS]
    return [article.identifier, *values, article.changed_at.isoformat()]


def escape_cell(text: str) -> str:
    """Return a cell of CSV that no spreadsheet program takes for a formula: an apostrophe stands before those."""
    text = strip_controls(text)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def unescape_cell(text: str) -> str:
    """Return a cell as it was before `escape_cell`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text
