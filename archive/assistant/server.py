"""The server of the Model Context Protocol: its tools, and how it is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from archive.assistant.api_answers import NOTICE, ArchiveReader, ToolProblemError, quote_name
from archive.search.query.parser import MAX_QUERY_LENGTH

MAX_HITS: Final = 50
MAX_CHARACTERS: Final = 30_000  # of a text in one answer
_READS: Final = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)
_INSTRUCTIONS: Final = (
    "An archive of news articles. Search it with search_archive, read with read_article; who_is_quoted, compare_outlets"
    ' and list_outlets say more. Queries: words (all of them), "phrases", OR, -not, outlet:name, author:name,'
    " date:2024-03 or date:2020..2024, title:word, spoken:name. Every answer says how the query was read. " + NOTICE
)
Query = Annotated[str, Field(description="The query, in the syntax of the search page.", max_length=MAX_QUERY_LENGTH)]
Identifier = Annotated[str, Field(description="Eight characters, from a search or an address.", max_length=300)]
Answer = dict[str, Any]


def create_server(site: str, **options: Any) -> FastMCP:
    """Return the server of the archive; `site` is where people read it, which addresses begin with."""
    server = FastMCP("Cuttings", instructions=_INSTRUCTIONS, **options)
    reader = ArchiveReader(site)

    @server.tool(annotations=_READS)
    async def search_archive(
        query: Query,
        sort: Annotated[Literal["relevance", "newest", "oldest"], Field(description="Order of the articles.")] = (
            "relevance"
        ),
        limit: Annotated[int, Field(ge=1, le=MAX_HITS, description="Articles in the answer.")] = 10,
    ) -> Answer:
        """Search the articles; the answer says how the query was read, and counts what was found by outlet and year."""
        return await _run(search_articles, reader, query, sort, limit)

    @server.tool(annotations=_READS)
    async def read_article(
        identifier: Identifier,
        offset: Annotated[int, Field(ge=0, description="First character of the text.")] = 0,
    ) -> Answer:
        """Read an article: its text, its captures, and the evidence of each of its values."""
        return await _run(load_article, reader, identifier, offset)

    @server.tool(annotations=_READS)
    async def who_is_quoted(identifier: Identifier) -> Answer:
        """List who is quoted in an article, in which words, and what in the text names the speaker."""
        return await _run(load_quotations, reader, identifier)

    @server.tool(annotations=_READS)
    async def compare_outlets(
        query: Annotated[
            str, Field(description="Count the articles of each outlet.", max_length=MAX_QUERY_LENGTH)
        ] = "",
        story: Annotated[str, Field(description="Or: the identifier of a story.", max_length=300)] = "",
    ) -> Answer:
        """Compare outlets: how many articles each has on a query, or what each did with a story."""
        return await _run(load_comparison, reader, query, story)

    @server.tool(annotations=_READS)
    async def list_outlets(
        name: Annotated[str, Field(description="Only those with these letters in their names.", max_length=200)] = "",
        cursor: Annotated[str, Field(description="`next` of the answer before.", max_length=400)] = "",
    ) -> Answer:
        """List the outlets with the number and the days of their articles."""
        return await _run(load_outlets, reader, name, cursor)

    return server


async def _run(load: Callable[..., Answer], *arguments: Any) -> Answer:
    """Run what reads the database in its own thread; problems are told to the assistant."""

    def run() -> Answer:
        close_old_connections()
        return load(*arguments)

    try:
        return await sync_to_async(run, thread_sensitive=True)()
    except ToolProblemError as error:
        raise ToolError(str(error)) from error


def search_articles(reader: ArchiveReader, query: str, sort: str, limit: int) -> Answer:
    """Return the articles that a query finds, and how it was read."""
    found = reader.ask("search", {"q": query, "sort": sort, "limit": limit})
    items = [
        {
            "identifier": item["identifier"],
            "title": item["title"],
            "outlet": (item["outlet"] or {}).get("name", ""),
            "published": item["published"],
            "address": item["url"],
            "snippet": "".join(fragment["text"] for fragment in item["snippet"]),
        }
        for item in found["items"]
    ]
    content = {name: found[name] for name in ("total", "query", "facets", "proposals", "url")} | {"articles": items}
    return reader.answer(content, [item["identifier"] for item in items])


def load_article(reader: ArchiveReader, identifier: str, offset: int) -> Answer:
    """Return an article with its evidence; of a long text one part."""
    article = reader.ask(f"articles/{quote_name(identifier)}")
    text = article.get("text", "")
    article["text"] = text[offset : offset + MAX_CHARACTERS]
    article["text_length"] = len(text)
    article["next_offset"] = offset + MAX_CHARACTERS if len(text) > offset + MAX_CHARACTERS else None
    return reader.answer(article, [article["identifier"]])


def load_quotations(reader: ArchiveReader, identifier: str) -> Answer:
    """Return the quotations of an article."""
    return reader.answer(reader.ask(f"articles/{quote_name(identifier)}/quotations"), [identifier.strip()])


def load_comparison(reader: ArchiveReader, query: str, story: str) -> Answer:
    """Return the coverage of a story, or the number of articles of each outlet on a query."""
    if story:
        coverage = reader.ask(f"stories/{quote_name(story)}")
        return reader.answer(coverage, [article["identifier"] for article in coverage["articles"][:MAX_HITS]])
    if not query.strip():
        raise ToolProblemError("Give a query, or the identifier of a story.")
    found = reader.ask("search", {"q": query, "limit": MAX_HITS})
    outlets: list[Any] = next((facet["values"] for facet in found["facets"] or () if facet["name"] == "outlet"), [])
    content = {"total": found["total"], "query": found["query"], "outlets": outlets, "address": found["url"]}
    return reader.answer(content, _pick_examples(found["items"]))


def _pick_examples(items: list[Mapping[str, Any]]) -> list[str]:
    """Return the identifier of the first article of each outlet."""
    examples: dict[str, str] = {}
    for item in items:
        examples.setdefault((item["outlet"] or {}).get("name", ""), item["identifier"])
    return list(examples.values())


def load_outlets(reader: ArchiveReader, name: str, cursor: str) -> Answer:
    """Return a page of outlets."""
    return reader.answer(reader.ask("outlets", {"q": name, "cursor": cursor}))
