"""Candidate matching: printings that share rare word trigrams (grams).

Every gram leads to at most MAX_PER_GRAM printings, so the cost of a new printing does not grow
with the archive. A gram at that limit is common and skipped, unless most grams of a statement are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q

from archive.models import PassageGram, QuotationDecision, QuotedPassage
from archive.models.parts import iter_batches
from archive.quotations.people import build_speaker_key
from archive.quotations.variants import ComparablePrinting, hash_trigrams, score_match, stem_words

MAX_PER_GRAM = 48
MAX_CANDIDATES = 24


@dataclass(slots=True)
class PrintingMatcher:
    """The printings of a batch and their candidates."""

    pks_by_gram: dict[int, list[int]]
    printings: dict[int, ComparablePrinting]
    quotation_of: dict[int, int | None]
    decisions: "EditorDecisions"
    batch_pks: set[int]
    """Primary keys of the batch."""
    speaker_of: dict[int, int | None]
    grams_of: dict[int, list[int]]
    """Grams of the printings of the batch."""
    new_grams: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def load(cls, passages: list[QuotedPassage]) -> "PrintingMatcher":
        """Load the batch and its candidates in a fixed number of queries."""
        printings = {row.pk: build_printing(row) for row in passages}
        grams_of = {
            pk: hash_trigrams(printing.stems)
            for pk, printing in printings.items()
            if not printing.is_report
        }
        wanted_grams = {gram for grams_found in grams_of.values() for gram in grams_found}
        pks_by_gram: dict[int, list[int]] = defaultdict(list)
        for batch in iter_batches(sorted(wanted_grams)):
            rows = PassageGram.objects.filter(gram__in=batch)
            for gram, pk in rows.values_list("gram", "passage_id"):
                pks_by_gram[gram].append(pk)
        decisions = EditorDecisions.load(printings)
        other_pks = decisions.list_pks()
        for grams_found in grams_of.values():
            other_pks.update(
                pk
                for gram in _select_rare_grams(grams_found, pks_by_gram)
                for pk in pks_by_gram.get(gram, ())
            )
        quotation_of = {row.pk: row.quotation_id for row in passages}
        speaker_of = {row.pk: row.speaker_id for row in passages}
        for row in _iter_passages(other_pks - printings.keys()):
            printings[row.pk] = build_printing(row)
            quotation_of[row.pk] = row.quotation_id
        return cls(
            dict(pks_by_gram),
            printings,
            quotation_of,
            decisions,
            set(speaker_of),
            speaker_of,
            grams_of,
        )

    def find_matches(self, pk: int) -> list[tuple[float, int]]:
        """Return (score, pk) of matching printings, best first, except those editors separated."""
        printing = self.printings[pk]
        shared_counts: Counter[int] = Counter()
        for gram in _select_rare_grams(self.grams_of[pk], self.pks_by_gram):
            shared_counts.update(
                other_pk
                for other_pk in self.pks_by_gram.get(gram, ())
                if other_pk in self.printings
            )
        shared_counts.pop(pk, None)
        joined_pks = self.decisions.joined.get(pk, set()) & self.printings.keys()
        matches = [(2.0, other_pk) for other_pk in joined_pks]
        for other_pk, _ in shared_counts.most_common(MAX_CANDIDATES):
            if other_pk in joined_pks or other_pk in self.decisions.separated.get(pk, ()):
                continue
            if score := score_match(printing, self.printings[other_pk]):
                matches.append((score, other_pk))
        return sorted(matches, key=lambda match: (-match[0], match[1]))

    def add_to_index(self, pk: int) -> None:
        """Index a printing for the later ones of the batch."""
        for gram in self.grams_of[pk]:
            pks = self.pks_by_gram.setdefault(gram, [])
            if len(pks) < MAX_PER_GRAM and pk not in pks:
                pks.append(pk)
                self.new_grams.append((gram, pk))

    def is_separated(self, pk: int, quotation_id: int | None) -> bool:
        """Return whether an editor separated this printing from one of that quotation."""
        separated_pks = self.decisions.separated.get(pk, ())
        return quotation_id is not None and any(
            self.quotation_of.get(separated_pk) == quotation_id for separated_pk in separated_pks
        )


@dataclass(slots=True)
class EditorDecisions:
    """Editors' decisions on the printings of a batch."""

    joined: dict[int, set[int]] = field(default_factory=dict)
    separated: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def load(cls, pks: Iterable[int]) -> "EditorDecisions":
        """Load the decisions that involve these printings."""
        decisions = cls()
        if not QuotationDecision.objects.exists():
            return decisions
        for batch in iter_batches(sorted(pks)):
            rows = QuotationDecision.objects.filter(Q(one__in=batch) | Q(two__in=batch))
            for first_pk, second_pk, verdict in rows.values_list("one_id", "two_id", "verdict"):
                is_separation = verdict == QuotationDecision.Verdict.APART
                partners = decisions.separated if is_separation else decisions.joined
                partners.setdefault(first_pk, set()).add(second_pk)
                partners.setdefault(second_pk, set()).add(first_pk)
        return decisions

    def list_pks(self) -> set[int]:
        """Return every printing that a decision involves."""
        return self.joined.keys() | self.separated.keys()


def _select_rare_grams(grams_found: list[int], pks_by_gram: dict[int, list[int]]) -> list[int]:
    """Select the rare grams, or all if fewer than half are rare."""
    rare = [gram for gram in grams_found if len(pks_by_gram.get(gram, ())) < MAX_PER_GRAM]
    return grams_found if len(rare) * 2 < len(grams_found) else rare


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


def _iter_passages(pks: Iterable[int]) -> Iterator[QuotedPassage]:
    for batch in iter_batches(sorted(pks)):
        rows = QuotedPassage.objects.filter(pk__in=batch).select_related("article")
        yield from rows.only(
            "words",
            "name",
            "kind",
            "quotation_id",
            "article__outlet_id",
            "article__earliest",
            "article__latest",
        )
