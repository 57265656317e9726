"""Nobody is named as an author whom a page does not state as one; a day that nobody set is no day."""

import json

import pytest

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.formats.media_types import HTML_TYPE
from tests.ingest.article_reading import BODY, TODAY, get_authors, make_document

TITLE = "Minister orders the harbour closed"
TEXT = "".join(f"<p>{part}</p>" for part in (BODY * 3).split("\n\n"))
TEASER = '<h3><a href="/b">Ferry to close in the spring, council says</a></h3>'
LINK = '<a rel="author" href="/author/n/">'
AT = "https://gazette.example.org/news/harbour-closed"


def read_page(above="", below="", *, head="", menu="", ending="", site="The Harbour Gazette", url=AT):
    html = (
        f'<html lang="en"><head><title>{TITLE} | {site}</title>{head}</head><body><div class="menu">{menu}</div>'
        f"<article><h1>{TITLE}</h1>{above}{TEXT}{ending}</article>{below}</body></html>"
    )
    return extract(make_document(html, media_type=HTML_TYPE, url=url), ExtractionOptions(today=TODAY))


def build_linked_data(**values):
    node = json.dumps({"@type": "NewsArticle", "headline": TITLE, **values})
    return f'<script type="application/ld+json">{node}</script>'


@pytest.mark.parametrize(
    "menu",
    [
        '<ul><li><a href="/user/register">Join Gazette</a></li></ul>',
        '<ul><li><a href="/author/paul-vry/">Paul Vry</a></li></ul>',
        '<ul><li><a rel="author" href="/people/nora-roe">Nora Roe</a></li></ul>',
        '<a href="/profile/site-profile">Site Profile</a>',
    ],
)
def test_a_link_in_a_menu_is_no_byline(menu):
    assert get_authors(read_page(menu=menu)) == []


@pytest.mark.parametrize(
    "below",
    [
        f'<div class="card">{TEASER}<a href="/author/paul-vry/">Paul Vry</a></div>',
        f'<div class="box">{TEASER}<span class="author">Paul Vry</span></div>',
        '<div class="pull-quote__author"><span class="author">Paul Vry</span></div>',
        '<figure><img src="a.jpg"><span class="author">Paul Vry</span></figure>',
    ],
)
def test_the_author_of_something_else_is_not_that_of_the_article(below):
    assert get_authors(read_page(below=below)) == []


@pytest.mark.parametrize(
    "item",
    [
        '<li itemprop="citation" itemscope itemtype="http://schema.org/ScholarlyArticle">{}</li>',
        '<div itemscope itemtype="http://schema.org/ImageObject">{}</div>',
        '<div itemprop="comment" itemscope itemtype="http://schema.org/Comment">{}</div>',
    ],
)
def test_properties_of_a_reference_a_picture_or_a_comment_are_not_the_articles(item):
    properties = '<meta itemprop="author" content="Paul Vry"><meta itemprop="datePublished" content="1988-02-03">'
    article = read_page(below=item.format(properties))

    assert (get_authors(article), article.published) == ([], "")


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ('<div class="author"><span class="label">Author</span><a href="/author/n/">Nora Vry</a></div>', ["Nora Vry"]),
        (f'<h3 class="byline">{LINK}Nora Vry</a></h3><p class="byline-bio">{LINK}Bio</a></p>', ["Nora Vry"]),
        ("<h4>Autor</h4><p><a href='/profil/nora'>Nora Vry</a></p>", ["Nora Vry"]),
        ("<p>05.02.2020 - Redaktion: Eva Fenn (Pressesprecherin)</p>", ["Eva Fenn"]),
        ("<p>Blog Beitrag von Eva Fenn</p>", ["Eva Fenn"]),
    ],
)
def test_a_label_is_no_part_of_a_name(above, authors):
    assert get_authors(read_page(above)) == authors


def test_a_box_about_the_author_names_the_author():
    box = '<div class="author-bio"><h3>Nora Vry</h3><p>Nora Vry reports on ports.</p></div>'
    article = read_page(below=box)

    assert [(one.value, one.status) for one in article.findings if one.field == "author"] == [("Nora Vry", "inferred")]


@pytest.mark.parametrize(
    ("ending", "authors"),
    [
        ("<p>- Nora Vry<br>Contributing Writer</p>", ["Nora Vry"]),
        ("<p>“And carry our stones,</p><p>On The Scaffold.”</p>", []),
        ("<p>Press contact</p><p>Paul Vry</p>", []),
    ],
)
def test_only_a_signature_after_a_whole_sentence_names_the_author(ending, authors):
    assert get_authors(read_page(ending=ending)) == authors


def test_a_printed_byline_beats_a_tag_that_names_a_stranger():
    head = build_linked_data(author={"@type": "Person", "name": "Kay Uploader"})
    article = read_page("<p>By Nora Vry and Tom Fenn</p>", head=head)

    assert get_authors(article) == ["Nora Vry", "Tom Fenn"]


def test_the_owner_of_a_personal_site_may_write_there():
    owner = {"@type": ["Person", "Organization"], "name": "Nora Vry"}
    article = read_page(head=build_linked_data(author=owner, publisher=owner), site="Nora Vry")

    assert get_authors(article) == ["Nora Vry"]


@pytest.mark.parametrize("day", ["1969-12-31", "1970-01-01"])
def test_the_day_at_which_clocks_begin_is_no_day_of_publication(day):
    head = build_linked_data(datePublished=f"{day}T13:00:01+00:00")

    assert read_page("<p>Updated July 24, 2012</p>", head=head).published == "2012-07-24"
    archived = read_page(head=head, url=f"https://gazette.example.org/{day.replace('-', '/')}/harbour.html")
    assert archived.published == day


def test_a_stated_day_that_the_page_shows_beats_one_that_it_does_not():
    head = build_linked_data(datePublished="2023-11-03") + (
        '<meta property="article:published_time" content="2023-11-06T14:25:00+00:00">'
    )

    assert read_page("<p>November 6, 2023</p>", head=head).published == "2023-11-06"
    assert read_page("<p>November 3, 2023</p>", head=head).published == "2023-11-03"
    assert read_page(head=head).published == "2023-11-03"


def test_of_two_shown_days_the_one_in_the_month_of_the_address_counts():
    above = "<p>Published by the ministry on 14 August 2017</p><p>Saturday, 9 September 2017</p>"

    assert read_page(above, url="https://blog.example.org/2017/09/harbour.html").published == "2017-09-09"


def test_a_month_is_refined_by_a_day_within_it():
    head = '<meta name="citation_publication_date" content="2017-01"><meta name="dc.date" content="2017-01-30">'

    assert read_page(head=head).published == "2017-01-30"


def test_days_in_a_list_of_appearances_are_not_that_of_the_page():
    above = "".join(
        f"<strong>Harbour Radio, {day}, 2014</strong><p>Listen here.</p>" for day in ("May 13", "April 29", "April 2")
    )

    assert read_page(above).published == ""


def test_the_day_on_which_a_poster_joined_is_no_day_of_publication():
    above = "<dl><dt>Joined</dt><dd>May 11, 2017</dd></dl><p>Member since March 3, 2007</p>"
    article = read_page(above + '<time datetime="2020-03-18T12:22:42-0400">1 minute ago</time>')

    assert article.published == "2020-03-18"


def test_months_of_an_archive_are_no_days_of_publication():
    above = "".join(f"<p>{month} 2014</p>" for month in ("May", "April", "March", "January"))

    assert read_page(above).published == ""
    assert read_page(f"{above}<p>6 May 2014</p>").published == "2014-05-06"


@pytest.mark.parametrize("text", ["All posts", "Zur Artikelübersicht", "Autoreninfo", "Unknown", "Full Bio"])
def test_words_of_a_page_are_no_names(text):
    assert get_authors(read_page(f'<div class="author"><a href="/author/n/">{text}</a></div>')) == []


def test_a_headline_may_be_a_link_in_its_heading():
    other = f'<ul><li><a href="/a">{TITLE}</a></li><li>By Paul Vry</li></ul>'
    html = (
        f"<html lang='en'><head><title>{TITLE}</title></head><body><div>{other}</div><div>{TEXT}</div>"
        f'<div><h2><a href="/a">{TITLE}</a></h2><p>By Nora Vry</p>{TEXT}</div></body></html>'
    )
    article = extract(make_document(html, media_type=HTML_TYPE, url=AT), ExtractionOptions(today=TODAY))

    assert get_authors(article) == ["Nora Vry"]


@pytest.mark.parametrize(
    "words", ["Harbour Festival", "Real Estate", "Dark Mode", "Gift Article", "Paul Roe", "Kreis Roe"]
)
def test_words_next_to_a_date_are_no_author_unless_they_are_set_apart_as_a_name(words):
    assert get_authors(read_page(f"<p>{words}</p><p>February 5, 2020</p>")) == []


@pytest.mark.parametrize(
    "line", ["<b>Nora Vry</b>", "<span>Nora Vry |</span>", '<span class="user-name">Nora Vry</span>']
)
def test_a_name_next_to_a_date_is_the_author_if_it_is_set_apart_as_a_name(line):
    assert get_authors(read_page(f"<div>{line}</div><p>February 5, 2020</p>")) == ["Nora Vry"]


@pytest.mark.parametrize(
    "words",
    ["Harbour Trust", "Marden Police Department", "Nordvry Energy", "Vry Studios", "Ministère des Ports", "Redacción"],
)
def test_an_organisation_in_the_place_of_the_author_is_a_credit(words):
    article = read_page(f'<p class="author">{words}</p>')

    assert get_authors(article) == []
    assert words in [finding.value for finding in article.findings if finding.field == "credit"]


@pytest.mark.parametrize(
    "above", ['<div class="photo-author">Paul Roe</div>', "<p>Paul Roe/Reuters</p><p>February 5, 2020</p>"]
)
def test_who_took_a_picture_is_no_author(above):
    assert get_authors(read_page(above)) == []


@pytest.mark.parametrize(
    "below",
    [
        '<div><h3>Columnists</h3><a href="/author/paul-roe/">Paul Roe</a></div>',
        f"<section><h2>More from the Gazette</h2><p>Ferry to close</p>{LINK}Paul Roe</a></section>",
        '<div class="responses"><b class="author">Paul Roe</b><p>Well said.</p></div>',
    ],
)
def test_a_name_below_the_heading_of_another_section_is_not_the_author(below):
    assert get_authors(read_page(below=below)) == []


def test_the_box_about_the_author_below_the_text_names_the_author():
    box = f"<section><h2>About the author</h2>{LINK}Nora Vry</a></section>"

    assert get_authors(read_page(below=box)) == ["Nora Vry"]


def test_a_person_of_whom_the_text_speaks_does_not_sign_it_by_standing_alone_below_it():
    spoken_of = "<p>The closure was announced by Paul Roe in the morning, to nobody's surprise at all.</p>"

    assert get_authors(read_page(spoken_of, ending="<p>Paul Roe</p>")) == []


@pytest.mark.parametrize("lines", ["<p>Herausgeber: Nordvry AG</p>", "<p>Issued by:</p><p>Nordvry AG</p>"])
def test_who_issued_a_press_release_is_a_credit(lines):
    article = read_page(lines)

    assert get_authors(article) == []
    assert "Nordvry AG" in [finding.value for finding in article.findings if finding.field == "credit"]
