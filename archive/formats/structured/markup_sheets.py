"""Sheets of tables in markup: web pages that programs call .xls, and workbooks in the XML of Excel 2003."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml import etree, html

from archive.errors import UnreadableDocument
from archive.formats.decoding import decode_record
from archive.formats.faults import describe_fault

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 500
MAX_SPAN: Final = 10_000
_EXCEL_XML: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^<>]{0,200}\?>")
_BREAK_TAGS: Final = frozenset({"br", "p", "div", "li"})
_SKIPPED_TAGS: Final = frozenset({"script", "style", "template", "table"})
MarkupRow = tuple[int, list[str]]


def iter_markup_sheets(content: bytes) -> Iterator[tuple[str, list[MarkupRow]]]:
    """Yield the name of each table and its rows with their numbers."""
    try:
        if _EXCEL_XML.encode() in content[:20_000] and content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
            root = etree.fromstring(content, parser)
            worksheets = islice(root.iter(f"{{{_EXCEL_XML}}}Worksheet"), 100)
            for worksheet in worksheets:
                yield worksheet.get(f"{{{_EXCEL_XML}}}Name") or "", list(_iter_excel_rows(worksheet))
            return
        text = _XML_DECLARATION.sub("", decode_record(content, is_markup=True).text.lstrip("\ufeff"))
        document = html.document_fromstring(text, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument(
            f"Its tables cannot be read ({describe_fault(error)}). Open it in a spreadsheet program, save it as .xlsx"
            " or CSV, and take that in."
        ) from error
    for number, table in enumerate(islice(document.iter("table"), 100), 1):
        yield f"table {number}", _read_table_rows(table)


def _iter_excel_rows(worksheet: etree._Element) -> Iterator[MarkupRow]:
    """Yield the rows of a worksheet; rows and cells that name their own number leave empty ones out."""
    number = 0
    for row in islice(worksheet.iter(f"{{{_EXCEL_XML}}}Row"), MAX_ROWS):
        number = _read_index(row, number + 1)
        cells: list[str] = []
        for cell in row.iterchildren(f"{{{_EXCEL_XML}}}Cell"):
            column = min(_read_index(cell, len(cells) + 1), MAX_COLUMNS)
            cells += [""] * (column - 1 - len(cells))
            data = cell.find(f"{{{_EXCEL_XML}}}Data")
            text = "".join(data.itertext()).strip() if data is not None else ""
            is_day = data is not None and data.get(f"{{{_EXCEL_XML}}}Type") == "DateTime"
            cells.append(text.removesuffix("T00:00:00.000") if is_day else text)
        if any(cells):
            yield number, cells[:MAX_COLUMNS]


def _read_index(element: etree._Element, default: int) -> int:
    text = element.get(f"{{{_EXCEL_XML}}}Index") or ""
    return int(text) if text.isdecimal() and len(text) < 8 else default


def _read_table_rows(table: html.HtmlElement) -> list[MarkupRow]:
    """Return the rows of a table of a web page; a cell over several rows or columns is in each of the rows."""
    rows: list[MarkupRow] = []
    carried: dict[int, tuple[int, str]] = {}  # column → rows left, text
    for number, row in enumerate(islice(table.iter("tr"), MAX_ROWS), 1):
        if next(row.iterancestors("table"), None) is not table:
            continue
        cells: list[str] = []
        for cell in (child for child in row if child.tag in {"td", "th"}):
            _add_carried_cells(cells, carried)
            text = _read_cell(cell)
            if (row_span := _read_span(cell, "rowspan")) > 1:
                carried[len(cells)] = (row_span - 1, text)
            cells += [text, *[""] * (_read_span(cell, "colspan") - 1)][:MAX_COLUMNS]
        _add_carried_cells(cells, carried)
        if any(cells):
            rows.append((number, cells[:MAX_COLUMNS]))
    return rows


def _add_carried_cells(cells: list[str], carried: dict[int, tuple[int, str]]) -> None:
    while len(cells) in carried:
        rows_left, text = carried.pop(len(cells))
        if rows_left > 1:
            carried[len(cells)] = (rows_left - 1, text)
        cells.append(text)


def _read_span(cell: html.HtmlElement, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return min(int(text), MAX_SPAN if name == "rowspan" else MAX_COLUMNS) if text.isdecimal() and len(text) < 8 else 1


def _read_cell(cell: html.HtmlElement) -> str:
    """Return the text of a cell, its breaks as lines; not recursive."""
    parts: list[str] = []
    skip_depth = 0
    for event, element in etree.iterwalk(cell, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            text = element.tail
        elif event == "start":
            skip_depth += element is not cell and element.tag in _SKIPPED_TAGS
            parts += ["\n"] if element.tag in _BREAK_TAGS and parts else []
            text = element.text
        else:
            skip_depth -= element is not cell and element.tag in _SKIPPED_TAGS
            text = element.tail if element is not cell else ""
        if text and not skip_depth:
            parts.append(text.replace("\r", " ").replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
