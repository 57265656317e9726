"""Some parsed documents into the archive, in one transaction: all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from archive.ingest import batches
from archive.ingest.bulk import columns_of, insert
from archive.ingest.outlets import Outlets
from archive.ingest.people import People
from archive.ingest.recapture import recapture
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
    """What holds for all documents of a run."""

    batch: Batch
    outlet: Outlet | None = None
    collection: Collection | None = None


@dataclass(slots=True)
class _Sorted:
    """Candidates by what becomes of them, each sort in the order they came in."""

    known: list[tuple[Candidate, int, str]] = field(default_factory=list)
    again: list[tuple[Candidate, int | None]] = field(default_factory=list)
    fresh: list[Candidate] = field(default_factory=list)


def known_records(digests: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The records that are captured already: digest → id and identifier of their article."""
    rows = Capture.objects.filter(digest__in=digests)
    return {
        digest: (pk, name)
        for digest, pk, name in rows.values_list("digest", "article_id", "article__identifier")
    }


def known_addresses(urls: Sequence[str]) -> dict[str, int]:
    """The addresses that are articles already: canonical URL → id."""
    wanted = [url for url in urls if url]
    rows = Article.objects.filter(canonical_url__in=wanted) if wanted else Article.objects.none()
    return dict(rows.values_list("canonical_url", "pk"))


@transaction.atomic
def take_in(
    candidates: Sequence[Candidate], before: Sequence[Outcome], terms: Terms
) -> list[Outcome]:
    """Write what is new of `candidates`; count it and the outcomes `before` it in the batch."""
    sorted_out = _sort(candidates)
    outlets = Outlets(terms.outlet)
    outcomes = [_known(*known) for known in sorted_out.known]
    articles = _add([resolve(one, outlets) for one in sorted_out.fresh], terms)
    for candidate, article in zip(sorted_out.fresh, articles, strict=True):
        outcomes.append(_outcome("added", candidate, article))
    outcomes += _recaptured(sorted_out.again, terms, outlets)
    _collect([*before, *outcomes], terms.collection)
    _queue_for_index(outcomes)
    batches.count(terms.batch, [*before, *outcomes])
    return outcomes


def _sort(candidates: Sequence[Candidate]) -> _Sorted:
    """Known by its bytes, known by its address (here or just before), or new."""
    found = _Sorted()
    records = known_records([one.document.digest for one in candidates])
    addresses: dict[str, int | None] = {
        **known_addresses([one.article.canonical_url for one in candidates])
    }
    for candidate in candidates:
        url = candidate.article.canonical_url
        if (known := records.get(candidate.document.digest)) is not None:
            found.known.append((candidate, *known))
        elif url and url in addresses:
            found.again.append((candidate, addresses[url]))
        else:
            found.fresh.append(candidate)
            if url:
                addresses[url] = None
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
    _add_rows(Capture, captures, "digest")
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
    """Insert rows and tell each its key, found by the field that is its own alone."""
    insert(model, [columns_of(row) for row in rows])
    wanted = {f"{name}__in": [getattr(row, name) for row in rows]}
    keys = dict(model.objects.filter(**wanted).values_list(name, "pk"))
    for row in rows:
        row.pk = keys[getattr(row, name)]


def _free_identifiers(digests: Sequence[str]) -> list[str]:
    """One for each record: made from its digest, and made again where another article has it."""
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
    again: Sequence[tuple[Candidate, int | None]], terms: Terms, outlets: Outlets
) -> list[Outcome]:
    """A capture more for each; those whose article came just before find it by its address."""
    if not again:
        return []
    _record_payloads([candidate for candidate, _ in again])
    here = known_addresses(
        [candidate.article.canonical_url for candidate, pk in again if pk is None]
    )
    return [
        _outcome(
            "recaptured",
            candidate,
            recapture(candidate, pk or here[candidate.article.canonical_url], terms.batch, outlets),
        )
        for candidate, pk in again
    ]


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
    """Bulk writing sends no signals: what the index must learn is noted with the rows."""
    now = timezone.now()
    changed = [one.article_id for one in outcomes if one.result in {"added", "recaptured"}]
    insert(IndexChange, [{"article_id": pk, "queued_at": now} for pk in changed])
