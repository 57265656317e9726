"""Articles of two files: a record that says what the article is, and the file with its text that the record names."""

from dataclasses import replace
from typing import Final

from archive.extraction.common.draft import FIRST_LINE
from archive.formats.documents import Finding, ParsedArticle
from archive.text.normalize import name_key

_FIELDS: Final = "title outlet published section language canonical_url standfirst".split()
_KEPT_FIELDS: Final = frozenset({"body", "credit"})
"""Fields whose findings come from the file: they are about its text."""
_FIRST_LINE_RULE: Final = "in the file of the record: its first line is text, as the record states another title"


def complete_article(article: ParsedArticle, text_article: ParsedArticle) -> ParsedArticle:
    """Add to the article of a record what only its file says; the places of its words are in another file."""
    values = {name: getattr(article, name) or getattr(text_article, name) for name in _FIELDS}
    stated = {finding.field for finding in article.findings if finding.value}
    findings = [finding for finding in article.findings if finding.value or finding.field in stated | {"body"}]
    others = (f for f in text_article.findings if f.field in _KEPT_FIELDS or f.field not in stated)
    findings += [_detach(finding) for finding in others]
    authors = article.authors or text_article.authors
    if not article.authors and not text_article.authors:
        findings += [finding for finding in article.findings if finding.field == "author"]
    domain = article.outlet_domain or text_article.outlet_domain
    body = article.body
    if line := _find_first_line(article, text_article):
        body = f"{line.value}\n\n{body}".strip()
        findings.append(replace(_detach(line), field="body", status="inferred", rule=_FIRST_LINE_RULE))
    return replace(article, body=body, **values, authors=authors, outlet_domain=domain, findings=tuple(findings))


def _find_first_line(article: ParsedArticle, text_article: ParsedArticle) -> Finding | None:
    """Return the first line of a text that was taken for its title, and is not the title that the record states."""
    if not article.title:
        return None
    title, line_key = name_key(article.title), name_key(text_article.title)
    if line_key in title or title in line_key:
        return None
    lines = (finding for finding in text_article.findings if finding.field == "title" and finding.chosen)
    return next((finding for finding in lines if finding.rule == FIRST_LINE), None)


def _detach(finding: Finding) -> Finding:
    """Return a finding in the file of a record without the place of its words."""
    return replace(finding, start=None, end=None, rule=f"in the file of the record: {finding.rule}"[:300])
