"""A web page to an article: its main text, and what the page states about it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.html import titles
from archive.extraction.html.authors import AuthorFinder
from archive.extraction.html.bylines import AuthorClaim
from archive.extraction.html.cut_texts import find_cut_statement
from archive.extraction.html.live_blogs import keep_update_times
from archive.extraction.html.main_text import RESTORED, UNWEIGHED, TextBlock, extract_main_text, restore_paragraphs
from archive.extraction.html.metadata import JsonLdNode, iter_texts, list_statements, read_jsonld
from archive.extraction.html.page import PageStatement, WebPage, decode_page, parse_page
from archive.extraction.html.page_body import PageBody, build_page_body
from archive.extraction.html.page_dates import find_publication_dates
from archive.extraction.html.page_kinds import PageContent, find_page_kind, get_page_headings
from archive.extraction.html.page_notices import (
    NOTICE_KINDS,
    OFFER,
    NoticeBox,
    take_out_notices,
)
from archive.extraction.html.saved_pages import SavedOrigin, find_saved_origin, open_saved_page, unwrap_statements
from archive.extraction.html.visible_text import TitleContext, build_title_context
from archive.formats.documents import CUT_TEXT, ExtractionOptions, ParsedArticle, SourceDocument
from archive.text.normalize import make_storable, name_key
from archive.text.urls import canonicalize_url

RECIPE: Final = "html/1"
RESTORED_RULE: Final = "paragraphs of the same make as those around them, put back in their places"
MAX_LEFT_OUT: Final = 100
MAX_STATEMENTS: Final = 12  # statements of one field that are kept as evidence


def read_html(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a page. Raises UnreadableDocument if it holds none."""
    decoded = decode_page(document)
    saved_page = parse_page(decoded.text, document.url)
    origin = find_saved_origin(saved_page)
    page = open_saved_page(saved_page, origin)
    boxes = take_out_notices(page)
    draft = ArticleDraft(decoded.text, captured_at=origin.captured_at)
    linked_data = read_jsonld(page, titles.find_title_hint(page))
    article: JsonLdNode = linked_data.articles[0] if linked_data.articles else {}
    addresses = unwrap_statements(list(titles.iter_url_statements(page, article, origin.statement)))
    domain = titles.find_domain(page, addresses)
    outlets = titles.find_outlet_statements(page, article, linked_data)
    sites = titles.collect_site_names(page, outlets, domain)
    ranked_titles = titles.rank_titles(page, article, sites)
    _add_findings(draft, page, "title", ranked_titles)
    keep_update_times(page, article)
    blocks = restore_paragraphs(page, extract_main_text(page, next(iter_texts(article.get("articleBody")), "")))
    context = build_title_context(page, [item.value for item in ranked_titles[:6]], [item.text for item in blocks])
    title = draft.values.get("title", "")
    descriptions = [item.value for item in find_descriptions(page, article)]
    page_text = build_page_body(blocks, context, title, today=options.today, descriptions=descriptions)
    body = page_text.text
    _add_body_findings(draft, page, blocks, page_text)
    _add_metadata(draft, page, article)
    finder = AuthorFinder(page, article, sites, options.today, linked_data, context, page_text, title, domain)
    _add_authors(draft, page, finder)
    captured_at = origin.captured_at or (document.captured_at if document.url else None)
    draft.infer_language(make_storable(body))
    _add_dates(draft, page, article, context, captured_at, today=options.today)
    _add_addresses(draft, page, addresses)
    _add_findings(draft, page, "outlet", outlets)
    _check_article(page, page_text, boxes, article, title)
    _add_notices(draft, page, article, page_text, boxes)
    if "title" not in draft.values:
        draft.infer_title(body, "nothing calls itself a title; the text's beginning stands in")
    draft.add_decoding(decoded)
    _add_origin(draft, page, origin)
    parsed = draft.build_article(body, encoding=decoded.encoding, recipe=RECIPE, domain=domain)
    return replace(parsed, page_url=page.url)


def _add_addresses(draft: ArticleDraft, page: WebPage, addresses: Sequence[PageStatement]) -> None:
    """Add the addresses that can be a page's as findings."""
    urls = [statement for statement in addresses[:MAX_STATEMENTS] if canonicalize_url(statement.value)]
    _add_findings(draft, page, "canonical_url", urls)


def _add_notices(
    draft: ArticleDraft, page: WebPage, article: JsonLdNode, page_text: PageBody, boxes: list[NoticeBox]
) -> None:
    """Add the boxes taken out of the page as evidence, and whether the text is only the beginning."""
    for box in boxes:
        draft.add_note(box.text[:200], NOTICE_KINDS.get(box.notice, OFFER).rule)
    offers = [text for text, kind in page_text.left_out if kind is OFFER]
    statement = find_cut_statement(page, article, "\n\n".join(page_text.paragraphs), boxes, offers)
    if statement is not None:
        rule = f"{CUT_TEXT}: {statement.rule}"
        draft.add_finding("body", "", rule, span=page.find_span(statement), status="inferred")


def _check_article(page: WebPage, page_text: PageBody, boxes: list[NoticeBox], article: JsonLdNode, title: str) -> None:
    """Raise UnreadableDocument if a page holds no article, with what it is and the next step."""
    headings = get_page_headings(page, title)
    stated_headline = name_key(next(iter_texts(article.get("headline")), ""))
    is_stated = "article" in page.meta_tags.get("og:type", ()) or "article:published_time" in page.meta_tags
    is_stated = is_stated or (bool(stated_headline) and stated_headline in map(name_key, headings))
    kind = find_page_kind(page, PageContent(page_text.paragraphs, headings, is_stated, boxes))
    if kind is not None:
        raise UnreadableDocument(kind.reason)


def _add_origin(draft: ArticleDraft, page: WebPage, origin: SavedOrigin) -> None:
    """Add where a saved copy came from, and when the page was saved, as evidence."""
    if origin.statement is None:
        return
    moment = f" on {origin.captured_at:%Y-%m-%d at %H:%M} UTC" if origin.captured_at else ""
    span = page.find_span(origin.statement)
    draft.add_finding("body", origin.url, f"a copy of this page saved{moment}: {origin.statement.rule}", span=span)


def _add_dates(
    draft: ArticleDraft,
    page: WebPage,
    article: JsonLdNode,
    context: TitleContext,
    captured_at: datetime | None,
    *,
    today: date,
) -> None:
    """Add the candidates for the day of publication; nothing on a fetched page is younger than its capture."""
    capture_day = captured_at.date() if captured_at is not None else None
    if capture_day is not None:
        today = min(today, capture_day + timedelta(days=1))
    language = draft.values.get("language", "")
    dates = find_publication_dates(page, article, context, today=today, language=language, capture_day=capture_day)
    for candidate in dates[:MAX_STATEMENTS]:
        span = page.find_span(candidate.statement)
        draft.add_date(candidate.date, candidate.statement.rule, span=span, status=candidate.status)


def _add_findings(draft: ArticleDraft, page: WebPage, field_name: str, statements: list[PageStatement]) -> None:
    for statement in statements[:MAX_STATEMENTS]:
        if statement.value:
            draft.add_value(field_name, statement.value, statement.rule, span=page.find_span(statement))


def _add_authors(draft: ArticleDraft, page: WebPage, finder: AuthorFinder) -> None:
    """Add the people of the best source that names any; those of others as rejected evidence."""
    accepted: list[AuthorClaim] = []
    rejected: list[AuthorClaim] = []
    unclear: list[AuthorClaim] = []
    for claims in finder.iter_claims():
        list_to_extend = rejected if accepted else accepted
        list_to_extend += [claim for claim in claims if claim.names]
        for claim in claims:
            if claim.is_credit:
                rule = f"{claim.statement.rule}: {claim.role or 'it names nobody'}"
                draft.add_credit(claim.statement.value, rule, span=page.find_span(claim.statement))
        unclear += [claim for claim in claims if claim.ambiguous]
    for claim in accepted:
        for printed_name in claim.names:
            span = page.find_span(replace(claim.statement, value=printed_name.printed))
            located_name = replace(printed_name, start=span[0], end=span[1]) if span else printed_name
            draft.add_author(located_name, claim.statement.rule, has_span=span is not None, status=claim.status)
    for claim in rejected[:MAX_STATEMENTS]:
        for printed_name in claim.names:
            draft.add_rejected_author(printed_name.name, claim.statement.rule, page.find_span(claim.statement))
    for claim in unclear[:MAX_STATEMENTS]:
        _add_unclear_names(draft, page, claim, is_rejected=bool(accepted) and claim not in accepted)


def _add_unclear_names(draft: ArticleDraft, page: WebPage, claim: AuthorClaim, *, is_rejected: bool) -> None:
    """Add ambiguous names; as rejected alternatives where another source names the author."""
    for words in claim.ambiguous:
        span = page.find_span(replace(claim.statement, value=words))
        if is_rejected:
            draft.add_rejected_author(words, claim.statement.rule, span)
        else:
            draft.add_unclear_author(words, claim.statement.rule, span=span)


def _add_body_findings(draft: ArticleDraft, page: WebPage, blocks: list[TextBlock], page_text: PageBody) -> None:
    """Add how the text was found, if out of the ordinary, the standfirst shown on the page, and the lines left out."""
    if blocks and blocks[0].kind == UNWEIGHED:
        draft.add_note("", "too many tags to weigh; its paragraphs as they are")
    if restored_count := sum(block.kind == RESTORED for block in blocks):
        draft.add_note(str(restored_count), RESTORED_RULE)
    if page_text.visible_standfirst and not page_text.standfirst:
        statement = PageStatement(page_text.visible_standfirst, "shown above the text")
        draft.add_finding("standfirst", statement.value, statement.rule, span=page.find_span(statement))
    if page_text.standfirst:
        text = "\n\n".join(page_text.standfirst)
        statement = PageStatement(page_text.standfirst[0], "shown above the text")
        draft.add_finding("standfirst", text, statement.rule, span=page.find_span(statement))
    for text, kind in page_text.left_out[:MAX_LEFT_OUT]:
        span = page.find_span(PageStatement(text, kind.rule))
        if kind.is_credit:
            draft.add_credit(text, kind.rule, span=span)
        else:
            draft.add_note(text[:200], kind.rule, span=span)
    if (unlisted_count := len(page_text.left_out) - MAX_LEFT_OUT) > 0:
        draft.add_note(str(unlisted_count), "so many more lines left out")


def _add_metadata(draft: ArticleDraft, page: WebPage, article: JsonLdNode) -> None:
    _add_findings(draft, page, "standfirst", find_descriptions(page, article)[:3])
    sections = [*page.iter_meta("article:section", "parsely-section")]
    sections += list_statements(article.get("articleSection"), "articleSection")[:1]
    _add_findings(draft, page, "section", sections[:3])
    if language := page.tree.get("lang") or page.tree.get("xml:lang"):
        _add_findings(draft, page, "language", [PageStatement(language, "attribute lang", hint="<html")])


def find_descriptions(page: WebPage, article: JsonLdNode) -> list[PageStatement]:
    """Return the descriptions in the page's tags, best first."""
    stated = list_statements(article.get("description"), "description")
    return [*page.iter_meta("og:description", "description", "twitter:description"), *stated[:1]]
