"""Authors are found where pages state them, in whatever markup, with nothing of the label or the role beside them."""

import pytest

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.formats.media_types import HTML_TYPE
from tests.ingest.article_reading import TODAY, get_authors, make_document
from tests.ingest.test_invented_authors import TEXT, build_linked_data, read_page


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ('<p class="author">von <a href="/about">Nora</a></p>', ["Nora"]),
        ("<p>Von unserem Korrespondenten Paul Roe</p>", ["Paul Roe"]),
        ("<p><em>Ein Interview von <strong>Nora Vry</strong> mit <strong>Paul Roe</strong>.</em></p>", ["Nora Vry"]),
        ("<p>An essay by Nora Vry</p>", ["Nora Vry"]),
        ('<p>by <a href="/author/n">Nora Vry</a> <a href="#c">Post a Comment</a></p>', ["Nora Vry"]),
        ('<p class="author"><b>Nora Vry</b> <span>Political editor</span></p>', ["Nora Vry"]),
        ('<div class="reporter-name">Nora Vry</div>', ["Nora Vry"]),
        ('<div data-testid="byline-block"><span>Nora Vry</span></div>', ["Nora Vry"]),
        ('<div><a href="https://letters.example/@noravry">Nora Vry</a></div>', ["Nora Vry"]),
        ("<p>By Nora Ben</p>", ["Nora Ben"]),
        ('<p>By Nora "Harbour Girl" Vry</p>', ['Nora "Harbour Girl" Vry']),
    ],
)
def test_a_byline_names_its_author_whatever_stands_beside_the_name(above, authors):
    assert get_authors(read_page(above)) == authors


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Nora Vry">',
        '<meta name="twitter:label2" content="Verfasst von"><meta name="twitter:data2" content="Nora Vry">',
        '<meta name="cXenseParse:author" content="Nora Vry">',
        build_linked_data(author={"@type": "Person", "name": "Nora vry"}),
    ],
)
def test_metadata_for_previews_and_carelessly_written_names_are_read(head):
    assert get_authors(read_page(head=head)) == ["Nora Vry"]


def test_a_preview_says_more_than_who_wrote_a_page():
    head = '<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Five Minutes">'

    assert get_authors(read_page(head=head)) == []


@pytest.mark.parametrize("line", ["<div class='teaser-meta'>", "<div><span class='trending'>Hot!</span> | "])
def test_the_line_below_the_headline_is_of_the_article_whatever_its_class(line):
    assert get_authors(read_page(f'{line}By <a href="/n">Nora Vry</a> on February 5, 2020</div>')) == ["Nora Vry"]


@pytest.mark.parametrize(
    "ending",
    [
        "<p><em>Von Nora Vry</em></p>",
        "<p>Nora Vry<br>Bundesvorsitzende</p>",
        "<p>- Nora Vry<br>Contributing Writer</p>",
    ],
)
def test_a_signature_is_a_name_without_by_and_without_a_role(ending):
    assert get_authors(read_page(ending=ending)) == ["Nora Vry"]


def test_who_began_a_discussion_wrote_it():
    above = '<ul><li><i class="icon"></i> <span>Thread starter</span> <span>Noravry</span></li></ul>'

    assert get_authors(read_page(above)) == ["Noravry"]


@pytest.mark.parametrize(
    ("site", "authors"),
    [("Nora Vry’s Notes", ["Nora Vry"]), ("Dr. Nora Vry", ["Nora Vry"]), ("Nora Vry", [])],
)
def test_a_page_of_a_person_is_by_that_person_if_its_title_and_domain_say_whose_it_is(site, authors):
    article = read_page(site=site, url="https://nora-vry.example/harbour-closed")

    assert get_authors(article) == authors
    assert all(finding.status == "inferred" for finding in article.findings if finding.field == "author" and authors)


def test_a_heading_above_related_articles_is_no_headline_though_the_headline_names_the_site():
    title = "Ten years of gazette.example"
    related = '<div class="box"><h3 class="related-headline">Similar stories here</h3></div>'
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{TEXT}{related}</body></html>"
    document = make_document(html, media_type=HTML_TYPE, url="https://gazette.example/ten-years")

    assert extract(document, ExtractionOptions(today=TODAY)).title == title
