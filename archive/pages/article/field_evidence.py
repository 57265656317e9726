"""Evidence for the values of an article, for display."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from archive.db.compiled_queries import CompiledQuery
from archive.formats.documents import CUT_TEXT, STAND_IN_TEXT
from archive.models import Article, Evidence
from archive.web.params import truncate

_FIELDS_SHOWN_ABOVE: Final = (Evidence.Field.TITLE, Evidence.Field.STANDFIRST, Evidence.Field.BODY)
"""Fields shown in full on the page; their value is not repeated."""

load_evidence = CompiledQuery(lambda article: Evidence.objects.current().filter(article=article))
"""Evidence in force for the article with this key."""


def build_field_evidence(article: Article, evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    """Return label, value and evidence of each field, in the order of the fields, for a template.

    A field without entries has a value of which nothing is recorded.
    """
    rows: dict[str, list[Evidence]] = {}
    for row in evidence:
        rows.setdefault(row.field, []).append(row)
    recorded = _collect_recorded_values(article)
    captures = set() if article.withdrawn_at else {row.capture_id for row in evidence if row.capture_id is not None}
    originals = {capture: reverse("original", args=[capture]) for capture in captures}
    return [
        {
            "field": field.value,
            "label": str(field.label),
            "value": recorded.get(field.value, ""),
            "entries": [_build_entry(row, originals) for row in rows.get(field.value, ())],
        }
        for field in Evidence.Field
        if field.value in rows or field.value in recorded
    ]


def has_inferred_date(evidence: Iterable[Evidence]) -> bool:
    """Return whether the date of publication was inferred."""
    return any(row.field == Evidence.Field.PUBLISHED and row.status == Evidence.Status.INFERRED for row in evidence)


def has_cut_text(evidence: Iterable[Evidence]) -> bool:
    """Return whether the original holds only the beginning of the text."""
    return _has_body_rule(evidence, CUT_TEXT)


def has_stand_in_text(evidence: Iterable[Evidence]) -> bool:
    """Return whether the original holds the article only in short."""
    return _has_body_rule(evidence, STAND_IN_TEXT)


def _has_body_rule(evidence: Iterable[Evidence], opening: str) -> bool:
    return any(row.field == Evidence.Field.BODY and row.rule.startswith(opening) for row in evidence)


def list_credit_lines(evidence: Iterable[Evidence]) -> list[str]:
    """Return the credit lines of an article as printed."""
    return [row.value for row in evidence if row.field == Evidence.Field.CREDIT]


def _collect_recorded_values(article: Article) -> dict[str, str]:
    """Return the values to show even where there is no evidence for them."""
    values = {
        Evidence.Field.TITLE.value: "",
        Evidence.Field.AUTHOR.value: ", ".join(str(row.author) for row in article.credits),
        Evidence.Field.PUBLISHED.value: article.published,
        Evidence.Field.OUTLET.value: str(article.outlet or ""),
    }
    if article.canonical_url:
        values[Evidence.Field.CANONICAL_URL.value] = article.canonical_url
    return values


def _build_entry(row: Evidence, originals: Mapping[int, str]) -> dict[str, str]:
    """Return one piece of evidence, with `url` where the value is a link, and the URL of the original of `words`.

    Empty values are not shown.
    """
    is_known = bool(row.value) or row.status != Evidence.Status.UNKNOWN
    position = gettext("characters %(start)s to %(end)s") % {"start": row.start, "end": row.end}
    return {
        "status": row.status,
        "status_label": str(Evidence.Status(row.status).label) if is_known else gettext("not known"),
        "value": _format_value(row) if is_known else "",
        "url": row.value if row.field == Evidence.Field.CANONICAL_URL else "",
        "words": truncate(row.words, 300),
        "position": "" if row.start is None else position,
        "rule": row.rule,
        "former_value": truncate(row.former_value, 200),
        "original_url": originals.get(row.capture_id or 0, "") if row.words else "",
    }


def _format_value(row: Evidence) -> str:
    if row.field in _FIELDS_SHOWN_ABOVE:
        return ""
    length = 60 if row.field == Evidence.Field.CANONICAL_URL else 120
    return truncate(row.value, length) or gettext("not known")
