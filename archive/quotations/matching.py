"""Candidate matching: printings that share rare word trigrams (grams).

Every gram leads to at most MAX_PER_GRAM printings, so the cost of a new printing does not grow with the archive.
A gram at that limit is common and skipped, unless most grams of a statement are.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from django.db.models import Q
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from archive.db.bulk import iter_batches
from archive.models import PassageGram, QuotationDecision, QuotedPassage
from archive.quotations.services import build_speaker_key
from archive.text.normalize import fold
from archive.text.spelling import unify_spelling

_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
_ENDING: Final = re.compile(r"(?:'s|ing|ed|es|s)$")
_DOUBLED_CONSONANT: Final = re.compile(r"(?<=([bdgmnprt]))\1$")
COMMON_WORDS: Final = frozenset(
    """a an the and or but if of in on at to for from with by as is are was were be been being am it its this that these
    those he she they we i you his her their our my your him them us me not no do does did have has had will would can
    could should may might there what who which when how why so than then just very don't it's i'm that's we're they're
    about all one up out going go get know think want say said like more some any because into over also""".split()
)
"""Words that are weak evidence of a match."""
UNREACHABLE: Final = 2.0
NEAR_DAYS: Final = 3
FAR_DAYS: Final = 60
MAX_WORDS_COMPARED: Final = 120
MAX_PER_GRAM = 48
MAX_CANDIDATES = 24


@dataclass(frozen=True, slots=True)
class ComparablePrinting:
    """One statement in comparable form: stems, speaker (key of the name, empty if unnamed), place and time."""

    pk: int
    article: int
    outlet: int | None
    stems: tuple[str, ...]
    speaker: str = ""
    first_day: date | None = None
    last_day: date | None = None
    is_report: bool = False


def stem_words(words: str) -> tuple[str, ...]:
    """Return the stems of the words."""
    return tuple(_stem_word(word) for word in _WORD.findall(fold(words))[:MAX_WORDS_COMPARED])


@lru_cache(maxsize=65_536)
def _stem_word(word: str) -> str:
    word = unify_spelling(word.replace("’", "'"))
    if len(word) > 4:
        word = _DOUBLED_CONSONANT.sub("", _ENDING.sub("", word)) or word
    return word.rstrip("e") if len(word) > 4 else word


def hash_trigrams(stems: Sequence[str]) -> list[int]:
    """Hash each stem trigram to a 63-bit integer; a two-word statement is one gram.

    Trigrams of common words alone are left out.
    """
    if len(stems) < 3:
        return [_hash_stems(stems)] if len(stems) == 2 and not COMMON_WORDS.issuperset(stems) else []
    trigrams = zip(stems, stems[1:], stems[2:], strict=False)
    return list(dict.fromkeys(_hash_stems(row) for row in trigrams if not COMMON_WORDS.issuperset(row)))


def _hash_stems(stems: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(stems).encode(), digest_size=8).digest()) >> 1


def may_match(first: ComparablePrinting, second: ComparablePrinting) -> bool:
    """Return whether two printings can match: not of one article, nor of one known outlet."""
    if first.article == second.article:
        return False
    return first.outlet is None or first.outlet != second.outlet


def score_match(first: ComparablePrinting, second: ComparablePrinting) -> float:
    """Return the similarity of two printings from 0 to 1; 0 if they do not match."""
    if not may_match(first, second):
        return 0.0
    min_length = min(len(first.stems), len(second.stems))
    days = _count_days_between(first, second)
    shorter, longer = sorted((first.stems, second.stems), key=len)
    similarity = fuzz.partial_ratio(" ".join(shorter), " ".join(longer)) / 100  # with the best window of the longer
    if days is not None and days > FAR_DAYS and (min_length < 8 or similarity < 0.9):
        return 0.0
    has_equal_stems = first.stems == second.stems and len(set(first.stems) - COMMON_WORDS) >= 2
    if days is not None and days <= NEAR_DAYS and has_equal_stems:
        return similarity
    return similarity if similarity >= _choose_threshold(first, second, days) else 0.0


def _choose_threshold(first: ComparablePrinting, second: ComparablePrinting, days: int | None) -> float:
    """Return the least similarity: higher for few words, lower where the speakers agree."""
    is_same_speaker = _is_same_speaker(first.speaker, second.speaker)
    min_length, max_length = sorted((len(first.stems), len(second.stems)))
    is_near = days is not None and days <= NEAR_DAYS
    if is_same_speaker is False:
        return 0.93 if min_length >= 12 or (min_length >= 8 and is_near) else UNREACHABLE
    if min_length < 4:
        return 0.95 if is_near and max_length <= min_length + 1 else UNREACHABLE
    if not is_same_speaker:
        return 0.85 if min_length >= 5 else 0.93
    if min_length < 5:
        return 0.9
    if days is None or days <= FAR_DAYS:
        return 0.7 if _has_common_run(first.stems, second.stems) else 0.8
    return 0.85


def is_reported_by(report: ComparablePrinting, statement: ComparablePrinting) -> bool:
    """Return whether `report` reports `statement`: same speaker, same days, most of its words."""
    if not may_match(report, statement) or not is_near_in_time(report, statement):
        return False
    if _is_same_speaker(report.speaker, statement.speaker) is not True:
        return False
    report_stems = {stem for stem in report.stems if stem not in COMMON_WORDS}
    statement_stems = {stem for stem in statement.stems if stem not in COMMON_WORDS}
    shared = len(report_stems & statement_stems)
    return shared >= 3 and shared >= 0.6 * min(len(report_stems), len(statement_stems))


def _is_same_speaker(first: str, second: str) -> bool | None:
    """Return whether two names are of one person; None if either is unknown."""
    if not first or not second:
        return None
    shorter, longer = sorted((first.split(), second.split()), key=len)
    return shorter == longer[-len(shorter) :] or (shorter[-1] == longer[-1] and shorter[0][0] == longer[0][0])


def _count_days_between(first: ComparablePrinting, second: ComparablePrinting) -> int | None:
    """Return the least number of days between them; None if a date is unknown."""
    if first.first_day is None or first.last_day is None or second.first_day is None or second.last_day is None:
        return None
    return max(0, (second.first_day - first.last_day).days, (first.first_day - second.last_day).days)


def is_near_in_time(first: ComparablePrinting, second: ComparablePrinting) -> bool:
    """Return whether their dates are known and at most NEAR_DAYS apart."""
    days = _count_days_between(first, second)
    return days is not None and days <= NEAR_DAYS


def _has_common_run(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Return whether five stems in a row are shared, two of them not common."""
    for code in LCSseq.opcodes(first, second):
        run = first[code.src_start : code.src_end]
        if code.tag == "equal" and len(run) >= 5 and len(set(run) - COMMON_WORDS) >= 2:
            return True
    return False


class PrintingMatcher:
    """The printings of a batch and their candidates, loaded in a fixed number of queries."""

    def __init__(self, passages: list[QuotedPassage]) -> None:
        self.printings = {row.pk: build_printing(row) for row in passages}
        self.quotation_of = {row.pk: row.quotation_id for row in passages}
        self.speaker_of = {row.pk: row.speaker_id for row in passages}
        self.batch_pks = set(self.speaker_of)
        self.grams_of = {pk: hash_trigrams(row.stems) for pk, row in self.printings.items() if not row.is_report}
        self.pks_by_gram: defaultdict[int, list[int]] = defaultdict(list)
        self.new_grams: list[tuple[int, int]] = []
        for batch in iter_batches(sorted({gram for grams in self.grams_of.values() for gram in grams})):
            for gram, pk in PassageGram.objects.filter(gram__in=batch).values_list("gram", "passage_id"):
                self.pks_by_gram[gram].append(pk)
        self.joined: defaultdict[int, set[int]] = defaultdict(set)
        self.separated: defaultdict[int, set[int]] = defaultdict(set)
        self._load_decisions()
        other_pks = self.joined.keys() | self.separated.keys()
        for pk in self.grams_of:
            for gram in self._select_rare_grams(pk):
                other_pks.update(self.pks_by_gram.get(gram, ()))
        for batch in iter_batches(sorted(other_pks - self.printings.keys())):
            rows = QuotedPassage.objects.filter(pk__in=batch).select_related("article")
            for row in rows.only(
                "words", "name", "kind", "quotation_id", "article__outlet_id", "article__earliest", "article__latest"
            ):
                self.printings[row.pk] = build_printing(row)
                self.quotation_of[row.pk] = row.quotation_id

    def _load_decisions(self) -> None:
        """Load the editors' decisions that involve the printings of the batch."""
        if not QuotationDecision.objects.exists():
            return
        for batch in iter_batches(sorted(self.batch_pks)):
            rows = QuotationDecision.objects.filter(Q(one__in=batch) | Q(two__in=batch))
            for first_pk, second_pk, verdict in rows.values_list("one_id", "two_id", "verdict"):
                partners = self.separated if verdict == QuotationDecision.Verdict.APART else self.joined
                partners[first_pk].add(second_pk)
                partners[second_pk].add(first_pk)

    def _select_rare_grams(self, pk: int) -> list[int]:
        """Select the rare grams of a printing, or all if fewer than half are rare."""
        grams = self.grams_of[pk]
        rare = [gram for gram in grams if len(self.pks_by_gram.get(gram, ())) < MAX_PER_GRAM]
        return grams if len(rare) * 2 < len(grams) else rare

    def find_matches(self, pk: int) -> list[tuple[float, int]]:
        """Return (score, pk) of matching printings, best first, except those editors separated."""
        printing = self.printings[pk]
        shared_counts: Counter[int] = Counter()
        for gram in self._select_rare_grams(pk):
            shared_counts.update(other_pk for other_pk in self.pks_by_gram.get(gram, ()) if other_pk in self.printings)
        shared_counts.pop(pk, None)
        joined_pks = self.joined.get(pk, set()) & self.printings.keys()
        matches = [(2.0, other_pk) for other_pk in joined_pks]
        for other_pk, _ in shared_counts.most_common(MAX_CANDIDATES):
            if other_pk in joined_pks or other_pk in self.separated.get(pk, ()):
                continue
            if score := score_match(printing, self.printings[other_pk]):
                matches.append((score, other_pk))
        return sorted(matches, key=lambda match: (-match[0], match[1]))

    def add_to_index(self, pk: int) -> None:
        """Index a printing for the later ones of the batch."""
        for gram in self.grams_of[pk]:
            pks = self.pks_by_gram[gram]
            if len(pks) < MAX_PER_GRAM and pk not in pks:
                pks.append(pk)
                self.new_grams.append((gram, pk))

    def is_separated(self, pk: int, quotation_id: int | None) -> bool:
        """Return whether an editor separated this printing from one of that quotation."""
        return quotation_id is not None and any(
            self.quotation_of.get(separated_pk) == quotation_id for separated_pk in self.separated.get(pk, ())
        )


def build_printing(row: QuotedPassage) -> ComparablePrinting:
    """Build the comparable form of a row; its article must be loaded."""
    article = row.article
    return ComparablePrinting(
        pk=row.pk,
        article=row.article_id,
        outlet=article.outlet_id,
        stems=stem_words(row.words),
        speaker=build_speaker_key(row.name) if row.name else "",
        first_day=article.earliest,
        last_day=article.latest,
        is_report=row.kind == QuotedPassage.Kind.INDIRECT,
    )
