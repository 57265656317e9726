"""Extraction of articles from web pages: main text, metadata, and what the page shows."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.ingest.extractors.draft import ArticleDraft
from archive.ingest.extractors.pages.bylineclaims import AuthorClaim
from archive.ingest.extractors.pages.bylines import AuthorFinder
from archive.ingest.extractors.pages.charset import decode_page
from archive.ingest.extractors.pages.jsonld import JsonLdNode, iter_texts, read_jsonld
from archive.ingest.extractors.pages.maintext import UNWEIGHED, extract_main_text
from archive.ingest.extractors.pages.moments import find_publication_dates, infer_date_order
from archive.ingest.extractors.pages.outlet import (
    collect_site_names,
    find_domain,
    find_outlet_statements,
    iter_url_statements,
)
from archive.ingest.extractors.pages.page import PageStatement, WebPage, parse_page
from archive.ingest.extractors.pages.pagebody import PageBody, build_page_body
from archive.ingest.extractors.pages.restoring import RESTORED, restore_paragraphs
from archive.ingest.extractors.pages.shown import TitleContext, build_title_context
from archive.ingest.extractors.pages.titles import find_title_hint, rank_titles
from archive.text.urls import canonicalize_url

RECIPE: Final = "html/1"
RESTORED_RULE: Final = "paragraphs of the same make as those around them, put back in their places"
MAX_LEFT_OUT: Final = 100
MAX_STATEMENTS: Final = 12  # statements of one field that are kept as evidence


def read_html(document: SourceDocument, reading: ExtractionOptions) -> ParsedArticle:
    """Return the article of a page. Raises UnreadableDocument if it holds none."""
    decoded = decode_page(document)
    page = parse_page(decoded.text, document.url)
    draft = ArticleDraft(decoded.text)
    linked_data = read_jsonld(page, find_title_hint(page))
    article: JsonLdNode = linked_data.articles[0] if linked_data.articles else {}
    addresses = list(iter_url_statements(page, article))
    domain = find_domain(page, addresses)
    outlets = find_outlet_statements(page, article, linked_data)
    sites = collect_site_names(page, outlets, domain)
    titles = rank_titles(page, article, sites)
    _add_findings(draft, page, "title", titles)
    stated_text = next(iter_texts(article.get("articleBody")), "")
    blocks = restore_paragraphs(page, extract_main_text(page, stated_text))
    context = build_title_context(
        page, [item.value for item in titles[:6]], [item.text for item in blocks]
    )
    description_texts = [item.value for item in find_descriptions(page, article)]
    title = draft.values.get("title", "")
    page_text = build_page_body(
        blocks, context, title, today=reading.today, descriptions=description_texts
    )
    body = "\n\n".join(page_text.paragraphs)
    if blocks and blocks[0].kind == UNWEIGHED:
        draft.add_finding(
            "body", "", "too many tags to weigh; its paragraphs as they are", status="inferred"
        )
    if restored_count := sum(block.kind == RESTORED for block in blocks):
        draft.add_finding("body", str(restored_count), RESTORED_RULE, status="inferred")
    _add_body_findings(draft, page, page_text)
    _add_metadata(draft, page, article)
    _add_authors(
        draft, page, AuthorFinder(page, article, linked_data, context, sites, reading.today, body)
    )
    _add_dates(
        draft, page, article, context, _cap_today(document, reading), _get_capture_day(document)
    )
    _add_urls(draft, page, addresses)
    _add_findings(draft, page, "outlet", outlets)
    if not body and "title" not in draft.values:
        raise UnreadableDocument("The page shows no text and no title. Fetch it again.")
    if "title" not in draft.values:
        draft.infer_title(body, "nothing calls itself a title; the text's beginning stands in")
    draft.add_decoding(decoded)
    return draft.build_article(body, encoding=decoded.encoding, recipe=RECIPE, domain=domain)


def _cap_today(document: SourceDocument, reading: ExtractionOptions) -> ExtractionOptions:
    """Cap `today` at the day after the capture, where the source states it."""
    if not document.url:
        return reading
    captured = document.captured_at.date() + timedelta(days=1)
    return replace(reading, today=min(reading.today, captured))


def _get_capture_day(document: SourceDocument) -> date | None:
    """Return the day of the capture, if the document came with its URL."""
    return document.captured_at.date() if document.url else None


def _add_findings(
    draft: ArticleDraft, page: WebPage, field_name: str, statements: list[PageStatement]
) -> None:
    for statement in statements[:MAX_STATEMENTS]:
        if statement.value:
            draft.add_finding(
                field_name, statement.value, statement.rule, span=page.find_span(statement)
            )


def _add_urls(draft: ArticleDraft, page: WebPage, statements: list[PageStatement]) -> None:
    for statement in statements[:MAX_STATEMENTS]:
        if canonicalize_url(statement.value):
            draft.add_url(statement.value, statement.rule, span=page.find_span(statement))


def _add_dates(
    draft: ArticleDraft,
    page: WebPage,
    article: JsonLdNode,
    context: TitleContext,
    reading: ExtractionOptions,
    capture_day: date | None,
) -> None:
    order = infer_date_order(draft.values.get("language", ""))
    candidates = find_publication_dates(
        page, article, context, today=reading.today, order=order, capture_day=capture_day
    )
    for candidate in candidates[:MAX_STATEMENTS]:
        span = page.find_span(candidate.statement)
        draft.add_date(candidate.date, candidate.statement.rule, span=span, status=candidate.status)


def _add_authors(draft: ArticleDraft, page: WebPage, finder: AuthorFinder) -> None:
    """Add the people of the best source that names any; those of others as rejected evidence."""
    accepted: list[AuthorClaim] = []
    rejected: list[AuthorClaim] = []
    unclear: list[AuthorClaim] = []
    for claims in finder.iter_claims():
        (rejected if accepted else accepted).extend(claim for claim in claims if claim.names)
        for claim in claims:
            if claim.is_credit:
                rule = f"{claim.statement.rule}: it names nobody"
                draft.add_credit(claim.statement.value, rule, span=page.find_span(claim.statement))
        unclear += [claim for claim in claims if claim.ambiguous]
    for claim in accepted:
        for printed_name in claim.names:
            span = page.find_span(replace(claim.statement, value=printed_name.printed))
            located_name = (
                replace(printed_name, start=span[0], end=span[1]) if span else printed_name
            )
            draft.add_author(
                located_name, claim.statement.rule, has_span=span is not None, status=claim.status
            )
    for claim in rejected[:MAX_STATEMENTS]:
        for printed_name in claim.names:
            draft.add_rejected_author(
                printed_name.name, claim.statement.rule, page.find_span(claim.statement)
            )
    for claim in unclear[:MAX_STATEMENTS]:
        _add_unclear_names(draft, page, claim, is_rejected=bool(accepted) and claim not in accepted)


def _add_unclear_names(
    draft: ArticleDraft, page: WebPage, claim: AuthorClaim, *, is_rejected: bool
) -> None:
    """Add ambiguous names; as rejected alternatives where another source names the author."""
    for words in claim.ambiguous:
        span = page.find_span(replace(claim.statement, value=words))
        if is_rejected:
            draft.add_rejected_author(words, claim.statement.rule, span)
        else:
            draft.add_unclear_author(words, claim.statement.rule, span=span)


def _add_body_findings(draft: ArticleDraft, page: WebPage, page_text: PageBody) -> None:
    """Add the standfirst shown on the page, and the lines left out of the text."""
    if page_text.standfirst:
        text = "\n\n".join(page_text.standfirst)
        statement = PageStatement(page_text.standfirst[0], "shown above the text")
        draft.add_finding("standfirst", text, statement.rule, span=page.find_span(statement))
    for text, kind in page_text.left_out[:MAX_LEFT_OUT]:
        span = page.find_span(PageStatement(text, kind.rule))
        if kind.is_credit:
            draft.add_credit(text, kind.rule, span=span)
        else:
            draft.add_finding("body", text[:200], kind.rule, span=span, status="inferred")
    if (unlisted_count := len(page_text.left_out) - MAX_LEFT_OUT) > 0:
        draft.add_finding(
            "body", str(unlisted_count), "so many more lines left out", status="inferred"
        )


def _add_metadata(draft: ArticleDraft, page: WebPage, article: JsonLdNode) -> None:
    """Add standfirst, section and language."""
    for statement in find_descriptions(page, article)[:3]:
        draft.add_finding(
            "standfirst", statement.value, statement.rule, span=page.find_span(statement)
        )
    sections = [*page.iter_meta("article:section", "parsely-section")]
    sections += [
        PageStatement(text, "JSON-LD articleSection", hint='"articleSection"')
        for text in iter_texts(article.get("articleSection"))
    ][:1]
    _add_findings(draft, page, "section", sections[:3])
    if language := page.tree.get("lang"):
        statement = PageStatement(language, "attribute lang", hint="<html")
        draft.add_language(language, statement.rule, span=page.find_span(statement))


def find_descriptions(page: WebPage, article: JsonLdNode) -> list[PageStatement]:
    """Return the descriptions in the page's tags, best first."""
    stated = [
        PageStatement(text, "JSON-LD description", hint='"description"')
        for text in iter_texts(article.get("description"))
    ]
    return [*page.iter_meta("og:description", "description", "twitter:description"), *stated[:1]]
