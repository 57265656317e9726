"""Pages of many makes and languages: who wrote them, on which day, and whose names are not theirs.

Each row is a page as some publisher's system prints it, in words of our own.
"""

from typing import NamedTuple

import pytest

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.formats.media_types import HTML_TYPE
from tests.ingest.article_reading import TODAY, are_spans_exact, get_authors, get_findings, make_document

AT = "https://bote.example.org/2024/hafen"
LONG = tuple(
    """\
The keepers of the old lighthouse counted forty boats before the fog took the far shore, and then \
they counted no more until the bell stopped.
A clerk at the harbour office wrote the number down twice, once in pencil and once in ink, because \
the first page had been wet since the morning.
Nobody could say who had moved the buoys, and the inquiry that the council promised has not met \
since the spring, according to two of its members.
What remains is a rope, a lamp and a list of names that the widows keep in a drawer, and they show \
it to anyone who asks about that evening in plain words.""".splitlines()
)
TEXT = "".join(f"<p>{part}</p>" for part in LONG)


class MadePage(NamedTuple):
    """A page and the fields expected from it."""

    what: str
    head: str = ""
    above: str = ""
    below: str = ""
    names: tuple[str, ...] = ()
    day: str = ""
    credit: str = ""
    lang: str = "en"
    url: str = AT
    title: str = "Forty boats and a bell"
    points: tuple[str, ...] = ()  # what the text begins with, before LONG


def build_linked_data(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


GRAPH = build_linked_data(
    '{"@context": "https://schema.org", "@graph": ['
    '{"@type": "Person", "@id": "#p1", "name": "Ines Marlow", "url": "/u/1"},'
    '{"@type": "Organization", "@id": "#o", "name": "Morning Packet"},'
    '{"@type": ["Article", "NewsArticle"], "@id": "#a", "headline": "Forty boats and a bell",'
    ' "author": [{"@id": "#p1"}, {"@id": "#p2"}], "publisher": {"@id": "#o"},'
    ' "datePublished": "2024-03-14T08:00:00+00:00"},'
    '{"@type": "Person", "@id": "#p2", "name": "Jonas Tarn", "sameAs": ["https://x.example/jt"]}]}'
)

PAGES = [
    MadePage(
        "a day of history among the points above the text",
        above="<p>By Ines Marlow</p><ul><li>The Harbour Act was signed into law on August 14,"
        " 1935</li><li>Nobody has read it since</li></ul>",
        names=("Ines Marlow",),
        points=(
            "The Harbour Act was signed into law on August 14, 1935",
            "Nobody has read it since",
        ),
    ),
    MadePage(
        "a day beside a line of capitals that is furniture",
        above="<p>14 March 2024</p><p><strong>POPULAR SEARCHES:</strong></p>",
        day="2024-03-14",
        points=("POPULAR SEARCHES:",),
    ),
    MadePage(
        "published is said far below the text",
        below="".join(f"<p>Topic {n}</p>" for n in range(60))
        + "<div>Publi&eacute; le 29/10/2023<br><em>Mis &agrave; jour le 30/10/2023</em></div>",
        day="2023-10-29",
        lang="fr",
    ),
    MadePage("graph with references", GRAPH, names=("Ines Marlow", "Jonas Tarn"), day="2024-03-14"),
    MadePage(
        "a list in JSON-LD, the article second, others' articles beside it",
        build_linked_data(
            '[{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other'
            ' news","author":{"name":"Otto Fremd"},"datePublished":"2023-01-01"}]},'
            '{"@type":"NewsArticle","headline":"Forty boats and a bell",'
            '"author":{"@type":"Person","name":["Ines Marlow"]},"datePublished":"2024-03-14"}]'
        ),
        names=("Ines Marlow",),
        day="2024-03-14",
    ),
    MadePage(
        "authors as strings in a list",
        build_linked_data(
            '{"@type":"ReportageNewsArticle","headline":"Forty boats and a bell",'
            '"author":["Ines Marlow","Jonas Tarn"],"dateCreated":"2024-03-13",'
            '"dateModified":"2024-03-20","datePublished":"2024-03-14"}'
        ),
        names=("Ines Marlow", "Jonas Tarn"),
        day="2024-03-14",
    ),
    MadePage(
        "an author with given and family name only",
        build_linked_data(
            '{"@type":"NewsArticle","headline":"Forty boats and a bell",'
            '"author":{"@type":"Person","givenName":"Ines","familyName":"Marlow"},'
            '"datePublished":"2024-03-14"}'
        ),
        names=("Ines Marlow",),
        day="2024-03-14",
    ),
    MadePage(
        "the author a contributing organisation, the person in the byline",
        build_linked_data(
            '{"@type":"NewsArticle","headline":"Forty boats and a bell",'
            '"author":{"@type":"NewsMediaOrganization","name":"Morning Packet"}}'
        ),
        "<p class='byline'>By Ines Marlow</p>",
        names=("Ines Marlow",),
        credit="Morning Packet",
    ),
    MadePage(
        "article:author is an address",
        '<meta property="article:author" content="https://www.facebook.example/ines.marlow">',
        "<p>By Ines Marlow</p>",
        names=("Ines Marlow",),
    ),
    MadePage(
        "article:author is an address and nobody is named",
        '<meta property="article:author" content="https://www.facebook.example/ines.marlow">',
    ),
    MadePage(
        "rel=author beside the title",
        above='<div class="meta"><a rel="author" href="/about/im">Ines Marlow</a>'
        ' <time datetime="2024-03-14T06:00Z" pubdate>14 March</time></div>',
        names=("Ines Marlow",),
        day="2024-03-14",
    ),
    MadePage(
        "microdata",
        above='<div itemscope itemprop="author" itemtype="https://schema.org/Person">'
        '<span itemprop="name">Ines Marlow</span></div>'
        '<meta itemprop="datePublished" content="2024-03-14">'
        '<meta itemprop="dateModified" content="2024-03-19">',
        names=("Ines Marlow",),
        day="2024-03-14",
    ),
    MadePage(
        "Dublin Core and Highwire",
        '<meta name="DC.creator" content="Marlow, Ines"><meta name="DC.date.issued" content="2024-03-14">',
        names=("Ines Marlow",),
        day="2024-03-14",
    ),
    MadePage(
        "two names and what they are",
        above="<p>By Ines Marlow and Jonas Tarn, Staff writers</p><p>March 14, 2024 5:30 pm PT</p>",
        names=("Ines Marlow", "Jonas Tarn"),
        day="2024-03-14",
        lang="en-US",
    ),
    MadePage(
        "three names with titles and places",
        above="<p>By Dr Ines Marlow in Oslo, Jonas Tarn in Bergen and Pia Holm</p>",
        names=("Ines Marlow", "Jonas Tarn", "Pia Holm"),
    ),
    MadePage(
        "as told to",
        above="<p class='byline'>By Ines Marlow, Senior Correspondent, Morning Packet</p>",
        names=("Ines Marlow",),
    ),
    MadePage(
        "name and city editor below each other",
        above="<div class='author-block'><span class='author-name'>Ines Marlow</span>"
        "<span class='author-title'>City editor</span></div>",
        names=("Ines Marlow",),
    ),
    MadePage(
        "two names, each with what they are",
        above="<div class='author-block'><span class='author-name'>Ines Marlow</span>"
        "<span class='author-title'>City editor</span><span class='author-name'>Jonas Tarn</span>"
        "<span class='author-title'>Reporter</span></div>",
        names=("Ines Marlow", "Jonas Tarn"),
    ),
    MadePage(
        "German",
        above="<p>Von Ines Marlow und Jonas Tarn</p><p>Stand: 14.03.2024, 18:05 Uhr</p>",
        names=("Ines Marlow", "Jonas Tarn"),
        day="2024-03-14",
        lang="de",
    ),
    MadePage(
        "French",
        above="<p>Par Inès Marlow et Jonas Tarn</p><p>Publié le jeudi 14 mars 2024 à 08h30,"
        " mis à jour le 15 mars 2024 à 10h00</p>",
        names=("Inès Marlow", "Jonas Tarn"),
        day="2024-03-14",
        lang="fr",
    ),
    MadePage(
        "Spanish",
        above="<p>Por Inés Marlow</p><p>14 de marzo de 2024 - 08:30 hs</p>",
        names=("Inés Marlow",),
        day="2024-03-14",
        lang="es",
    ),
    MadePage(
        "Portuguese",
        above="<p>Por Inês Marlow e João Tarn</p><p>14/03/2024 08h30 Atualizado 15/03/2024</p>",
        names=("Inês Marlow", "João Tarn"),
        day="2024-03-14",
        lang="pt-BR",
    ),
    MadePage(
        "Italian",
        above="<p>di Ines Marlow</p><p>14 marzo 2024 alle 08:30</p>",
        names=("Ines Marlow",),
        day="2024-03-14",
        lang="it",
    ),
    MadePage(
        "Dutch",
        above="<p>Door Ines Marlow</p><p>Gepubliceerd: 14 maart 2024</p>",
        names=("Ines Marlow",),
        day="2024-03-14",
        lang="nl",
    ),
    MadePage(
        "Bulgarian",
        above="<p>От Мария Белова</p><p>14.03.2024 г.</p>",
        names=("Мария Белова",),
        day="2024-03-14",
        lang="bg",
    ),
    MadePage(
        "Russian",
        above="<p>14 марта 2024, 08:30</p>",
        below="<p>Автор: Мария Белова</p>",
        names=("Мария Белова",),
        day="2024-03-14",
        lang="ru",
    ),
    MadePage(
        "Arabic",
        above="<p>بقلم مها الراوي</p><p>14 مارس 2024</p>",
        names=("مها الراوي",),
        day="2024-03-14",
        lang="ar",
    ),
    MadePage(
        "Arabic figures and the months of the Levant",
        above="<p>كتبت: مها الراوي</p><p>١٤ آذار ٢٠٢٤</p>",
        names=("مها الراوي",),
        day="2024-03-14",
        lang="ar",
    ),
    MadePage(
        "Chinese",
        above="<p>文/王小明</p><p>2024年3月14日 08:30</p>",
        names=("王小明",),
        day="2024-03-14",
        lang="zh",
    ),
    MadePage(
        "Japanese",
        above="<p>取材・文：小暮ひさのり</p><p>2024年3月14日(木) 8時30分</p>",
        names=("小暮ひさのり",),
        day="2024-03-14",
        lang="ja",
    ),
    MadePage(
        "Turkish",
        above="<p>Haber: Elif Tarn</p><p>14 Mart 2024 08:30</p>",
        names=("Elif Tarn",),
        day="2024-03-14",
        lang="tr",
    ),
    MadePage(
        "Hindi",
        above="<p>लेखक: मीरा शर्मा</p><p>14 मार्च 2024</p>",
        names=("मीरा शर्मा",),
        day="2024-03-14",
        lang="hi",
    ),
    MadePage(
        "Indonesian",
        above="<p>Oleh: Dewi Tarn</p><p>Kamis, 14 Maret 2024 08:30 WIB</p>",
        names=("Dewi Tarn",),
        day="2024-03-14",
        lang="id",
    ),
    MadePage(
        "Polish",
        above="<p>Autor: Ewa Tarn</p><p>14 marca 2024, 08:30</p>",
        names=("Ewa Tarn",),
        day="2024-03-14",
        lang="pl",
    ),
    MadePage(
        "an evening stamp of a zone of its own names its own day",
        '<meta property="article:published_time" content="2024-03-14T23:50:00-05:00">',
        day="2024-03-14",
    ),
    MadePage(
        "modified before published, and the day shown is the change",
        '<meta property="article:published_time" content="2024-03-14T10:00:00Z">'
        '<meta property="article:modified_time" content="2024-06-02T10:00:00Z">',
        "<p>Last updated on June 2, 2024</p>",
        day="2024-03-14",
    ),
    MadePage("a stamp of seconds", '<meta name="pubdate" content="1710403200">', day="2024-03-14"),
    MadePage(
        "fields of a table of facts below the text",
        below="<ul><li><strong>Datum</strong> 14.03.2024</li><li><strong>Autorin/Autor</strong> Ines Marlow</li></ul>",
        names=("Ines Marlow",),
        day="2024-03-14",
        lang="de",
    ),
    MadePage(
        "fields as a list of definitions",
        above="<dl><dt>Author</dt><dd>Ines Marlow</dd><dt>Published</dt><dd>14 March 2024</dd></dl>",
        names=("Ines Marlow",),
        day="2024-03-14",
    ),
    MadePage(
        "comments have authors of their own",
        below="<section id='comments'><h2>Comments</h2><article class='comment'>"
        "<span class='comment-author' itemprop='author'>Guest Reader</span>"
        "<time datetime='2024-04-01'>1 April</time><p>I was there that night and saw it.</p>"
        "</article><article class='comment'><cite class='fn'>Nils Ost</cite></article></section>",
    ),
    MadePage(
        "related articles with bylines and days",
        above="<p>By Ines Marlow</p>",
        below="<aside><h3>Related</h3><div class='card'><a href='/x'>The bell</a>"
        "<span class='author'>By Otto Fremd</span><time datetime='2022-01-01'>2022</time></div>"
        "<div class='card'><a href='/y'>The rope</a><span class='author'>By Karl Anders</span>"
        "</div></aside>",
        names=("Ines Marlow",),
    ),
    MadePage(
        "related articles outside an aside, nobody signed this one",
        below="<div class='more-stories'><div class='story-card'><h3>The bell</h3>"
        "<p class='byline'>By Otto Fremd</p><time datetime='2022-01-01'>x</time></div></div>",
    ),
    MadePage(
        "a most-read list with one link to an author",
        below="<div class='most-read'><a href='/z'>The drawer</a> <a href='/author/otto-fremd'>Otto Fremd</a></div>",
    ),
    MadePage(
        "a newsletter's box",
        above="<p>By Ines Marlow</p><div class='newsletter'><p>The Morning Letter, by Otto Fremd."
        "</p><p>Sign up for our newsletter</p></div>",
        names=("Ines Marlow",),
    ),
    MadePage(
        "pictures are not written",
        above="<figure><img alt=''><figcaption>Fog. Photograph by Otto Fremd</figcaption></figure>"
        "<p>Photos by Karl Anders</p><p>By Ines Marlow</p>",
        names=("Ines Marlow",),
    ),
    MadePage(
        "a live blog: each entry has a day and a hand",
        build_linked_data(
            '{"@type":"LiveBlogPosting","headline":"Forty boats and a bell",'
            '"author":{"@type":"Person","name":"Ines Marlow"},"datePublished":"2024-03-14T08:00Z",'
            '"liveBlogUpdate":[{"@type":"BlogPosting","headline":"09:10 Fog",'
            '"author":{"name":"Otto Fremd"},"datePublished":"2024-03-15T09:10Z"}]}'
        ),
        names=("Ines Marlow",),
        day="2024-03-14",
    ),
    MadePage(
        "several articles in one page",
        above="<p>By Ines Marlow</p><p>14 March 2024</p>",
        below="</article><article><h2>The rope</h2><p>By Otto Fremd</p><p>2 February 2021</p>"
        f"{TEXT.replace('boats', 'ropes')}",
        names=("Ines Marlow",),
        day="2024-03-14",
    ),
    MadePage(
        "the day of an event is not the article's",
        below="<dl><dt>Date</dt><dd>5 May 2023</dd><dt>Place</dt><dd>The old quay</dd></dl>",
    ),
    MadePage(
        "a day in the last paragraph is the text's",
        below="<p>The bell was cast on 5 May 1923.</p><p>By noon it was sold.</p>",
    ),
    MadePage(
        "an agency with a comma in a library's tag is nobody's name",
        '<meta name="DC.creator" content="Ministry of Fisheries, Press Office">',
        credit="Ministry of Fisheries, Press Office",
    ),
    MadePage(
        "a Ukrainian day",
        above="<p>14 березня 2024, 08:30</p>",
        day="2024-03-14",
        lang="uk",
    ),
    MadePage("a Swedish day", above="<p>Publicerad 14 mars 2024 kl 08.30</p>", day="2024-03-14", lang="sv"),
    MadePage("an agency", above="<p class='byline'>By Reuters Staff</p>", credit="Reuters Staff"),
    MadePage(
        "with an agency",
        above="<p class='byline'>By Ines Marlow with AFP</p>",
        names=("Ines Marlow",),
    ),
    MadePage(
        "a minute's read", above="<p class='author-meta'>5 min read</p><p>14.3.2024</p>", day="2024-03-14", lang="de"
    ),
    MadePage("an admin account", '<meta name="author" content="admin">'),
    MadePage("a web team", '<meta name="author" content="Web Desk">', credit="Web Desk"),
    MadePage(
        "a translator is not the author",
        above="<p>By Ines Marlow</p><p>Translated by Otto Fremd</p>",
        names=("Ines Marlow",),
    ),
    MadePage(
        "names in capitals, as an old system prints them",
        above="<p>BY INES MARLOW</p><p>THURSDAY, MARCH 14, 2024</p>",
        names=("Ines Marlow",),
        day="2024-03-14",
    ),
    MadePage("a Hijri or impossible year", above="<p>14 March 1445</p>"),
    MadePage(
        "the day in the address, nothing else",
        url="https://bote.example.org/2024/03/14/forty-boats",
        day="2024-03-14",
    ),
]


def build_page(page: MadePage) -> str:
    return (
        f'<!DOCTYPE html><html lang="{page.lang}"><head><meta charset="utf-8"><title>{page.title}'
        f' - Morning Packet</title><meta property="og:site_name" content="Morning Packet">'
        f"{page.head}</head><body><header><nav><a href='/'>Morning Packet</a> <a href='/sea'>Sea"
        f"</a></nav></header><main><article><h1>{page.title}</h1>{page.above}"
        f"<div class='story'>{TEXT}</div>{page.below}</article></main>"
        "<footer><p>© 2026 Morning Packet</p></footer></body></html>"
    )


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.what)
def test_authors_and_day_of_pages_of_many_makes(one):
    html = build_page(one)

    article = extract(make_document(html, media_type=HTML_TYPE, url=one.url), ExtractionOptions(today=TODAY))

    credited = [value for _, value, _ in get_findings(article, "credit")]
    assert get_authors(article) == list(one.names)
    assert article.published == one.day
    assert one.credit in credited or not one.credit
    assert are_spans_exact(article, html)
    beginning = [*one.points, *LONG]
    assert article.body.split("\n\n")[: len(beginning)] == beginning
