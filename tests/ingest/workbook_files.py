"""Workbooks for tests, written by hand: XLSX and ODS."""

import io
import zipfile
from xml.sax.saxutils import escape

_SHEET_XML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS_XML = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


class Day(int):
    """A serial number that is formatted as a date."""


def build_xlsx(sheets, *, is_1904=False, merged=(), extra=""):
    """A workbook of sheets by name, each a list of rows; None leaves a cell out; `extra` is XML after the rows."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_CONTENT_TYPES}">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}.sheet.main+xml"/></Types>',
        "_rels/.rels": _format_relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET_XML}" xmlns:r="{_OFFICE_XML}">'
        + ('<workbookPr date1904="1"/>' if is_1904 else "")
        + "<sheets>"
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _format_relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEET_XML}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    merge_cells = "".join(f'<mergeCell ref="{reference}"/>' for reference in merged)
    for number, rows in enumerate(sheets.values(), 1):
        body = "".join(_format_row(row, cells) for row, cells in enumerate(rows, 1))
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_SHEET_XML}"><sheetData>{body}{extra}</sheetData>'
            + (f"<mergeCells>{merge_cells}</mergeCells>" if merged else "")
            + "</worksheet>"
        )
    return _pack(parts)


def build_ods(rows):
    """An OpenDocument spreadsheet of one sheet with these rows."""
    names = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    cells = [
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        for row in rows
    ]
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    content = (
        f'<office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"/>'
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return _pack({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": content})


def _format_relations(relations):
    lines = (
        f'<Relationship Id="rId{number}" Type="{_OFFICE_XML}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS_XML}">{"".join(lines)}</Relationships>'


def _format_row(number, cells):
    written = (_format_cell(f"{chr(65 + column)}{number}", cell) for column, cell in enumerate(cells))
    return f'<row r="{number}">{"".join(written)}</row>'


def _format_cell(reference, cell):
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    style = ' s="1"' if isinstance(cell, Day) else ""
    return f'<c r="{reference}"{style}><v>{cell}</v></c>'


def _pack(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in parts.items():
            header = "" if name == "mimetype" else '<?xml version="1.0" encoding="UTF-8"?>'
            pack.writestr(name, header + text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return file.getvalue()
