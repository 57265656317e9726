"""Texts made to choke a parser, and what each step of an ingest computes on them.

`python -m tests.bench.hostile_texts [--size N] [--step NAME] [--kind NAME] [--growth] [--json]` prints each step that
takes more than a second of CPU for 100,000 characters of a kind of text, or grows faster than the text.
`tests/ingest/test_growth.py` holds the worst of them.
"""

import argparse
import csv
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import print_report

PARAGRAPH: Final = (
    "The harbour was closed on Thursday after the soundings were found to be false, the ministry said. Nobody had been"
    " told, and the ships lay outside the boom all night with their lights on."
)
MAX_GROWTH: Final = 9  # of what takes five times as much where time grows with the text
UNITS: Final = {
    "opening double marks alone": "“",
    "closing double marks alone": "”",
    "straight double marks alone": '"',
    "straight single marks alone": "'",
    "opening single marks alone": "‘",
    "low marks alone": "„",
    "guillemets alone": "«",
    "single guillemets alone": "‹",
    "corner brackets alone": "「",
    "backticks alone": "`",
    "marks of every kind": "“„«‹「『\"'‘‚",
    "marks before each word": "“word ",
    "straight marks before each word": '"word ',
    "marks after each word": 'word" ',
    "marks within words": 'wo"rd',
    "marks and full stops": "“. ",
    "English double marks, unclosed": "“I said it ",
    "English double marks, never closed, in paragraphs": "“I said it, Jane Roe said.\n\n",
    "double marks nested": "“‘",
    "double marks closed only": "said it” ",
    "straight double marks": '" ',
    "straight double marks about words": '"word" ',
    "straight double mark unclosed in each paragraph": '"He went.\n\n',
    "straight single marks": "' ",
    "single marks about words": "‘word’ ",
    "single marks unclosed": "‘word ",
    "apostrophes": "’",
    "apostrophes in words": "it’s ",
    "German marks, unclosed": "„Wort ",
    "German marks closed": "„Wort“ ",
    "guillemets, unclosed": "«mot ",
    "guillemets nested": "«mot «",
    "guillemets pointing inwards": "»Wort« ",
    "Swedish marks": "”ord ",
    "corner brackets": "「言葉",
    "double corner brackets": "『言葉」",
    "backticks": "``word ",
    "speech verbs": "said ",
    "names said": "Jane Roe said ",
    "quotations with speakers": "“It is so,” said Jane Roe. ",
    "quotations of many speakers": "“It is so,” said {n}. ",
    "quotations and reports": "“I went.\n\nJane Roe said.\n\n",
    "reports of an article": "The article said that it was so. ",
    "reports of an article in paragraphs": "The article said that it was so.\n\n",
    "indirect reports": "Jane Roe said that it was so. ",
    "round brackets open": "(",
    "round brackets about words": "(word ",
    "square brackets open": "[",
    "square brackets and links": "[a](b",
    "angle brackets": "<",
    "angle brackets and letters": "<a ",
    "nested tags": "<b><i>",
    "closing tags": "</p>",
    "ampersands": "&",
    "entities": "&amp;",
    "entities without end": "&amp",
    "numeric entities": "&#8220;",
    "dashes": "—",
    "dashes and words": "word — ",
    "hyphens": "-",
    "hyphenated words": "word-",
    "broken words": "wo-\n",
    "one long word": "a",
    "one long capital word": "A",
    "one long line of words": "word ",
    "many words, each new": "{n} ",
    "blank lines": "\n",
    "blank lines with spaces": " \n",
    "carriage returns": "\r",
    "form feeds": "\f",
    "spaces": " ",
    "tabs": "\t",
    "no-break spaces": "\u00a0",
    "dots": ".",
    "dots and spaces": ". ",
    "ellipses": "… ",
    "question marks": "?! ",
    "abbreviations": "Mr. ",
    "initials": "J. R. ",
    "initials without spaces": "J.R.",
    "sentences of one word": "No. ",
    "capitals": "PORT ANSEL ",
    "capitalised words": "Jane ",
    "capitalised lines": "Jane Roe\n",
    "capitalised lines in paragraphs": "Jane Roe\n\n",
    "names and particles": "de la ",
    "digits": "7",
    "numbers": "1,234.5 ",
    "numbers with commas": "1,",
    "figures with units": "$1.2 million ",
    "dates": "4 February 2016 ",
    "dates in lines": "4 February 2016\n",
    "days and slashes": "4/",
    "ISO dates": "2016-02-04T",
    "times": "12:30 ",
    "commas": ",",
    "words and commas": "word, ",
    "names and commas": "Jane Roe, ",
    "semicolons": "Roe, Jane; ",
    "names and and": "Jane Roe and ",
    "colons": ":",
    "pipes": "|",
    "table rows": "| a | b |\n",
    "table rules": "|---",
    "By": "By ",
    "By lines": "By Jane Roe\n",
    "By paragraphs": "By Jane Roe\n\n",
    "datelines": "PORT ANSEL (VNA) — ",
    "photo credits": "Photo: Jane Roe / VNA\n",
    "end notes": "Jane Roe is a writer.\n\n",
    "corrections": "This article was corrected.\n\n",
    "URLs": "https://x.example/",
    "URLs in words": "https://x.example/a?b=c ",
    "e-mail addresses": "a.b@c.example ",
    "at signs": "@",
    "at signs and dots": "a.@",
    "asterisks": "*",
    "emphasis open": "*word ",
    "emphasis open strong": "**word ",
    "emphasis closed": "*word* ",
    "underscores": "_",
    "underscores and words": "_word ",
    "number signs": "#",
    "headings": "# Word\n",
    "backslashes": "\\",
    "block quotations": "> ",
    "list items": "- word\n",
    "front matter": "---\n",
    "equals signs": "===\n",
    "tildes": "~~word ",
    "HTML comments": "<!--",
    "Chinese without punctuation": "港口关闭",
    "Chinese sentences": "港口关闭。",
    "Japanese kana": "みなとはしまった",
    "Korean": "항구가 ",
    "Thai": "ท่าเรือปิด",
    "Arabic": "قال الوزير ",
    "Hebrew abbreviations": 'צה"ל ',
    "combining marks": "a\u0301\u0301",
    "combining marks only": "\u0301",
    "right-to-left marks": "\u200f",
    "zero-width joiners": "\u200d",
    "joiners in words": "می\u200cخواهم ",
    "soft hyphens": "wo\u00adrd",
    "byte order marks": "\ufeff",
    "emoji": "👩\u200d👩\u200d👧 ",
    "replacement characters": "\ufffd",
    "line separators": "\u2028",
    "ligatures": "ﬁ",
    "full-width letters": "Ｗｏｒｄ ",
    "surrogate-looking escapes": "\\ud800",
    "one paragraph again and again": PARAGRAPH + "\n\n",
    "one sentence again and again": "The ministry said so. ",
    "lines without a blank between": "the ministry said so\n",
}
"""Units, by what they are; `{n}` is a new word each time."""


def build_hostile_text(kind: str, size: int) -> str:
    """Return about `size` characters of a kind."""
    unit = UNITS[kind]
    if "{n}" not in unit:
        return unit * (size // len(unit) + 1)
    width = len(unit) + 4
    return "".join(unit.replace("{n}", f"W{_spell(number)}") for number in range(size // width + 1))


def _spell(number: int) -> str:
    """Return a word of letters for a number."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:06d}")


def embed_text(text: str) -> str:
    """Return a hostile text with a heading and an ordinary paragraph before and behind it."""
    return f"The harbour\n\n{PARAGRAPH}\n\n{text}\n\n{PARAGRAPH}\n"


def _read_file(content: bytes, name: str) -> list[object]:
    """Read a file as `ingest` does, and extract what is in it; return articles and refusals."""
    from archive.errors import IngestError
    from archive.extraction.registry import extract
    from archive.formats.documents import SourceDocument
    from archive.ingest.pipeline import default_extraction_options
    from archive.ingest.sources import SourceReader

    results: list[object] = []
    options = default_extraction_options()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        with SourceReader([str(path)], store_containers=False) as sources:
            for item in sources.iter_items():
                try:
                    results.append(extract(item, options) if isinstance(item, SourceDocument) else item)
                except IngestError as error:
                    results.append(str(error))
    return results


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _wrap_html(text: str) -> str:
    return f"<!doctype html><html><head><title>The harbour</title></head><body><article>{text}</article></body></html>"


def _build_csv(text: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([["title", "text"], ["The harbour", embed_text(text)]])
    return out.getvalue()


def _build_feed(text: str) -> str:
    body = _escape(f"<p>{PARAGRAPH}</p><p>{text}</p>")
    item = f"<item><title>The harbour</title><description>{body}</description></item>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{item}</channel></rss>'


def _build_page_fields(text: str) -> str:
    """Return a page whose title, byline, description and linked data are the text."""
    value = _escape(text).replace('"', "&quot;")
    data = json.dumps({"@type": "NewsArticle", "headline": text, "author": {"name": text}, "datePublished": text})
    return (
        f'<!doctype html><html><head><title>{_escape(text)}</title><meta name="author" content="{value}">'
        f'<meta name="description" content="{value}"><script type="application/ld+json">'
        f"{data.replace('</', '<_/')}</script></head><body><article><h1>{_escape(text)}</h1>"
        f'<p class="byline">{_escape(text)}</p><time>{_escape(text)}</time><p>{PARAGRAPH}</p></article></body></html>'
    )


def _build_mhtml(text: str) -> bytes:
    page = _wrap_html(f"<p>{PARAGRAPH}</p><p>{_escape(text)}</p>").encode("utf-8", "replace")
    head = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://g.example/a\r\nSubject: The harbour\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n--B\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: binary\r\n"
        b"Content-Location: https://g.example/a\r\n\r\n"
    )
    return head + page + b"\r\n--B--\r\n"


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def build_record_fields(text: str) -> str:
    """Return a JSON line whose every field is the text."""
    names = ("title", "author", "date", "url", "outlet", "section", "summary", "language")
    return json.dumps(dict.fromkeys(names, text) | {"text": PARAGRAPH}) + "\n"


READERS: Final[dict[str, Callable[[str], object]]] = {
    "text file": lambda text: _read_file(_encode(embed_text(text)), "a.txt"),
    "text file, bare": lambda text: _read_file(_encode(text), "a.txt"),
    "Markdown file": lambda text: _read_file(_encode("# " + embed_text(text)), "a.md"),
    "front matter": lambda text: _read_file(
        _encode(f"---\ntitle: {' '.join(text.split())}\nauthor: {' '.join(text.split())}\n---\n\n{PARAGRAPH}\n"), "a.md"
    ),
    "page, escaped": lambda text: _read_file(
        _encode(_wrap_html(f"<h1>The harbour</h1><p>{PARAGRAPH}</p><p>{_escape(text)}</p>")), "a.html"
    ),
    "page, as it is": lambda text: _read_file(_encode(_wrap_html(f"<p>{PARAGRAPH}</p>{text}")), "a.html"),
    "page, in lines": lambda text: _read_file(
        _encode(_wrap_html(f"<p>{PARAGRAPH}</p>" + "".join(f"<p>{_escape(line)}</p>" for line in _split_lines(text)))),
        "a.html",
    ),
    "page, in every field": lambda text: _read_file(_encode(_build_page_fields(text[: len(text) // 6])), "a.html"),
    "MHTML": lambda text: _read_file(_build_mhtml(text), "a.mhtml"),
    "JSON line": lambda text: _read_file(_encode(json.dumps({"title": "x", "text": embed_text(text)})), "a.jsonl"),
    "JSON line, in every field": lambda text: _read_file(
        _encode(build_record_fields(text[: len(text) // 8])), "a.jsonl"
    ),
    "JSON file as it is": lambda text: _read_file(_encode('{"text": "' + text), "a.jsonl"),
    "table": lambda text: _read_file(_encode(_build_csv(text)), "a.csv"),
    "table as it is": lambda text: _read_file(_encode("title,text\n" + text), "a.csv"),
    "feed": lambda text: _read_file(_encode(_build_feed(text)), "a.xml"),
    "feed as it is": lambda text: _read_file(_encode(f'<?xml version="1.0"?><rss><channel><item>{text}'), "a.xml"),
    "Windows text": lambda text: _read_file(embed_text(text).encode("cp1252", "replace"), "a.txt"),
}
"""Every reader, with the text in the places where a file of its kind has text."""


def _split_lines(text: str, width: int = 60) -> Iterator[str]:
    return (text[start : start + width] for start in range(0, len(text), width))


def _read_quotations(text: str, language: str = "en") -> object:
    from archive.quotations.attribution.quoted_statements import extract_statements

    return extract_statements(text, language)


def _compute_fingerprints(text: str) -> object:
    from archive.text.fingerprints import compute_pair_keys, winnow_fingerprints
    from archive.text.similarity import hash_words

    words = hash_words(text)
    return compute_pair_keys(text, words), winnow_fingerprints(words)


def _measure_overlap(text: str) -> object:
    from archive.duplicates.overlap import PairSigns, measure_overlap, prepare_text

    texts = prepare_text(embed_text(text)), prepare_text(f"{text} and {PARAGRAPH}")
    return measure_overlap(*texts, PairSigns(evidence=10))


def _compute_terms(text: str) -> object:
    from archive.text.similarity import compute_terms

    return compute_terms(text[:1000], text, "en")


def _analyze(text: str) -> object:
    from archive.search.analysis.analyzer import analyze_text, collect_boundary_positions

    return sum(1 for _ in analyze_text(text, "en")), collect_boundary_positions(text, "english")


def _index(text: str) -> object:
    from archive.search.engines.whoosh.building.inverting import FieldInverter
    from archive.search.engines.whoosh.building.vocabulary import PieceEncoder, Vocabulary

    vocabulary = Vocabulary()
    inverter = FieldInverter(PieceEncoder(vocabulary), has_boundaries=True)
    inverter.add(text, "english")
    inverter.flush()
    return inverter.build_table(vocabulary.build_sorted_terms())


def _highlight(text: str) -> object:
    from archive.search.highlight.snippets import build_snippet, build_targets, find_mark_spans
    from archive.web.search_params import SearchParams

    node = SearchParams(text="word OR said OR har* OR (jane W/5 roe)").parse_query().node
    targets = build_targets(node)
    return find_mark_spans(text, targets, "en"), build_snippet([text], targets, "en")


def _compute_edits(text: str) -> object:
    from archive.text.edits import compute_edits

    return compute_edits(text, " ".join(text.split()), rule_spans=[], visible=text)


def _find_moves(text: str) -> object:
    from archive.pages.article.text import find_paragraph_moves

    paragraphs = text.split("\n\n")
    return find_paragraph_moves(paragraphs, [f"x {paragraph}" for paragraph in paragraphs[1:]])


def _parse_credits(text: str) -> object:
    from archive.duplicates.credits import parse_credit

    return parse_credit(text)


def _compare_wordings(text: str) -> object:
    from archive.quotations.differences import compare_wordings

    return compare_wordings(text[:2000], f"{text[2:2000]} no")


def _text_step(module: str, name: str) -> Callable[[str], object]:
    def run(text: str) -> object:
        from importlib import import_module

        result = getattr(import_module(module), name)(text)
        return list(result) if isinstance(result, Iterator) else result

    return run


FOLLOWING: Final[dict[str, Callable[[str], object]]] = {
    "sentences": _text_step("archive.text.sentences", "find_sentence_spans"),
    "notices": _text_step("archive.text.sentences", "find_notice_spans"),
    "quoted spans": _text_step("archive.text.quotation_marks", "find_quoted_spans"),
    "quotations": _read_quotations,
    "quotations, German": partial(_read_quotations, language="de"),
    "quotations, no language": partial(_read_quotations, language=""),
    "figures": _text_step("archive.text.numbers", "find_figures"),
    "capitalised names": _text_step("archive.text.names", "find_capitalised_names"),
    "language": _text_step("archive.text.languages", "detect_language"),
    "fingerprints": _compute_fingerprints,
    "overlap": _measure_overlap,
    "story terms": _compute_terms,
    "analysis": _analyze,
    "index": _index,
    "highlighting": _highlight,
    "edits": _compute_edits,
    "paragraph moves": _find_moves,
    "credit lines": _parse_credits,
    "wordings": _compare_wordings,
}
"""Everything that a text meets after it is saved."""


def measure_cpu(step: Callable[[str], object], text: str, most: float) -> float:
    """Return the CPU seconds of a step, `most` if it was stopped there."""
    from archive.errors import UnreadableDocument
    from archive.ingest.time_limits import limit_computing

    started = time.process_time()
    try:
        with limit_computing(most, 600, UnreadableDocument("stopped")):
            step(text)
    except UnreadableDocument:
        pass
    except Exception as error:  # noqa: BLE001 -- shown, and the others are measured
        print(f"!! {type(error).__name__}: {error}")
    return time.process_time() - started


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--most", type=float, default=8.0, help="CPU seconds after which a step is stopped")
    parser.add_argument("--step", action="append", help="only these steps")
    parser.add_argument("--kind", action="append", help="only these kinds")
    parser.add_argument("--growth", action="store_true", help="measure how it grows, from a fifth of the size")
    parser.add_argument("--all", action="store_true", help="print every row, not only those that are too slow")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    options = parser.parse_args()
    os.environ |= {"CUTTINGS_MODE": "local", "DJANGO_SETTINGS_MODULE": "archive.settings"}
    os.environ.setdefault("CUTTINGS_HOME", tempfile.mkdtemp(prefix="cuttings-bench-"))
    import django

    django.setup()
    rows = []
    for name in options.step or (*READERS, *FOLLOWING):
        for kind in options.kind or UNITS:
            row = measure_row(name, kind, options.size, options.most, with_growth=options.growth)
            is_slow = row["cpu_ms"] > options.size / 100 or row["growth_times"] > MAX_GROWTH
            if is_slow and not options.json:
                print(row, file=sys.stderr, flush=True)
            rows += [row] if is_slow or options.all else []
    print_report(sorted(rows, key=lambda row: -row["cpu_ms"]), articles=len(UNITS), as_json=options.json)


def measure_row(name: str, kind: str, size: int, most: float, *, with_growth: bool) -> dict[str, Any]:
    """Return the CPU time of a step for a kind of text, and by how much more that is than for a fifth of it."""
    step = READERS.get(name) or FOLLOWING[name]
    measure_cpu(step, build_hostile_text("one sentence again and again", 2000), most)  # its imports
    seconds, growth = measure_cpu(step, build_hostile_text(kind, size), most), 0.0
    if with_growth and seconds > 0.1:
        growth = seconds / max(measure_cpu(step, build_hostile_text(kind, size // 5), most), 0.002)
    operation = f"{name}: {kind}"
    return {
        "system": "cuttings",
        "operation": operation,
        "cpu_ms": round(seconds * 1000),
        "growth_times": round(growth, 1),
    }


if __name__ == "__main__":
    main()
