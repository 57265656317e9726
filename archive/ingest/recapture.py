"""New capture of a known article; the values of the newest capture become current."""

from django.db.models import Max
from django.utils import timezone

from archive.ingest.bulk import insert
from archive.ingest.documents import Finding
from archive.ingest.outlets import Outlets
from archive.ingest.people import People
from archive.ingest.rows import (
    VALUES,
    Candidate,
    Resolved,
    byline_rows,
    capture_row,
    evidence_rows,
    resolve,
)
from archive.models import Article, Batch, Byline, Evidence

_BODY_FIELDS = frozenset({"body", "credit"})
"""Fields whose evidence is replaced together with the text."""


def recapture(candidate: Candidate, article_id: int, batch: Batch, outlets: Outlets) -> Article:
    """Add a capture to an article; the newest capture's values win, except over an editor's.

    Call it in a transaction. Values that are not current are kept as superseded evidence.
    """
    article = Article.objects.select_for_update().get(pk=article_id)
    newest = article.captures.aggregate(at=Max("captured_at"))["at"]
    capture = capture_row(candidate, article, batch)
    capture.save()
    resolved = resolve(candidate, outlets)
    people = People.for_credits(candidate.article.authors)
    bylines, findings = byline_rows(resolved, article, people)
    if newest is not None and candidate.captured_at < newest:
        insert(Evidence, evidence_rows(findings, article, capture, in_force=False))
        return article
    replaced = _replaced_fields(article, findings)
    former = _put_in_force(article, resolved, bylines, replaced)
    rows = evidence_rows(findings, article, capture)
    for row in rows:
        field = str(row["field"])
        if field not in replaced:
            row["superseded_at"] = row["superseded_at"] or row["recorded_at"]
        elif former.get(field) != row["value"]:
            row["former_value"] = former.get(field, "")
    insert(Evidence, rows)
    return article


def _replaced_fields(article: Article, findings: tuple[Finding, ...]) -> set[str]:
    """Return the fields to replace: not an editor's, and no stated value by an inferred one."""
    current = {
        (row["field"], row["status"])
        for row in article.evidence.current().values("field", "status")
    }
    edited = {field for field, status in current if status == Evidence.Status.EDITOR}
    stated = {field for field, status in current if status == Evidence.Status.STATED}
    told = {found.field for found in findings if found.value and found.chosen}
    sure = {found.field for found in findings if found.status == "stated" and found.chosen}
    replaced = {field for field in told if field in sure or field not in stated} - edited
    return replaced | (set() if "body" in edited else _BODY_FIELDS)


def _put_in_force(
    article: Article, resolved: Resolved, bylines: list[Byline], replaced: set[str]
) -> dict[str, str]:
    """Change the article's values; return the former values by field."""
    parsed = resolved.candidate.article
    former = {
        name: getattr(article, name) for name in VALUES if name in replaced and name != "body"
    }
    for name in VALUES:
        if name in replaced and (name != "body" or parsed.body):
            setattr(article, name, getattr(parsed, name))
    if "outlet" in replaced:
        former["outlet"] = article.outlet.name if article.outlet else ""
        article.outlet = resolved.outlet
    article.save()
    if "author" in replaced:
        former["author"] = ", ".join(str(byline) for byline in article.bylines.all())
        article.bylines.all().delete()
        Byline.objects.bulk_create(bylines)
    gone = article.evidence.current().filter(field__in=replaced)
    gone.exclude(status=Evidence.Status.EDITOR).update(superseded_at=timezone.now())
    return former
