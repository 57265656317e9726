"""Outcomes of documents as JSON for reports, and as lines of a dry run."""

from dataclasses import asdict

from archive.ingest.report import IngestOutcome


def serialize_outcome(outcome: IngestOutcome, *, dry_run: bool) -> dict[str, object]:
    """Return an outcome as an object of the report file."""
    article = outcome.article
    fields: dict[str, object] = {
        "outcome": outcome.result,
        "source": outcome.source,
        "record": outcome.record,
        "id": outcome.identifier,
        "reason": outcome.reason,
    }
    if dry_run:
        fields["dry_run"] = True
    if article is not None:
        fields |= {
            "title": article.title,
            "authors": [credit.name for credit in article.authors],
            "published": article.published,
            "outlet": outcome.outlet,
            "findings": [asdict(finding) for finding in article.findings],
        }
    return fields


def format_preview(outcome: IngestOutcome) -> str:
    """Return the line of a dry run: what would be written."""
    article = outcome.article
    if article is None:
        return ""
    action = "would add" if outcome.result == "added" else "would add a capture of"
    names = ", ".join(credit.name for credit in article.authors) or "no author"
    place = f"{outcome.source}, {outcome.record}" if outcome.record else outcome.source
    values = (article.title, names, article.published or "undated", outcome.outlet or "no outlet")
    return f"{action}: {' | '.join(values)} | {place}"
