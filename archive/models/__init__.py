"""The data model, one concept a file."""

from archive.models.articles import Article, Byline
from archive.models.authors import Author, AuthorAlias, SameAs
from archive.models.captures import Batch, Capture, Payload, Refusal
from archive.models.collections import Collection, SavedSearch
from archive.models.duplicates import CreditLink, Fingerprint, FingerprintedText, NearDuplicate
from archive.models.evidence import Evidence
from archive.models.outlets import Outlet, OutletAlias, OutletDomain
from archive.models.quotations import (
    PassageGram,
    Quotation,
    QuotationDecision,
    QuotationReading,
    QuotedPassage,
    Speaker,
    SpeakerAlias,
)
from archive.models.redirects import IndexChange, Redirect
from archive.models.stories import KeyTerm, Story, StoryMembership, StoryRefusal, TermCounts, TermProfile
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
