"""Whole files made to choke a reader: `python -m tests.bench.hostile_files [--size N] [--kind NAME] [--all]
[--json]`.

Each kind is measured at the size and at twice the size, in CPU of this process; printed are those that take more than a
second for 100,000 bytes or grow faster than the file.
"""

import argparse
import io
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import print_report
from tests.bench.hostile_texts import PARAGRAPH, _read_file, measure_cpu

MAX_GROWTH: Final = 2.6  # of what takes twice as much where time grows with the file


def _repeat(unit: str, size: int) -> str:
    """Return a unit again and again, with a new number for each `{n}`."""
    if "{n}" not in unit:
        return unit * (size // len(unit) + 1)
    count = size // (len(unit) + 2) + 1
    return "".join(unit.replace("{n}", str(10_000 + number)) for number in range(count))


def _page(unit: str, *, before: str = "", after: str = "", head: str = "") -> Callable[[int], bytes]:
    """Return the builder of a page with so much of a unit after its first paragraph."""

    def build(size: int) -> bytes:
        body = f"<h1>The harbour</h1><p>{PARAGRAPH}</p>{before}{_repeat(unit, size)}{after}"
        return f"<!doctype html><html><head><title>The harbour</title>{head}</head><body>{body}</body></html>".encode()

    return build


def _head(unit: str, *, before: str = "", after: str = "") -> Callable[[int], bytes]:
    """Return the builder of a page with so much of a unit in its head."""

    def build(size: int) -> bytes:
        head = f"<title>The harbour</title>{before}{_repeat(unit, size)}{after}"
        body = f"<article><h1>The harbour</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article>"
        return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()

    return build


def _text(unit: str, *, before: str = "", after: str = "") -> Callable[[int], bytes]:
    return lambda size: f"{before}{_repeat(unit, size)}{after}".encode()


def _nested(opening: str, closing: str = "", inner: str = "") -> Callable[[int], bytes]:
    def build(size: int) -> bytes:
        depth = size // (len(opening) + len(closing))
        return _page(inner or " ", before=opening * depth, after=closing * depth)(1)

    return build


def _docx(unit: str) -> Callable[[int], bytes]:
    def build(size: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr("_rels/.rels", '<R><r Type="http://x/officeDocument" Target="word/document.xml"/></R>')
            text = f"<p><r><t>The harbour</t></r></p><p><r><t>{PARAGRAPH}</t></r></p>{_repeat(unit, size)}"
            package.writestr("word/document.xml", f"<d><body>{text}</body></d>")
        return out.getvalue()

    return build


def _mhtml(unit: str) -> Callable[[int], bytes]:
    page = f"<html><title>The harbour</title><h1>The harbour</h1><p>{PARAGRAPH}</p></html>"
    head = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://g.example/a\nSubject: x\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="B"\n\n--B\nContent-Type: text/html\n'
        f"Content-Location: https://g.example/a\n\n{page}\n"
    )
    return _text(unit, before=head, after="--B--\n")


_MAIL: Final = "From: a@b.example\nTo: c@d.example\nSubject: The harbour\nDate: Thu, 4 Feb 2016 10:00:00 +0000\n"
_FEED: Final = '<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>'
_BYLINES: Final = '<p class="byline">By Jane Roe{n}</p>'
KINDS: Final[dict[str, tuple[str, Callable[[int], bytes]]]] = {
    "table of one-word rows": ("a.html", _page("<tr><td>word</td></tr>", before="<table>", after="</table>")),
    "rows of one-word cells": ("a.html", _page("<td>w</td>", before="<table><tr>", after="</tr></table>")),
    "tables in tables": ("a.html", _nested("<table><tr><td>", "</td></tr></table>", "word")),
    "many tables": ("a.html", _page("<table><tr><td>word {n}</td></tr></table>")),
    "unclosed paragraphs": ("a.html", _page("<p>word {n}")),
    "unclosed divisions": ("a.html", _nested("<div>")),
    "unclosed spans with classes": ("a.html", _nested('<span class="byline author">')),
    "unclosed links": ("a.html", _page('<a href="/author/x{n}">Jane Roe')),
    "unclosed emphasis": ("a.html", _page("<b><i>word ")),
    "articles": ("a.html", _page("<article><h2>Title {n}</h2><p>word</p></article>")),
    "articles in articles": ("a.html", _nested("<article>", "</article>", "word")),
    "sections with headings": ("a.html", _page("<section><h2>Title {n}</h2></section>")),
    "main headings": ("a.html", _page("<h1>Title {n}</h1>")),
    "main headings, equal": ("a.html", _page("<h1>The harbour</h1>")),
    "linked headings": ("a.html", _page('<h2><a href="/{n}">A longer headline of number {n}</a></h2>')),
    "one long class": ("a.html", _page("byline author ", before='<p class="', after='">word</p>')),
    "one long address": ("a.html", _page("/author", before='<p><a href="', after='">word</a></p>')),
    "one long style": ("a.html", _page("display:none;", before='<p style="', after='">word</p>')),
    "long classes": ("a.html", _page(f'<p class="{"author-" * 100}{{n}}">word</p>')),
    "many attributes": ("a.html", _page(' a{n}="byline"', before="<p", after=">word</p>")),
    "many dates": ("a.html", _page("<p>4 February 2016, 10:{n}</p>")),
    "dates in one paragraph": ("a.html", _page("4 February 2016 ", before="<p>", after="</p>")),
    "bylines": ("a.html", _page(_BYLINES)),
    "bylines before the text": ("a.html", _page(_BYLINES, after=f"<p>{PARAGRAPH}</p>" * 5)),
    "names": ("a.html", _page("Jane Roe{n}, ", before='<p class="byline">By ', after="</p>")),
    "links to authors": ("a.html", _page('<a rel="author" href="/author/x{n}">Jane Roe</a>')),
    "links": ("a.html", _page('<a href="/{n}">A longer headline of number {n}</a> ')),
    "links in list items": ("a.html", _page('<li><a href="/{n}">word {n}</a></li>', before="<ul>", after="</ul>")),
    "list items": ("a.html", _page("<li>word", before="<ul>")),
    "lists in lists": ("a.html", _nested("<ul><li>", "</li></ul>", "word")),
    "block quotations in each other": ("a.html", _nested("<blockquote>", "</blockquote>", "word")),
    "line breaks": ("a.html", _page("word<br>")),
    "line breaks, double": ("a.html", _page("The ministry said so.<br><br>")),
    "time elements": ("a.html", _page('<time datetime="2016-02-04T10:00">4 Feb</time> ')),
    "time elements in a live blog": ("a.html", _page('<div class="live-post"><time>10:{n}</time><p>word</p></div>')),
    "microdata": ("a.html", _page('<span itemprop="author">Jane Roe{n}</span>')),
    "microdata in itself": ("a.html", _nested('<div itemscope itemprop="author">', "</div>", "Jane Roe")),
    "definition lists": ("a.html", _page("<dt>Author</dt><dd>Jane Roe{n}</dd>", before="<dl>", after="</dl>")),
    "boxes of cookies": ("a.html", _page('<div class="cookie">We use cookies to do it. Accept all</div>')),
    "boxes of cookies in each other": ("a.html", _nested('<div class="cookie">', "</div>", "We use cookies.")),
    "offers": ("a.html", _page('<div class="paywall">Subscribe now to read on {n}.</div>')),
    "asides": ("a.html", _nested("<aside><h2>x</h2>", "</aside>", "word")),
    "figures": ("a.html", _page("<figure><img><figcaption>Photo: Jane Roe{n}</figcaption></figure>")),
    "forms in each other": ("a.html", _nested("<form><p>", "", "word")),
    "empty paragraphs": ("a.html", _page("<p></p>")),
    "scripts": ("a.html", _page("<script>a</script>")),
    "noscripts": ("a.html", _page("<noscript><p>word</p></noscript>")),
    "comments": ("a.html", _page("<!-- saved from url -->")),
    "comments of a saving tool": ("a.html", _page("<!-- saved archived captured mirrored snapshot ")),
    "one open comment": ("a.html", _page("word ", before="<!--")),
    "one open attribute": ("a.html", _page("word ", before='<p class="')),
    "angle brackets": ("a.html", _page("<")),
    "processing instructions": ("a.html", _page("<?x ?>")),
    "CDATA": ("a.html", _page("<![CDATA[x]]>")),
    "pictures in the text": ("a.html", _page('<p>word <img alt="x" src="/{n}"> word</p>')),
    "Chinese quotations": ("a.html", _page("<p>“港口关闭了，”部长{n}说。</p>")),
    "Arabic quotations": ("a.html", _page("<p>قال الوزير: «الميناء مغلق {n}».</p>")),
    "Japanese paragraphs": ("a.html", _page("<p>「港は閉まった」と記者{n}は話した。</p>")),
    "Hindi paragraphs": ("a.html", _page("<p>मंत्री ने कहा कि बंदरगाह बंद है {n}।</p>")),
    "meta tags": ("a.html", _head('<meta name="author" content="Jane Roe{n}">')),
    "meta tags, all different": ("a.html", _head('<meta property="x{n}" content="word">')),
    "one long meta tag": ("a.html", _head("Jane Roe, ", before='<meta name="author" content="', after='">')),
    "link tags": ("a.html", _head('<link rel="canonical" href="https://g.example/{n}">')),
    "JSON-LD of many articles": (
        "a.html",
        _head(
            '{"@type":"NewsArticle","headline":"Title {n}","author":{"name":"Jane Roe"}},',
            before='<script type="application/ld+json">[',
            after='{"@type":"NewsArticle","headline":"The harbour"}]</script>',
        ),
    ),
    "JSON-LD of many authors": (
        "a.html",
        _head(
            '{"@type":"Person","name":"Jane Roe{n}"},',
            before='<script type="application/ld+json">{"@type":"NewsArticle","headline":"The harbour","author":[',
            after='{"name":"Ann Lee"}]}</script>',
        ),
    ),
    "JSON-LD that refers to itself": (
        "a.html",
        _head(
            '{"@id":"x{n}","@type":"NewsArticle","author":{"@id":"x{n}"},"publisher":{"@id":"x{n}"}},',
            before='<script type="application/ld+json">{"@graph":[',
            after='{"@id":"y"}]}</script>',
        ),
    ),
    "JSON-LD in itself": ("a.html", _head('{"a":', before='<script type="application/ld+json">', after="</script>")),
    "many JSON-LD scripts": ("a.html", _head('<script type="application/ld+json">{"@type":"X"}</script>')),
    "JSON-LD with a long body": (
        "a.html",
        _head(
            "word ",
            before='<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"',
            after='"}</script>',
        ),
    ),
    "mail with many headers": ("a.eml", _text("X-{n}: word\n", before=_MAIL, after=f"\n{PARAGRAPH}\n")),
    "mail with many recipients": (
        "a.eml",
        _text("a{n}@b.example, ", before=f"{_MAIL}Cc: ", after=f"\n\n{PARAGRAPH}\n"),
    ),
    "mail that quotes mail": ("a.eml", _text("> word {n}\n", before=f"{_MAIL}\n{PARAGRAPH}\n\n")),
    "mail quoted deeply": ("a.eml", _text("> ", before=f"{_MAIL}\n{PARAGRAPH}\n\n", after="word\n")),
    "mail of many parts": (
        "a.eml",
        _text(
            "--B\nContent-Type: text/plain\n\nword {n}\n",
            before=f'{_MAIL}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n',
            after="--B--\n",
        ),
    ),
    "mail of forwarded lines": (
        "a.eml",
        _text("-----Original Message-----\nFrom: a\n", before=f"{_MAIL}\n{PARAGRAPH}\n\n"),
    ),
    "rows of a table": ("a.csv", _text(f"Title {{n}},{PARAGRAPH.replace(',', '')}\n", before="title,text\n")),
    "short rows of a table": ("a.csv", _text("a,b\n", before="title,text\n")),
    "columns of a table": ("a.csv", _text("a{n},", before="title,text,", after=f"\nx,{PARAGRAPH.replace(',', '')}\n")),
    "quotation marks of a table": ("a.csv", _text('"a""', before="title,text\n")),
    "list of short records": ("a.json", _text('{"title":"a{n}","text":"word"},', before="[", after='{"title":"x"}]')),
    "list in a list": ("a.json", lambda size: b"[" * (size // 2) + b"]" * (size // 2)),
    "keys of a record": ("a.json", _text('"a{n}":"word",', before="{", after=f'"title":"x","text":"{PARAGRAPH}"}}')),
    "nested records": ("a.json", lambda size: b'{"a":' * (size // 6) + b"1" + b"}" * (size // 6)),
    "records of RIS": ("a.ris", _text("TY  - NEWS\nTI  - Title {n}\nER  - \n")),
    "authors of RIS": (
        "a.ris",
        _text("AU  - Roe, Jane{n}\n", before="TY  - NEWS\nTI  - x\n", after=f"N2  - {PARAGRAPH}\nER  - \n"),
    ),
    "entries of BibTeX": ("a.bib", _text("@article{{a{n}, title={{x}}}}\n".replace("{{", "{").replace("}}", "}"))),
    "braces of BibTeX": ("a.bib", _text("{", before="@article{a, title=")),
    "RTF of groups": ("a.rtf", _text("{\\b word}", before="{\\rtf1 The harbour\\par ", after="}")),
    "RTF of paragraphs": ("a.rtf", _text("\\par w", before="{\\rtf1 The harbour\\par ", after="}")),
    "RTF of escapes": ("a.rtf", _text("\\'e9", before="{\\rtf1 The harbour\\par ", after="}")),
    "Word document of runs": ("a.docx", _docx("<p><r><t>w</t></r></p>")),
    "Word document of one paragraph": (
        "a.docx",
        lambda size: _docx("<p>" + "<r><t>word </t></r>" * (size // 20) + "</p>")(1),
    ),
    "Word document of tables": ("a.docx", _docx("<tbl><tr><tc><p><r><t>w</t></r></p></tc></tr></tbl>")),
    "feed of entries": (
        "a.xml",
        _text(
            f"<item><title>T{{n}}</title><description>{PARAGRAPH}</description></item>",
            before=_FEED,
            after="</channel></rss>",
        ),
    ),
    "feed of short entries": ("a.xml", _text("<item><title>a</title></item>", before=_FEED, after="</channel></rss>")),
    "categories of an entry": (
        "a.xml",
        _text(
            "<category>a{n}</category>",
            before=f"{_FEED}<item><title>a</title><description>{PARAGRAPH}</description>",
            after="</item></channel></rss>",
        ),
    ),
    "MHTML of parts": (
        "a.mhtml",
        _mhtml("--B\nContent-Type: image/png\nContent-Location: https://g.example/{n}\n\nx\n"),
    ),
    "MHTML of frames": (
        "a.mhtml",
        _mhtml(f"--B\nContent-Type: text/html\nContent-Location: https://g.example/{{n}}\n\n<p>{PARAGRAPH}</p>\n"),
    ),
    "text of one-word lines": ("a.txt", _text("word\n", before=f"The harbour\n\n{PARAGRAPH}\n\n")),
    "text of names": ("a.txt", _text("By Jane Roe{n}\n", before=f"The harbour\n\n{PARAGRAPH}\n\n")),
    "text of dates": ("a.txt", _text("4 February 2016, 10:{n}\n\n", before=f"The harbour\n\n{PARAGRAPH}\n\n")),
    "text of rules": (
        "a.txt",
        _text("-----\n\nTitle {n}\n\nBy Jane Roe\n\n", before=f"The harbour\n\n{PARAGRAPH}\n\n"),
    ),
    "text of documents": ("a.txt", _text("1 of {n} DOCUMENTS\n\n", before=f"The harbour\n\n{PARAGRAPH}\n\n")),
    "text of labels": ("a.txt", _text("SECTION: News; Pg. {n}\n\n", before=f"The harbour\n\n{PARAGRAPH}\n\n")),
}
"""Kinds of files, by what there is much of: the name, and what builds the file of a size."""


def measure_kind(kind: str, size: int, most: float) -> dict[str, float]:
    """Return the CPU time of reading a kind of file, for 100,000 bytes, and by how much more twice the size takes."""
    name, build = KINDS[kind]
    content, larger = build(size), build(2 * size)
    seconds = measure_cpu(lambda _: _read_file(content, name), "", most)
    more = measure_cpu(lambda _: _read_file(larger, name), "", 2 * most)
    rate = max(seconds / len(content), more / len(larger)) * 100_000
    return {
        "cpu_ms": round(1000 * seconds),
        "of_100_kb_ms": round(1000 * rate),
        "growth_times": round(more / seconds, 1),
    }


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--most", type=float, default=10.0, help="CPU seconds after which a reading is stopped")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these kinds")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    parser.add_argument("--all", action="store_true", help="print every row, not only those that are too slow")
    options = parser.parse_args()
    os.environ |= {"CUTTINGS_MODE": "local", "DJANGO_SETTINGS_MODULE": "archive.settings"}
    os.environ.setdefault("CUTTINGS_HOME", tempfile.mkdtemp(prefix="cuttings-bench-"))
    import django

    django.setup()
    rows: list[dict[str, object]] = []
    for kind in options.kind or KINDS:
        measure_kind(kind, 2000, options.most)  # its imports
        row = measure_kind(kind, options.size, options.most)
        if options.all or row["of_100_kb_ms"] > 1000 or (row["growth_times"] > MAX_GROWTH and row["cpu_ms"] > 100):
            rows.append({"system": "cuttings", "operation": kind, **row})
    print_report(rows, articles=len(options.kind or KINDS), as_json=options.json)


if __name__ == "__main__":
    main()
