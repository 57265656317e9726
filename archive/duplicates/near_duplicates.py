"""Articles that share fingerprints: saved ones, and the candidates that they lead to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from archive.db.bulk import insert_rows, iter_batches
from archive.duplicates.overlap import TextFingerprints, compute_fingerprints, is_pair_key
from archive.models import Article, Fingerprint, FingerprintedText, NearDuplicate

MAX_HOLDERS: Final = 64  # texts saved per fingerprint; later ones add no information
BOILERPLATE_ARTICLES: Final = 9  # of one outlet, from which a shared fingerprint is boilerplate
MAX_CANDIDATES: Final = 40  # those that share the most fingerprints
MIN_PAIR_KEYS: Final = 2  # shared by two texts that share no run of words, to be compared
MAX_SAME_BODIES: Final = 20  # identical bodies paired with one: the earliest taken in
METHOD: Final = "found by sampled pairs and runs of words; compared word by word, misread letters allowed"


def save_fingerprints(articles: Sequence[Article], computed: Mapping[str, TextFingerprints]) -> None:
    """Save the fingerprints of these articles, except those that many texts have; `computed` may have them by body."""
    texts, values = [], {}
    for article in articles:
        fingerprints = computed.get(article.body) or compute_fingerprints([article.body])[0]
        values[article.pk] = fingerprints.values
        digests = {"text_digest": article.text_digest, "body_digest": fingerprints.digest}
        texts.append(FingerprintedText(article_id=article.pk, **digests))
    FingerprintedText.objects.bulk_create(texts)
    holder_counts: Counter[int] = Counter()
    for batch in iter_batches(sorted(set().union(*values.values()))):
        holder_counts.update(Fingerprint.objects.filter(value__in=batch).values_list("value", flat=True))
    rows = []
    for pk, article_values in values.items():
        for value in article_values:
            if holder_counts[value] < MAX_HOLDERS:
                holder_counts[value] += 1
                rows.append((pk, value))
    insert_rows(Fingerprint, ("text", "value"), rows)


def find_same_texts(keys: Set[int]) -> list[tuple[int, int]]:
    """Return the pairs among these articles that are one text, in the same words or nearly."""
    rows = NearDuplicate.objects.exclude_passages().filter(first__in=keys, second__in=keys).order_by()
    return list(rows.values_list("first_id", "second_id"))


def load_body_digests(ids: Iterable[int]) -> dict[int, str]:
    """Return the digest of each body's words, empty for an empty body."""
    return {
        pk: digest
        for batch in iter_batches(sorted(ids))
        for pk, digest in FingerprintedText.objects.filter(pk__in=batch).values_list("pk", "body_digest")
    }


@dataclass(frozen=True, slots=True)
class FingerprintMatches:
    """Articles that share runs of words, pairs of words or whole bodies with some articles."""

    shared_runs: Mapping[int, Counter[int]]
    shared_pair_keys: Mapping[int, Counter[int]]
    same_bodies: Mapping[int, Sequence[int]]
    boilerplate: frozenset[int] = field(default_factory=frozenset)

    @property
    def all_candidates(self) -> set[int]:
        """Return the candidates of all articles."""
        articles = self.shared_runs.keys() | self.shared_pair_keys.keys() | self.same_bodies.keys()
        return {pk for article in articles for pk in self.rank_candidates(article)}

    def rank_candidates(self, article: int) -> list[int]:
        """Return candidates of one article: identical bodies, then most shared fingerprints."""
        runs, pair_keys = (shared.get(article, Counter()) for shared in (self.shared_runs, self.shared_pair_keys))
        candidates = runs.keys() | {pk for pk, count in pair_keys.items() if count >= MIN_PAIR_KEYS}
        closest = sorted(candidates, key=lambda pk: (-runs[pk] - pair_keys[pk], pk))[:MAX_CANDIDATES]
        return list(dict.fromkeys([*self.same_bodies.get(article, ()), *closest]))

    def weigh_evidence(self, article: int, candidate: int) -> int:
        """Return the number of fingerprints that both have; a run of words counts twice."""
        runs, pair_keys = (shared.get(article, Counter()) for shared in (self.shared_runs, self.shared_pair_keys))
        return 2 * runs[candidate] + pair_keys[candidate]


def load_matches(ids: Sequence[int]) -> FingerprintMatches:
    """Load the matches of these articles by fingerprint and by identical body."""
    articles_by_value: dict[int, set[int]] = defaultdict(set)
    for batch in iter_batches(sorted(ids)):
        for pk, value in Fingerprint.objects.filter(text__in=batch).values_list("text", "value"):
            articles_by_value[value].add(pk)
    holders = _load_holders(articles_by_value)
    boilerplate = _find_boilerplate(holders)
    shared_runs: dict[int, Counter[int]] = defaultdict(Counter)
    shared_pair_keys: dict[int, Counter[int]] = defaultdict(Counter)
    for value in articles_by_value.keys() - boilerplate:
        shared = shared_pair_keys if is_pair_key(value) else shared_runs
        for article in articles_by_value[value]:
            shared[article].update(pk for pk in holders[value] if pk != article)
    return FingerprintMatches(shared_runs, shared_pair_keys, _find_same_bodies(ids), boilerplate)


def _load_holders(values: Iterable[int]) -> dict[int, list[int]]:
    """Return the articles with each fingerprint."""
    holders: dict[int, list[int]] = defaultdict(list)
    for batch in iter_batches(sorted(values)):
        for value, pk in Fingerprint.objects.filter(value__in=batch).values_list("value", "text"):
            holders[value].append(pk)
    return holders


def _find_boilerplate(holders: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """Return the fingerprints that many articles of one outlet have."""
    frequent = {value: pks for value, pks in holders.items() if len(pks) >= BOILERPLATE_ARTICLES}
    outlets = {
        pk: outlet
        for batch in iter_batches(sorted({pk for pks in frequent.values() for pk in pks}))
        for pk, outlet in Article.objects.filter(pk__in=batch).order_by().values_list("pk", "outlet")
    }
    counts = {value: Counter(outlets.get(pk) for pk in pks) for value, pks in frequent.items()}
    return frozenset(
        value
        for value, count in counts.items()
        if any(number >= BOILERPLATE_ARTICLES for outlet, number in count.items() if outlet)
    )


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
