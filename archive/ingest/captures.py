"""New captures of articles the archive has: the same bytes again, or newer ones."""

from collections.abc import Sequence

from django.db.models import Max, Q
from django.utils import timezone

from archive.db.bulk import insert_instances
from archive.formats.documents import Finding, RefusedItem, Revisit, SourceDocument, compute_identity
from archive.ingest.authority import AuthorResolver, OutletResolver
from archive.ingest.build_rows import (
    TEXT_FIELDS,
    Candidate,
    ResolvedCandidate,
    build_bylines,
    build_capture,
    build_evidence_rows,
    resolve_outlet,
)
from archive.ingest.reports import IngestOutcome
from archive.models import Article, Batch, Byline, Capture, Evidence, Payload

RepeatedItem = SourceDocument | Revisit


def save_repeats(items: Sequence[RepeatedItem], batch: Batch) -> list[IngestOutcome]:
    """Save a capture for each item, copied from the one of the same bytes, unless it exists.

    Call it in a transaction, after the preceding items are saved.
    """
    if not items:
        return []
    former_captures = _load_former_captures(items)
    return [_save_repeat(item, _find_former_capture(item, former_captures), batch) for item in items]


def _save_repeat(item: RepeatedItem, former: Capture | None, batch: Batch) -> IngestOutcome:
    if former is None:
        reason = (
            "It says only that a page was seen again, and the archive has no capture of that page."
            " Take in the file that holds it first, then this one again."
        )
        refused_item = RefusedItem(source=item.source, record=item.record, reason=reason)
        return IngestOutcome.from_unread_item(refused_item)
    identity = compute_identity(former.digest, item.url, item.captured_at)
    is_known = Capture.objects.filter(identity=identity).exists()
    if not is_known:
        _copy_capture(former, item, identity, batch).save()
    return IngestOutcome(
        result="known" if is_known else "recaptured",
        source=item.source,
        record=item.record,
        article_id=former.article_id,
        identifier=former.article.identifier,
    )


def _copy_capture(former: Capture, item: RepeatedItem, identity: str, batch: Batch) -> Capture:
    """Return a copy of the former capture with the new address, time and payload location."""
    capture = Capture(
        article_id=former.article_id,
        payload_id=former.payload_id,
        batch=batch,
        source=item.source,
        record=item.record[:100],
        offset=former.offset,
        length=former.length,
        steps=former.steps,
        digest=former.digest,
        identity=identity,
        encoding=former.encoding,
        recipe=former.recipe,
        url=item.url,
        captured_at=item.captured_at,
    )
    if isinstance(item, SourceDocument) and item.original:
        payload, _ = Payload.objects.get_or_create(
            sha256=item.original.sha256,
            defaults={"size": item.original.size, "media_type": item.original.media_type},
        )
        capture.payload = payload
        capture.offset = item.offset
        capture.steps = [list(step) for step in item.steps]
        capture.fixity = item.fixity
    return capture


def _load_former_captures(items: Sequence[RepeatedItem]) -> dict[object, Capture]:
    """Load the captures the items refer to, keyed by digest and by (address, time)."""
    digests = {item.digest for item in items if item.digest}
    references = [item.refers_to for item in items if isinstance(item, Revisit) and item.refers_to]
    condition = Q(digest__in=digests)
    for url, captured_at in references:
        condition |= Q(url=url, captured_at=captured_at)
    captures: dict[object, Capture] = {}
    for capture in Capture.objects.filter(condition).select_related("article").order_by("pk"):
        captures.setdefault(capture.digest, capture)
        captures.setdefault((capture.url, capture.captured_at), capture)
    return captures


def _find_former_capture(item: RepeatedItem, former_captures: dict[object, Capture]) -> Capture | None:
    refers_to = item.refers_to if isinstance(item, Revisit) else None
    return former_captures.get(item.digest) or (former_captures.get(refers_to) if refers_to else None)


# New capture of a known article; the values of the newest capture become current.

_BODY_FIELDS = frozenset({"body", "credit"})
"""Fields whose evidence is replaced together with the text."""


def add_capture(candidate: Candidate, article_id: int, batch: Batch, outlet_resolver: OutletResolver) -> Article:
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
        insert_instances(Evidence, build_evidence_rows(findings, article, capture, is_current=False))
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
    current = {(row["field"], row["status"]) for row in article.evidence.current().values("field", "status")}
    edited = {field for field, status in current if status == Evidence.Status.EDITOR}
    stated = {field for field, status in current if status == Evidence.Status.STATED}
    given_fields = {finding.field for finding in findings if finding.value and finding.chosen}
    newly_stated = {finding.field for finding in findings if finding.status == "stated" and finding.chosen}
    replaced_fields = {field for field in given_fields if field in newly_stated or field not in stated} - edited
    return replaced_fields | (set() if "body" in edited else _BODY_FIELDS)


def _apply_values(
    article: Article, resolved: ResolvedCandidate, bylines: list[Byline], replaced_fields: set[str]
) -> dict[str, str]:
    """Change the article's values; return the former values by field."""
    parsed = resolved.candidate.article
    former_values = {name: getattr(article, name) for name in TEXT_FIELDS if name in replaced_fields and name != "body"}
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
