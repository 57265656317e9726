"""Matching of candidates to known articles, by canonical address or by text.

Articles earlier in the same run count, too. No candidate is dropped: a match adds a capture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from archive.formats.documents import CSV_TYPE, JSON_TYPE
from archive.ingest.build_rows import Candidate
from archive.models import Article, Capture, Outlet
from archive.text.normalize import compute_text_digest
from archive.text.urls import address_key

MIN_TEXT_LENGTH: Final = 250
"""Minimum text length, in characters, for equal texts to count as one article."""

_ROW_MEDIA_TYPES: Final = frozenset({JSON_TYPE, CSV_TYPE})
"""Media types of table rows: equal texts in two rows are two articles."""

MatchTarget = int | str
"""Primary key of an article, or identity of a candidate of this run."""


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
class ArticleMatcher:
    """Known articles by address and by text digest, and those added during this run."""

    addresses: dict[str, MatchTarget] = field(default_factory=dict)
    texts: dict[str, list[_KnownArticle]] = field(default_factory=dict)

    @classmethod
    def load(cls, candidates: Sequence[Candidate], previous_matcher: Self | None = None) -> Self:
        """Load the known articles that may match these candidates, in two queries."""
        matcher = previous_matcher or cls()
        keys = {key for candidate in candidates if (key := address_key(candidate.article.canonical_url))}
        rows = Article.objects.filter(address_key__in=keys).order_by("-pk")
        matcher.addresses |= dict(rows.values_list("address_key", "pk")) if keys else {}
        digests = {digest for candidate in candidates if (digest := _compute_text_digest(candidate))}
        same_text = Article.objects.filter(text_digest__in=digests) if digests else Article.objects.none()
        columns = ("text_digest", "pk", "outlet_id", "published", "address_key")
        for digest, *values in same_text.order_by("pk").values_list(*columns):
            matcher.texts.setdefault(digest, []).append(_KnownArticle(*values))
        return matcher

    def find_target(self, candidate: Candidate, outlet: Outlet | None) -> MatchTarget | None:
        """Return the article that a candidate is another capture of; None if it is new."""
        key = address_key(candidate.article.canonical_url)
        if key and key in self.addresses:
            return self.addresses[key]
        candidate_article = _build_known_article(candidate, outlet, key)
        same_text = self.texts.get(_compute_text_digest(candidate), ())
        return next((article.target for article in same_text if article.may_match(candidate_article)), None)

    def add_article(self, candidate: Candidate, outlet: Outlet | None) -> None:
        """Add a new article, so that later candidates can match it."""
        key = address_key(candidate.article.canonical_url)
        article = _build_known_article(candidate, outlet, key)
        if key:
            self.addresses[key] = article.target
        if digest := _compute_text_digest(candidate):
            self.texts.setdefault(digest, []).append(article)


def find_known_captures(identities: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return existing captures: identity → id and identifier of their article."""
    rows = Capture.objects.filter(identity__in=identities)
    columns = ("identity", "article_id", "article__identifier")
    return {identity: (article_id, identifier) for identity, article_id, identifier in rows.values_list(*columns)}


def find_known_digests(digests: Sequence[str]) -> set[str]:
    """Return those of the digests that any capture has."""
    return set(Capture.objects.filter(digest__in=digests).values_list("digest", flat=True))


def _build_known_article(candidate: Candidate, outlet: Outlet | None, key: str) -> _KnownArticle:
    return _KnownArticle(candidate.document.identity, outlet.pk if outlet else None, candidate.article.published, key)


def _compute_text_digest(candidate: Candidate) -> str:
    """Return the digest of title and text; empty if too short to match, or for table rows."""
    article = candidate.article
    if candidate.document.media_type in _ROW_MEDIA_TYPES or len(article.body) < MIN_TEXT_LENGTH:
        return ""
    return compute_text_digest(article.title, article.body)
