"""New capture of a known article; the values of the newest capture become current."""

from django.db.models import Max
from django.utils import timezone

from archive.ingest.bulk import insert_instances
from archive.ingest.documents import Finding
from archive.ingest.outlets import OutletResolver
from archive.ingest.people import AuthorResolver
from archive.ingest.rows import (
    TEXT_FIELDS,
    Candidate,
    ResolvedCandidate,
    build_bylines,
    build_capture,
    build_evidence_rows,
    resolve_outlet,
)
from archive.models import Article, Batch, Byline, Evidence

_BODY_FIELDS = frozenset({"body", "credit"})
"""Fields whose evidence is replaced together with the text."""


def add_capture(
    candidate: Candidate, article_id: int, batch: Batch, outlet_resolver: OutletResolver
) -> Article:
    """Add a capture to an article; the newest capture's values win, except over an editor's.

    Call it in a transaction. Values that are not current are kept as superseded evidence.
    """
    article = Article.objects.select_for_update().get(pk=article_id)
    newest_at = article.captures.aggregate(at=Max("captured_at"))["at"]
    capture = build_capture(candidate, article, batch)
    capture.save()
    resolved = resolve_outlet(candidate, outlet_resolver)
    author_resolver = AuthorResolver.from_credits(candidate.article.authors)
    bylines, findings = build_bylines(resolved, article, author_resolver)
    if newest_at is not None and candidate.captured_at < newest_at:
        insert_instances(
            Evidence, build_evidence_rows(findings, article, capture, is_current=False)
        )
        return article
    replaced_fields = _select_replaced_fields(article, findings)
    former_values = _apply_values(article, resolved, bylines, replaced_fields)
    rows = build_evidence_rows(findings, article, capture)
    for row in rows:
        field = str(row["field"])
        if field not in replaced_fields:
            row["superseded_at"] = row["superseded_at"] or row["recorded_at"]
        elif former_values.get(field) != row["value"]:
            row["former_value"] = former_values.get(field, "")
    insert_instances(Evidence, rows)
    return article


def _select_replaced_fields(article: Article, findings: tuple[Finding, ...]) -> set[str]:
    """Return the fields to replace: not an editor's, and no stated value by an inferred one."""
    current = {
        (row["field"], row["status"])
        for row in article.evidence.current().values("field", "status")
    }
    edited = {field for field, status in current if status == Evidence.Status.EDITOR}
    stated = {field for field, status in current if status == Evidence.Status.STATED}
    given_fields = {finding.field for finding in findings if finding.value and finding.chosen}
    newly_stated = {
        finding.field for finding in findings if finding.status == "stated" and finding.chosen
    }
    replaced_fields = {
        field for field in given_fields if field in newly_stated or field not in stated
    } - edited
    return replaced_fields | (set() if "body" in edited else _BODY_FIELDS)


def _apply_values(
    article: Article, resolved: ResolvedCandidate, bylines: list[Byline], replaced_fields: set[str]
) -> dict[str, str]:
    """Change the article's values; return the former values by field."""
    parsed = resolved.candidate.article
    former_values = {
        name: getattr(article, name)
        for name in TEXT_FIELDS
        if name in replaced_fields and name != "body"
    }
    for name in TEXT_FIELDS:
        if name in replaced_fields and (name != "body" or parsed.body):
            setattr(article, name, getattr(parsed, name))
    if "outlet" in replaced_fields:
        former_values["outlet"] = article.outlet.name if article.outlet else ""
        article.outlet = resolved.outlet
    article.save()
    if "author" in replaced_fields:
        former_values["author"] = ", ".join(str(byline) for byline in article.bylines.all())
        article.bylines.all().delete()
        Byline.objects.bulk_create(bylines)
    superseded = article.evidence.current().filter(field__in=replaced_fields)
    superseded.exclude(status=Evidence.Status.EDITOR).update(superseded_at=timezone.now())
    return former_values
