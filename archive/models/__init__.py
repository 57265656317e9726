"""The nouns of the archive, one concept a file."""

from archive.models.articles import Article, Byline
from archive.models.collections import Collection
from archive.models.curation import Redirect
from archive.models.evidence import Evidence
from archive.models.indexing import IndexChange
from archive.models.outlets import Outlet, OutletAlias, OutletDomain
from archive.models.people import Author, AuthorAlias, SameAs
from archive.models.provenance import Batch, Capture, Payload, Refusal
from archive.models.variants import NameVariant, VariantGroup

__all__ = [
    "Article",
    "Author",
    "AuthorAlias",
    "Batch",
    "Byline",
    "Capture",
    "Collection",
    "Evidence",
    "IndexChange",
    "NameVariant",
    "Outlet",
    "OutletAlias",
    "OutletDomain",
    "Payload",
    "Redirect",
    "Refusal",
    "SameAs",
    "VariantGroup",
]
