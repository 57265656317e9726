"""`manage.py search "QUERY"`: print what the search page would show."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError

from archive.errors import QuerySyntaxError
from archive.management.archive_command import ArchiveCommand
from archive.search.no_results import NoResults
from archive.search.query.parser import ParsedQuery, parse_query
from archive.search.query.request import MAX_LIMIT, PAGE_SIZE, MatchMode, SearchRequest, SortOrder
from archive.search.results import ResultPage, SearchHit
from archive.search.service import search
from archive.text.normalize import name_key


class Command(ArchiveCommand):
    help = "Search the archive. The language is explained at /help/search/."
    is_read_only = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", help="what to find; * is everything")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--limit", type=_parse_limit, default=PAGE_SIZE, help=f"hits to print, 0 to {MAX_LIMIT}")
        parser.add_argument("--sort", choices=[sort.value for sort in SortOrder], default=SortOrder.RELEVANCE.value)

        parser.add_argument(
            "--match",
            choices=[match.value for match in MatchMode],
            default=MatchMode.ALL.value,
            help="all the words, or any of them",
        )
        parser.add_argument(
            "--as-typed",
            action="append",
            default=[],
            metavar="WORD",
            help="look for this word or name in no other spelling; may be given again",
        )

    def handle(self, *, query: str, format: str, **options: Any) -> None:  # noqa: A002 -- named as the option is
        mode = MatchMode(options["match"])
        try:
            parsed = parse_query(query, mode=mode)
        except QuerySyntaxError as error:
            hint = f" This would run: {error.suggestion}" if error.suggestion else ""
            raise CommandError(f"{error.message}{hint}") from error
        request = SearchRequest(
            query=parsed.node,
            text=query,
            sort=SortOrder(options["sort"]),
            limit=options["limit"],
            match=mode,
            disabled_expansions=frozenset(map(name_key, options["as_typed"])),
        )
        page = search(request)
        if format == "json":
            self.stdout.write(json.dumps(_serialize_page(query, parsed, page), ensure_ascii=False, indent=2))
            for note in (*parsed.notes, *page.notes):
                self.print_remark(note)
        else:
            self.stdout.write(_format_page(parsed, page))


def _parse_limit(text: str) -> int:
    if not text.isdecimal() or int(text) > MAX_LIMIT:
        raise ArgumentTypeError(f"‘{text}’ is not a number from 0 to {MAX_LIMIT}")
    return int(text)


def _serialize_page(query: str, parsed: ParsedQuery, page: ResultPage) -> dict[str, Any]:
    return {
        "query": query,
        "total": page.total,
        "hits": [_serialize_hit(hit) for hit in page.hits],
        "facets": {
            facet.name.value: [
                {"value": value.value, "label": value.label, "count": value.count} for value in facet.values
            ]
            for facet in page.facets
        },
        "understood": _serialize_query(parsed, page),
        "nothing": _serialize_no_results(page.no_results),
    }


def _serialize_query(parsed: ParsedQuery, page: ResultPage) -> dict[str, Any]:
    expansions = [
        {"key": item.key, "typed": item.typed, "also": item.alternatives, "why": item.reason, "off": item.is_disabled}
        for item in page.expansions
    ]
    return {
        "text": parsed.canonical_text,
        "parts": [
            {"text": part.text, "offset": part.offset, "length": part.length, "read_as": part.reading}
            for part in parsed.parts
        ],
        "also": expansions,
        "patterns": [
            {"text": item.text, "forms": dict(item.forms), "total": item.total, "cut": item.is_truncated}
            for item in page.patterns
        ],
        "names": [
            {"field": item.field, "name": item.name, "meant": item.record_names, "total": item.total}
            for item in page.resolved_names
        ],
    }


def _serialize_no_results(no_results: NoResults | None) -> dict[str, Any] | None:
    if no_results is None:
        return None
    return {
        "words": [{"text": word.text, "count": word.count, "similar": dict(word.similar)} for word in no_results.terms],
        "proposals": [
            {
                "kind": proposal.kind.value,
                "query": proposal.text,
                "count": proposal.count,
                "changed": proposal.changed_part,
                "instead": proposal.replacement,
            }
            for proposal in no_results.proposals
        ],
        "undated": no_results.undated,
        "complete": no_results.is_complete,
    }


def _serialize_hit(hit: SearchHit) -> dict[str, Any]:
    article = hit.article
    return {
        "id": article.identifier,
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else None,
        "authors": _list_authors(hit),
        "date": article.published or None,
        "url": article.get_absolute_url(),
        "score": round(hit.score, 6),
        "snippet": "".join(fragment.text for fragment in hit.snippet),
    }


def _list_authors(hit: SearchHit) -> list[str]:
    """Return everyone credited, once, in the order of the bylines."""
    return list(dict.fromkeys(byline.author.name for byline in hit.article.credits))


def _format_page(parsed: ParsedQuery, page: ResultPage) -> str:
    widenings = [
        f"‘{widening.typed}’ was looked for as {', '.join(widening.alternatives)}, too"
        f" (--as-typed '{widening.key}' switches that off)."
        for widening in page.expansions
        if not widening.is_disabled
    ]
    lines = [*parsed.notes, *page.notes, *widenings, f"{page.total:,} found"]
    if page.no_results:
        counts = ((word, "?" if word.count is None else f"{word.count:,}") for word in page.no_results.terms)
        lines += [f"{count:>9}  {word.text}" for word, count in counts]
        if not page.no_results.is_complete:
            lines.append("Not everything was counted: the time for one search was used up.")
        lines += [f"Try {proposal.text}  ({proposal.count:,} found)" for proposal in page.no_results.proposals]
    for hit in page.hits:
        article = hit.article
        outlet = article.outlet.name if article.outlet else "outlet unknown"
        lines += [
            "",
            article.title,
            " · ".join([outlet, *_list_authors(hit), article.date_label]),
            "".join(fragment.text for fragment in hit.snippet),
            article.get_absolute_url(),
        ]
    return "\n".join(lines)
