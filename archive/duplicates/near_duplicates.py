"""Overlap of two texts, ignoring their outlets' boilerplate."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.db.bulk import insert_rows, iter_batches
from archive.models import Article, Fingerprint, FingerprintedText
from archive.text import similarity
from archive.text.normalize import compute_text_digest
from archive.text.similarity import CommonPassage, WordHashes, compute_shingles, hash_words, winnow_fingerprints

MIN_SIMILARITY: Final = 0.7  # share of common 5-word shingles of two printings of one text
MIN_PASSAGE_WORDS: Final = similarity.FINGERPRINT_WORDS + similarity.WINNOWING_WINDOW - 1
"""Minimum words in a row (40) for two texts to share a passage."""
MAX_HOLDERS: Final = 64  # texts saved per fingerprint; later ones add no information
BOILERPLATE_ARTICLES: Final = 9  # of one outlet, from which a shared fingerprint is boilerplate
MAX_CANDIDATES: Final = 40  # those that share the most fingerprints
MAX_SAME_BODIES: Final = 20  # identical bodies paired with one: the earliest taken in
METHOD: Final = "MinHash of 5-word runs, counted exactly; winnowed 8-word runs"


@dataclass(frozen=True, slots=True, eq=False)
class ComparableText:
    """A tokenized body; `boilerplate` marks the words of its outlet's boilerplate."""

    words: WordHashes
    boilerplate: npt.NDArray[np.bool_]
    shingles: similarity.HashArray


@dataclass(frozen=True, slots=True)
class TextOverlap:
    """Overlap of two texts. `kind` is a value of `NearDuplicate.Kind`."""

    kind: str
    likeness: float
    shared_words: int
    shared_of_first: float
    shared_of_second: float


def prepare_text(body: str, boilerplate: Collection[int] = ()) -> ComparableText:
    """Tokenize a body and mark the words of these boilerplate fingerprints."""
    words = hash_words(body)
    mask = _mask_boilerplate(words, boilerplate)
    return ComparableText(words, mask, compute_shingles(words, mask))


def measure_overlap(first: ComparableText, second: ComparableText, *, is_identical: bool = False) -> TextOverlap | None:
    """Return the overlap of two texts, or None if it is too small."""
    likeness = 1.0 if is_identical else similarity.compute_jaccard(first.shingles, second.shingles)
    shared_runs = [
        run for run in similarity.find_passages(first.words, second.words) if not _is_boilerplate(run, first, second)
    ]
    count = sum(run.length for run in shared_runs)
    longest = max((run.length for run in shared_runs), default=0)
    if is_identical:
        kind, count = "same", len(first.words)
    elif likeness >= MIN_SIMILARITY:
        kind = "near"
    elif longest >= MIN_PASSAGE_WORDS:
        kind = "passages"
    else:
        return None
    shares = (round(count / len(text.words), 4) if len(text.words) else 0.0 for text in (first, second))
    return TextOverlap(kind, likeness, count, *shares)


def _is_boilerplate(run: CommonPassage, first: ComparableText, second: ComparableText) -> bool:
    """Return whether most of a common run is boilerplate of either outlet."""
    first_mask = first.boilerplate[run.start : run.start + run.length]
    second_mask = second.boilerplate[run.other_start : run.other_start + run.length]
    return bool(2 * max(first_mask.sum(), second_mask.sum()) > run.length)


def _mask_boilerplate(words: WordHashes, boilerplate: Collection[int]) -> npt.NDArray[np.bool_]:
    """Return a mask of boilerplate words: runs, and the gaps between neighbouring runs."""
    mask = np.zeros(len(words), dtype=np.bool_)
    if not boilerplate:
        return mask
    positions = sorted(position for value, position in winnow_fingerprints(words).items() if value in boilerplate)
    previous = -MIN_PASSAGE_WORDS - 1
    for position in positions:
        start = previous if position - previous <= similarity.WINNOWING_WINDOW else position
        mask[start : position + similarity.FINGERPRINT_WORDS] = True
        previous = position
    return mask


def save_fingerprints(articles: Sequence[Article]) -> None:
    """Save the fingerprints of these articles, except those that many texts have."""
    texts, values = [], {}
    for article in articles:
        words = hash_words(article.body)
        values[article.pk] = {*similarity.compute_band_keys(compute_shingles(words)), *winnow_fingerprints(words)}
        body_digest = compute_text_digest(article.body) if len(words) else ""
        texts.append(FingerprintedText(article_id=article.pk, text_digest=article.text_digest, body_digest=body_digest))
    FingerprintedText.objects.bulk_create(texts)
    holder_counts: Counter[int] = Counter()
    for batch in iter_batches(sorted(set().union(*values.values()))):
        holder_counts.update(Fingerprint.objects.filter(value__in=batch).values_list("value", flat=True))
    rows = []
    for pk, article_values in values.items():
        for value in sorted(article_values):
            if holder_counts[value] < MAX_HOLDERS:
                holder_counts[value] += 1
                rows.append((pk, value))
    insert_rows(Fingerprint, ("text", "value"), rows)


def load_body_digests(ids: Iterable[int]) -> dict[int, str]:
    """Return the digest of each body's words, empty for an empty body."""
    return {
        pk: digest
        for batch in iter_batches(sorted(ids))
        for pk, digest in FingerprintedText.objects.filter(pk__in=batch).values_list("pk", "body_digest")
    }


@dataclass(frozen=True, slots=True)
class FingerprintMatches:
    """Articles that share fingerprints or bodies with some articles."""

    shared: dict[int, Counter[int]]
    same_bodies: dict[int, list[int]]
    boilerplate: frozenset[int] = field(default_factory=frozenset)

    @property
    def all_candidates(self) -> set[int]:
        """Return the candidates of all articles."""
        articles = self.shared.keys() | self.same_bodies.keys()
        return {pk for article in articles for pk in self.rank_candidates(article)}

    def rank_candidates(self, article: int) -> list[int]:
        """Return candidates of one article: identical bodies, then most shared fingerprints."""
        shared = self.shared.get(article, Counter())
        closest = sorted(shared, key=lambda pk: (-shared[pk], pk))[:MAX_CANDIDATES]
        return list(dict.fromkeys([*self.same_bodies.get(article, ()), *closest]))


def load_matches(ids: Sequence[int]) -> FingerprintMatches:
    """Load the matches of these articles by fingerprint and by identical body."""
    articles_by_value: dict[int, set[int]] = defaultdict(set)
    for batch in iter_batches(sorted(ids)):
        for pk, value in Fingerprint.objects.filter(text__in=batch).values_list("text", "value"):
            articles_by_value[value].add(pk)
    holders, outlet_counts = _load_holders(articles_by_value)
    boilerplate = frozenset(
        value for value, counts in outlet_counts.items() if max(counts.values()) >= BOILERPLATE_ARTICLES
    )
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for value in articles_by_value.keys() - boilerplate:
        for article in articles_by_value[value]:
            shared[article].update(pk for pk in holders[value] if pk != article)
    return FingerprintMatches(shared, _find_same_bodies(ids), boilerplate)


def _load_holders(values: Iterable[int]) -> tuple[dict[int, list[int]], dict[int, Counter[int]]]:
    """Return the articles with each fingerprint, and their number by outlet."""
    holders: dict[int, list[int]] = defaultdict(list)
    outlet_counts: dict[int, Counter[int]] = defaultdict(Counter)
    for batch in iter_batches(sorted(values)):
        rows = Fingerprint.objects.filter(value__in=batch)
        for value, pk, outlet in rows.values_list("value", "text", "text__article__outlet"):
            holders[value].append(pk)
            if outlet:
                outlet_counts[value][outlet] += 1
    return holders, outlet_counts


def _find_same_bodies(ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the earliest articles whose body has the same words."""
    digests = {pk: digest for pk, digest in load_body_digests(ids).items() if digest}
    pks_by_digest: dict[str, list[int]] = defaultdict(list)
    for batch in iter_batches(sorted(set(digests.values()))):
        rows = FingerprintedText.objects.filter(body_digest__in=batch).order_by("pk")
        for pk, digest in rows.values_list("pk", "body_digest"):
            if len(pks_by_digest[digest]) <= MAX_SAME_BODIES:
                pks_by_digest[digest].append(pk)
    return {article: [pk for pk in pks_by_digest[digest] if pk != article] for article, digest in digests.items()}
