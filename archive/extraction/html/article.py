"""A web page to an article: its main text, and what the page states about it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.html.authors import AuthorFinder
from archive.extraction.html.body import PageBody, build_page_body
from archive.extraction.html.byline_claims import AuthorClaim
from archive.extraction.html.main_text import RESTORED, UNWEIGHED, extract_main_text, restore_paragraphs
from archive.extraction.html.metadata import JsonLdNode, LinkedData, iter_texts, read_jsonld
from archive.extraction.html.page import PageStatement, WebPage, decode_page, parse_page
from archive.extraction.html.page_dates import find_publication_dates, infer_date_order
from archive.extraction.html.titles import find_title_hint, rank_titles
from archive.extraction.html.visible_text import TitleContext, build_title_context
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.text.urls import canonicalize_url, get_domain

# Outlet of a page: the names it gives itself, and its domain.

_META_NAMES: Final = (
    "og:site_name application-name citation_journal_title dc.publisher dcterms.publisher publisher"
    " article:publisher cre"
).split()


def find_outlet_statements(page: WebPage, article: JsonLdNode, linked_data: LinkedData) -> list[PageStatement]:
    """Return the page's names for its outlet, best first."""
    publisher = linked_data.resolve(article.get("publisher"))
    statements = [*page.iter_meta("og:site_name")]
    statements += [PageStatement(text, "JSON-LD publisher", hint='"publisher"') for text in iter_texts(publisher)][:1]
    statements += page.iter_meta(*_META_NAMES[1:])
    titles = {statement.value for statement in page.iter_meta("og:title", "twitter:title")}
    return [statement for statement in statements if _is_outlet_name(statement.value) and statement.value not in titles]


def collect_site_names(page: WebPage, outlets: list[PageStatement], domain: str) -> list[str]:
    """Return every name by which a title may call its site."""
    names = [statement.value for statement in outlets]
    names += [statement.value.lstrip("@") for statement in page.iter_meta("twitter:site", "apple-mobile-web-app-title")]
    labels = domain.split(".")
    names += [domain, *labels[: max(1, len(labels) - 1)]] if domain else []
    return list(dict.fromkeys(name for name in names if len(name) > 1))


def iter_url_statements(page: WebPage, article: JsonLdNode) -> Iterator[PageStatement]:
    """Yield the URLs the page states for itself, best first, then the one it was read from."""
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield PageStatement(link.get("href").strip(), "link canonical", hint="canonical")
    yield from page.iter_meta("og:url", "parsely-link", "citation_public_url")
    for text in iter_texts(article.get("url") or article.get("mainEntityOfPage")):
        yield PageStatement(text, "JSON-LD url", hint='"url"')
    if page.url:
        yield PageStatement(page.url, "the address the page was read from")


def find_domain(page: WebPage, url_statements: list[PageStatement]) -> str:
    """Return the domain of the page's source, else of the URL it states."""
    return get_domain(page.url) or next(
        (domain for statement in url_statements if (domain := get_domain(statement.value))), ""
    )


def _is_outlet_name(text: str) -> bool:
    return 1 < len(text) <= 120 and "://" not in text


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
    context = build_title_context(page, [item.value for item in titles[:6]], [item.text for item in blocks])
    description_texts = [item.value for item in find_descriptions(page, article)]
    title = draft.values.get("title", "")
    page_text = build_page_body(blocks, context, title, today=reading.today, descriptions=description_texts)
    body = "\n\n".join(page_text.paragraphs)
    if blocks and blocks[0].kind == UNWEIGHED:
        draft.add_finding("body", "", "too many tags to weigh; its paragraphs as they are", status="inferred")
    if restored_count := sum(block.kind == RESTORED for block in blocks):
        draft.add_finding("body", str(restored_count), RESTORED_RULE, status="inferred")
    _add_body_findings(draft, page, page_text)
    _add_metadata(draft, page, article)
    _add_authors(draft, page, AuthorFinder(page, article, linked_data, context, sites, reading.today, body))
    _add_dates(draft, page, article, context, _cap_today(document, reading), _get_capture_day(document))
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


def _add_findings(draft: ArticleDraft, page: WebPage, field_name: str, statements: list[PageStatement]) -> None:
    for statement in statements[:MAX_STATEMENTS]:
        if statement.value:
            draft.add_finding(field_name, statement.value, statement.rule, span=page.find_span(statement))


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
        draft.add_finding("body", str(unlisted_count), "so many more lines left out", status="inferred")


def _add_metadata(draft: ArticleDraft, page: WebPage, article: JsonLdNode) -> None:
    """Add standfirst, section and language."""
    for statement in find_descriptions(page, article)[:3]:
        draft.add_finding("standfirst", statement.value, statement.rule, span=page.find_span(statement))
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
