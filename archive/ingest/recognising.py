"""Matching of candidates to known articles, by canonical address or by text.

Articles earlier in the same run count, too. No candidate is dropped: a match adds a capture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from archive.ingest.extractors.registry import CSV, JSON
from archive.ingest.rows import Candidate
from archive.models import Article, Capture, Outlet
from archive.text.addresses import address_key
from archive.text.normalize import text_digest

ENOUGH: Final = 250
"""Minimum text length, in characters, for equal texts to count as one article."""

_ROWS: Final = frozenset({JSON, CSV})
"""Media types of table rows: equal texts in two rows are two articles."""

Target = int | str
"""Primary key of an article, or identity of a candidate of this run."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The attributes of an article that matching by text compares."""

    target: Target
    outlet: int | None
    published: str
    address: str

    def may_be(self, other: "_Held") -> bool:
        """Return whether no attribute that both have differs."""
        mine = (self.outlet, self.published, self.address)
        theirs = (other.outlet, other.published, other.address)
        return all(a == b or not a or not b for a, b in zip(mine, theirs, strict=True))


@dataclass(slots=True)
class Recognised:
    """Known articles by address and by text digest, and those added during this run."""

    addresses: dict[str, Target] = field(default_factory=dict)
    texts: dict[str, list[_Held]] = field(default_factory=dict)

    @classmethod
    def among(cls, candidates: Sequence[Candidate], before: Self | None = None) -> Self:
        """Load the known articles that may match these candidates, in two queries."""
        known = before or cls()
        keys = {key for one in candidates if (key := address_key(one.article.canonical_url))}
        rows = Article.objects.filter(address_key__in=keys).order_by("-pk")
        known.addresses |= dict(rows.values_list("address_key", "pk")) if keys else {}
        digests = {digest for one in candidates if (digest := _text_of(one))}
        held = (
            Article.objects.filter(text_digest__in=digests) if digests else Article.objects.none()
        )
        columns = ("text_digest", "pk", "outlet_id", "published", "address_key")
        for digest, *of_it in held.order_by("pk").values_list(*columns):
            known.texts.setdefault(digest, []).append(_Held(*of_it))
        return known

    def target_of(self, candidate: Candidate, outlet: Outlet | None) -> Target | None:
        """Return the article that a candidate is another capture of; None if it is new."""
        key = address_key(candidate.article.canonical_url)
        if key and key in self.addresses:
            return self.addresses[key]
        here = _held(candidate, outlet, key)
        alike = self.texts.get(_text_of(candidate), ())
        return next((one.target for one in alike if one.may_be(here)), None)

    def note(self, candidate: Candidate, outlet: Outlet | None) -> None:
        """Add a new article, so that later candidates can match it."""
        key = address_key(candidate.article.canonical_url)
        held = _held(candidate, outlet, key)
        if key:
            self.addresses[key] = held.target
        if digest := _text_of(candidate):
            self.texts.setdefault(digest, []).append(held)


def known_captures(identities: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return existing captures: identity → id and identifier of their article."""
    rows = Capture.objects.filter(identity__in=identities)
    columns = ("identity", "article_id", "article__identifier")
    return {identity: (pk, name) for identity, pk, name in rows.values_list(*columns)}


def known_bytes(digests: Sequence[str]) -> set[str]:
    """Return those of the digests that any capture has."""
    return set(Capture.objects.filter(digest__in=digests).values_list("digest", flat=True))


def _held(candidate: Candidate, outlet: Outlet | None, key: str) -> _Held:
    return _Held(
        candidate.document.identity, outlet.pk if outlet else None, candidate.article.published, key
    )


def _text_of(candidate: Candidate) -> str:
    """Return the digest of title and text; empty if too short to match, or for table rows."""
    article = candidate.article
    if candidate.document.media_type in _ROWS or len(article.body) < ENOUGH:
        return ""
    return text_digest(article.title, article.body)
