"""Endpoints of searches that are cited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import Body, Field, Router, Schema

from archive.api.rest.parameters import IdentifierPath
from archive.api.rest.permissions import TokenAuth, get_token_user
from archive.api.rest.record_values import ApiUrl, Generation, Identifier, Url, build_api_url, find_site
from archive.api.rest.responses import answers, render_value
from archive.citations.cited_searches import cite_search, compare_search
from archive.models import CitedSearch
from archive.search.query.parser import MAX_QUERY_LENGTH
from archive.web.params import get_row_or_404
from archive.web.search_params import SearchParams

router = Router(tags=["searches"])


class NewCitation(Schema, extra="forbid"):
    """A search to cite, as the parameters of its address."""

    q: Annotated[str, Field(max_length=MAX_QUERY_LENGTH)] = ""
    narrowed: Annotated[str, Field(max_length=2_000, description="The filters: outlet=gazette&year=2024")] = ""


@dataclass(frozen=True, slots=True)
class CitedSearchValue:
    """A search as it is cited: its question, and what it found that day."""

    identifier: Identifier
    query: Annotated[str, Field(description="Canonical; empty: everything.")]
    narrowed: Annotated[str, Field(description="The filters, as they stand in an address.")]
    made_at: datetime
    generation: Generation
    total: int
    checksum: Annotated[str, Field(description="SHA-256 of the identifiers found, sorted, one on a line.")]
    url: Url
    api_url: ApiUrl


@dataclass(frozen=True, slots=True)
class ComparisonValue:
    """A cited search run again, and how what it finds differs."""

    total: int
    checksum: str
    generation: Generation
    is_same: bool
    is_listed: Annotated[bool, Field(description="Whether it is known which articles came and went.")]
    added: tuple[Identifier, ...]
    removed: Annotated[tuple[Identifier, ...], Field(description="In the archive, but no longer found.")]
    withdrawn: int
    deleted: int


@router.post("/cited-searches", response=answers(CitedSearchValue, 201), summary="Cite a search", auth=TokenAuth())
def create_cited_search(request: HttpRequest, new: Body[NewCitation]) -> HttpResponse:
    """Keep a search with what it finds, at an address that stays."""
    values = QueryDict(new.narrowed.encode(errors="replace"), mutable=True)
    values["q"] = new.q
    cited = cite_search(SearchParams.from_request(request, values), get_token_user(request))
    response = render_value(request, _build_cited(request, cited), status=201)
    response["Location"] = build_api_url(request, f"cited-searches/{cited.identifier}")
    return response


@router.get("/cited-searches/{str:identifier}", response=answers(CitedSearchValue), summary="A cited search")
def get_cited_search(request: HttpRequest, identifier: IdentifierPath) -> HttpResponse:
    """Return a cited search as it was."""
    cited = get_row_or_404(CitedSearch.objects.defer("identifiers"), identifier=identifier)
    return render_value(request, _build_cited(request, cited))


@router.get(
    "/cited-searches/{str:identifier}/comparison", response=answers(ComparisonValue), summary="A cited search again"
)
def compare_cited_search(request: HttpRequest, identifier: IdentifierPath) -> HttpResponse:
    """Run a cited search again, and say what changed."""
    row = compare_search(get_row_or_404(CitedSearch.objects.all(), identifier=identifier), request)
    value = ComparisonValue(
        row.total,
        row.checksum,
        row.generation,
        row.is_same,
        row.is_listed,
        row.added,
        row.removed,
        row.withdrawn,
        row.deleted,
    )
    return render_value(request, value)


def _build_cited(request: HttpRequest, cited: CitedSearch) -> CitedSearchValue:
    return CitedSearchValue(
        identifier=cited.identifier,
        query=cited.query,
        narrowed=cited.narrowed,
        made_at=cited.made_at,
        generation=cited.generation,
        total=cited.total,
        checksum=cited.checksum,
        url=find_site(request) + cited.get_absolute_url(),
        api_url=build_api_url(request, f"cited-searches/{cited.identifier}"),
    )
