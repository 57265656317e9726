"""Repeated captures: known bytes at another address or time, saved without extraction."""

from collections.abc import Sequence

from django.db.models import Q

from archive.ingest.documents import RefusedItem, Revisit, SourceDocument, compute_identity
from archive.ingest.report import IngestOutcome
from archive.models import Batch, Capture, Payload

RepeatedItem = SourceDocument | Revisit


def save_repeats(items: Sequence[RepeatedItem], batch: Batch) -> list[IngestOutcome]:
    """Save a capture for each item, copied from the one of the same bytes, unless it exists.

    Call it in a transaction, after the preceding items are saved.
    """
    if not items:
        return []
    former_captures = _load_former_captures(items)
    return [
        _save_repeat(item, _find_former_capture(item, former_captures), batch) for item in items
    ]


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


def _find_former_capture(
    item: RepeatedItem, former_captures: dict[object, Capture]
) -> Capture | None:
    refers_to = item.refers_to if isinstance(item, Revisit) else None
    return former_captures.get(item.digest) or (
        former_captures.get(refers_to) if refers_to else None
    )
