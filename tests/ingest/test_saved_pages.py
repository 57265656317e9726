"""Saved pages: the address and the moment of saving are the page's own, whichever tool or archive saved it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import UnreadableDocument
from archive.extraction.html.saving_marks import parse_moment
from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.formats.media_types import HTML_TYPE
from archive.ingest.pipeline import ingest
from archive.models import Article, Outlet
from archive.text.urls import address_key, canonicalize_url
from archive.text.web_archives import unwrap_archived_url
from tests.ingest.article_reading import BODY, TODAY, get_authors, get_findings, make_document
from tests.ingest.file_reading import get_documents, read_items

AT = "https://lampwick.example/news/2021/weir"
MOMENT = datetime(2021, 6, 9, 7, 30, tzinfo=UTC)
TEXT = "".join(f"<p>{part}</p>" for part in (BODY * 2).split("\n\n"))
ARTICLE = f"<article><h1>Weir gives way at Lampwick</h1><p>By Tess Marlow</p>{TEXT}</article>"
WAYBACK = f"https://web.archive.org/web/20210609073000/{AT}"
TODAY_COPY = f"https://archive.ph/2021.06.09-073000/{AT}"

SAVED = {
    "SingleFile": (
        f"<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: {AT} \n saved date: "
        "Wed Jun 09 2021 09:30:00 GMT+0200 (Mitteleuropäische Sommerzeit)\n-->"
    ),
    "SingleFile of old": (
        f"<!DOCTYPE html> <html><!--\n Archive processed by SingleFile \n url: {AT} \n saved date: "
        "Wed Jun 09 2021 07:30:00 GMT+0000 (Coordinated Universal Time)\n-->"
    ),
    "HTTrack": (
        f"<!DOCTYPE html><html>\n<!-- Mirrored from {AT.removeprefix('https://')} by HTTrack Website Copier/3.x "
        "[XR&CO'2014], Wed, 09 Jun 2021 07:30:00 GMT -->\n"
    ),
    "monolith": f"<!-- Saved from {AT} at 2021-06-09T07:30:00Z using monolith v2.6.1 --><!DOCTYPE html><html>",
    "Save Page WE": (
        f'<!DOCTYPE html><html><head><meta name="savepage-url" content="{AT}"><meta name="savepage-title" content="W">'
        '<meta name="savepage-pubdate" content="Unknown"><meta name="savepage-date" content="Wed Jun 09 2021 09:30:00'
        ' GMT+0200 (CEST)"></head>'
    ),
    "WebScrapBook": (
        f'<!DOCTYPE html><html lang="en" data-scrapbook-source="{AT}" data-scrapbook-create="20210609073000123">'
    ),
    "WebScrapBook, the other way round": (
        f'<!DOCTYPE html><html data-scrapbook-create="20210609073000123" data-scrapbook-source="{AT}">'
    ),
    "a script with wget": f"<!-- page retrieved by wget from {AT} on 2021-06-09 07:30:00 UTC --><html>",
    "the Wayback Machine": (
        '<!DOCTYPE html><html><head><script src="//archive.org/includes/athena.js"></script><script>'
        f'__wm.init("https://web.archive.org/web");__wm.wombat("{AT}","20210609073000","https://web.archive.org/","web"'
        ");</script></head>"
    ),
    "pywb": (
        f'<!DOCTYPE html><html><head><!-- WB Insert --><script>wbinfo = {{}}; wbinfo.url = "{AT}";'
        ' wbinfo.timestamp = "20210609073000";</script><!-- End WB Insert --></head>'
    ),
    "a canonical link of the Wayback Machine": f'<html><head><link rel="canonical" href="{WAYBACK}"></head>',
    "archive.today": (
        f'<html><head><link rel="canonical" href="{TODAY_COPY}"><link rel="bookmark"'
        f' href="http://archive.today/20210609073000/{AT}"><meta property="og:site_name" content="archive.ph">'
        '<meta property="og:url" content="https://archive.ph/aBcDe"><meta property="article:modified_time"'
        ' content="2021-06-09T07:30:00Z"></head>'
    ),
    "Google's cache": (
        f'<html><body><div id="bN015htcoyT__google-cache-hdr"><div><span>Dies ist der Cache von <a href="{AT}">'
        f"{AT}</a>. Es handelt sich um ein Abbild der Seite, wie diese am 9 Jun 2021 07:30:00 GMT angezeigt wurde."
        "</span></div></div>"
    ),
}


def read_saved(head, **facts):
    html = f"{head}<title>Weir gives way - The Lampwick Post</title><body>{ARTICLE}</body></html>"
    document = make_document(html, media_type=HTML_TYPE, **facts)
    return extract(document, ExtractionOptions(today=TODAY))


@pytest.mark.parametrize("tool", SAVED)
def test_the_address_and_the_moment_of_saving_are_the_pages_own(tool):
    article = read_saved(SAVED[tool])

    scheme = "http" if tool == "HTTrack" else "https"  # it leaves the scheme out
    assert article.canonical_url == article.page_url == AT.replace("https", scheme)
    assert article.captured_at == MOMENT
    assert (article.outlet, article.outlet_domain) == ("", "lampwick.example")
    assert get_authors(article) == ["Tess Marlow"]
    assert "saved on 2021-06-09 at 07:30 UTC" in " ".join(finding.rule for finding in article.findings)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (f"<!DOCTYPE html>\n<!-- saved from url=(0039){AT} -->\n<html>", AT),
        (f"<!-- saved from url=({len(WAYBACK):04})http:/{WAYBACK[7:]} --><html>", AT),
        ("<!-- saved from url=(0014)about:internet --><html>", ""),
        ("<!-- saved from url=(0031)file:///C:/Users/me/Desktop/weir.htm --><html>", ""),
        ("<!-- saved from url=(0022)https://archive.ph/aBc --><html>", ""),
        ("<!-- Theme by https://themes.example/free/news -->", ""),
        ("<!--\n Page saved with SingleFile \n url: -->", ""),
    ],
)
def test_a_mark_that_names_no_page_of_the_web_gives_no_address(head, url):
    article = read_saved(head)

    assert (article.page_url, article.canonical_url) == (url, url)


def test_a_browser_says_where_a_page_was_saved_but_not_when():
    article = read_saved(f"<!-- saved from url=(0039){AT} --><html>")

    assert article.captured_at is None


def test_a_page_of_the_wayback_machine_saved_with_singlefile_has_the_moment_of_the_archive():
    head = SAVED["SingleFile"].replace(AT, WAYBACK).replace("2021 09:30", "2024 09:30")

    article = read_saved(head)

    assert (article.canonical_url, article.captured_at) == (AT, MOMENT)


def test_a_page_fetched_from_an_archive_is_at_its_own_address():
    article = read_saved("<html>", url=WAYBACK)

    assert (article.page_url, article.outlet_domain, article.captured_at) == (AT, "lampwick.example", MOMENT)
    assert get_findings(article, "canonical_url") == [("stated", AT, "")]


def test_the_bar_of_an_archive_is_no_text_and_its_moment_no_date():
    bar = (
        '<div id="wm-ipp-base"><p>The Wayback Machine keeps 5 captures of this page, collected by the Archive Team'
        " from the crawl of the open web.</p></div>"
    )
    today = (
        '<div id="HEADER"><p>archive.today webpage capture, saved from the page by an anonymous reader of the web.</p>'
        '<time itemprop="pubdate" datetime="2021-06-09T07:30:00Z">9 Jun 2021 07:30:00 UTC</time></div>'
    )
    for head, added in ((SAVED["the Wayback Machine"], bar), (SAVED["archive.today"], today)):
        article = read_saved(f"{head}<body>{added}")

        assert "aptures" not in article.body
        assert "webpage capture" not in article.body
        assert article.published == ""


@pytest.mark.parametrize(
    ("url", "inner", "moment"),
    [
        ("http://web.archive.org/web/20210609073000id_/http:/l.example/a?b=c", "http://l.example/a?b=c", 1),
        ("https://web.archive.org/web/2021/lampwick.example/a", "http://lampwick.example/a", 0),
        ("https://web.archive.org/web/*/https://lampwick.example/a", "https://lampwick.example/a", 0),
        ("https://archive.is/20210609073000/https://l.example/a", "https://l.example/a", 1),
        ("https://archive.md/o/aBcDe/https://lampwick.example/a", "https://lampwick.example/a", 0),
        ("https://arquivo.pt/noFrame/replay/20210609073000/https://l.example/a", "https://l.example/a", 1),
        ("https://www.webarchive.org.uk/wayback/archive/20210609073000mp_/http://l.example/a", "http://l.example/a", 1),
        ("https://webarchief.example.nl/all/20210609073000/https://l.example/a", "https://l.example/a", 1),
        ("https://webcache.googleusercontent.com/search?q=cache:AbC-dEfGhIjK:https://l.example/a+weir&hl=en",
         "https://l.example/a", 0),
        ("http://www.webcitation.org/5xyz?url=http%3A%2F%2Fl.example%2Fa&date=2010-05-10", "http://l.example/a", 0),
        ("http://perma-archives.org/warc/AB12-CD34/http://l.example/a", "http://l.example/a", 0),
    ],
)  # fmt: skip
def test_the_address_of_a_copy_has_that_of_the_page_inside(url, inner, moment):
    archived = unwrap_archived_url(url)

    assert archived is not None
    assert archived.url == inner
    assert (archived.captured_at == MOMENT) == bool(moment)
    assert canonicalize_url(url) == inner
    assert address_key(url) == address_key(inner)


@pytest.mark.parametrize(
    "url",
    [
        "https://lampwick.example/2021/06/09/weir", "https://archive.ph/aBcDe", "https://perma.cc/AB12-CD34",
        "https://archive.org/details/weir", "https://lampwick.example/share?url=https://other.example/a", "",
        "http://[::1", "https://lampwick.example/20210609/https-story",
    ],
)  # fmt: skip
def test_other_addresses_are_no_copies(url):
    assert unwrap_archived_url(url) is None


@pytest.mark.django_db
def test_copies_of_a_known_page_are_captures_of_it_and_no_archive_is_an_outlet():
    original = f'<html><head><link rel="canonical" href="{AT}"><title>Weir gives way</title></head><body>{ARTICLE}'
    copies = [f"{head}<title>Weir gives way</title><body>{ARTICLE}" for head in SAVED.values()]
    documents = [make_document(html, media_type=HTML_TYPE, source="a.html") for html in (original, *copies)]

    report = ingest(documents, source="a test")

    assert (report.added, report.recaptured) == (1, len(copies))
    captures = Article.objects.get().captures.all()
    assert {capture.url.partition("://")[2] for capture in captures if capture.url} == {AT.partition("://")[2]}
    assert len([capture for capture in captures if capture.captured_at == MOMENT]) == len(copies)
    assert not Outlet.objects.exists()


def test_an_mhtml_file_is_of_the_page_it_names_as_its_snapshot(tmp_path):
    page = f"<html><body>{ARTICLE}</body></html>"
    mhtml = (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {AT}\nSubject: Weir\n"
        "Date: Wed, 9 Jun 2021 07:30:00 -0000\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
        "Content-Type: text/html\nContent-Location: cid:frame-1@mhtml.blink\n\n" + page + "\n--b--\n"
    )

    (document,) = get_documents(read_items(tmp_path, mhtml.encode(), "weir.mhtml"))

    assert (document.url, document.captured_at) == (AT, MOMENT)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.sampled_from(sorted(SAVED)))
def test_no_damaged_mark_breaks_the_reading(noise, tool):
    head = SAVED[tool]
    cut = len(noise) * 3 % len(head)

    try:
        article = read_saved(head[:cut] + noise + head[cut + len(noise) :])
    except UnreadableDocument:  # an open attribute takes the whole page
        return

    assert article.captured_at is None or article.captured_at.tzinfo is not None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_moment_or_none(text):
    moment = parse_moment(text)

    assert moment is None or moment.tzinfo is UTC


def test_the_sentence_of_a_cache_names_the_page_and_its_moment():
    sentence = (
        f'<div>This is a cache of <a href="{AT}">{AT}</a>. It is a snapshot of the page as it appeared on 9 Jun 2021'
        " 07:30:00 GMT.</div>"
    )

    document = make_document(f"<html><body>{sentence}{ARTICLE}</body></html>", media_type=HTML_TYPE, source="a.html")
    article = extract(document, ExtractionOptions(today=TODAY))

    assert (article.canonical_url, article.captured_at) == (AT, MOMENT)
