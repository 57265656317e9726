"""Matching of items to what the archive has: the same capture, the same bytes, or the same article.

Articles are matched by canonical address or by text, and those earlier in the same run count, too. No item is dropped:
what `save.ACTIONS` gives for the kind of a match is done with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final

from django.db.models import Q

from archive.formats.documents import Revisit, SourceDocument, compute_identity
from archive.formats.media_types import CSV_TYPE, JSON_TYPE
from archive.ingest.authority import OutletResolver
from archive.ingest.build_rows import Candidate, RepeatedItem
from archive.models import Article, Capture
from archive.text.normalize import compute_text_digest
from archive.text.urls import address_key

MIN_TEXT_LENGTH: Final = 250  # characters; equal texts of so many are one article
_ROW_MEDIA_TYPES: Final = frozenset({JSON_TYPE, CSV_TYPE})  # equal texts in two rows of a table are two articles
MatchTarget = int | str  # primary key of an article, or identity of a candidate of this run
_UNSAVED_CAPTURE: Final = (None, "")


class MatchKind(Enum):
    """Ways in which the archive has seen an item before."""

    SAME_CAPTURE = "the same bytes, from the same address and time where these are stated"
    NEW_ARTICLE = "not at all"
    KNOWN_ARTICLE = "an article of the same address or text, in other bytes"
    SAME_BYTES = "the same bytes, from another address or time"
    UNKNOWN_PAGE = "not at all, though it says only that a page was seen again"


@dataclass(frozen=True, slots=True)
class Match:
    """An item, how it was seen before, and the article or the `former` capture of the same bytes that it matches."""

    kind: MatchKind
    item: RepeatedItem
    target: MatchTarget | None = None
    identifier: str = ""
    candidate: Candidate | None = None
    former: Capture | None = None


@dataclass(frozen=True, slots=True)
class _KnownArticle:
    """The attributes of an article that matching by text compares."""

    target: MatchTarget
    outlet: int | None
    published: str
    address: str

    def may_match(self, other: "_KnownArticle") -> bool:
        """Return whether no attribute that both have differs."""
        own_values = (self.outlet, self.published, self.address)
        other_values = (other.outlet, other.published, other.address)
        return all(a == b or not a or not b for a, b in zip(own_values, other_values, strict=True))


@dataclass(slots=True)
class Matcher:
    """Matching against the archive, and against all that the same matcher has matched before.

    Runs that write use a new one each time; a dry run keeps one, as nothing of it is in the archive.
    """

    _addresses: dict[str, MatchTarget] = field(default_factory=dict)
    _texts: dict[str, list[_KnownArticle]] = field(default_factory=dict)
    _captures: dict[str, tuple[int | None, str]] = field(default_factory=dict)
    _digests: set[str] = field(default_factory=set)
    _places: set[tuple[str, datetime]] = field(default_factory=set)
    _joined: dict[str, MatchTarget] = field(default_factory=dict)  # identities and digests of captures

    def match_bytes(
        self, items: Iterable[RepeatedItem]
    ) -> tuple[list[Match], list[RepeatedItem], list[SourceDocument]]:
        """Group items, before extraction, into known captures, repeats of known bytes, and new documents."""
        documents = [item for item in items if isinstance(item, SourceDocument)]
        captures = _find_captures(document.identity for document in documents) | self._captures
        rows = Capture.objects.filter(digest__in=[document.digest for document in documents])
        digests = self._digests.union(rows.values_list("digest", flat=True))
        known: list[Match] = []
        repeats: list[RepeatedItem] = []
        new: list[SourceDocument] = []
        keys: set[str] = set()
        for item in items:
            if isinstance(item, Revisit):
                repeats.append(item)
                continue
            if item.identity in captures or item.identity in keys:
                capture = captures.get(item.identity, _UNSAVED_CAPTURE)
                known.append(Match(MatchKind.SAME_CAPTURE, item, *capture))
            elif item.digest in digests or item.digest in keys:
                repeats.append(item)
            else:
                new.append(item)
            keys |= {item.identity, item.digest}
        return known, repeats, new

    def match_candidates(self, candidates: Sequence[Candidate], outlet_resolver: OutletResolver) -> Iterator[Match]:
        """Match extracted articles, in order."""
        captures = _find_captures(candidate.document.identity for candidate in candidates) | self._captures
        self._load_articles(candidates)
        for candidate in candidates:
            document = candidate.document
            if document.identity in captures:
                yield Match(MatchKind.SAME_CAPTURE, document, *captures[document.identity])
                continue
            resolved = candidate.resolve_outlet(outlet_resolver)
            target = self._find_joined(document)
            target = self._find_target(resolved) if target is None else target
            if target is None:
                yield Match(MatchKind.NEW_ARTICLE, document, candidate=resolved)
            else:
                yield Match(MatchKind.KNOWN_ARTICLE, document, target, candidate=candidate)
            self._remember(document, document.identity)
            joined_target = document.identity if target is None else target
            self._joined |= {document.identity: joined_target, document.digest: joined_target}

    def _find_joined(self, document: SourceDocument) -> MatchTarget | None:
        """Return the article of the reference that names a document, or of the file that a reference names."""
        if document.joined_to:
            return self._joined.get(document.joined_to)
        return self._joined.get(document.attachment.digest) if document.attachment else None

    def match_repeats(self, items: Sequence[RepeatedItem]) -> Iterator[Match]:
        """Match documents of known bytes, and records that refer to captures; what they repeat is saved by now."""
        if not items:
            return
        captures = _load_former_captures(items)
        formers = [captures.get(item.digest) or captures.get(_get_reference(item)) for item in items]
        identities = [
            compute_identity(former.digest if former else item.digest, item.url, item.captured_at)
            for item, former in zip(items, formers, strict=True)
        ]
        known = _find_captures(identities) | self._captures
        for item, former, identity in zip(items, formers, identities, strict=True):
            if former is not None:
                kind = MatchKind.SAME_CAPTURE if identity in known else MatchKind.SAME_BYTES
                yield Match(kind, item, former.article_id, former.article.identifier, former=former)
            else:
                has_seen = item.digest in self._digests or _get_reference(item) in self._places
                yield Match(MatchKind.SAME_BYTES if has_seen else MatchKind.UNKNOWN_PAGE, item)
            known[identity] = _UNSAVED_CAPTURE
            self._remember(item, identity)

    def _remember(self, item: RepeatedItem, identity: str) -> None:
        self._captures[identity] = _UNSAVED_CAPTURE
        if isinstance(item, SourceDocument):
            self._digests.add(item.digest)
            if item.url:
                self._places.add((item.url, item.captured_at))

    def _load_articles(self, candidates: Sequence[Candidate]) -> None:
        keys = {key for candidate in candidates if (key := address_key(candidate.article.canonical_url))}
        rows = Article.objects.filter(address_key__in=keys).order_by("-pk")
        self._addresses |= dict(rows.values_list("address_key", "pk"))
        self._joined = _find_joined_captures(candidates) | self._joined
        digests = {digest for candidate in candidates if (digest := _compute_text_digest(candidate))}
        columns = ("text_digest", "pk", "outlet_id", "published", "address_key")
        same_text = Article.objects.filter(text_digest__in=digests).order_by("pk").values_list(*columns)
        for digest, *values in same_text:
            self._texts.setdefault(digest, []).append(_KnownArticle(*values))

    def _find_target(self, candidate: Candidate) -> MatchTarget | None:
        """Return the article that a candidate is another capture of; if there is none, add it as one."""
        key = address_key(candidate.article.canonical_url)
        if key and key in self._addresses:
            return self._addresses[key]
        outlet_id = candidate.outlet.pk if candidate.outlet else None
        article = _KnownArticle(candidate.document.identity, outlet_id, candidate.article.published, key)
        digest = _compute_text_digest(candidate)
        for known in self._texts.get(digest, ()):
            if known.may_match(article):
                return known.target
        if key:
            self._addresses[key] = article.target
        if digest:
            self._texts.setdefault(digest, []).append(article)
        return None


def _find_captures(identities: Iterable[str]) -> dict[str, tuple[int | None, str]]:
    """Return existing captures: identity → id and identifier of their article."""
    rows = Capture.objects.filter(identity__in=list(identities))
    columns = ("identity", "article_id", "article__identifier")
    return {identity: (article_id, identifier) for identity, article_id, identifier in rows.values_list(*columns)}


def _find_joined_captures(candidates: Iterable[Candidate]) -> dict[str, MatchTarget]:
    """Return the articles of the captures that documents are joined to, by identity and by digest."""
    documents = [candidate.document for candidate in candidates]
    identities = {document.joined_to for document in documents if document.joined_to}
    digests = {document.attachment.digest for document in documents if document.attachment}
    if not identities and not digests:
        return {}
    rows = Capture.objects.filter(Q(identity__in=identities) | Q(digest__in=digests))
    joined: dict[str, MatchTarget] = {}
    for identity, digest, article_id in rows.values_list("identity", "digest", "article_id"):
        joined |= {identity: article_id, digest: article_id}
    return joined


def _load_former_captures(items: Sequence[RepeatedItem]) -> dict[object, Capture]:
    """Load the captures the items refer to, keyed by digest and by (address, time)."""
    condition = Q(digest__in={item.digest for item in items if item.digest})
    for item in items:
        if reference := _get_reference(item):
            condition |= Q(url=reference[0], captured_at=reference[1])
    captures: dict[object, Capture] = {}
    for capture in Capture.objects.filter(condition).select_related("article").order_by("pk"):
        captures.setdefault(capture.digest, capture)
        captures.setdefault((capture.url, capture.captured_at), capture)
    return captures


def _get_reference(item: RepeatedItem) -> tuple[str, datetime] | None:
    """Return address and time of the capture that a record refers to."""
    return item.refers_to if isinstance(item, Revisit) else None


def _compute_text_digest(candidate: Candidate) -> str:
    """Return the digest of title and text; empty if too short to match, or for table rows."""
    article = candidate.article
    if candidate.document.media_type in _ROW_MEDIA_TYPES or len(article.body) < MIN_TEXT_LENGTH:
        return ""
    return compute_text_digest(article.title, article.body)
