"""`python manage.py search "QUERY"`: what the page would show."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.errors import QuerySyntaxError, SearchError
from archive.search.request import MAX_LIMIT, PAGE_SIZE, SearchRequest, Sort
from archive.search.results import Fragment, Hit, ResultPage
from archive.search.service import search
from archive.search.syntax import Parsed, parse


class Command(BaseCommand):
    help = "Search the archive. The language is explained at /help/search/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", help="what to find; * is everything")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--limit", type=_limit, default=PAGE_SIZE, help=f"hits to print, 0 to {MAX_LIMIT}"
        )
        parser.add_argument(
            "--sort", choices=[sort.value for sort in Sort], default=Sort.RELEVANCE.value
        )

    def handle(self, *, query: str, format: str, limit: int, sort: str, **_: Any) -> None:  # noqa: A002 -- named as the option is
        parsed = _parsed(query)
        request = SearchRequest(query=parsed.node, text=query, sort=Sort(sort), limit=limit)
        try:
            page = search(request)
        except SearchError as error:
            raise CommandError(str(error)) from error
        if format == "json":
            self.stdout.write(json.dumps(_as_json(query, page), ensure_ascii=False, indent=2))
            for note in (*parsed.notes, *page.notes):
                self.stderr.write(note)
        else:
            self.stdout.write(_as_text(parsed, page))


def _limit(text: str) -> int:
    if not text.isdecimal() or int(text) > MAX_LIMIT:
        raise ArgumentTypeError(f"‘{text}’ is not a number from 0 to {MAX_LIMIT}")
    return int(text)


def _parsed(query: str) -> Parsed:
    try:
        return parse(query)
    except QuerySyntaxError as error:
        there = query[error.offset : error.offset + error.length]
        place = f" At character {error.offset + 1}: {there!r}."
        hint = f" This would run: {error.suggestion}" if error.suggestion else ""
        raise CommandError(f"{error.message}{place}{hint}") from error


def _as_json(query: str, page: ResultPage) -> dict[str, Any]:
    return {
        "query": query,
        "total": page.total,
        "hits": [_hit(hit) for hit in page.hits],
        "facets": {
            facet.name.value: [
                {"value": value.value, "label": value.label, "count": value.count}
                for value in facet.values
            ]
            for facet in page.facets
        },
    }


def _hit(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        "id": article.identifier,
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else None,
        "authors": _authors(hit),
        "date": article.published or None,
        "url": article.get_absolute_url(),
        "score": round(hit.score, 6),
        "snippet": _plain(hit.snippet),
    }


def _authors(hit: Hit) -> list[str]:
    """Everyone credited, once, in the order of the bylines."""
    return list(dict.fromkeys(byline.author.name for byline in hit.article.bylines.all()))


def _plain(fragments: tuple[Fragment, ...]) -> str:
    return "".join(fragment.text for fragment in fragments)


def _as_text(parsed: Parsed, page: ResultPage) -> str:
    lines = [*parsed.notes, *page.notes, f"{page.total:,} found"]
    for hit in page.hits:
        article = hit.article
        outlet = article.outlet.name if article.outlet else "outlet unknown"
        lines += [
            "",
            article.title,
            " · ".join([outlet, *_authors(hit), article.published_in_words]),
            _plain(hit.snippet),
            article.get_absolute_url(),
        ]
    return "\n".join(lines)
