"""Searches that can be cited: kept with what they found, and run again to say what changed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from django.contrib.auth.models import User
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from archive.db.addresses import reverse_cached
from archive.db.bulk import iter_batches
from archive.errors import ReadingError
from archive.models import Article, CitedSearch
from archive.search.generation import settle_generation
from archive.search.query.parser import to_canonical
from archive.search.service import find_keys
from archive.web.params import build_url
from archive.web.search_params import SearchParams

MAX_CITED: Final = 1_000  # of one reader
MAX_KEPT: Final = 200_000  # identifiers that are kept, to say which articles came and went
_BATCH_SIZE: Final = 5_000


@dataclass(frozen=True, slots=True)
class SearchComparison:
    """A cited search run again: what it finds now, and how that differs from then.

    `added` and `removed` are identifiers; empty where too many were found then to keep them (`is_listed` is False).
    The removed ones are in the archive but no longer found; of those `withdrawn` and `deleted` only the number is said.
    """

    total: int
    checksum: str
    generation: str
    is_same: bool
    is_listed: bool
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    withdrawn: int = 0
    deleted: int = 0


def cite_search(params: SearchParams, reader: User) -> CitedSearch:
    """Keep a search with what it finds; one of the same question and result is kept once.

    QuerySyntaxError or SearchError as the search; ReadingError beyond MAX_CITED.
    """
    parsed = params.parse_query()
    query = to_canonical(parsed.node, params.match) if parsed.node else ""
    narrowed = replace(params, text="", sort=None, page=1, are_reprints_separate=False).query_string
    generation = settle_generation()
    identifiers = _find_identifiers(params)
    checksum = compute_checksum(identifiers)
    same = CitedSearch.objects.filter(query=query, narrowed=narrowed, generation=generation, checksum=checksum)
    if generation and (known := same.first()):
        return known
    if CitedSearch.objects.filter(made_by=reader).count() >= MAX_CITED:
        raise ReadingError(gettext("You have cited %s searches, which is as many as are kept.") % f"{MAX_CITED:,}")
    kept = _compress(identifiers) if len(identifiers) <= MAX_KEPT else b""
    return CitedSearch.objects.create(
        query=query,
        narrowed=narrowed,
        generation=generation,
        total=len(identifiers),
        checksum=checksum,
        identifiers=kept,
        made_by=reader,
    )


def compare_search(cited: CitedSearch, request: HttpRequest) -> SearchComparison:
    """Run a cited search again; errors as a search."""
    generation = settle_generation()
    now = _find_identifiers(restore_params(cited, request))
    checksum = compute_checksum(now)
    then = _decompress(bytes(cited.identifiers))
    is_same, is_listed = checksum == cited.checksum, len(then) == cited.total
    if is_same or not is_listed:
        return SearchComparison(len(now), checksum, generation, is_same, is_listed)
    gone = sorted(set(then) - set(now))
    listed, withdrawn = _find_listed(gone)
    return SearchComparison(
        total=len(now),
        checksum=checksum,
        generation=generation,
        is_same=False,
        is_listed=True,
        added=tuple(sorted(set(now) - set(then))),
        removed=tuple(each for each in gone if each in listed),
        withdrawn=withdrawn,
        deleted=len(gone) - len(listed) - withdrawn,
    )


def restore_params(cited: CitedSearch, request: HttpRequest) -> SearchParams:
    """Return the search of a citation as it stands in an address."""
    values = QueryDict(cited.narrowed, mutable=True)
    values["q"] = cited.query
    return SearchParams.from_request(request, values)


def build_search_url(cited: CitedSearch) -> str:
    """Return the address of the results of a cited search as they are now."""
    values = QueryDict(cited.narrowed)
    query = {"q": cited.query} if cited.query else {}
    return build_url(reverse_cached("search"), query | {name: values.getlist(name) for name in values})


def compute_checksum(identifiers: Iterable[str]) -> str:
    """Return the SHA-256 of sorted identifiers, one on a line."""
    digest = hashlib.sha256()
    for identifier in identifiers:
        digest.update(f"{identifier}\n".encode())
    return digest.hexdigest()


def _find_identifiers(params: SearchParams) -> list[str]:
    """Return the identifiers of all articles found, sorted."""
    keys = find_keys(params.build_search_request(params.parse_query().node))
    found: list[str] = []
    for batch in iter_batches(keys, _BATCH_SIZE):
        found += Article.objects.listed().filter(pk__in=batch).order_by().values_list("identifier", flat=True)
    return sorted(found)


def _find_listed(identifiers: list[str]) -> tuple[set[str], int]:
    """Return those that are listed, and how many are withdrawn; the rest is deleted."""
    listed: set[str] = set()
    withdrawn = 0
    for batch in iter_batches(identifiers, _BATCH_SIZE):
        rows = Article.objects.filter(identifier__in=batch).order_by()
        for identifier, withdrawn_at in rows.values_list("identifier", "withdrawn_at"):
            if withdrawn_at is None:
                listed.add(identifier)
            else:
                withdrawn += 1
    return listed, withdrawn


def _compress(identifiers: list[str]) -> bytes:
    return zlib.compress("\n".join(identifiers).encode(), 9)


def _decompress(content: bytes) -> list[str]:
    return zlib.decompress(content).decode().split() if content else []
