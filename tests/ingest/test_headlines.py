"""The visible headline of a page is its title: not the name of the site or a section, no kicker with it."""

import pytest

from archive.extraction.html.page import PageStatement
from archive.extraction.html.titles import compute_similarity
from tests.ingest.article_reading import BODY
from tests.ingest.test_web_pages import AT, read_html

TEXT = "".join(f"<p>{part}</p>" for part in (BODY * 2).split("\n\n"))
HEADLINE = "Ferry crews walk out over night sailings"


def read_title(head, above, *, url=""):
    return read_html(f"<html><head>{head}</head><body>{above}{TEXT}</body></html>", url=url).title


@pytest.mark.parametrize(
    "above",
    [
        f"<article><h1>{HEADLINE}</h1>",
        f'<h1 class="logo">Every word of the river</h1><article><h2 class="entry-title">{HEADLINE}</h2>',
        f"<h1>News</h1><article><h1>{HEADLINE}</h1>",
        f"<nav><h1>All the sections of this paper</h1></nav><article><h1>{HEADLINE}</h1>",
        f'<h1 style="display: none">The Sandwick Echo, every morning</h1><article><h1>{HEADLINE}</h1>',
        f'<h1 class="visually-hidden">The Sandwick Echo, every morning</h1><article><h1>{HEADLINE}</h1>',
        f'<article><h1><span class="kicker">Shipping</span>{HEADLINE}</h1>',
        f"<article><h1><small>Shipping</small><br>{HEADLINE}</h1>",
        f'<article><h1>{HEADLINE} <small class="subtitle">Talks go on</small></h1>',
        f'<h1><span class="overline">Shipping</span><span class="sr-only">: </span><span>{HEADLINE}</span></h1>',
        '<article><h1 itemprop="headline">Ferry crews walk out<br>over night sailings</h1>',
    ],
)
def test_the_visible_headline_stands_before_the_title_with_the_name_of_the_paper(above):
    assert read_title("<title>Ferry strike | The Sandwick Echo</title>", above) == HEADLINE


@pytest.mark.parametrize("section", ["News", "Home", "Sections", "detail", "Nachrichten", "Actualités", "ニュース"])
def test_the_name_of_a_section_is_no_title(section):
    title = read_title(f"<title>{HEADLINE} | The Sandwick Echo</title>", f"<h1>{section}</h1>")

    assert title.startswith(HEADLINE)


def test_a_colon_of_the_writer_stays_in_the_title_and_a_teaser_is_none():
    head = f'<title>{HEADLINE}</title><meta property="og:title" content="{HEADLINE}">'
    teaser = f'<h3><a href="/elsewhere">{HEADLINE}</a></h3>'

    assert read_title(head, f"<h1>“No more”: {HEADLINE}</h1>") == f"“No more”: {HEADLINE}"
    assert read_title(head, f"<h1>{HEADLINE}, say unions</h1>{teaser}") == f"{HEADLINE}, say unions"


def test_a_headline_in_a_trail_of_links_counts_less_than_the_one_above_the_text():
    head = (
        '<title>Port: crews walk out</title><meta property="og:title" content="Crews walk out at the port of Sandwick">'
    )
    trail = '<ul class="breadcrumbs"><li><a href="/">Start</a></li><li><h1>Port: crews walk out</h1></li></ul>'

    title = read_title(head, f"{trail}<article><h2>Crews walk out at the port of Sandwick</h2>")

    assert title == "Crews walk out at the port of Sandwick"


@pytest.mark.parametrize(
    ("stated", "headline"),
    [
        ("渡し場の鐘楼が修復へ｜河口新報", "渡し場の鐘楼、修復始まる"),
        ("河港渡轮停航：本市新闻", "河港渡轮因大雾停航两天"),
        ("เรือข้ามฟากหยุดเดินเรือ | ข่าวแม่น้ำ", "เรือข้ามฟากหยุดเดินเรือสองวัน"),
    ],
)
def test_likeness_needs_no_blanks_between_words(stated, headline):
    assert read_title(f"<title>{stated}</title>", f"<h1>{headline}</h1>") == headline
    assert compute_similarity(headline, [PageStatement(stated, "the tag title")]) > 0.3
    assert compute_similarity("会社概要", [PageStatement(stated, "the tag title")]) == 0


def test_a_headline_given_as_the_name_of_the_site_is_a_title_and_no_outlet():
    head = f'<title>{HEADLINE}</title><meta property="og:site_name" content="{HEADLINE}">'

    article = read_html(f"<html><head>{head}</head><body><h1>{HEADLINE}</h1>{TEXT}</body></html>", url=AT)

    assert (article.title, article.outlet) == (HEADLINE, "")
