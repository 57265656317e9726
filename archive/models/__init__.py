"""The data model, one concept a file."""

# ruff: noqa: F401 -- what this package offers

from archive.models.alerts import AlertedArticle, AlertMail, SearchAlert
from archive.models.annotations import Annotation
from archive.models.api_tokens import ApiToken, TokenScope
from archive.models.articles import Article, Byline, IndexChange
from archive.models.changes import Change, OpenChange, RowChange
from archive.models.cited_searches import CitedSearch
from archive.models.collections import Collection, SavedSearch
from archive.models.creators import Author, AuthorAlias, Outlet, OutletAlias, OutletDomain, SameAs
from archive.models.duplicates import CreditLink, Fingerprint, FingerprintedText, NearDuplicate
from archive.models.events import ArchiveEvent
from archive.models.named import NameVariant, Redirect, VariantGroup
from archive.models.processes import RunningProcess, WorkClaim
from archive.models.provenance import Batch, Capture, Evidence, Payload, Picture, Refusal
from archive.models.quality import MaintenanceTask, PayloadFault, QualitySnapshot
from archive.models.quotations import (
    PassageGram,
    Quotation,
    QuotationDecision,
    QuotationReading,
    QuotedPassage,
    Speaker,
    SpeakerAlias,
)
from archive.models.reading_lists import ListEntry, ReadingList
from archive.models.relations import DistinctRecords, MergedRecord, OutletSuccession
from archive.models.stories import KeyTerm, Story, StoryMembership, StoryRefusal, TermCounts, TermProfile
from archive.models.webhooks import Webhook, WebhookMessage
