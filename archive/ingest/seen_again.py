"""Repeated captures: known bytes at another address or time, saved without extraction."""

from collections.abc import Sequence

from django.db.models import Q

from archive.ingest.documents import Refused, Revisit, SourceDocument, identity_of
from archive.ingest.report import Outcome
from archive.models import Batch, Capture, Payload

Again = SourceDocument | Revisit


def capture_again(items: Sequence[Again], batch: Batch) -> list[Outcome]:
    """Save a capture for each item, copied from the one of the same bytes, unless it exists.

    Call it in a transaction, after the preceding items are saved.
    """
    if not items:
        return []
    former = _former(items)
    return [_again(item, _of(item, former), batch) for item in items]


def _again(item: Again, former: Capture | None, batch: Batch) -> Outcome:
    if former is None:
        reason = (
            "It says only that a page was seen again, and the archive has no capture of that page."
            " Take in the file that holds it first, then this one again."
        )
        refused = Refused(source=item.source, record=item.record, reason=reason)
        return Outcome.without(refused)
    identity = identity_of(former.digest, item.url, item.captured_at)
    made = Capture.objects.filter(identity=identity).exists()
    if not made:
        _copy(former, item, identity, batch).save()
    return Outcome(
        result="known" if made else "recaptured",
        source=item.source,
        record=item.record,
        article_id=former.article_id,
        identifier=former.article.identifier,
    )


def _copy(former: Capture, item: Again, identity: str, batch: Batch) -> Capture:
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


def _former(items: Sequence[Again]) -> dict[object, Capture]:
    """Load the captures the items refer to, keyed by digest and by (address, time)."""
    digests = {item.digest for item in items if item.digest}
    referred = [item.refers_to for item in items if isinstance(item, Revisit) and item.refers_to]
    wanted = Q(digest__in=digests)
    for url, moment in referred:
        wanted |= Q(url=url, captured_at=moment)
    found: dict[object, Capture] = {}
    for capture in Capture.objects.filter(wanted).select_related("article").order_by("pk"):
        found.setdefault(capture.digest, capture)
        found.setdefault((capture.url, capture.captured_at), capture)
    return found


def _of(item: Again, former: dict[object, Capture]) -> Capture | None:
    refers_to = item.refers_to if isinstance(item, Revisit) else None
    return former.get(item.digest) or (former.get(refers_to) if refers_to else None)
