"""Dry run: predict the outcomes of a run without writing anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from archive.ingest.documents import ParsedArticle, RefusedItem, Revisit, SourceDocument
from archive.ingest.outlets import OutletResolver
from archive.ingest.recognising import ArticleMatcher
from archive.ingest.report import IngestOutcome
from archive.ingest.rows import Candidate
from archive.ingest.seen_again import RepeatedItem
from archive.ingest.taking import RunContext
from archive.models import Capture
from archive.text.identifiers import derive_identifier


@dataclass(slots=True)
class DryRun:
    """State of a dry run: documents seen so far count as if they were in the archive."""

    context: RunContext
    identities: dict[str, tuple[int | None, str]] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    _seen_captures: set[tuple[str, datetime]] = field(default_factory=set)
    _matcher: ArticleMatcher = field(default_factory=ArticleMatcher)

    def predict_outcomes(
        self, candidates: Sequence[Candidate], repeats: Sequence[RepeatedItem]
    ) -> list[IngestOutcome]:
        """Return the predicted outcomes of candidates and repeated items."""
        matcher = ArticleMatcher.load(candidates, self._matcher)
        outlet_resolver = OutletResolver(self.context.outlet, may_create=False)
        outcomes = []
        for candidate in candidates:
            outlet, _ = outlet_resolver.resolve(candidate.article)
            is_known = matcher.find_target(candidate, outlet) is not None
            if not is_known:
                matcher.add_article(candidate, outlet)
            outcomes.append(
                IngestOutcome.from_document(
                    "recaptured" if is_known else "added",
                    candidate.document,
                    identifier="" if is_known else derive_identifier(candidate.document.digest),
                    article=candidate.article,
                    outlet=outlet.name if outlet else _get_stated_outlet(candidate.article),
                )
            )
            self._note_document(candidate.document)
        return outcomes + [self._predict_repeat(item) for item in repeats]

    def _note_document(self, document: SourceDocument) -> None:
        self.identities[document.identity] = (None, "")
        self.digests.add(document.digest)
        if document.url:
            self._seen_captures.add((document.url, document.captured_at))

    def _predict_repeat(self, item: RepeatedItem) -> IngestOutcome:
        if isinstance(item, SourceDocument):
            self._note_document(item)
        elif not self._has_seen(item):
            reason = "It repeats a page that the archive does not have. Take in that page first."
            return IngestOutcome.from_unread_item(
                RefusedItem(source=item.source, record=item.record, reason=reason)
            )
        return IngestOutcome(result="recaptured", source=item.source, record=item.record)

    def _has_seen(self, item: Revisit) -> bool:
        if item.digest in self.digests or item.refers_to in self._seen_captures:
            return True
        if Capture.objects.filter(digest=item.digest).exists():
            return True
        if item.refers_to is None:
            return False
        url, captured_at = item.refers_to
        return Capture.objects.filter(url=url, captured_at=captured_at).exists()


def _get_stated_outlet(article: ParsedArticle) -> str:
    """Return the name of the outlet that a real run would create: one stated by the text."""
    outlet_findings = (f for f in article.findings if f.field == "outlet" and f.chosen)
    return next((f.value for f in outlet_findings if f.status == "stated"), "")
