"""Fingerprints in the database: save and look up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.models import Article, Fingerprint, FingerprintedText
from archive.models.bulk import insert_rows
from archive.models.parts import in_parts
from archive.text.normalize import text_digest
from archive.text.shingles import bands, shingles, winnowed, words_of

MOST_HOLDERS: Final = 64
"""Maximum number of texts saved per fingerprint; later ones add no information."""
FURNITURE: Final = 9
"""Number of articles of one outlet from which a shared fingerprint is boilerplate."""
MOST_CANDIDATES: Final = 40
"""Maximum number of candidates: those that share the most fingerprints."""
SAME_AT_MOST: Final = 20
"""Maximum number of identical bodies paired with one: the earliest taken in."""


def keep(articles: Sequence[Article]) -> None:
    """Save the fingerprints of these articles, except those that many texts have."""
    texts, values = [], {}
    for article in articles:
        words = words_of(article.body)
        values[article.pk] = {*bands(shingles(words)), *winnowed(words)}
        texts.append(
            FingerprintedText(
                article_id=article.pk,
                text_digest=article.text_digest,
                body_digest=text_digest(article.body) if len(words) else "",
            )
        )
    FingerprintedText.objects.bulk_create(texts)
    held = _holders({value for found in values.values() for value in found})
    rows = []
    for pk, found in values.items():
        for value in sorted(found):
            if held[value] < MOST_HOLDERS:
                held[value] += 1
                rows.append((pk, value))
    insert_rows(Fingerprint, ("text", "value"), rows)


def _holders(values: Iterable[int]) -> Counter[int]:
    """Count the texts that have each fingerprint."""
    held: Counter[int] = Counter()
    for part in in_parts(sorted(values)):
        held.update(Fingerprint.objects.filter(value__in=part).values_list("value", flat=True))
    return held


def body_digests(ids: Iterable[int]) -> dict[int, str]:
    """Return the digest of each body's words, empty for an empty body."""
    return {
        pk: digest
        for part in in_parts(sorted(ids))
        for pk, digest in FingerprintedText.objects.filter(pk__in=part).values_list(
            "pk", "body_digest"
        )
    }


@dataclass(frozen=True, slots=True)
class Known:
    """Articles that share fingerprints or bodies with some articles."""

    shared: dict[int, Counter[int]]
    same: dict[int, list[int]]
    furniture: frozenset[int] = field(default_factory=frozenset)

    @property
    def everyone(self) -> set[int]:
        """Return the candidates of all articles."""
        found = {pk for one in self.shared for pk in self.candidates(one)}
        return found | {pk for one in self.same for pk in self.candidates(one)}

    def candidates(self, one: int) -> list[int]:
        """Return candidates of one article: identical bodies, then most shared fingerprints."""
        shared = self.shared.get(one, Counter())
        closest = sorted(shared, key=lambda pk: (-shared[pk], pk))[:MOST_CANDIDATES]
        return list(dict.fromkeys([*self.same.get(one, ()), *closest]))


def known(ids: Sequence[int]) -> Known:
    """Load the matches of these articles by fingerprint and by identical body."""
    own: dict[int, set[int]] = defaultdict(set)
    values: set[int] = set()
    for part in in_parts(sorted(ids)):
        for pk, value in Fingerprint.objects.filter(text__in=part).values_list("text", "value"):
            own[value].add(pk)
            values.add(value)
    holders, outlets = _who_holds(values)
    furniture = frozenset(
        value for value, counts in outlets.items() if max(counts.values()) >= FURNITURE
    )
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for value in values - furniture:
        for one in own[value]:
            shared[one].update(pk for pk in holders[value] if pk != one)
    return Known(shared, _same_bodies(ids), furniture)


def _who_holds(values: set[int]) -> tuple[dict[int, list[int]], dict[int, Counter[int]]]:
    """Return the articles with each fingerprint, and their number by outlet."""
    holders: dict[int, list[int]] = defaultdict(list)
    outlets: dict[int, Counter[int]] = defaultdict(Counter)
    for part in in_parts(sorted(values)):
        rows = Fingerprint.objects.filter(value__in=part)
        for value, pk, outlet in rows.values_list("value", "text", "text__article__outlet"):
            holders[value].append(pk)
            if outlet:
                outlets[value][outlet] += 1
    return holders, outlets


def _same_bodies(ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the earliest articles whose body has the same words."""
    digests = {pk: digest for pk, digest in body_digests(ids).items() if digest}
    together: dict[str, list[int]] = defaultdict(list)
    for part in in_parts(sorted(set(digests.values()))):
        rows = FingerprintedText.objects.filter(body_digest__in=part).order_by("pk")
        for pk, digest in rows.values_list("pk", "body_digest"):
            if len(together[digest]) <= SAME_AT_MOST:
                together[digest].append(pk)
    return {one: [pk for pk in together[digest] if pk != one] for one, digest in digests.items()}
