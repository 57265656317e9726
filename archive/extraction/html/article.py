"""A web page to an article: its main text, and what the page states about it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.boilerplate import CONTRIBUTION, BoilerplateKind, classify_end_line, classify_line
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.html import titles
from archive.extraction.html.authors import AuthorFinder
from archive.extraction.html.bylines import AuthorClaim
from archive.extraction.html.cut_texts import find_cut_statement
from archive.extraction.html.live_blogs import keep_update_times
from archive.extraction.html.main_text import RESTORED, UNWEIGHED, TextBlock, extract_main_text, restore_paragraphs
from archive.extraction.html.metadata import JsonLdNode, is_label, iter_texts, list_statements, read_jsonld
from archive.extraction.html.page import PageStatement, WebPage, decode_page, parse_page
from archive.extraction.html.page_dates import find_publication_dates
from archive.extraction.html.page_kinds import PageContent, find_page_kind, get_page_headings
from archive.extraction.html.page_notices import (
    NOTICE_KINDS,
    OFFER,
    NoticeBox,
    find_notice_lines,
    take_out_notices,
)
from archive.extraction.html.saved_pages import SavedOrigin, find_saved_origin, open_saved_page, unwrap_statements
from archive.extraction.html.visible_text import TitleContext, VisibleLine, build_title_context
from archive.formats.documents import CUT_TEXT, ExtractionOptions, ParsedArticle, SourceDocument
from archive.text.dates import strip_dates
from archive.text.names import find_byline_start, find_names, is_probable_name
from archive.text.normalize import name_key
from archive.text.urls import canonicalize_url

RECIPE: Final = "html/1"
RESTORED_RULE: Final = "paragraphs of the same make as those around them, put back in their places"
MAX_LEFT_OUT: Final = 100
MAX_STATEMENTS: Final = 12  # statements of one field that are kept as evidence
MAX_HEAD_BLOCKS: Final = 5  # blocks at the beginning that may belong to the head of the page
MAX_STANDFIRST: Final = 700
MIN_STANDFIRST: Final = 40
MAX_HEAD_LINES: Final = 15  # lines below the title
TITLE: Final = BoilerplateKind("left out: the title, printed again")
STANDFIRST: Final = BoilerplateKind("set apart: the standfirst, printed above the text")
DATE: Final = BoilerplateKind("left out: the date line")
LABEL: Final = BoilerplateKind("left out: the label of a byline or a date")
BYLINE: Final = BoilerplateKind("left out: the byline")
_STANDFIRST: Final = re.compile(
    r"stand-?first|sub-?title|sub-?head|de[ck]k?(?:$|[\s_-])|vorspann|chapo|entradilla|sapo|bajada"
    r"|subline|strapline|ingress|catenaccio|excerpt|(?<!with-)summary",
    re.IGNORECASE,
)


@dataclass(slots=True)
class PageBody:
    """The paragraphs of the body, the standfirst above them, and the lines left out."""

    paragraphs: list[str] = field(default_factory=list)
    standfirst: list[str] = field(default_factory=list)
    left_out: list[tuple[str, BoilerplateKind]] = field(default_factory=list)
    visible_standfirst: str = ""


def build_page_body(
    blocks: Sequence[TextBlock], context: TitleContext, title: str, *, today: date, descriptions: Sequence[str] = ()
) -> PageBody:
    """Build the body from blocks; `descriptions` are those of the page's tags."""
    body = PageBody()
    stated_descriptions = descriptions
    descriptions = [name_key(description) for description in descriptions]
    lines = {name_key(line.text): line for line in context.lines_below[:12]}
    notice_kinds = find_notice_lines([block.text for block in blocks])
    for number, block in enumerate(blocks):
        is_in_head = number < MAX_HEAD_BLOCKS and not any(len(text) > 200 for text in body.paragraphs)
        kind = _classify_head_block(block, title, today) if is_in_head else None
        is_after_label = bool(body.left_out) and body.left_out[-1][1] is LABEL and not body.paragraphs
        if kind is None and is_after_label and is_probable_name(block.text):
            kind = BYLINE
        if kind is None and is_in_head and _is_standfirst(block, lines, descriptions):
            kind = STANDFIRST
        if kind is None and block.kind != "head":
            kind = classify_line(block.text)
        kind = kind or notice_kinds.get(number)
        if kind is None:
            body.paragraphs.append(block.text)
            continue
        body.left_out.append((block.text, kind))
        if kind is STANDFIRST:
            body.standfirst.append(block.text)
    body.visible_standfirst = find_visible_standfirst(context, body.paragraphs, stated_descriptions)
    if not body.paragraphs and blocks:  # a page of one sentence is all text
        return PageBody([block.text for block in blocks])
    return body


def find_visible_standfirst(context: TitleContext, paragraphs: Sequence[str], descriptions: Sequence[str]) -> str:
    """Return the standfirst that stands between title and text and that a description of the page repeats.

    It is kept although it was not read as text: readers weigh it by its place and its type.
    """
    keys = [key for description in descriptions if len(key := name_key(description)) >= MIN_STANDFIRST]
    if not keys:
        return ""
    opening = name_key(paragraphs[0])[:60] if paragraphs else ""
    body_key = name_key(" ".join(paragraphs[:MAX_HEAD_BLOCKS]))
    for line in context.lines_below[:MAX_HEAD_LINES]:
        key = name_key(line.text)
        if opening and key.startswith(opening):
            break
        is_repeated = any(key.startswith(other[:MIN_STANDFIRST]) for other in keys)
        if is_repeated and len(key) >= MIN_STANDFIRST and key[:60] not in body_key:
            return line.text
    return ""


def _classify_head_block(block: TextBlock, title: str, today: date) -> BoilerplateKind | None:
    """Return the kind of head line that a block repeats, or None."""
    text = block.text
    if name_key(text) == name_key(title):
        return TITLE
    if len(text) > 120:
        return None
    if is_label(text):
        return LABEL
    if classify_end_line(text) is CONTRIBUTION:
        return CONTRIBUTION
    bare = strip_dates(text, today=today)
    if bare != text and not bare.strip(" |()[]·•–—-,:"):
        return DATE
    start = find_byline_start(bare)
    if start is not None and not text.rstrip().endswith(".") and find_names(bare, start=start):
        return BYLINE
    return None


def _is_standfirst(block: TextBlock, lines: dict[str, VisibleLine], descriptions: Sequence[str]) -> bool:
    """Return whether a block has a standfirst class and equals a description of the page."""
    line = lines.get(name_key(block.text[:300]))
    if line is None or not 40 <= len(block.text) <= MAX_STANDFIRST:
        return False
    opening = name_key(block.text)[:60]
    return bool(_STANDFIRST.search(line.nearby_names_text)) and any(
        opening in description for description in descriptions
    )


def read_html(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a page. Raises UnreadableDocument if it holds none."""
    decoded = decode_page(document)
    page = parse_page(decoded.text, document.url)
    origin = find_saved_origin(page)
    page = open_saved_page(page, origin)
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
    stated_text = next(iter_texts(article.get("articleBody")), "")
    blocks = restore_paragraphs(page, extract_main_text(page, stated_text))
    context = build_title_context(page, [item.value for item in ranked_titles[:6]], [item.text for item in blocks])
    descriptions = [item.value for item in find_descriptions(page, article)]
    title = draft.values.get("title", "")
    page_text = build_page_body(blocks, context, title, today=options.today, descriptions=descriptions)
    body = "\n\n".join(page_text.paragraphs)
    _add_body_findings(draft, page, blocks, page_text)
    _add_metadata(draft, page, article)
    head_bylines = tuple(text for text, kind in page_text.left_out if kind is BYLINE)
    finder = AuthorFinder(page, article, sites, options.today, linked_data, context, body, title, head_bylines)
    _add_authors(draft, page, finder)
    captured_at = origin.captured_at or (document.captured_at if document.url else None)
    _add_dates(draft, page, article, context, captured_at, today=options.today)
    urls = [statement for statement in addresses[:MAX_STATEMENTS] if canonicalize_url(statement.value)]
    _add_findings(draft, page, "canonical_url", urls)
    _add_findings(draft, page, "outlet", outlets)
    _check_article(page, page_text, boxes, article, title)
    _add_notices(draft, page, article, page_text, boxes)
    if "title" not in draft.values:
        draft.infer_title(body, "nothing calls itself a title; the text's beginning stands in")
    draft.add_decoding(decoded)
    _add_origin(draft, page, origin)
    parsed = draft.build_article(body, encoding=decoded.encoding, recipe=RECIPE, domain=domain)
    return replace(parsed, page_url=page.url)


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
