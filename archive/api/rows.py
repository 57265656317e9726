"""Serialisation of articles to CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from archive.models import Article
from archive.text.normalize import strip_controls

COLUMNS = (
    "identifier address title outlet authors published earliest latest section language words"
    " canonical_url"
).split()
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def iter_csv(articles: Iterable[Article], site: str) -> Iterator[str]:
    """Yield CSV with a header row, in chunks; cells that would be formulas are escaped."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for article in articles:
        values = build_record(article, site)
        writer.writerow([_format_cell(values[name]) for name in COLUMNS])
        if buffer.tell() > 30_000:
            yield _drain_buffer(buffer)
    yield _drain_buffer(buffer)


def iter_json_lines(articles: Iterable[Article], site: str) -> Iterator[str]:
    """Yield one JSON object a line, with the text, in the form that `ingest` reads."""
    for article in articles:
        texts = {"standfirst": article.standfirst, "text": article.body}
        yield json.dumps(build_record(article, site) | texts, ensure_ascii=False) + "\n"


def build_record(article: Article, site: str) -> dict[str, object]:
    """Return the metadata of an article by column; empty strings where nothing is known."""
    return {
        "identifier": article.identifier,
        "address": f"{site}{article.permanent_path}",
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else "",
        "authors": [str(byline.author) for byline in article.credits],
        "published": article.published,
        "earliest": article.earliest.isoformat() if article.earliest else "",
        "latest": article.latest.isoformat() if article.latest else "",
        "section": article.section,
        "language": article.language,
        "words": article.word_count,
        "canonical_url": article.canonical_url,
    }


def _format_cell(value: object) -> object:
    """Join lists by semicolons; prefix would-be spreadsheet formulas by an apostrophe."""
    if isinstance(value, list):
        value = "; ".join(value)
    if not isinstance(value, str):
        return value
    text = strip_controls(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _drain_buffer(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
