"""Save items by how they were seen before: original bytes first, then all rows in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from archive.curation.changes import resume_change
from archive.db.bulk import insert_rows
from archive.formats.documents import Finding, ParsedArticle, SourceDocument
from archive.ingest import build_rows, reports
from archive.ingest.authority import AuthorResolver, OutletResolver
from archive.ingest.build_rows import Candidate, RepeatedItem
from archive.ingest.matching import Match, Matcher, MatchKind
from archive.ingest.reports import IngestOutcome, OutcomeResult
from archive.models import Article, Batch, Byline, Capture, Collection, Evidence, IndexChange, Outlet, Payload, Picture
from archive.text.normalize import derive_identifier

INGEST_LOCK_KEY: Final = 0x43555454


@dataclass(frozen=True, slots=True)
class RunContext:
    """Values common to all documents of a run."""

    batch: Batch
    outlet: Outlet | None = None
    collection: Collection | None = None


@dataclass(slots=True)
class _Transaction:
    """State that the writers of one transaction share; `article_ids` are those of its new articles, by identity."""

    batch: Batch
    outlet_resolver: OutletResolver
    article_ids: dict[str, int] = field(default_factory=dict)


def report_known(matches: Sequence[Match], _: _Transaction | None = None) -> list[IngestOutcome]:
    """Write nothing: the archive has these captures."""
    return [
        IngestOutcome.from_item("known", match.item, article_id=match.target, identifier=match.identifier)
        for match in matches
    ]


def _add_articles(matches: Sequence[Match], current: _Transaction) -> list[IngestOutcome]:
    """Write new articles, each with its capture, bylines and evidence."""
    candidates = [match.candidate for match in matches if match.candidate]
    author_resolver = AuthorResolver.from_credits(credit for item in candidates for credit in item.article.authors)
    identifiers = _choose_identifiers([candidate.document.digest for candidate in candidates])
    articles = [build_rows.build_article(*pair) for pair in zip(candidates, identifiers, strict=True)]
    _insert_with_keys(Article, articles, "identifier")
    _save_payloads((candidate.document for candidate in candidates), [candidate.article for candidate in candidates])
    captures = [build_rows.build_capture(*pair, current.batch) for pair in zip(candidates, articles, strict=True)]
    _insert_with_keys(Capture, captures, "identity")
    bylines: list[Byline] = []
    evidence_rows: list[Sequence[object]] = []
    outcomes = []
    for candidate, article, capture in zip(candidates, articles, captures, strict=True):
        article_bylines, findings = build_rows.build_bylines(candidate, article, author_resolver)
        bylines += article_bylines
        evidence_rows += build_rows.build_evidence_rows(findings, article, capture)
        outcomes.append(_build_outcome("added", candidate, article))
        current.article_ids[candidate.document.identity] = article.pk
    Byline.objects.bulk_create(bylines)
    insert_rows(Evidence, build_rows.EVIDENCE_FIELDS, evidence_rows)
    sources = zip((candidate.document for candidate in candidates), captures, strict=True)
    Picture.objects.bulk_create(picture for pair in sources for picture in build_rows.build_pictures(*pair))
    return outcomes


def _add_captures(matches: Sequence[Match], current: _Transaction) -> list[IngestOutcome]:
    """Write new captures of known articles, and the values that they change."""
    candidates = [(match.candidate, match.target) for match in matches if match.candidate]
    _save_payloads((candidate.document for candidate, _ in candidates), [item.article for item, _ in candidates])
    outcomes = []
    for candidate, target in candidates:
        article_id = current.article_ids[target] if isinstance(target, str) else target
        article = Article.objects.select_for_update().get(pk=article_id)
        _add_capture(candidate.resolve_outlet(current.outlet_resolver), article, current.batch)
        outcomes.append(_build_outcome("recaptured", candidate, article))
    return outcomes


def _copy_captures(matches: Sequence[Match], current: _Transaction) -> list[IngestOutcome]:
    """Write captures of bytes that the archive has, copied from a former capture of them."""
    documents = [match.item for match in matches if isinstance(match.item, SourceDocument)]
    _save_payloads(document for document in documents if document.original)
    outcomes = []
    for match in matches:
        if match.former is not None:
            build_rows.copy_capture(match.former, match.item, current.batch).save()
        outcomes.append(
            IngestOutcome.from_item("recaptured", match.item, article_id=match.target, identifier=match.identifier)
        )
    return outcomes


def _refuse_revisits(matches: Sequence[Match], _: _Transaction) -> list[IngestOutcome]:
    reason = (
        "It says only that a page was seen again, and the archive has no capture of that page."
        " Take in the file that holds it first, then this one again."
    )
    return [IngestOutcome.from_item("refused", match.item, reason=reason) for match in matches]


@dataclass(frozen=True, slots=True)
class Action:
    """What a run does with the items of one kind: their result, and the function that writes them."""

    result: OutcomeResult
    write: Callable[[Sequence[Match], _Transaction], list[IngestOutcome]]


ACTIONS: Final[Mapping[MatchKind, Action]] = {
    MatchKind.SAME_CAPTURE: Action("known", report_known),
    MatchKind.NEW_ARTICLE: Action("added", _add_articles),
    MatchKind.KNOWN_ARTICLE: Action("recaptured", _add_captures),
    MatchKind.SAME_BYTES: Action("recaptured", _copy_captures),
    MatchKind.UNKNOWN_PAGE: Action("refused", _refuse_revisits),
}
"""How an item was seen before → what happens, in the order of writing; a dry run reads it, too."""


@transaction.atomic
def save_batch(
    candidates: Sequence[Candidate],
    repeats: Sequence[RepeatedItem],
    earlier_outcomes: Sequence[IngestOutcome],
    context: RunContext,
) -> list[IngestOutcome]:
    """Save `candidates` and the captures of `repeats`; count their outcomes and the earlier ones in the batch."""
    if connection.vendor == "postgresql":  # or two runs could add the same article; SQLite serialises writers itself
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INGEST_LOCK_KEY])
    with resume_change(context.batch.change):
        return _save_in_transaction(candidates, repeats, earlier_outcomes, context)


def _save_in_transaction(
    candidates: Sequence[Candidate],
    repeats: Sequence[RepeatedItem],
    earlier_outcomes: Sequence[IngestOutcome],
    context: RunContext,
) -> list[IngestOutcome]:
    current = _Transaction(context.batch, OutletResolver(context.outlet))
    outcomes = _write_matches(Matcher().match_candidates(candidates, current.outlet_resolver), current)
    outcomes += _write_matches(Matcher().match_repeats(repeats), current)
    all_outcomes = [*earlier_outcomes, *outcomes]
    if context.collection is not None:
        article_ids = {outcome.article_id for outcome in all_outcomes if outcome.article_id is not None}
        context.collection.articles.add(*article_ids)
    now = timezone.now()
    indexed_ids = [outcome.article_id for outcome in outcomes if outcome.result in {"added", "recaptured"}]
    insert_rows(IndexChange, ("article_id", "queued_at"), [(pk, now) for pk in indexed_ids])  # it sends no signals
    reports.count_outcomes(context.batch, all_outcomes)
    return outcomes


def predict_outcomes(
    candidates: Sequence[Candidate], repeats: Sequence[RepeatedItem], context: RunContext, matcher: Matcher
) -> list[IngestOutcome]:
    """Return the outcomes of saving these, but write nothing; `matcher` remembers them for the rest of the run."""
    outlet_resolver = OutletResolver(context.outlet, may_create=False)
    matches = [*matcher.match_candidates(candidates, outlet_resolver), *matcher.match_repeats(repeats)]
    return [_predict_outcome(match, outlet_resolver) for match in matches]


def _predict_outcome(match: Match, outlet_resolver: OutletResolver) -> IngestOutcome:
    result = ACTIONS[match.kind].result
    if result == "known":
        return report_known([match])[0]
    if result == "refused":
        reason = "It repeats a page that the archive does not have. Take in that page first."
        return IngestOutcome.from_item(result, match.item, reason=reason)
    if match.candidate is None:
        return IngestOutcome.from_item(result, match.item)
    article, (outlet, _) = match.candidate.article, outlet_resolver.resolve(match.candidate.article)
    outlet_findings = (f for f in article.findings if f.field == "outlet" and f.chosen and f.status == "stated")
    stated_outlet = next((finding.value for finding in outlet_findings), "")  # a real run would create it
    identifier = derive_identifier(match.candidate.document.digest) if result == "added" else ""
    outlet_name = outlet.name if outlet else stated_outlet
    return IngestOutcome.from_item(result, match.item, identifier=identifier, article=article, outlet=outlet_name)


def _write_matches(matches: Iterable[Match], current: _Transaction) -> list[IngestOutcome]:
    groups: dict[MatchKind, list[Match]] = defaultdict(list)
    for match in matches:
        groups[match.kind].append(match)
    return [
        outcome for kind, action in ACTIONS.items() if kind in groups for outcome in action.write(groups[kind], current)
    ]


def _insert_with_keys(model: type[Article] | type[Capture], rows: Sequence[Article | Capture], key_field: str) -> None:
    """Insert rows and set their primary keys, looked up by the unique field `key_field`."""
    names = [column.attname for column in model._meta.concrete_fields if not column.primary_key]
    insert_rows(model, names, [[getattr(row, name) for name in names] for row in rows])
    lookup = {f"{key_field}__in": [getattr(row, key_field) for row in rows]}
    keys = dict(model.objects.filter(**lookup).values_list(key_field, "pk"))
    for row in rows:
        row.pk = keys[getattr(row, key_field)]


def _choose_identifiers(digests: Sequence[str]) -> list[str]:
    """Return a free identifier for each digest; retry with an attempt number if it is taken."""
    identifiers = [derive_identifier(digest) for digest in digests]
    used_identifiers = _find_used(identifiers)
    for position, digest in enumerate(digests):
        attempt = 0
        while identifiers[position] in used_identifiers:
            attempt += 1
            identifiers[position] = derive_identifier(digest, attempt)
            used_identifiers |= _find_used([identifiers[position]])
        used_identifiers.add(identifiers[position])
    return identifiers


def _find_used(identifiers: Sequence[str]) -> set[str]:
    return set(Article.objects.filter(identifier__in=identifiers).values_list("identifier", flat=True))


def _save_payloads(documents: Iterable[SourceDocument], articles: Iterable[ParsedArticle] = ()) -> None:
    """Write the payloads of documents, and those of the texts that some were converted to."""
    texts = [build_rows.build_text_payload(article) for article in articles if article.converted_text]
    Payload.objects.bulk_create([*build_rows.build_payloads(documents), *texts], ignore_conflicts=True)


def _add_capture(candidate: Candidate, article: Article, batch: Batch) -> None:
    """Add a capture; if it is the newest its values win, except over an editor's. Others are superseded evidence.

    A reference says more of an article than the file that it names.
    """
    newest_at = article.captures.aggregate(at=Max("captured_at"))["at"]
    capture = build_rows.build_capture(candidate, article, batch)
    capture.save()
    Picture.objects.bulk_create(build_rows.build_pictures(candidate.document, capture))
    author_resolver = AuthorResolver.from_credits(candidate.article.authors)
    bylines, findings = build_rows.build_bylines(candidate, article, author_resolver)
    current_fields: set[str] = set()
    former_values: dict[str, str] = {}
    is_newest = newest_at is None or candidate.captured_at >= newest_at
    if not candidate.document.joined_to and (is_newest or candidate.document.attachment):
        current_fields = _select_replaced_fields(article, findings)
        former_values = _apply_values(article, candidate, bylines, current_fields)
    rows = build_rows.build_evidence_rows(
        findings, article, capture, current_fields=current_fields, former_values=former_values
    )
    insert_rows(Evidence, build_rows.EVIDENCE_FIELDS, rows)


def _select_replaced_fields(article: Article, findings: tuple[Finding, ...]) -> set[str]:
    """Return the fields to replace: not an editor's, and no stated value by an inferred one."""
    current = {(row["field"], row["status"]) for row in article.evidence.current().values("field", "status")}
    edited = {field for field, status in current if status == Evidence.Status.EDITOR}
    stated = {field for field, status in current if status == Evidence.Status.STATED}
    given_fields = {finding.field for finding in findings if finding.value and finding.chosen}
    newly_stated = {finding.field for finding in findings if finding.status == "stated" and finding.chosen}
    replaced_fields = {field for field in given_fields if field in newly_stated or field not in stated} - edited
    return replaced_fields | (set() if "body" in edited else build_rows.BODY_FIELDS)


def _apply_values(
    article: Article, candidate: Candidate, bylines: list[Byline], replaced_fields: set[str]
) -> dict[str, str]:
    """Change the article's values; return the former values by field."""
    former_values = {
        name: getattr(article, name) for name in build_rows.TEXT_FIELDS if name in replaced_fields and name != "body"
    }
    for name in build_rows.TEXT_FIELDS:
        if name in replaced_fields and (name != "body" or candidate.article.body):
            setattr(article, name, getattr(candidate.article, name))
    if "outlet" in replaced_fields:
        former_values["outlet"] = article.outlet.name if article.outlet else ""
        article.outlet = candidate.outlet
    article.save()
    if "author" in replaced_fields:
        former_values["author"] = ", ".join(str(byline) for byline in article.bylines.all())
        article.bylines.all().delete()
        Byline.objects.bulk_create(bylines)
    superseded = article.evidence.current().filter(field__in=replaced_fields)
    superseded.exclude(status=Evidence.Status.EDITOR).update(superseded_at=timezone.now())
    return former_values


def _build_outcome(result: OutcomeResult, candidate: Candidate, article: Article) -> IngestOutcome:
    return IngestOutcome.from_item(
        result,
        candidate.document,
        article_id=article.pk,
        identifier=article.identifier,
        article=candidate.article,
        outlet=article.outlet.name if article.outlet else "",
    )
