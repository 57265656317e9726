"""Extraction of articles from web pages: main text, metadata, and what the page shows."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.documents import ParsedArticle, Reading, SourceDocument
from archive.ingest.extractors.draft import Draft
from archive.ingest.extractors.pages.bylineclaims import Claim
from archive.ingest.extractors.pages.bylines import Credits
from archive.ingest.extractors.pages.charset import decode_page
from archive.ingest.extractors.pages.jsonld import Node, read_jsonld, texts
from archive.ingest.extractors.pages.maintext import UNWEIGHED, main_text
from archive.ingest.extractors.pages.moments import dated, order_in
from archive.ingest.extractors.pages.outlet import (
    address_statements,
    domain_at,
    outlet_statements,
    site_names,
)
from archive.ingest.extractors.pages.page import Page, Statement, parse
from archive.ingest.extractors.pages.pagebody import PageBody, page_body
from archive.ingest.extractors.pages.restoring import RESTORED, restored
from archive.ingest.extractors.pages.shown import Around, lines_around
from archive.ingest.extractors.pages.titles import title_hint, title_statements
from archive.text.urls import canonical_url

RECIPE: Final = "html/1"
PUT_BACK: Final = "paragraphs of the same make as those around them, put back in their places"
MOST_LEFT_OUT: Final = 100
MOST_SAID: Final = 12  # statements of one field that are kept as evidence


def read_html(document: SourceDocument, reading: Reading) -> ParsedArticle:
    """Return the article of a page. Raises UnreadableDocument if it holds none."""
    decoded = decode_page(document)
    page = parse(decoded.text, document.url)
    draft = Draft(decoded.text)
    linked = read_jsonld(page, title_hint(page))
    article: Node = linked.articles[0] if linked.articles else {}
    addresses = list(address_statements(page, article))
    domain = domain_at(page, addresses)
    outlets = outlet_statements(page, article, linked)
    sites = site_names(page, outlets, domain)
    titles = title_statements(page, article, sites)
    _say_all(draft, page, "title", titles)
    stated = next(texts(article.get("articleBody")), "")
    blocks = restored(page, main_text(page, stated))
    around = lines_around(page, [one.value for one in titles[:6]], [one.text for one in blocks])
    described = [one.value for one in descriptions(page, article)]
    title = draft.values.get("title", "")
    read = page_body(blocks, around, title, today=reading.today, described=described)
    body = "\n\n".join(read.paragraphs)
    if blocks and blocks[0].kind == UNWEIGHED:
        draft.say(
            "body", "", "too many tags to weigh; its paragraphs as they are", status="inferred"
        )
    if lost := sum(block.kind == RESTORED for block in blocks):
        draft.say("body", str(lost), PUT_BACK, status="inferred")
    _say_body(draft, page, read)
    _say_rest(draft, page, article)
    _say_authors(draft, page, Credits(page, article, linked, around, sites, reading.today, body))
    _say_date(draft, page, article, around, _latest_day(document, reading), _day_seen(document))
    _say_addresses(draft, page, addresses)
    _say_all(draft, page, "outlet", outlets)
    if not body and "title" not in draft.values:
        raise UnreadableDocument("The page shows no text and no title. Fetch it again.")
    if "title" not in draft.values:
        draft.infer_title(body, "nothing calls itself a title; the text's beginning stands in")
    draft.say_decoding(decoded)
    return draft.finish(body, encoding=decoded.encoding, recipe=RECIPE, domain=domain)


def _latest_day(document: SourceDocument, reading: Reading) -> Reading:
    """Cap `today` at the day after the capture, where the source states it."""
    if not document.url:
        return reading
    captured = document.captured_at.date() + timedelta(days=1)
    return replace(reading, today=min(reading.today, captured))


def _day_seen(document: SourceDocument) -> date | None:
    """Return the day of the capture, if the document came with its URL."""
    return document.captured_at.date() if document.url else None


def _say_all(draft: Draft, page: Page, name: str, statements: list[Statement]) -> None:
    for one in statements[:MOST_SAID]:
        if one.value:
            draft.say(name, one.value, one.rule, span=page.span_of(one))


def _say_addresses(draft: Draft, page: Page, statements: list[Statement]) -> None:
    for one in statements[:MOST_SAID]:
        if canonical_url(one.value):
            draft.say_url(one.value, one.rule, span=page.span_of(one))


def _say_date(
    draft: Draft, page: Page, article: Node, around: Around, reading: Reading, seen: date | None
) -> None:
    order = order_in(draft.values.get("language", ""))
    found = dated(page, article, around, today=reading.today, order=order, seen=seen)
    for one in found[:MOST_SAID]:
        span = page.span_of(one.statement)
        draft.say_date(one.date, one.statement.rule, span=span, status=one.status)


def _say_authors(draft: Draft, page: Page, signed: Credits) -> None:
    """Add the people of the best source that names any; those of others as rejected evidence."""
    found: list[Claim] = []
    lost: list[Claim] = []
    unclear: list[Claim] = []
    for claims in signed.claims():
        (lost if found else found).extend(claim for claim in claims if claim.names)
        for claim in claims:
            if claim.is_credit:
                rule = f"{claim.statement.rule}: it names nobody"
                draft.say_credit(claim.statement.value, rule, span=page.span_of(claim.statement))
        unclear += [claim for claim in claims if claim.unclear]
    for claim in found:
        for named in claim.names:
            span = page.span_of(replace(claim.statement, value=named.printed))
            placed = replace(named, start=span[0], end=span[1]) if span else named
            draft.say_author(
                placed, claim.statement.rule, spanned=span is not None, status=claim.status
            )
    for claim in lost[:MOST_SAID]:
        for named in claim.names:
            draft.say_other_author(named.name, claim.statement.rule, page.span_of(claim.statement))
    for claim in unclear[:MOST_SAID]:
        _say_unclear(draft, page, claim, is_lost=bool(found) and claim not in found)


def _say_unclear(draft: Draft, page: Page, claim: Claim, *, is_lost: bool) -> None:
    """Add ambiguous names; as rejected alternatives where another source names the author."""
    for words in claim.unclear:
        span = page.span_of(replace(claim.statement, value=words))
        if is_lost:
            draft.say_other_author(words, claim.statement.rule, span)
        else:
            draft.say_unclear_author(words, claim.statement.rule, span=span)


def _say_body(draft: Draft, page: Page, read: PageBody) -> None:
    """Add the standfirst shown on the page, and the lines left out of the text."""
    if read.standfirst:
        text = "\n\n".join(read.standfirst)
        one = Statement(read.standfirst[0], "shown above the text")
        draft.say("standfirst", text, one.rule, span=page.span_of(one))
    for text, kind in read.left_out[:MOST_LEFT_OUT]:
        span = page.span_of(Statement(text, kind.rule))
        if kind.credit:
            draft.say_credit(text, kind.rule, span=span)
        else:
            draft.say("body", text[:200], kind.rule, span=span, status="inferred")
    if (more := len(read.left_out) - MOST_LEFT_OUT) > 0:
        draft.say("body", str(more), "so many more lines left out", status="inferred")


def _say_rest(draft: Draft, page: Page, article: Node) -> None:
    """Add standfirst, section and language."""
    for one in descriptions(page, article)[:3]:
        draft.say("standfirst", one.value, one.rule, span=page.span_of(one))
    sections = [*page.meta("article:section", "parsely-section")]
    sections += [
        Statement(text, "JSON-LD articleSection", near='"articleSection"')
        for text in texts(article.get("articleSection"))
    ][:1]
    _say_all(draft, page, "section", sections[:3])
    if language := page.tree.get("lang"):
        one = Statement(language, "attribute lang", near="<html")
        draft.say_language(language, one.rule, span=page.span_of(one))


def descriptions(page: Page, article: Node) -> list[Statement]:
    """Return the descriptions in the page's tags, best first."""
    said = [
        Statement(text, "JSON-LD description", near='"description"')
        for text in texts(article.get("description"))
    ]
    return [*page.meta("og:description", "description", "twitter:description"), *said[:1]]
