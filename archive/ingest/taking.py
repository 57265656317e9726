"""Save a chunk of parsed documents in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from archive.ingest import batches
from archive.ingest.bulk import columns_of, insert
from archive.ingest.outlets import Outlets
from archive.ingest.people import People
from archive.ingest.recapture import recapture
from archive.ingest.recognising import Recognised, Target, known_captures
from archive.ingest.report import Outcome
from archive.ingest.rows import (
    Candidate,
    Resolved,
    article_row,
    byline_rows,
    capture_row,
    credits_of,
    evidence_rows,
    resolve,
)
from archive.ingest.seen_again import Again, capture_again
from archive.models import (
    Article,
    Batch,
    Byline,
    Capture,
    Collection,
    Evidence,
    IndexChange,
    Outlet,
    Payload,
)
from archive.text.identifiers import identifier_for


@dataclass(frozen=True, slots=True)
class Terms:
    """Values common to all documents of a run."""

    batch: Batch
    outlet: Outlet | None = None
    collection: Collection | None = None


@dataclass(slots=True)
class _Sorted:
    """Candidates grouped by outcome, each group in input order."""

    known: list[tuple[Candidate, int, str]] = field(default_factory=list)
    again: list[tuple[Candidate, Target]] = field(default_factory=list)
    fresh: list[Resolved] = field(default_factory=list)


@transaction.atomic
def take_in(
    candidates: Sequence[Candidate],
    again: Sequence[Again],
    before: Sequence[Outcome],
    terms: Terms,
) -> list[Outcome]:
    """Save `candidates` and the captures of `repeats` in one transaction.

    Their outcomes and the `earlier_outcomes` are counted in the batch.
    """
    _one_at_a_time()
    outlets = Outlets(terms.outlet)
    sorted_out = _sort(candidates, outlets)
    outcomes = [_known(*known) for known in sorted_out.known]
    articles = _add(sorted_out.fresh, terms)
    made = {}
    for resolved, article in zip(sorted_out.fresh, articles, strict=True):
        outcomes.append(_outcome("added", resolved.candidate, article))
        made[resolved.candidate.document.identity] = article.pk
    outcomes += _recaptured(sorted_out.again, made, terms, outlets)
    outcomes += capture_again(again, terms.batch)
    _collect([*before, *outcomes], terms.collection)
    _queue_for_index(outcomes)
    batches.count(terms.batch, [*before, *outcomes])
    return outcomes


def _one_at_a_time() -> None:
    """Serialise writing runs with an advisory lock, or two could add the same article.

    SQLite serialises writers itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INGEST_LOCK])


INGEST_LOCK = 0x43555454


def _sort(candidates: Sequence[Candidate], outlets: Outlets) -> _Sorted:
    """Group candidates: capture exists, article known by address or text, or new."""
    found = _Sorted()
    captures = known_captures([one.document.identity for one in candidates])
    recognised = Recognised.among(candidates)
    for candidate in candidates:
        if (known := captures.get(candidate.document.identity)) is not None:
            found.known.append((candidate, *known))
            continue
        resolved = resolve(candidate, outlets)
        target = recognised.target_of(candidate, resolved.outlet)
        if target is not None:
            found.again.append((candidate, target))
        else:
            found.fresh.append(resolved)
            recognised.note(candidate, resolved.outlet)
    return found


def _add(fresh: Sequence[Resolved], terms: Terms) -> list[Article]:
    if not fresh:
        return []
    people = People.for_credits(credits_of(one.candidate for one in fresh))
    identifiers = _free_identifiers([one.candidate.document.digest for one in fresh])
    articles = [article_row(one, name) for one, name in zip(fresh, identifiers, strict=True)]
    _add_rows(Article, articles, "identifier")
    _record_payloads([one.candidate for one in fresh])
    captures = [
        capture_row(one.candidate, article, terms.batch)
        for one, article in zip(fresh, articles, strict=True)
    ]
    _add_rows(Capture, captures, "identity")
    bylines, evidence = [], []
    for one, article, capture in zip(fresh, articles, captures, strict=True):
        rows, findings = byline_rows(one, article, people)
        bylines += rows
        evidence += evidence_rows(findings, article, capture)
    Byline.objects.bulk_create(bylines)
    insert(Evidence, evidence)
    return articles


def _add_rows(
    model: type[Article] | type[Capture], rows: Sequence[Article] | Sequence[Capture], name: str
) -> None:
    """Insert rows and set their primary keys, looked up by the unique field `key_field`."""
    insert(model, [columns_of(row) for row in rows])
    wanted = {f"{name}__in": [getattr(row, name) for row in rows]}
    keys = dict(model.objects.filter(**wanted).values_list(name, "pk"))
    for row in rows:
        row.pk = keys[getattr(row, name)]


def _free_identifiers(digests: Sequence[str]) -> list[str]:
    """Return a free identifier for each digest; retry with an attempt number if it is taken."""
    names = [identifier_for(digest) for digest in digests]
    taken = set(Article.objects.filter(identifier__in=names).values_list("identifier", flat=True))
    for place, digest in enumerate(digests):
        attempt = 0
        while names[place] in taken:
            attempt += 1
            names[place] = identifier_for(digest, attempt)
            taken |= set(
                Article.objects.filter(identifier=names[place]).values_list("identifier", flat=True)
            )
        taken.add(names[place])
    return names


def _record_payloads(candidates: Sequence[Candidate]) -> None:
    rows = {}
    for document in (one.document for one in candidates):
        original = document.original
        sha256 = original.sha256 if original else document.digest
        rows[sha256] = Payload(
            sha256=sha256,
            size=original.size if original else len(document.content),
            media_type=original.media_type if original else document.media_type,
        )
    Payload.objects.bulk_create(rows.values(), ignore_conflicts=True)


def _recaptured(
    again: Sequence[tuple[Candidate, Target]],
    made: Mapping[str, int],
    terms: Terms,
    outlets: Outlets,
) -> list[Outcome]:
    """Add a capture for each; `new_article_ids` are the articles added in this transaction."""
    if not again:
        return []
    _record_payloads([candidate for candidate, _ in again])
    outcomes = []
    for candidate, target in again:
        pk = made[target] if isinstance(target, str) else target
        article = recapture(candidate, pk, terms.batch, outlets)
        outcomes.append(_outcome("recaptured", candidate, article))
    return outcomes


def _outcome(result: str, candidate: Candidate, article: Article) -> Outcome:
    return Outcome.of(
        result,  # type: ignore[arg-type]  # one of the results
        candidate.document,
        article_id=article.pk,
        identifier=article.identifier,
        article=candidate.article,
        outlet=article.outlet.name if article.outlet else "",
    )


def _known(candidate: Candidate, article_id: int, identifier: str) -> Outcome:
    return Outcome.of("known", candidate.document, article_id=article_id, identifier=identifier)


def _collect(outcomes: Sequence[Outcome], collection: Collection | None) -> None:
    if collection is not None:
        collection.articles.add(*{one.article_id for one in outcomes if one.article_id is not None})


def _queue_for_index(outcomes: Sequence[Outcome]) -> None:
    """Queue the articles for indexing, as bulk inserts send no signals."""
    now = timezone.now()
    changed = [one.article_id for one in outcomes if one.result in {"added", "recaptured"}]
    insert(IndexChange, [{"article_id": pk, "queued_at": now} for pk in changed])
