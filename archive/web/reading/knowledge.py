"""Evidence for the values of an article, for display."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from archive.models import Article, Evidence
from archive.models.prepared import Prepared
from archive.web.address import shortened

_ABOVE: Final = (Evidence.Field.TITLE, Evidence.Field.STANDFIRST, Evidence.Field.BODY)
"""Fields shown in full on the page; their value is not repeated."""

evidence_of = Prepared(lambda article: Evidence.objects.current().filter(article=article))
"""Evidence in force for the article with this key."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence for display; empty fields are not shown.

    `url` is the value where it is a link, `original_url` the original that holds `words`.
    """

    status: str
    says: str
    value: str
    address: str
    words: str
    place: str
    rule: str
    former: str
    original: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The evidence for one field; without entries nothing is recorded about `value`."""

    field: str
    label: str
    value: str
    pieces: tuple[Piece, ...]


def knowledge(article: Article, evidence: Iterable[Evidence]) -> list[Knowledge]:
    """Return the evidence for each field, in the order of the fields."""
    rows: dict[str, list[Evidence]] = {}
    for row in evidence:
        rows.setdefault(row.field, []).append(row)
    held = _held(article)
    originals = {} if article.withdrawn_at else _originals(evidence)
    return [
        Knowledge(
            field.value,
            str(field.label),
            held.get(field.value, ""),
            tuple(_piece(row, originals) for row in rows.get(field.value, ())),
        )
        for field in Evidence.Field
        if field.value in rows or field.value in held
    ]


def has_inferred_date(evidence: Iterable[Evidence]) -> bool:
    """Return whether the date of publication was inferred."""
    return any(
        row.field == Evidence.Field.PUBLISHED and row.status == Evidence.Status.INFERRED
        for row in evidence
    )


def credit_lines(evidence: Iterable[Evidence]) -> list[str]:
    """Return the credit lines of an article as printed."""
    return [row.value for row in evidence if row.field == Evidence.Field.CREDIT]


def _held(article: Article) -> dict[str, str]:
    """Return the values to show even where there is no evidence for them."""
    told = {
        Evidence.Field.TITLE.value: "",
        Evidence.Field.AUTHOR.value: ", ".join(str(row.author) for row in article.credits),
        Evidence.Field.PUBLISHED.value: article.published,
        Evidence.Field.OUTLET.value: str(article.outlet or ""),
    }
    if article.canonical_url:
        told[Evidence.Field.CANONICAL_URL.value] = article.canonical_url
    return told


def _originals(evidence: Iterable[Evidence]) -> dict[int, str]:
    captures = {row.capture_id for row in evidence if row.capture_id is not None}
    return {capture: reverse("original", args=[capture]) for capture in captures}


def _piece(row: Evidence, originals: Mapping[int, str]) -> Piece:
    is_known = bool(row.value) or row.status != Evidence.Status.UNKNOWN
    return Piece(
        status=row.status,
        says=str(Evidence.Status(row.status).label) if is_known else gettext("not known"),
        value=_value(row) if is_known else "",
        address=row.value if row.field == Evidence.Field.CANONICAL_URL else "",
        words=shortened(row.words, 300),
        place=_place(row),
        rule=row.rule,
        former=shortened(row.former_value, 200),
        original=originals.get(row.capture_id or 0, "") if row.words else "",
    )


def _value(row: Evidence) -> str:
    if row.field in _ABOVE:
        return ""
    length = 60 if row.field == Evidence.Field.CANONICAL_URL else 120
    return shortened(row.value, length) or gettext("not known")


def _place(row: Evidence) -> str:
    if row.start is None:
        return ""
    return gettext("characters %(start)s to %(end)s") % {"start": row.start, "end": row.end}
