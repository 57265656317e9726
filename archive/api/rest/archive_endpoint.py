"""Endpoint of the archive itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from archive.api.rest.parameters import FieldNames
from archive.api.rest.record_values import Generation, Holding, find_site
from archive.api.rest.responses import answers, render_value
from archive.pages.browse.directory import load_author_counts, load_holdings
from archive.search.generation import name_generation

router = Router(tags=["archive"])


@dataclass(frozen=True, slots=True)
class ArchiveValue:
    """The archive: its name, what it holds, and its state."""

    name: str
    url: str
    holdings: Holding
    outlets: Annotated[int, Field(description="Outlets that have a listed article.")]
    authors: Annotated[int, Field(description="Authors who have a listed article.")]
    undated: int
    generation: Generation


@router.get("/archive", response=answers(ArchiveValue), summary="The archive")
def get_archive(request: HttpRequest, fields: FieldNames = "") -> HttpResponse:
    """Return the name of the archive, what it holds, and its state."""
    holdings = load_holdings()
    coverage = holdings.coverage
    value = ArchiveValue(
        name=settings.SITE_NAME,
        url=f"{find_site(request)}/",
        holdings=Holding(coverage.total, coverage.first, coverage.last),
        outlets=len(holdings.outlets.keys() - {None}),
        authors=len(load_author_counts().keys() - {None}),
        undated=coverage.undated_count,
        generation=name_generation(holdings.generation),
    )
    return render_value(request, value, fields)
