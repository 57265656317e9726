"""Concordance of a quotation: all its wordings compared with one of them."""

from dataclasses import dataclass

from django.db.models import F

from archive.models import Article, Quotation, QuotedPassage
from archive.quotations.differences import Name, Wording, compare
from archive.web.address import Asked

MOST_WORDINGS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """The wording of one article, compared with the base, and its link.

    A wording interrupted by `he said` consists of several statements.
    """

    passages: tuple[QuotedPassage, ...]
    wording: Wording
    place: str
    against: str
    """URL of this page with this printing as the base."""
    is_base: bool = False

    @property
    def passage(self) -> QuotedPassage:
        """Return the first of the statements, with its article and speaker."""
        return self.passages[0]


@dataclass(frozen=True, slots=True)
class Concordance:
    """All printings of one quotation, compared with one of them."""

    quotation: Quotation
    rows: tuple[Row, ...]
    names: tuple[tuple[Name, int], ...]
    """Kinds of difference, with the number of printings that show each."""
    left_out: int = 0

    @property
    def base(self) -> Row | None:
        """Return the row the others are compared with."""
        return next((row for row in self.rows if row.is_base), None)


def concordance(quotation: Quotation, asked: Asked) -> Concordance:
    """Build the concordance by date, against the requested base or the longest wording."""
    listed = quotation.printings.listed().select_related("article__outlet", "speaker")
    listed = listed.defer("article__body", "article__standfirst")
    ordered = listed.order_by(F("article__earliest").asc(nulls_last=True), "article", "start")
    found = wordings(list(ordered[:MOST_WORDINGS]))
    base = _base(found, asked.text("base"))
    rows = tuple(_row(wording, base, asked) for wording in found)
    named: dict[Name, int] = {}
    for row in rows:
        for name in row.wording.names:
            named[name] = named.get(name, 0) + 1
    left_out = max(0, listed.count() - MOST_WORDINGS)
    return Concordance(quotation, rows, tuple(named.items()), left_out)


def place(article: Article, passage: QuotedPassage) -> str:
    """Return the URL of the paragraph that the passage begins in."""
    return f"{article.get_absolute_url()}#p{passage.paragraph}"


Printing = tuple[QuotedPassage, ...]
"""The statements of one wording, in the order of the text."""


def wordings(passages: list[QuotedPassage]) -> list[Printing]:
    """Group consecutive statements of an article; reports stay single."""
    found: list[list[QuotedPassage]] = []
    for row in passages:
        last = found[-1][-1] if found else None
        if last and last.article_id == row.article_id and _goes_on(last, row):
            found[-1].append(row)
        else:
            found.append([row])
    return [tuple(rows) for rows in found]


def _goes_on(one: QuotedPassage, two: QuotedPassage) -> bool:
    report = QuotedPassage.Kind.INDIRECT
    return two.passage - one.passage <= 1 and report not in (one.kind, two.kind)


def words_of(wording: Printing) -> str:
    """Join the words of all statements."""
    return " ".join(row.words for row in wording)


def _base(found: list[Printing], asked: str) -> Printing | None:
    """Choose the requested printing, else the longest direct one."""
    if chosen := [rows for rows in found if asked in {str(row.pk) for row in rows}]:
        return chosen[0]
    said = [rows for rows in found if rows[0].kind != QuotedPassage.Kind.INDIRECT]
    return max(said or found, key=lambda rows: len(words_of(rows)), default=None)


def _row(wording: Printing, base: Printing | None, asked: Asked) -> Row:
    first = wording[0]
    is_report = first.kind == QuotedPassage.Kind.INDIRECT
    return Row(
        passages=wording,
        wording=compare(words_of(base or ()), words_of(wording), is_report=is_report),
        place=place(first.article, first),
        against=asked.altered(base=str(first.pk)),
        is_base=wording == base,
    )
