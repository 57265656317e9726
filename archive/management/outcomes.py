"""Outcomes of documents as JSON for reports, and as lines of a dry run."""

from dataclasses import asdict

from archive.ingest.report import Outcome


def as_json(outcome: Outcome, *, dry_run: bool) -> dict[str, object]:
    """Return an outcome as an object of the report file."""
    article = outcome.article
    found: dict[str, object] = {
        "outcome": outcome.result,
        "source": outcome.source,
        "record": outcome.record,
        "id": outcome.identifier,
        "reason": outcome.reason,
    }
    if dry_run:
        found["dry_run"] = True
    if article is not None:
        found |= {
            "title": article.title,
            "authors": [credit.name for credit in article.authors],
            "published": article.published,
            "outlet": outcome.outlet,
            "findings": [asdict(finding) for finding in article.findings],
        }
    return found


def preview(outcome: Outcome) -> str:
    """Return the line of a dry run: what would be written."""
    article = outcome.article
    if article is None:
        return ""
    what = "would add" if outcome.result == "added" else "would add a capture of"
    names = ", ".join(credit.name for credit in article.authors) or "no author"
    place = f"{outcome.source}, {outcome.record}" if outcome.record else outcome.source
    said = (article.title, names, article.published or "undated", outcome.outlet or "no outlet")
    return f"{what}: {' | '.join(said)} | {place}"
