"""Pages of several articles: `article` elements cut where each is an article, and no page of one article cut."""

import json
import lzma
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.formats.press.page_elements import find_elements
from archive.formats.press.press_pages import cut_page
from tests.environment import CORPORA
from tests.formats.container_builders import build_mhtml
from tests.formats.press_exports import TEXT, build_page_article
from tests.ingest.article_reading import TODAY, get_authors
from tests.ingest.file_reading import get_documents, read_items

HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Orrin Times</title>{meta}</head><body>'
TWO = build_page_article("Customs house to be sold") + build_page_article("Ferry stays", byline="Jo Hale")


def build_page(body, meta=""):
    return (HEAD.format(meta=meta) + body + "</body></html>").encode()


def test_a_page_of_two_articles_gives_both_with_the_name_of_the_site(tmp_path):
    page = build_page(
        f"<header><h1>The Orrin Times</h1></header>{TWO}", '<meta property="og:site_name" content="Orrin">'
    )
    documents = get_documents(read_items(tmp_path, page, "page.html"))
    articles = [extract(document, ExtractionOptions(today=TODAY)) for document in documents]

    assert [article.title for article in articles] == ["Customs house to be sold", "Ferry stays"]
    assert [get_authors(article) for article in articles] == [["Pia Lund"], ["Jo Hale"]]
    assert {(article.outlet, article.published) for article in articles} == {("Orrin", "2018-05-07")}
    assert "Ferry" not in articles[0].body


def test_a_saved_page_of_two_articles_gives_both_without_its_address(tmp_path):
    saved = build_mhtml(build_page(TWO))
    documents = get_documents(read_items(tmp_path, saved, "page.mhtml"))

    assert [document.record for document in documents] == ["article 1", "article 2"]
    assert {document.url for document in documents} == {""}


ONE_ARTICLE = {
    "a page that calls itself an article": build_page(TWO, '<meta property="og:type" content="article">'),
    "a live blog": build_page(TWO, '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'),
    "a ticker": build_page(f'<div class="live-ticker">{TWO}</div>'),
    "parts below one heading and byline": build_page(
        '<h1>Three sales</h1><p class="byline">By A B</p>' + re.sub('<p class="byline">[^<]*</p>', "", TWO)
    ),
    "an article and its comments": build_page(
        build_page_article("Customs house to be sold")
        + f'<article class="comment"><p>By Jo</p><p>{TEXT}</p><p>{TEXT}</p></article>' * 5
    ),
    "an article and cards": build_page(
        build_page_article("Customs house to be sold")
        + '<article><h3><a href="/b">Ferry stays</a></h3><p>The ferry stays in the hands of the town.</p></article>' * 6
    ),
    "teasers": build_page(TWO.replace("</article>", '<a class="more-link" href="/x">Read more</a></article>')),
    "one element in another": build_page(f"<article>{TWO}</article>"),
    "elements in a comment": build_page(f"<!-- {TWO} --><p>{TEXT}</p>"),
    "elements in a script": build_page(f"<script>var x = '{TWO}'</script><p>{TEXT}</p>"),
    "text beside the elements": build_page(TWO + f"<p>{TEXT}</p>" * 10),
}


@pytest.mark.parametrize("content", ONE_ARTICLE.values(), ids=ONE_ARTICLE)
def test_a_page_of_one_article_is_not_cut(content):
    assert cut_page(content) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_pages_are_cut_in_any_encoding(tmp_path, encoding):
    page = build_page(TWO).decode().replace("utf-8", encoding).encode(encoding)
    documents = get_documents(read_items(tmp_path, page, "page.html"))

    assert [document.record for document in documents] == ["article 1", "article 2"]
    assert "“We were told" in extract(documents[1], ExtractionOptions(today=TODAY)).body


def iter_corpus_pages(folder):
    for path in (CORPORA / folder).glob("*.xz"):
        with lzma.open(path, "rt") as file:
            yield from (json.loads(line) for line in file)


@pytest.mark.corpora
@pytest.mark.parametrize("folder", ["more/pages", pytest.param("pages", marks=pytest.mark.long)])
def test_no_page_of_the_labelled_sets_is_cut(folder):
    assert [page["url"] for page in iter_corpus_pages(folder) if cut_page(page["html"].encode())] == []


TAGS = st.sampled_from(
    ["<article>", "</article>", "<ARTICLE class=a>", "<p>", "</p>", "<!--", "-->", "<script>", "</script>", "x"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(TAGS, max_size=60))
def test_elements_are_found_apart_and_whole_in_any_tags(tags):
    text = "".join(tags)
    spans = find_elements(text, "article")

    assert all(end <= after for (_, end), (after, _) in pairwise(spans))
    assert all(
        text[start : start + 8].lower() == "<article" and text[end - 10 : end] == "</article>" for start, end in spans
    )


def test_unclosed_tags_and_comments_take_no_long_time():
    for mark in (b"<!--", b"<script>", b"<article>", b"<article", b"<p>", b'<a name="DOC_ID_1', b"</article>"):
        cut_page(b"<html>DocPublicationName titreArticleVisu DOCUMENTS< articleParagraph <article" + mark * 40_000)
