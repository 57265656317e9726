"""Serialisation of articles to CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from archive.models import Article
from archive.text.normalize import without_controls

COLUMNS = (
    "identifier address title outlet authors published earliest latest section language words"
    " canonical_url"
).split()
_ACTING = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(articles: Iterable[Article], site: str) -> Iterator[str]:
    """Yield CSV with a header row, in chunks; cells that would be formulas are escaped."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    for article in articles:
        values = facts(article, site)
        writer.writerow([_cell(values[name]) for name in COLUMNS])
        if line.tell() > 30_000:
            yield _emptied(line)
    yield _emptied(line)


def as_json_lines(articles: Iterable[Article], site: str) -> Iterator[str]:
    """Yield one JSON object a line, with the text, in the form that `ingest` reads."""
    for article in articles:
        texts = {"standfirst": article.standfirst, "text": article.body}
        yield json.dumps(facts(article, site) | texts, ensure_ascii=False) + "\n"


def facts(article: Article, site: str) -> dict[str, object]:
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


def _cell(value: object) -> object:
    """Join lists by semicolons; prefix would-be spreadsheet formulas by an apostrophe."""
    if isinstance(value, list):
        value = "; ".join(value)
    if not isinstance(value, str):
        return value
    text = without_controls(value)
    return f"'{text}" if text.startswith(_ACTING) else text


def _emptied(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text
