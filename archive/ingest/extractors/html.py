"""A web page as an article: its main text, and what the page states about it, weighed together."""

from dataclasses import replace
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.documents import ParsedArticle, Reading, SourceDocument
from archive.ingest.extractors.bylines import author_statements
from archive.ingest.extractors.charset import decode_page
from archive.ingest.extractors.draft import Draft
from archive.ingest.extractors.jsonld import Node, read_jsonld, texts
from archive.ingest.extractors.maintext import main_text
from archive.ingest.extractors.moments import date_statements
from archive.ingest.extractors.outlet import (
    address_statements,
    domain_at,
    outlet_statements,
    site_names,
)
from archive.ingest.extractors.page import Page, Statement, parse
from archive.ingest.extractors.titles import title_hint, title_statements
from archive.text.dates import PrintedDate, find_date
from archive.text.names import PrintedName, after_mark, is_nobody, names_in
from archive.text.normalize import name_key
from archive.text.urls import canonical_url

RECIPE: Final = "html/1"
LONGEST_BYLINE: Final = 200


def read_html(document: SourceDocument, reading: Reading) -> ParsedArticle:
    """The article a page holds. UnreadableDocument where it holds none."""
    decoded = decode_page(document.content, document.charset)
    page = parse(decoded.text, document.url)
    draft = Draft(decoded.text)
    linked = read_jsonld(page, title_hint(page))
    article: Node = linked.articles[0] if linked.articles else {}
    addresses = list(address_statements(page, article))
    domain = domain_at(page, addresses)
    outlets = outlet_statements(page, article, linked)
    sites = site_names(page, outlets, domain)
    _say_all(draft, page, "title", title_statements(page, article, sites)[:12])
    body = [block.text for block in main_text(page)]
    if not body and "title" not in draft.values:
        raise UnreadableDocument("The page shows no text and no title. Fetch it again.")
    if "title" not in draft.values:
        draft.infer_title(body[0], "nothing calls itself a title; the text's beginning stands in")
    _say_addresses(draft, page, addresses)
    _say_all(draft, page, "outlet", outlets)
    _say_date(draft, page, article, reading)
    _say_authors(draft, page, list(author_statements(page, article, linked)), sites)
    _say_rest(draft, page, article)
    return draft.finish("\n\n".join(body), encoding=decoded.encoding, recipe=RECIPE, domain=domain)


def _say_all(draft: Draft, page: Page, name: str, statements: list[Statement]) -> None:
    for one in statements:
        if one.value:
            draft.say(name, one.value, one.rule, span=page.span_of(one))


def _say_addresses(draft: Draft, page: Page, statements: list[Statement]) -> None:
    for one in statements:
        if canonical_url(one.value):
            draft.say_url(one.value, one.rule, span=page.span_of(one))


def _say_date(draft: Draft, page: Page, article: Node, reading: Reading) -> None:
    for one in list(date_statements(page, article))[:12]:
        dated = find_date(one.value, today=reading.today) or PrintedDate("", 0, 0, "it is no date")
        draft.say_date(dated, one.rule, span=page.span_of(one))


def _say_authors(draft: Draft, page: Page, statements: list[Statement], sites: list[str]) -> None:
    """The persons of the best source that names any; what names nobody is a credit."""
    keys = {name_key(site) for site in sites}
    source = ""
    for one in statements:
        if source and one.rule != source:
            continue
        text = one.value[:LONGEST_BYLINE]
        if "://" in text or name_key(text) in keys:
            continue
        trusting = one.rule.startswith(("JSON-LD", "meta", "link", "microdata"))
        names = names_in(text, start=after_mark(text) or 0, trusting=trusting)
        names = [named for named in names if name_key(named.name) not in keys]
        for named in names:
            spot = Statement("", named.printed, one.rule, one.near, one.line)
            span = page.span_of(spot)
            draft.say_author(_placed(named, span), one.rule, spanned=span is not None)
            source = one.rule
        if not names and is_nobody(text):
            draft.say("credit", text, f"{one.rule}: it names nobody", span=page.span_of(one))


def _placed(named: PrintedName, span: tuple[int, int] | None) -> PrintedName:
    """A name where the page prints it."""
    return replace(named, start=span[0], end=span[1]) if span else named


def _say_rest(draft: Draft, page: Page, article: Node) -> None:
    said = [
        Statement("", text, "JSON-LD description", near='"description"')
        for text in texts(article.get("description"))
    ][:1]
    for one in [*page.meta("og:description", "description", "twitter:description"), *said][:3]:
        draft.say("standfirst", one.value, one.rule, span=page.span_of(one))
    sections = [*page.meta("article:section", "parsely-section")]
    sections += [
        Statement("", text, "JSON-LD articleSection", near='"articleSection"')
        for text in texts(article.get("articleSection"))
    ][:1]
    _say_all(draft, page, "section", sections[:3])
    if language := page.tree.get("lang"):
        one = Statement("", language, "attribute lang", near="<html")
        draft.say_language(language, one.rule, span=page.span_of(one))
