"""One small file of every format that is read, and mutations of files as transfers, editors and enemies make them."""

import bz2
import gzip
import io
import json
import lzma
import plistlib
import zipfile
from contextlib import suppress

from archive.formats.file_formats import FILE_FORMATS
from archive.formats.media_types import PICTURE_TYPES
from tests.formats.container_builders import HTML, build_mhtml, build_tar, build_warc, build_zip
from tests.formats.document_builders import build_docx, build_epub, build_odt, build_pdf, build_rtf, render_png
from tests.formats.outlook_builders import BODY, SENDER, SUBJECT, build_outlook_message
from tests.formats.press_exports import build_classic, build_coded, build_factiva_page, build_proquest, build_uni
from tests.ingest.workbook_files import build_ods, build_xlsx

WORDS = "The harbour was closed on Thursday, the ministry said. Nobody had been told of it before."
TITLE, AUTHOR, DAY = "Harbour closed", "Jane Roe", "2019-04-02"
PAGE = (
    f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} | Gazette</title>'
    f'<meta property="article:published_time" content="{DAY}T10:00:00Z"><script type="application/ld+json">'
    f'{{"@type":"NewsArticle","headline":"{TITLE}","author":[{{"@type":"Person","name":"{AUTHOR}"}}]}}</script></head>'
    f'<body><nav><a href="/">Home</a></nav><article><h1>{TITLE}</h1><p class="byline">By {AUTHOR}</p>'
    f"<time>2 April 2019</time>{f'<p>{WORDS}</p>' * 3}</article></body></html>"
)
RECORD = {"title": TITLE, "author": AUTHOR, "date": DAY, "url": "https://gazette.example/1", "text": WORDS}
MAIL = (
    f"From: {AUTHOR} <jane@gazette.example>\r\nTo: a@b.example\r\nSubject: {TITLE}\r\nMIME-Version: 1.0\r\n"
    "Date: Tue, 2 Apr 2019 10:00:00 +0000\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
    f"Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n\r\n--B\r\nContent-Type: text/html; name=a.html\r\n"
    f"Content-Disposition: attachment; filename=a.html\r\n\r\n{PAGE}\r\n--B--\r\n"
).encode()
RSS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    f"<title>Gazette</title><item><title>{TITLE}</title><link>https://gazette.example/1</link><author>a@b.example"
    f" ({AUTHOR})</author><pubDate>Tue, 02 Apr 2019 10:00:00 GMT</pubDate><description>{WORDS}</description>"
    f"<content:encoded><![CDATA[<p>{WORDS}</p><p>{WORDS}</p>]]></content:encoded></item></channel></rss>"
)
WORDPRESS = RSS.replace("<rss ", '<rss xmlns:wp="http://wordpress.org/export/1.2/" ').replace(
    "</item>",
    "<wp:post_id>7</wp:post_id><wp:post_date>2019-04-02 10:00:00</wp:post_date><wp:status>publish</wp:status>"
    "<wp:post_type>post</wp:post_type></item>",
)
NITF = (
    f'<?xml version="1.0"?><nitf><head><title>{TITLE}</title><pubdata date.publication="20190402" name="Mail"/></head>'
    f"<body><body.head><hedline><hl1>{TITLE}</hl1></hedline><byline>By <person>{AUTHOR}</person></byline></body.head>"
    f"<body.content><block><p>{WORDS}</p><p>{WORDS}</p></block></body.content></body></nitf>"
)
NEWSML = (
    '<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="x">'
    f'<itemMeta><itemClass qcode="ninat:text"/><versionCreated>{DAY}T12:00:00Z</versionCreated></itemMeta><contentMeta>'
    f"<by>By {AUTHOR}</by><headline>{TITLE}</headline></contentMeta><contentSet><inlineXML><html><body><p>{WORDS}</p>"
    "</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"
)
ENEX = (
    f'<?xml version="1.0"?><en-export><note><title>{TITLE}</title><content><![CDATA[<?xml version="1.0"?><en-note><div>'
    f"{WORDS}</div></en-note>]]></content><created>20190402T100000Z</created><note-attributes><author>{AUTHOR}</author>"
    "<source-url>https://gazette.example/1</source-url></note-attributes></note></en-export>"
)
WEBARCHIVE = plistlib.dumps(
    {
        "WebMainResource": {
            "WebResourceData": PAGE.encode(),
            "WebResourceURL": "https://gazette.example/1",
            "WebResourceMIMEType": "text/html",
            "WebResourceTextEncodingName": "utf-8",
        }
    },
    fmt=plistlib.FMT_BINARY,
)
RIS = f"TY  - NEWS\nTI  - {TITLE}\nAU  - Roe, Jane\nT2  - Gazette\nDA  - 2019/04/02\nAB  - {WORDS}\nER  - \n"
ENW = f"%0 Newspaper Article\n%T {TITLE}\n%A Roe, Jane\n%B Gazette\n%D 2019\n%8 2 April\n%X {WORDS}\n"
BIBTEX = (
    f"@article{{roe2019,\n title = {{{TITLE}}},\n author = {{Roe, Jane}},\n date = {{{DAY}}},\n"
    f" note = {{{WORDS}}}\n}}\n"
)
CSL = [
    {
        "id": "1", "type": "article-newspaper", "title": TITLE, "author": [{"family": "Roe", "given": "Jane"}],
        "issued": {"date-parts": [[2019, 4, 2]]}, "note": WORDS,
    }
]  # fmt: skip
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:bib="http://purl.org/net/biblio#"><bib:Article'
    f' rdf:about="https://gazette.example/1"><z:itemType>newspaperArticle</z:itemType><dc:title>{TITLE}</dc:title>'
    f"<dc:date>{DAY}</dc:date></bib:Article></rdf:RDF>"
)
ENDNOTE = (
    '<?xml version="1.0"?><xml><records><record><ref-type name="Newspaper Article">23</ref-type><contributors><authors>'
    f"<author>Roe, Jane</author></authors></contributors><titles><title>{TITLE}</title></titles><dates>"
    f"<year>2019</year></dates><abstract>{WORDS}</abstract></record></records></xml>"
)
TABLE = [["Title", "Author", "Date", "Text"], [TITLE, AUTHOR, DAY, WORDS], ["Trams return", AUTHOR, "3/4/2019", WORDS]]
XML_ROW = f"<article><title>{TITLE}</title><author>{AUTHOR}</author><date>{DAY}</date><text>{WORDS}</text></article>"
MODS = (
    '<?xml version="1.0"?><modsCollection xmlns="http://www.loc.gov/mods/v3"><mods><titleInfo><title>'
    f'{TITLE}</title></titleInfo><name type="personal"><namePart type="family">Roe</namePart></name><abstract>{WORDS}'
    "</abstract></mods></modsCollection>"
)


def build_samples() -> dict[str, bytes]:
    """A file of every format by its name, and of kinds that a format has several of, after a colon."""
    pdf = build_pdf([(TITLE, 60, 700, 20), (f"By {AUTHOR}", 60, 670, 10), (WORDS, 60, 650, 10)])
    page = PAGE.encode()
    samples: dict[str, bytes | str] = {
        "text": f"# {TITLE}\n\nBy {AUTHOR}\n\n2 April 2019\n\n{WORDS}\n\n“{WORDS}” said {AUTHOR}.\n",
        "text:front": f"---\ntitle: {TITLE}\nauthor: {AUTHOR}\ndate: {DAY}\n---\n\n{WORDS}\n",
        "text:classic": build_classic(1, 2) + build_classic(2, 2),
        "text:uni": build_uni(),
        "text:coded": build_coded(),
        "text:proquest": build_proquest(),
        "html": page,
        "html:factiva": build_factiva_page([TITLE, "Trams return"]),
        "jsonl": json.dumps(RECORD) + "\n" + json.dumps(RECORD | {"title": "Trams"}) + "\n",
        "json": json.dumps({"response": {"results": [RECORD, RECORD | {"title": "Trams"}]}}, indent=1),
        "csv": f'Title,Author,Date,Text\n{TITLE},"Roe, Jane",{DAY},"{WORDS}"\nTrams,,3/4/2019,"{WORDS}"\n',
        "csv:excel": f"sep=;\r\nTitle;Date;Text\r\n{TITLE};14.03.21;{WORDS}\r\n".encode("utf-16"),
        "feed": RSS,
        "jsonfeed": json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [{"id": "1", "title": TITLE, "content_text": WORDS}],
            }
        ),
        "mhtml": build_mhtml(page),
        "mail": MAIL,
        "mbox": b"From - Tue Apr  2 10:00:00 2019\n" + MAIL.replace(b"\r\n", b"\n") + b"\n",
        "msg": build_outlook_message({SUBJECT: TITLE, BODY: WORDS, SENDER: AUTHOR}),
        "emlx": str(len(MAIL)).encode() + b"\n" + MAIL,
        "warc": build_warc(("https://gazette.example/1", f"{DAY}T10:00:00Z", [HTML], page), packed=False),
        "warc:packed": build_warc(("https://gazette.example/1", f"{DAY}T10:00:00Z", [HTML], page)),
        "zip": build_zip({"a/a.html": page, "b.txt": f"{TITLE}\n\n{WORDS}".encode()}),
        "tar": build_tar({"a/a.html": page, "b.txt": f"{TITLE}\n\n{WORDS}".encode()}),
        "docx": build_docx(f"By {AUTHOR}", WORDS, title=TITLE),
        "odt": build_odt(f"By {AUTHOR}", WORDS, title=TITLE),
        "rtf": build_rtf(f"By {AUTHOR}", WORDS, title=TITLE),
        "epub": build_epub((TITLE, WORDS)),
        "pdf": pdf,
        "png": render_png(pdf, 0.5),
        "xlsx": build_xlsx({"Articles": TABLE}),
        "ods": build_ods(TABLE),
        "bzip2": bz2.compress(json.dumps(RECORD).encode() + b"\n"),
        "xz": lzma.compress(json.dumps(RECORD).encode() + b"\n"),
        "xml": f"<?xml version='1.0'?><export>{XML_ROW}{XML_ROW.replace(TITLE, 'Trams')}</export>",
        "wordpress": WORDPRESS,
        "nitf": NITF,
        "newsml": NEWSML,
        "enex": ENEX,
        "webarchive": WEBARCHIVE,
        "ris": RIS,
        "enw": ENW,
        "bibtex": BIBTEX,
        "csl": json.dumps(CSL),
        "zotero-rdf": RDF,
        "endnote": ENDNOTE,
        "mods": MODS,
    }
    return {name: sample if isinstance(sample, bytes) else sample.encode() for name, sample in samples.items()}


UNBUILT = {"doc", "xls", "zstd", "7z", "rar", *PICTURE_TYPES} - {"png"}
"""Formats without a sample: an optional program or library reads them, or the one that has another sample."""
NATIVE = {"pdf", "png"}
"""Formats that are converted in another process, which takes longer."""
SUFFIXES = sorted(
    {suffix for form in FILE_FORMATS.values() for suffix in form.suffixes} | {f".{n}" for n in FILE_FORMATS}
)
HOSTILE = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<", b"<![CDATA[", b"]]>", b"&", b"&#0;", b"&#xD800;",
    b"<!DOCTYPE x [<!ENTITY e 'e'>]>", b'"', b"{", b"[" * 40, b"}", b"\\u0000", b"\\ud800", b"NaN", b"1e999", b"-1",
    b"99999999999999999999", b"\r", b"\n\n", b"\x1f\x8b", b"PK\x03\x04", b"=?utf-8?b?//8=?=", b"charset=x", b"%PDF-",
    b"0000-00-00", b"31/02/2019", b"--B", b"null", b"\xc2\x85", b"\xe2\x80\xa8", b"\t", b",,,", b"://[", b"http://[::1",
)  # fmt: skip


def mutate(content: bytes, draw, others: list[bytes]) -> bytes:
    """Change a file in one to four places; `draw(n)` returns a number below `n`."""
    for _ in range(1 + draw(4)):
        content = _mutate_part(content, draw, others) if draw(3) == 0 else _mutate_bytes(content, draw, others)
    return content


def _mutate_bytes(content: bytes, draw, others: list[bytes]) -> bytes:
    start = draw(len(content) + 1)
    end = min(len(content), start + draw(1 + min(len(content), (4, 40, 400)[draw(3)])))
    match draw(7):
        case 0:
            return content[:start] + content[end:]
        case 1:
            return content[:end] + content[start:]
        case 2:
            return content[:start]
        case 3:
            return content[:start] + HOSTILE[draw(len(HOSTILE))] + content[start:]
        case 4:
            return content[:start] + HOSTILE[draw(len(HOSTILE))] + content[end:]
        case 5:
            return content[:start] + bytes(draw(256) for _ in range(end - start)) + content[end:]
        case _:
            other = others[draw(len(others))]
            return content[:start] + other[draw(len(other) + 1) :]


def _mutate_part(content: bytes, draw, others: list[bytes]) -> bytes:
    """Change what is packed in a file: a member of a ZIP, the content of a gzip; else bytes of it."""
    for magic, packing in ((b"\x1f\x8b", gzip), (b"BZh", bz2), (b"\xfd7zXZ", lzma)):
        if content.startswith(magic):
            with suppress(Exception):
                return packing.compress(_mutate_bytes(packing.decompress(content), draw, others))
    if content.startswith(b"PK"):
        with suppress(Exception):
            with zipfile.ZipFile(io.BytesIO(content)) as pack:
                parts = {info.filename: pack.read(info) for info in pack.infolist()}
            name = sorted(parts)[draw(len(parts))]
            parts[name] = _mutate_bytes(parts[name], draw, others)
            return build_zip(parts, zipfile.ZIP_STORED)
    return _mutate_bytes(content, draw, others)
