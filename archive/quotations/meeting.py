"""Candidate matching: printings that share rare word trigrams (grams).

Every gram leads to at most MAX_PER_GRAM printings, so the cost of a new printing does not grow
with the archive. A gram at that limit is common and skipped, unless most grams of a statement are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q

from archive.models import PassageGram, QuotationDecision, QuotedPassage
from archive.models.parts import in_parts
from archive.quotations.people import key_of
from archive.quotations.variants import Printing, are_one, grams, stems

MOST_PER_GRAM = 48
MOST_CANDIDATES = 24


@dataclass(slots=True)
class Meeting:
    """The printings of a batch and their candidates."""

    by_gram: dict[int, list[int]]
    printings: dict[int, Printing]
    quotation: dict[int, int | None]
    decided: "Decided"
    mine: set[int]
    """Primary keys of the batch."""
    speaker: dict[int, int | None]
    grams: dict[int, list[int]]
    """Grams of the printings of the batch."""
    added: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, passages: list[QuotedPassage]) -> "Meeting":
        """Load the batch and its candidates in a fixed number of queries."""
        printings = {row.pk: printing_of(row) for row in passages}
        own = {pk: grams(each.stems) for pk, each in printings.items() if not each.is_report}
        wanted = {gram for found in own.values() for gram in found}
        by_gram: dict[int, list[int]] = defaultdict(list)
        for some in in_parts(sorted(wanted)):
            rows = PassageGram.objects.filter(gram__in=some)
            for gram, pk in rows.values_list("gram", "passage_id"):
                by_gram[gram].append(pk)
        decided = Decided.of(printings)
        others = decided.partners()
        for found in own.values():
            others.update(pk for gram in _telling(found, by_gram) for pk in by_gram.get(gram, ()))
        quotation = {row.pk: row.quotation_id for row in passages}
        speaker = {row.pk: row.speaker_id for row in passages}
        for row in _rows(others - printings.keys()):
            printings[row.pk] = printing_of(row)
            quotation[row.pk] = row.quotation_id
        return cls(dict(by_gram), printings, quotation, decided, set(speaker), speaker, own)

    def matches(self, pk: int) -> list[tuple[float, int]]:
        """Return (score, pk) of matching printings, best first, except those editors separated."""
        mine = self.printings[pk]
        shared: Counter[int] = Counter()
        for gram in _telling(self.grams[pk], self.by_gram):
            shared.update(other for other in self.by_gram.get(gram, ()) if other in self.printings)
        shared.pop(pk, None)
        together = self.decided.together.get(pk, set()) & self.printings.keys()
        found = [(2.0, other) for other in together]
        for other, _ in shared.most_common(MOST_CANDIDATES):
            if other in together or other in self.decided.apart.get(pk, ()):
                continue
            if sure := are_one(mine, self.printings[other]):
                found.append((sure, other))
        return sorted(found, key=lambda each: (-each[0], each[1]))

    def add(self, pk: int) -> None:
        """Index a printing for the later ones of the batch."""
        for gram in self.grams[pk]:
            pks = self.by_gram.setdefault(gram, [])
            if len(pks) < MOST_PER_GRAM and pk not in pks:
                pks.append(pk)
                self.added.append((gram, pk))

    def are_apart(self, pk: int, number: int | None) -> bool:
        """Return whether an editor separated this printing from one of that quotation."""
        parted = self.decided.apart.get(pk, ())
        return number is not None and any(self.quotation.get(each) == number for each in parted)


@dataclass(slots=True)
class Decided:
    """Editors' decisions on the printings of a batch."""

    together: dict[int, set[int]] = field(default_factory=dict)
    apart: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, pks: Iterable[int]) -> "Decided":
        """Load the decisions that involve these printings."""
        decided = cls()
        if not QuotationDecision.objects.exists():
            return decided
        for some in in_parts(sorted(pks)):
            rows = QuotationDecision.objects.filter(Q(one__in=some) | Q(two__in=some))
            for one, two, verdict in rows.values_list("one_id", "two_id", "verdict"):
                apart = verdict == QuotationDecision.Verdict.APART
                verdicts = decided.apart if apart else decided.together
                verdicts.setdefault(one, set()).add(two)
                verdicts.setdefault(two, set()).add(one)
        return decided

    def partners(self) -> set[int]:
        """Return every printing that a decision involves."""
        return self.together.keys() | self.apart.keys()


def _telling(found: list[int], by_gram: dict[int, list[int]]) -> list[int]:
    """Select the rare grams, or all if fewer than half are rare."""
    rare = [gram for gram in found if len(by_gram.get(gram, ())) < MOST_PER_GRAM]
    return found if len(rare) * 2 < len(found) else rare


def printing_of(row: QuotedPassage) -> Printing:
    """Build the comparable form of a row; its article must be loaded."""
    article = row.article
    return Printing(
        pk=row.pk,
        article=row.article_id,
        outlet=article.outlet_id,
        stems=stems(row.words),
        speaker=key_of(row.name) if row.name else "",
        first=article.earliest,
        last=article.latest,
        is_report=row.kind == QuotedPassage.Kind.INDIRECT,
    )


def _rows(pks: Iterable[int]) -> Iterator[QuotedPassage]:
    for some in in_parts(sorted(pks)):
        rows = QuotedPassage.objects.filter(pk__in=some).select_related("article")
        yield from rows.only(
            "words",
            "name",
            "kind",
            "quotation_id",
            "article__outlet_id",
            "article__earliest",
            "article__latest",
        )
