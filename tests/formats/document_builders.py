"""Documents of word processors, books, prints and scans, built for tests."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence

import docx
import odfdo
import pypdfium2
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

PrintedText = tuple[str, float, float, float]
"""Words, their left edge, the height of their baseline from the foot of the page, and the size of their type."""


def build_docx(*paragraphs: str, title: str = "", properties: dict[str, str] | None = None, xml: Iterable[str] = ()):
    """A Word document: a heading, paragraphs, and paragraphs in WordprocessingML."""
    document = docx.Document()
    for name, value in (properties or {}).items():
        setattr(document.core_properties, name, value)
    if title:
        document.add_heading(title, 0)
    for text in paragraphs:
        document.add_paragraph(text)
    for source in xml:
        document.element.body.insert(-1, parse_xml(source.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))
    return save_document(document)


def save_document(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def build_odt(*paragraphs: str, title: str = "") -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    if title:
        document.body.append(odfdo.Header(1, title))
    for text in paragraphs:
        document.body.append(odfdo.Paragraph(text))
    return save_document(document)


def build_rtf(*paragraphs: str, title: str = "", code_page: str = "1252", extra: bytes = b"") -> bytes:
    """An RTF document in a code page."""

    def escape(text: str) -> bytes:
        encoded = text.encode(f"cp{code_page}", "replace")
        return b"".join(rb"\'%02x" % byte if byte > 127 or byte in b"\\{}" else bytes([byte]) for byte in encoded)

    head = rb"{\rtf1\ansi\ansicpg" + code_page.encode() + rb"\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}}"
    head += rb"{\stylesheet{\s0 Normal;}{\s1\sbasedon0 heading 1;}}" + extra
    heading = rb"\pard\s1 " + escape(title) + rb"\par" if title else b""
    return head + heading + b"".join(rb"\pard\s0 " + escape(text) + rb"\par " for text in paragraphs) + b"}"


def build_epub(*chapters: Sequence[str], title: str = "", extra: dict[str, str] | None = None) -> bytes:
    """An EPUB; the first line of each chapter is its heading."""
    names = [f"chapter {number}.xhtml" for number in range(len(chapters))]
    items = "".join(
        f'<item id="c{number}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>{title}</dc:title><dc:creator>Calibre</dc:creator></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
    }
    for name, (heading, *paragraphs) in zip(names, chapters, strict=True):
        text = "".join(f"<p>{text}</p>" for text in paragraphs)
        parts[f"OEBPS/{name}"] = f"<html><head><title>x</title></head><body><h1>{heading}</h1>{text}</body></html>"
    return build_package(parts | (extra or {}))


def build_package(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def build_pdf(*pages: Sequence[PrintedText], info: str = "", trailer: str = "", rotate: int = 0) -> bytes:
    """A PDF whose pages have these words, set in Helvetica in WinAnsi."""
    contents = []
    for page in pages:
        lines = []
        for words, left, height, size in page:
            escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            lines.append(f"BT /F1 {size} Tf 1 0 0 1 {left} {height} Tm ({escaped}) Tj ET")
        contents.append("\n".join(lines).encode("cp1252"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate %d /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (rotate, 5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    if info:
        objects.append(f"<< {info} >>".encode("latin-1"))
        trailer += f" /Info {len(objects)} 0 R"
    file = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer.encode())
    return file + head + table + end + b"startxref\n%d\n%%%%EOF" % len(file)


def set_lines(lines: Iterable[str], left: float, top: float, size: float = 10, pitch: float = 12) -> list[PrintedText]:
    """Lines one below the other."""
    return [(line, left, top - number * pitch, size) for number, line in enumerate(lines)]


def render_png(pdf: bytes, scale: float = 2.0) -> bytes:
    """The picture of the first page of a PDF, its white foot cut off."""
    document = pypdfium2.PdfDocument(pdf)
    bitmap = document[0].render(scale=scale, grayscale=True)
    rows = [
        bytes(bitmap.buffer)[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height)
    ]
    document.close()
    while not any(byte < 200 for byte in rows[-1]):
        rows.pop()
    rows += [b"\xff" * bitmap.width] * 20
    header = struct.pack(">IIBBBBB", bitmap.width, len(rows), 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(block)) + kind + block + struct.pack(">I", zlib.crc32(kind + block))
        for kind, block in chunks
    )


def build_scan(pdf: bytes) -> bytes:
    """A PDF of one page that is a picture of the first page of another."""
    source, target = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new()
    width, height = source[0].get_size()
    picture = pypdfium2.PdfImage.new(target)
    picture.set_bitmap(source[0].render(scale=2.0))
    picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page = target.new_page(width, height)
    page.insert_obj(picture)
    page.gen_content()
    file = io.BytesIO()
    target.save(file)
    return file.getvalue()
