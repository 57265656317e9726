"""Dry run: predict the outcomes of a run without writing anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from archive.ingest.documents import ParsedArticle, Refused, Revisit, SourceDocument
from archive.ingest.outlets import Outlets
from archive.ingest.recognising import Recognised
from archive.ingest.report import Outcome
from archive.ingest.rows import Candidate
from archive.ingest.seen_again import Again
from archive.ingest.taking import Terms
from archive.models import Capture
from archive.text.identifiers import identifier_for


@dataclass(slots=True)
class Preview:
    """State of a dry run: documents seen so far count as if they were in the archive."""

    terms: Terms
    identities: dict[str, tuple[int | None, str]] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    _moments: set[tuple[str, datetime]] = field(default_factory=set)
    _recognised: Recognised = field(default_factory=Recognised)

    def of(self, candidates: Sequence[Candidate], again: Sequence[Again]) -> list[Outcome]:
        """Return the predicted outcomes of candidates and repeated items."""
        recognised = Recognised.among(candidates, self._recognised)
        outlets = Outlets(self.terms.outlet, may_create=False)
        outcomes = []
        for one in candidates:
            outlet, _ = outlets.of(one.article)
            is_known = recognised.target_of(one, outlet) is not None
            if not is_known:
                recognised.note(one, outlet)
            outcomes.append(
                Outcome.of(
                    "recaptured" if is_known else "added",
                    one.document,
                    identifier="" if is_known else identifier_for(one.document.digest),
                    article=one.article,
                    outlet=outlet.name if outlet else _to_be_made(one.article),
                )
            )
            self._saw(one.document)
        return outcomes + [self._again(item) for item in again]

    def _saw(self, document: SourceDocument) -> None:
        self.identities[document.identity] = (None, "")
        self.digests.add(document.digest)
        if document.url:
            self._moments.add((document.url, document.captured_at))

    def _again(self, item: Again) -> Outcome:
        if isinstance(item, SourceDocument):
            self._saw(item)
        elif not self._has_seen(item):
            reason = "It repeats a page that the archive does not have. Take in that page first."
            return Outcome.without(Refused(source=item.source, record=item.record, reason=reason))
        return Outcome(result="recaptured", source=item.source, record=item.record)

    def _has_seen(self, item: Revisit) -> bool:
        if item.digest in self.digests or item.refers_to in self._moments:
            return True
        if Capture.objects.filter(digest=item.digest).exists():
            return True
        if item.refers_to is None:
            return False
        url, moment = item.refers_to
        return Capture.objects.filter(url=url, captured_at=moment).exists()


def _to_be_made(article: ParsedArticle) -> str:
    """Return the name of the outlet that a real run would create: one stated by the text."""
    said = (f for f in article.findings if f.field == "outlet" and f.chosen)
    return next((f.value for f in said if f.status == "stated"), "")
