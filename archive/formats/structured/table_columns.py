"""Columns of tables: which row names them, what separates cells, and the order of day and month in their dates."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from archive.formats.documents import ColumnDateOrder
from archive.formats.fields import count_known_fields, find_fields
from archive.text.date_values import find_numeric_day

DELIMITERS: Final = ",;\t|"
MAX_CELL: Final = 50_000_000  # characters; the limit of a document is smaller
MAX_HEADER_ROWS: Final = 20  # rows among which the one that names the columns is looked for
MAX_NAME: Final = 80  # characters of the name of a column
_VALUE: Final = re.compile(r"https?://|\d{1,4}[-./ ]\w{1,9}[-./ ]\d{1,4}|(?:19|20)\d{6}\Z")
"""The beginning of an address or a date, which no column is called."""
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
csv.field_size_limit(MAX_CELL)


def find_separator_line(text: str) -> str:
    """Return the delimiter that a first line such as `sep=;` names, as Excel writes it; empty if it is no such line."""
    line = text.lstrip("\ufeff").strip("\r\n\"' ")
    return line[4:] or " " if line[:4].lower() == "sep=" and len(line) <= 5 and line[4:] != " " else ""


def choose_delimiter(header: str) -> str:
    """Return the delimiter by which the header has the most known columns, else the most cells."""
    return max(DELIMITERS, key=lambda delimiter: _rate_delimiter(header, delimiter))


def _rate_delimiter(header: str, delimiter: str) -> tuple[int, int]:
    cells = parse_row(header, delimiter)
    return count_known_fields(cells), len(cells)


def parse_row(text: str, delimiter: str) -> list[str]:
    """Return the cells of the first row of a text."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    return next(iter(rows), [])


def find_header_index(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the row that names the columns: the first with names of fields, else the first with cells."""
    for number, cells in enumerate(rows[:MAX_HEADER_ROWS]):
        if count_known_fields(cells) > 1:
            return number
    return next((number for number, cells in enumerate(rows) if sum(bool(cell.strip()) for cell in cells) > 1), 0)


def is_row_of_values(cells: Sequence[str]) -> bool:
    """Return whether the first row of a table holds an article rather than the names of columns."""
    values = [cell.strip() for cell in cells if cell.strip()]
    if not values or any(find_fields(value) for value in values):
        return False
    return any(len(value) > MAX_NAME or _VALUE.match(value) for value in values)


def build_no_names_reason(cells: Sequence[str]) -> str:
    """Return why a table whose first row holds values is refused."""
    values = ", ".join(f"‘{cell.strip()[:40]}’" for cell in cells[:4] if cell.strip())
    return (
        f"Its first row does not name the columns but is a row of values ({values} …), so what each column holds cannot"
        " be told. Put a row above it that names the columns in their order (title, text, author, date, outlet, url),"
        " and take it in again."
    )


def split_cells(text: str) -> tuple[list[str], list[str]]:
    """Return the column names, and the cells of the row below them; a first line `sep=;` may stand above."""
    first_line = _LINE.match(text)
    delimiter = find_separator_line(first_line.group()) if first_line else ""
    if delimiter and first_line:
        text = text[first_line.end() :]
    header = _read_header(text)
    delimiter = delimiter or choose_delimiter(header)
    names = [name.strip("\ufeff \t") for name in parse_row(header, delimiter)]
    row = text[len(header) :]
    literal_cells = _parse_unquoted(row, delimiter) if '"' in row else []
    return names, literal_cells if len(literal_cells) == len(names) else parse_row(row, delimiter)


def _read_header(text: str) -> str:
    """Return the first row of a text: a line, or more while a quoted cell is open."""
    end = 0
    while line := _LINE.match(text, end):
        end = line.end()
        if text.count('"', 0, end) % 2 == 0 or line.start() == end:
            break
    return text[:end]


def _parse_unquoted(row: str, delimiter: str) -> list[str]:
    """Return the cells of a row whose quotation marks are part of the words, not around cells; else nothing."""
    line = row.rstrip("\r\n")
    if "\n" in line:
        return []
    cells = line.split(delimiter)
    is_literal = any(cell.startswith('"') and _has_words_after_quotation(cell) for cell in cells)
    return cells if is_literal else []


def _has_words_after_quotation(cell: str) -> bool:
    inside = cell[1:].replace('""', "")
    return '"' in inside and not inside.endswith('"')


@dataclass(slots=True)
class DateOrderScan:
    """Scan of the numeric dates of columns: which rows tell day from month."""

    witnesses: dict[str, dict[str, str]] = field(default_factory=dict)
    has_ambiguous: set[str] = field(default_factory=set)

    def add_cells(self, names: Iterable[str], cells: Iterable[object], place: str) -> None:
        """Look at the cells of a row; `place` names it."""
        for name, cell in zip(names, cells, strict=False):
            if isinstance(cell, str) and 5 < len(cell) < 40 and (numbers := find_numeric_day(cell)):
                self._add_numbers(name, numbers, f"{place} has {cell.strip()}")

    def _add_numbers(self, name: str, numbers: tuple[int, int], witness: str) -> None:
        first, second = numbers
        if first > 12 >= second > 0:
            self.witnesses.setdefault(name, {}).setdefault("day first", witness)
        elif second > 12 >= first > 0:
            self.witnesses.setdefault(name, {}).setdefault("month first", witness)
        elif first != second:
            self.has_ambiguous.add(name)

    @property
    def is_settled(self) -> bool:
        """True if each column with dates of two readings has a row that tells."""
        return all(self.witnesses.get(name) for name in self.has_ambiguous)

    def build_orders(self) -> tuple[ColumnDateOrder, ...]:
        """Return the order of each column whose dates need one."""
        orders = []
        for name in sorted(self.has_ambiguous):
            witnesses = self.witnesses.get(name, {})
            if len(witnesses) == 1:
                order: Literal["day first", "month first"] = "day first" if "day first" in witnesses else "month first"
                orders.append(ColumnDateOrder(name, order, next(iter(witnesses.values()))))
            elif witnesses:
                both = " and ".join(witnesses.values())
                orders.append(ColumnDateOrder(name, "", f"the column has both orders: {both}"))
            else:
                orders.append(ColumnDateOrder(name, "", "no other row of the column tells"))
        return tuple(orders)
