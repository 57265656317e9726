"""`manage.py search "QUERY"`: print what the search page would show."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError

from archive.errors import QuerySyntaxError, SearchError
from archive.management.base import ArchiveCommand
from archive.search.request import MAX_LIMIT, PAGE_SIZE, Match, SearchRequest, Sort
from archive.search.results import Fragment, Hit, Nothing, ResultPage, WordCount
from archive.search.service import search
from archive.search.syntax import Parsed, parse
from archive.text.normalize import name_key


class Command(ArchiveCommand):
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

        parser.add_argument(
            "--match", choices=[match.value for match in Match], default=Match.ALL.value,
            help="all the words, or any of them",
        )  # fmt: skip
        parser.add_argument(
            "--as-typed", action="append", default=[], metavar="WORD",
            help="look for this word or name in no other spelling; may be given again",
        )  # fmt: skip

    def handle(self, *, query: str, format: str, **asked: Any) -> None:  # noqa: A002 -- named as the option is
        mode = Match(asked["match"])
        parsed = _parsed(query, mode)
        request = SearchRequest(
            query=parsed.node,
            text=query,
            sort=Sort(asked["sort"]),
            limit=asked["limit"],
            match=mode,
            as_typed=frozenset(map(name_key, asked["as_typed"])),
        )
        try:
            page = search(request)
        except SearchError as error:
            raise CommandError(str(error)) from error
        if format == "json":
            self.stdout.write(
                json.dumps(_as_json(query, parsed, page), ensure_ascii=False, indent=2)
            )
            for note in (*parsed.notes, *page.notes):
                self.stderr.write(note, style_func=str)  # no error: not in its colour
        else:
            self.stdout.write(_as_text(parsed, page))


def _limit(text: str) -> int:
    if not text.isdecimal() or int(text) > MAX_LIMIT:
        raise ArgumentTypeError(f"‘{text}’ is not a number from 0 to {MAX_LIMIT}")
    return int(text)


def _parsed(query: str, mode: Match) -> Parsed:
    try:
        return parse(query, mode=mode)
    except QuerySyntaxError as error:
        hint = f" This would run: {error.suggestion}" if error.suggestion else ""
        raise CommandError(f"{error.message}{hint}") from error


def _as_json(query: str, parsed: Parsed, page: ResultPage) -> dict[str, Any]:
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
        "understood": _understood(parsed, page),
        "nothing": _nothing(page.nothing),
    }


def _understood(parsed: Parsed, page: ResultPage) -> dict[str, Any]:
    """Serialize the canonical query, and each part as it was parsed and expanded."""
    return {
        "text": parsed.text,
        "parts": [
            {
                "text": part.text,
                "offset": part.offset,
                "length": part.length,
                "read_as": part.reading,
            }
            for part in parsed.parts
        ],
        "also": [
            {"key": one.key, "typed": one.typed, "also": one.also, "why": one.why, "off": one.off}
            for one in page.widenings
        ],
        "patterns": [
            {"text": one.text, "forms": dict(one.forms), "total": one.total, "cut": one.cut}
            for one in page.patterns
        ],
        "names": [
            {"field": one.field, "name": one.name, "meant": one.shown, "total": one.total}
            for one in page.names
        ],
    }


def _nothing(nothing: Nothing | None) -> dict[str, Any] | None:
    """Serialize why nothing was found, and what would find something."""
    if nothing is None:
        return None
    return {
        "words": [
            {"text": word.text, "count": word.count, "similar": dict(word.similar)}
            for word in nothing.words
        ],
        "proposals": [
            {
                "kind": one.kind.value,
                "query": one.text,
                "count": one.count,
                "changed": one.changed,
                "instead": one.instead,
            }
            for one in nothing.proposals
        ],
        "undated": nothing.undated,
        "complete": nothing.is_complete,
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
    """Return everyone credited, once, in the order of the bylines."""
    return list(dict.fromkeys(byline.author.name for byline in hit.article.credits))


def _plain(fragments: tuple[Fragment, ...]) -> str:
    return "".join(fragment.text for fragment in fragments)


def _widened(page: ResultPage) -> list[str]:
    return [
        f"‘{one.typed}’ was looked for as {', '.join(one.also)}, too"
        f" (--as-typed '{one.key}' switches that off)."
        for one in page.widenings
        if not one.off
    ]


def _count(word: WordCount) -> str:
    return f"{'?':>9}" if word.count is None else f"{word.count:>9,}"


def _as_text(parsed: Parsed, page: ResultPage) -> str:
    lines = [*parsed.notes, *page.notes, *_widened(page), f"{page.total:,} found"]
    if page.nothing:
        lines += [f"{_count(word)}  {word.text}" for word in page.nothing.words]
        if not page.nothing.is_complete:
            lines.append("Not everything was counted: the time for one search was used up.")
        lines += [f"Try {one.text}  ({one.count:,} found)" for one in page.nothing.proposals]
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
