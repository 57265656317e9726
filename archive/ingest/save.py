"""Save parsed articles: original bytes first, then all rows in one transaction."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from archive.db.bulk import get_column_values, insert_instances
from archive.errors import PayloadError
from archive.formats.documents import RefusedItem, SourceDocument
from archive.ingest import reports
from archive.ingest.authority import AuthorResolver, OutletResolver
from archive.ingest.build_rows import (
    Candidate,
    ResolvedCandidate,
    build_article,
    build_bylines,
    build_capture,
    build_evidence_rows,
    collect_credits,
    resolve_outlet,
)
from archive.ingest.captures import RepeatedItem, add_capture, save_repeats
from archive.ingest.matching import ArticleMatcher, MatchTarget, find_known_captures
from archive.ingest.reports import IngestOutcome
from archive.models import Article, Batch, Byline, Capture, Collection, Evidence, IndexChange, Outlet, Payload
from archive.storage import payloads
from archive.text.normalize import derive_identifier


@dataclass(frozen=True, slots=True)
class RunContext:
    """Values common to all documents of a run."""

    batch: Batch
    outlet: Outlet | None = None
    collection: Collection | None = None


@dataclass(slots=True)
class _CandidateGroups:
    """Candidates grouped by outcome, each group in input order."""

    known: list[tuple[Candidate, int, str]] = field(default_factory=list)
    recaptures: list[tuple[Candidate, MatchTarget]] = field(default_factory=list)
    new: list[ResolvedCandidate] = field(default_factory=list)


@transaction.atomic
def save_batch(
    candidates: Sequence[Candidate],
    repeats: Sequence[RepeatedItem],
    earlier_outcomes: Sequence[IngestOutcome],
    context: RunContext,
) -> list[IngestOutcome]:
    """Save `candidates` and the captures of `repeats` in one transaction.

    Their outcomes and the `earlier_outcomes` are counted in the batch.
    """
    _lock_ingest()
    outlet_resolver = OutletResolver(context.outlet)
    groups = _group_candidates(candidates, outlet_resolver)
    outcomes = [_build_known_outcome(*entry) for entry in groups.known]
    articles = _add_articles(groups.new, context)
    article_ids = {}
    for resolved, article in zip(groups.new, articles, strict=True):
        outcomes.append(_build_outcome("added", resolved.candidate, article))
        article_ids[resolved.candidate.document.identity] = article.pk
    outcomes += _save_recaptures(groups.recaptures, article_ids, context, outlet_resolver)
    outcomes += save_repeats(repeats, context.batch)
    _add_to_collection([*earlier_outcomes, *outcomes], context.collection)
    _queue_for_index(outcomes)
    reports.count_outcomes(context.batch, [*earlier_outcomes, *outcomes])
    return outcomes


def _lock_ingest() -> None:
    """Serialise writing runs with an advisory lock, or two could add the same article.

    SQLite serialises writers itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INGEST_LOCK_KEY])


INGEST_LOCK_KEY = 0x43555454


def _group_candidates(candidates: Sequence[Candidate], outlet_resolver: OutletResolver) -> _CandidateGroups:
    """Group candidates: capture exists, article known by address or text, or new."""
    groups = _CandidateGroups()
    captures = find_known_captures([item.document.identity for item in candidates])
    matcher = ArticleMatcher.load(candidates)
    for candidate in candidates:
        if (known_capture := captures.get(candidate.document.identity)) is not None:
            groups.known.append((candidate, *known_capture))
            continue
        resolved = resolve_outlet(candidate, outlet_resolver)
        target = matcher.find_target(candidate, resolved.outlet)
        if target is not None:
            groups.recaptures.append((candidate, target))
        else:
            groups.new.append(resolved)
            matcher.add_article(candidate, resolved.outlet)
    return groups


def _add_articles(new_candidates: Sequence[ResolvedCandidate], context: RunContext) -> list[Article]:
    if not new_candidates:
        return []
    author_resolver = AuthorResolver.from_credits(collect_credits(resolved.candidate for resolved in new_candidates))
    identifiers = _choose_identifiers([resolved.candidate.document.digest for resolved in new_candidates])
    articles = [
        build_article(resolved, identifier) for resolved, identifier in zip(new_candidates, identifiers, strict=True)
    ]
    _insert_with_keys(Article, articles, "identifier")
    _save_payloads([resolved.candidate for resolved in new_candidates])
    captures = [
        build_capture(resolved.candidate, article, context.batch)
        for resolved, article in zip(new_candidates, articles, strict=True)
    ]
    _insert_with_keys(Capture, captures, "identity")
    bylines, evidence = [], []
    for resolved, article, capture in zip(new_candidates, articles, captures, strict=True):
        article_bylines, findings = build_bylines(resolved, article, author_resolver)
        bylines += article_bylines
        evidence += build_evidence_rows(findings, article, capture)
    Byline.objects.bulk_create(bylines)
    insert_instances(Evidence, evidence)
    return articles


def _insert_with_keys(
    model: type[Article] | type[Capture],
    rows: Sequence[Article] | Sequence[Capture],
    key_field: str,
) -> None:
    """Insert rows and set their primary keys, looked up by the unique field `key_field`."""
    insert_instances(model, [get_column_values(row) for row in rows])
    lookup = {f"{key_field}__in": [getattr(row, key_field) for row in rows]}
    keys = dict(model.objects.filter(**lookup).values_list(key_field, "pk"))
    for row in rows:
        row.pk = keys[getattr(row, key_field)]


def _choose_identifiers(digests: Sequence[str]) -> list[str]:
    """Return a free identifier for each digest; retry with an attempt number if it is taken."""
    identifiers = [derive_identifier(digest) for digest in digests]
    used_identifiers = set(Article.objects.filter(identifier__in=identifiers).values_list("identifier", flat=True))
    for position, digest in enumerate(digests):
        attempt = 0
        while identifiers[position] in used_identifiers:
            attempt += 1
            identifiers[position] = derive_identifier(digest, attempt)
            used_identifiers |= set(
                Article.objects.filter(identifier=identifiers[position]).values_list("identifier", flat=True)
            )
        used_identifiers.add(identifiers[position])
    return identifiers


def _save_payloads(candidates: Sequence[Candidate]) -> None:
    payloads = {}
    for document in (candidate.document for candidate in candidates):
        original = document.original
        sha256 = original.sha256 if original else document.digest
        payloads[sha256] = Payload(
            sha256=sha256,
            size=original.size if original else len(document.content),
            media_type=original.media_type if original else document.media_type,
        )
    Payload.objects.bulk_create(payloads.values(), ignore_conflicts=True)


def _save_recaptures(
    recaptures: Sequence[tuple[Candidate, MatchTarget]],
    new_article_ids: Mapping[str, int],
    context: RunContext,
    outlet_resolver: OutletResolver,
) -> list[IngestOutcome]:
    """Add a capture for each; `new_article_ids` are the articles added in this transaction."""
    if not recaptures:
        return []
    _save_payloads([candidate for candidate, _ in recaptures])
    outcomes = []
    for candidate, target in recaptures:
        article_id = new_article_ids[target] if isinstance(target, str) else target
        article = add_capture(candidate, article_id, context.batch, outlet_resolver)
        outcomes.append(_build_outcome("recaptured", candidate, article))
    return outcomes


def _build_outcome(result: str, candidate: Candidate, article: Article) -> IngestOutcome:
    return IngestOutcome.from_document(
        result,  # type: ignore[arg-type]  # one of the results
        candidate.document,
        article_id=article.pk,
        identifier=article.identifier,
        article=candidate.article,
        outlet=article.outlet.name if article.outlet else "",
    )


def _build_known_outcome(candidate: Candidate, article_id: int, identifier: str) -> IngestOutcome:
    return IngestOutcome.from_document("known", candidate.document, article_id=article_id, identifier=identifier)


def _add_to_collection(outcomes: Sequence[IngestOutcome], collection: Collection | None) -> None:
    if collection is not None:
        collection.articles.add(*{outcome.article_id for outcome in outcomes if outcome.article_id is not None})


def _queue_for_index(outcomes: Sequence[IngestOutcome]) -> None:
    """Queue the articles for indexing, as bulk inserts send no signals."""
    now = timezone.now()
    article_ids = [outcome.article_id for outcome in outcomes if outcome.result in {"added", "recaptured"}]
    insert_instances(IndexChange, [{"article_id": pk, "queued_at": now} for pk in article_ids])


# Save with retries: originals to disk, then rows to the database; refuse failures singly.

MAX_ATTEMPTS: Final = 4


def save_candidates(
    candidates: list[Candidate],
    repeats: Sequence[RepeatedItem],
    earlier_outcomes: list[IngestOutcome],
    context: RunContext,
) -> list[IngestOutcome]:
    """Save candidates together; if the database rejects one, save each singly and refuse it."""
    try:
        return _save_with_retry(candidates, repeats, earlier_outcomes, context)
    except (IntegrityError, DataError) as error:
        if len(candidates) < 2:
            refusals = [
                build_refusal(candidate.document, f"The database does not take it: {error}") for candidate in candidates
            ]
            return _save_with_retry([], repeats, [*earlier_outcomes, *refusals], context) + refusals
    outcomes = _save_with_retry([], (), earlier_outcomes, context)
    for candidate in candidates:
        outcomes += save_candidates([candidate], (), [], context)
    return outcomes + _save_with_retry([], repeats, [], context)


def build_refusal(item: RepeatedItem, reason: str) -> IngestOutcome:
    """Return the outcome of a refused item."""
    return IngestOutcome.from_unread_item(RefusedItem(source=item.source, record=item.record, reason=reason))


def store_candidate_originals(
    candidates: list[Candidate],
) -> tuple[list[Candidate], list[IngestOutcome]]:
    """Store the originals of candidates, before any row refers to them."""
    stored, refusals = [], []
    for candidate in candidates:
        try:
            _store_original(candidate.document)
            stored.append(candidate)
        except PayloadError as error:
            refusals.append(build_refusal(candidate.document, str(error)))
    return stored, refusals


def store_repeat_originals(
    items: Sequence[RepeatedItem],
) -> tuple[list[RepeatedItem], list[IngestOutcome]]:
    """Store the originals of repeated items."""
    stored: list[RepeatedItem] = []
    refusals = []
    for item in items:
        try:
            if isinstance(item, SourceDocument) and item.original is not None:
                _store_original(item)
            stored.append(item)
        except PayloadError as error:
            refusals.append(build_refusal(item, str(error)))
    return stored, refusals


def _store_original(document: SourceDocument) -> None:
    if document.original is not None:
        document.original.store()
    else:
        payloads.stage_payload(io.BytesIO(document.content), document.media_type).store()


def _save_with_retry(
    candidates: list[Candidate],
    repeats: Sequence[RepeatedItem],
    earlier_outcomes: list[IngestOutcome],
    context: RunContext,
) -> list[IngestOutcome]:
    """Save, retrying after a conflict with another run, whose rows are known then."""
    for attempt in range(MAX_ATTEMPTS):
        try:
            return save_batch(candidates, repeats, earlier_outcomes, context)
        except IntegrityError:
            if attempt == MAX_ATTEMPTS - 1:
                raise
        except OperationalError as error:
            if attempt == MAX_ATTEMPTS - 1 or not _is_contention(error):
                raise
    return []


def _is_contention(error: OperationalError) -> bool:
    """Return whether the error is a conflict of two runs (deadlock, lock, serialisation)."""
    return any(word in str(error).lower() for word in ("deadlock", "locked", "serializ"))
