"""Which articles the archive has already: by address, or by text; and those that come just before.

Nothing is dropped for being alike: a known article gets one capture more.
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
"""Characters of text from which on equal texts are one article and no coincidence."""

_ROWS: Final = frozenset({JSON, CSV})
"""Records that their source tells apart itself: equal texts in two of them are two articles."""

Target = int | str
"""An article by its key, or a candidate of this run by its identity."""


@dataclass(frozen=True, slots=True)
class _Held:
    """An article as far as it takes to tell whether another text is the same."""

    target: Target
    outlet: int | None
    published: str
    address: str

    def may_be(self, other: "_Held") -> bool:
        """Whether nothing that both say speaks against it."""
        mine = (self.outlet, self.published, self.address)
        theirs = (other.outlet, other.published, other.address)
        return all(a == b or not a or not b for a, b in zip(mine, theirs, strict=True))


@dataclass(slots=True)
class Recognised:
    """What is known of some candidates, and of those noted before them in this run."""

    addresses: dict[str, Target] = field(default_factory=dict)
    texts: dict[str, list[_Held]] = field(default_factory=dict)

    @classmethod
    def among(cls, candidates: Sequence[Candidate], before: Self | None = None) -> Self:
        """Ask the archive about these candidates, in two questions."""
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
        """The article that a candidate is another capture of; None if it is a new one."""
        key = address_key(candidate.article.canonical_url)
        if key and key in self.addresses:
            return self.addresses[key]
        here = _held(candidate, outlet, key)
        alike = self.texts.get(_text_of(candidate), ())
        return next((one.target for one in alike if one.may_be(here)), None)

    def note(self, candidate: Candidate, outlet: Outlet | None) -> None:
        """A new article: the next candidates may be captures of it."""
        key = address_key(candidate.article.canonical_url)
        held = _held(candidate, outlet, key)
        if key:
            self.addresses[key] = held.target
        if digest := _text_of(candidate):
            self.texts.setdefault(digest, []).append(held)


def known_captures(identities: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The captures that are there already: identity → id and identifier of their article."""
    rows = Capture.objects.filter(identity__in=identities)
    columns = ("identity", "article_id", "article__identifier")
    return {identity: (pk, name) for identity, pk, name in rows.values_list(*columns)}


def known_bytes(digests: Sequence[str]) -> set[str]:
    """Which of these bytes were captured before, wherever and whenever."""
    return set(Capture.objects.filter(digest__in=digests).values_list("digest", flat=True))


def _held(candidate: Candidate, outlet: Outlet | None, key: str) -> _Held:
    return _Held(
        candidate.document.identity, outlet.pk if outlet else None, candidate.article.published, key
    )


def _text_of(candidate: Candidate) -> str:
    """The digest of title and text, where it is long enough to know an article by."""
    article = candidate.article
    if candidate.document.media_type in _ROWS or len(article.body) < ENOUGH:
        return ""
    return text_digest(article.title, article.body)
