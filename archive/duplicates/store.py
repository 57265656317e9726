"""Comparison of articles: fingerprints, near-duplicate pairs and credit links."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.db import transaction

from archive.duplicates import fingerprints
from archive.duplicates.find import METHOD, Text, common, text_of
from archive.duplicates.origins import read_credits
from archive.models import Article, FingerprintedText, NearDuplicate
from archive.models.parts import in_parts

AT_ONCE: Final = 100
"""Articles per transaction: a killed run repeats at most these."""

Progress = Callable[[int, int], None]


def read_articles(ids: Iterable[int], progress: Progress | None = None) -> int:
    """Update the fingerprints, pairs and credit links of these articles.

    Withdrawn and deleted ones lose theirs. Idempotent, in any order; returns the number of pairs
    written.
    """
    every = sorted(set(ids))
    done = pairs = 0
    for step in (_fingerprint, _compare):
        for part in in_parts(every, AT_ONCE):
            with transaction.atomic():
                pairs += step(part)
            done += len(part)
            if progress:
                progress(done, 2 * len(every))
    return pairs


def unread() -> list[int]:
    """Return articles whose current text was not compared, and withdrawn ones that were."""
    listed = Article.objects.listed().order_by()
    digests = listed.values_list("pk", "text_digest")
    read = dict(
        FingerprintedText.objects.filter(is_compared=True).values_list("article_id", "text_digest")
    )
    gone = set(read)
    found = []
    for pk, digest in digests.iterator():
        gone.discard(pk)
        if read.get(pk) != digest:
            found.append(pk)
    return sorted([*found, *gone])


def _fingerprint(ids: Sequence[int]) -> int:
    """Recreate the fingerprints and credit links of these articles, and delete their pairs."""
    NearDuplicate.objects.of(*ids).delete()
    FingerprintedText.objects.filter(pk__in=ids).delete()
    articles = list(Article.objects.listed().filter(pk__in=ids).order_by("pk"))
    fingerprints.keep(articles)
    read_credits(ids, [article.pk for article in articles])
    return 0


def _compare(ids: Sequence[int]) -> int:
    """Save the pairs of these articles with all their candidates."""
    shelf = _Shelf(ids)
    rows: dict[tuple[int, int], NearDuplicate] = {}
    for one in ids:
        for other in shelf.candidates(one):
            pair = (min(one, other), max(one, other))
            if pair not in rows and (row := shelf.pair(*pair)):
                rows[pair] = row
    written = NearDuplicate.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=[
            "kind", "likeness", "shared_words", "shared_of_first", "shared_of_second", "method",
        ],
    )  # fmt: skip
    FingerprintedText.objects.filter(pk__in=ids).update(is_compared=True)
    return len(written)


class _Shelf:
    """The articles of a batch and their candidates, each text prepared once."""

    def __init__(self, ids: Sequence[int]) -> None:
        self._known = fingerprints.known(ids)
        wanted = {*ids, *self._known.everyone}
        self._articles = {
            row.pk: row
            for part in in_parts(sorted(wanted))
            for row in Article.objects.listed().filter(pk__in=part).only("pk", "body")
        }
        self._furniture = self._known.furniture
        self._texts: dict[int, Text] = {}
        self._digests = fingerprints.body_digests(wanted)

    def candidates(self, one: int) -> list[int]:
        return [pk for pk in self._known.candidates(one) if pk in self._articles]

    def pair(self, first: int, second: int) -> NearDuplicate | None:
        same = self._digests.get(first) == self._digests.get(second) != ""
        if not (found := common(self._text(first), self._text(second), same_words=same)):
            return None
        return NearDuplicate(
            first_id=first,
            second_id=second,
            method=METHOD,
            kind=found.kind,
            likeness=found.likeness,
            shared_words=found.shared_words,
            shared_of_first=found.shared_of_first,
            shared_of_second=found.shared_of_second,
        )

    def _text(self, pk: int) -> Text:
        if pk not in self._texts:
            self._texts[pk] = text_of(self._articles[pk].body, self._furniture)
        return self._texts[pk]
