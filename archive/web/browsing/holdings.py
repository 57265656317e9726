"""How many articles each outlet and each author has, and when: a few grouped reads, kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, F, Max, Min, Q

from archive.models import Article, Byline
from archive.web.drawing.coverage import Coverage
from archive.web.kept import kept

Spans = tuple[tuple[date | None, date | None, int], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What is listed of one outlet or author; the days are those known for certain."""

    count: int = 0
    first: date | None = None
    last: date | None = None


NOTHING = Held()


@dataclass(frozen=True)
class Holdings:
    """Listed articles by outlet (its key, None where it is not known) and by span of days."""

    spans: Mapping[int | None, Spans]

    @cached_property
    def coverage(self) -> Coverage:
        """How all listed articles lie in time."""
        return Coverage(tuple(span for spans in self.spans.values() for span in spans))

    def of(self, outlet: int | None) -> Held:
        """What is held of an outlet."""
        spans = self.spans.get(outlet, ())
        certain = [first for first, last, _ in spans if first and first == last]
        return Held(
            sum(count for _, _, count in spans),
            min(certain, default=None),
            max(certain, default=None),
        )

    def within(self, first: date, last: date) -> dict[int | None, int]:
        """Articles certainly of these days, by outlet; outlets without any are left out."""
        counts = {
            outlet: Coverage(spans).within(first, last).total
            for outlet, spans in self.spans.items()
        }
        return {outlet: count for outlet, count in counts.items() if count}


def holdings() -> Holdings:
    """The holdings of the whole archive."""
    return kept("holdings", _read)


def of_authors() -> Mapping[int, Held]:
    """What is listed of every author that has any article."""
    return kept("authors", _read_authors)


def without_author() -> int:
    """Listed articles that nobody is credited with."""
    return kept("without author", lambda: Article.objects.listed().filter(bylines=None).count())


def _read() -> Holdings:
    rows = Article.objects.listed().order_by().values_list("outlet", "earliest", "latest")
    spans: dict[int | None, list[tuple[date | None, date | None, int]]] = {}
    for outlet, first, last, count in rows.annotate(n=Count("pk")):
        spans.setdefault(outlet, []).append((first, last, count))
    return Holdings({outlet: tuple(found) for outlet, found in spans.items()})


def _read_authors() -> dict[int, Held]:
    listed = Byline.objects.filter(article__withdrawn_at=None).order_by().values_list("author")
    certain = Q(article__earliest=F("article__latest"))
    counted = listed.annotate(
        n=Count("article", distinct=True),
        first=Min("article__earliest", filter=certain),
        last=Max("article__earliest", filter=certain),
    )
    return {author: Held(*rest) for author, *rest in counted}
