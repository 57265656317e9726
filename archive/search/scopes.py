"""Scopes of a search: the collection or the story whose articles alone are searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from archive.models import Collection, Story, StoryMembership
from archive.search.query.request import ScopeName


@dataclass(frozen=True, slots=True)
class SearchedScope:
    """A scope of a search with the name of its record; `keys` are its articles, None where there is no such record."""

    name: ScopeName
    value: str
    label: str
    keys: frozenset[int] | None


def load_scopes(scopes: Mapping[ScopeName, str]) -> tuple[SearchedScope, ...]:
    """Load each scope with the keys of its articles; two queries each."""
    return tuple(_LOADERS[name](value) for name, value in scopes.items())


def _load_collection(slug: str) -> SearchedScope:
    row = Collection.objects.filter(slug=slug).values_list("pk", "name").first()
    if row is None:
        return SearchedScope(ScopeName.COLLECTION, slug, slug, None)
    links = Collection.articles.through.objects.filter(collection=row[0])
    return SearchedScope(ScopeName.COLLECTION, slug, row[1], frozenset(links.values_list("article_id", flat=True)))


def _load_story(identifier: str) -> SearchedScope:
    row = Story.objects.filter(identifier=identifier).first()
    if row is None:
        return SearchedScope(ScopeName.STORY, identifier, identifier, None)
    memberships = StoryMembership.objects.filter(story=row).order_by("pk")
    label = row.name or memberships.order_by("article__earliest", "pk").values_list("article__title", flat=True).first()
    keys = frozenset(memberships.values_list("article_id", flat=True))
    return SearchedScope(ScopeName.STORY, identifier, label or identifier, keys)


_LOADERS: Final = {ScopeName.COLLECTION: _load_collection, ScopeName.STORY: _load_story}
