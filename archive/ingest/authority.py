"""Load authority records (outlets, authors and collections) from a file.

The file is JSON: `{"outlets": [{"name", "slug", "aliases", "domains", "country", "language",
"kind", "description"}], "authors": [{"name", "sort_name", "aliases"}], "collections":
[{"name", "slug", "description", "articles": [canonical addresses]}]}`; only names are required.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from archive.models import (
    Article,
    Author,
    AuthorAlias,
    Collection,
    Outlet,
    OutletAlias,
    OutletDomain,
)
from archive.models.fields import build_slug
from archive.text.normalize import name_key

_OUTLET_FIELDS = ("country", "language", "kind", "description")


@dataclass(frozen=True, slots=True)
class AuthorityReport:
    """Numbers of records created; existing ones are left as they are."""

    outlets: int
    authors: int
    collections: int


@transaction.atomic
def load_authority_records(records: Mapping[str, Any]) -> AuthorityReport:
    """Create the records that do not exist yet; existing ones are not changed."""
    return AuthorityReport(
        outlets=sum(_create_outlet(record) for record in records.get("outlets", ())),
        authors=sum(_create_author(record) for record in records.get("authors", ())),
        collections=sum(_create_collection(record) for record in records.get("collections", ())),
    )


def _create_outlet(record: Mapping[str, Any]) -> bool:
    slug = record.get("slug") or build_slug(record["name"], fallback="outlet")
    fields = {name: record[name] for name in _OUTLET_FIELDS if name in record}
    outlet, created = Outlet.objects.get_or_create(
        slug=slug, defaults={"name": record["name"], **fields}
    )
    if created:
        for name in record.get("aliases", ()):
            OutletAlias.objects.get_or_create(
                key=name_key(name), defaults={"name": name, "outlet": outlet}
            )
        for domain in record.get("domains", ()):
            OutletDomain.objects.get_or_create(domain=domain, defaults={"outlet": outlet})
    return created


def _create_author(record: Mapping[str, Any]) -> bool:
    slug = record.get("slug") or build_slug(record["name"], fallback="author")
    author, created = Author.objects.get_or_create(
        slug=slug, defaults={"name": record["name"], "sort_name": record.get("sort_name", "")}
    )
    if created:
        for name in record.get("aliases", ()):
            AuthorAlias.objects.get_or_create(
                author=author, key=name_key(name), defaults={"name": name}
            )
    return created


def _create_collection(record: Mapping[str, Any]) -> bool:
    slug = record.get("slug") or build_slug(record["name"], fallback="collection")
    defaults = {"name": record["name"], "description": record.get("description", "")}
    collection, created = Collection.objects.get_or_create(slug=slug, defaults=defaults)
    if created:
        articles = Article.objects.filter(canonical_url__in=record.get("articles", ()))
        collection.articles.add(*articles)
    return created
