"""The data model, one concept a file."""

from archive.models.articles import Article, Byline
from archive.models.collections import Collection
from archive.models.curation import Redirect
from archive.models.duplicates import (
    CreditLink,
    Fingerprint,
    FingerprintedText,
    NearDuplicate,
)
from archive.models.evidence import Evidence
from archive.models.indexing import IndexChange
from archive.models.outlets import Outlet, OutletAlias, OutletDomain
from archive.models.people import Author, AuthorAlias, SameAs
from archive.models.provenance import Batch, Capture, Payload, Refusal
from archive.models.quotation_records import PassageGram, QuotationDecision, QuotationReading
from archive.models.quotations import Quotation, QuotedPassage, Speaker, SpeakerAlias
from archive.models.saved import SavedSearch
from archive.models.stories import (
    KeyTerm,
    Story,
    StoryMembership,
    StoryRefusal,
    TermCounts,
    TermProfile,
)
from archive.models.variants import NameVariant, VariantGroup

__all__ = [
    "Article",
    "Author",
    "AuthorAlias",
    "Batch",
    "Byline",
    "Capture",
    "Collection",
    "CreditLink",
    "Evidence",
    "Fingerprint",
    "FingerprintedText",
    "IndexChange",
    "KeyTerm",
    "NameVariant",
    "NearDuplicate",
    "Outlet",
    "OutletAlias",
    "OutletDomain",
    "PassageGram",
    "Payload",
    "Quotation",
    "QuotationDecision",
    "QuotationReading",
    "QuotedPassage",
    "Redirect",
    "Refusal",
    "SameAs",
    "SavedSearch",
    "Speaker",
    "SpeakerAlias",
    "Story",
    "StoryMembership",
    "StoryRefusal",
    "TermCounts",
    "TermProfile",
    "VariantGroup",
]
