"""Types of the records that the archive sends; `/api/v1/openapi.json` describes them all.

Where `fields` chose some of them, the others are missing.
"""

from __future__ import annotations

from typing import Any, TypedDict

JSON = dict[str, Any]


class Reference(TypedDict, total=False):
    """A record that another one names."""

    name: str
    slug: str
    url: str
    api_url: str


class Credit(Reference, total=False):
    """An author of an article."""

    role: str
    printed_as: str


class Article(TypedDict, total=False):
    """An article; its text and what it comes from only where it was asked for alone."""

    identifier: str
    title: str
    url: str
    api_url: str
    outlet: Reference | None
    authors: list[Credit]
    published: str
    earliest: str | None
    latest: str | None
    date_is_inferred: bool
    section: str
    language: str
    words: int
    canonical_url: str
    added_at: str
    changed_at: str
    version: str
    standfirst: str
    text: str
    dateline: str
    review_status: str
    captures: list[JSON]
    evidence: list[JSON]
    collections: list[Reference]
    story: JSON | None
    citations: dict[str, str]
    similar: list[str]


class Fragment(TypedDict):
    """A piece of a text, and whether it matches the query."""

    text: str
    matched: bool


class Hit(Article, total=False):
    """An article that a search found."""

    score: float
    title_fragments: list[Fragment]
    snippet: list[Fragment]
    reprints: list[str]
    reprint_count: int


class Record(Reference, total=False):
    """An outlet, author, collection or speaker."""

    holdings: JSON
    articles: int
    description: str
    aliases: list[str]


class Correction(TypedDict):
    """Result of a correction."""

    identifier: str
    version: str
    changed: list[str]
    change: JSON | None


class CitedSearch(TypedDict):
    """A search as it is cited."""

    identifier: str
    query: str
    narrowed: str
    made_at: str
    generation: str
    total: int
    checksum: str
    url: str
    api_url: str


class Comparison(TypedDict):
    """A cited search run again."""

    total: int
    checksum: str
    generation: str
    is_same: bool
    is_listed: bool
    added: list[str]
    removed: list[str]
    withdrawn: int
    deleted: int
