"""Rules for every kind of page: valid markup, number of queries, headers, escaping."""

import gzip
import os
import re
import shutil
import subprocess
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web import sample
from tests.web.conformance import find_faults
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db

QUERIES = {
    "home": 6,
    "outlets": 7,
    "outlet": 12,
    "outlet by section": 12,
    "authors": 6,
    "author": 12,
    "new": 5,
    "collections": 1,
    "collection": 8,
    "dates": 1,
    "undated": 5,
    "approximate": 5,
    "year": 6,
    "month": 6,
    "day": 6,
    "article": 10,
    "why": 3,
    "suggestions": 3,
    "advanced": 0,
    "as code": 0,
    "citations": 4,
    "spellings": 2,
    "help": 0,
    "help-search": 0,
    "help-dates": 0,
    "help-quotations": 0,
    "stories": 3,
    "stories of any": 3,
    "story": 12,
    "told": 10,
    "compare": 7,
    "compare-captures": 2,
    "quotations": 2,
    "quotation": 5,
    "speakers": 6,
    "speaker": 9,
    "quoted-in": 2,
    "original-and-text": 1,
    "edits": 2,
}
CHECKER = os.environ.get("VNU_JAR", "")
HOSTILE = '<script>alert("1")</script>\'"><img src=x onerror=alert(2)>'


ASKED = (
    "/search/?q=harbour",
    "/search/?outlet=courier&year=uncertain&year=2024",
    "/search/?q=zzyzx",
    "/search/?q=harbour+AND+(closed",
    "/search/?q=date:2016-13-45",
    "/search/?page=999",
    "/nowhere/",
    "/outlets/?page=x",
    "/choices/",
    "/login/",
    "/search/suggestions/?q=zzyzx",
    "/compare/searches/?q=harbour&q=courier",
    "/compare/searches/?q=date:2016-13-45",
)
_SEEN = {}


def get_every_page(client):
    """Each kind of page: its name, answer and markup. Made and parsed once, for they only read."""
    if not _SEEN:
        pages = {address: address for address in ASKED} | sample.create_all_pages()
        del pages["original"]  # bytes, not a page
        answers = {kind: client.get(address) for kind, address in pages.items()}
        client.force_login(reader := sample.create_reader())
        answers |= {kind: client.get(address) for kind, address in sample.list_own_pages(reader).items()}
        _SEEN.update({kind: (answer, parse_page(answer)) for kind, answer in answers.items()})
    return [(kind, *seen) for kind, seen in _SEEN.items()]


def count_queries(client, address: str) -> int:
    """The number of queries of the second request for a page (the first also fills caches)."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("rows", [2, 20])
def test_two_rows_and_twenty_cost_the_same_queries(rows, client):
    pages = sample.create_all_pages(rows)
    apply_queue()  # what is dear to count is kept while nothing waits

    assert {kind: count_queries(client, pages[kind]) for kind in QUERIES} == QUERIES


def test_every_page_is_well_formed_with_one_heading_a_title_and_a_link_past_the_navigation(client):
    for kind, _, page in get_every_page(client):
        assert len(page.select("h1")) == 1, kind
        assert "Cuttings" in page.title.get_text(), kind
        assert page.select_one("a.skip-link")["href"] == "#main", kind
        assert page.select_one("main#main"), kind


def test_no_part_of_a_table_has_a_role_that_its_element_has_already(client):
    """The HTML standard forbids it; tests/browser sees that stacked tables are tables to a screen reader without."""
    for kind, _, page in get_every_page(client):
        assert not page.select("table[role], table :is(thead, tbody, tfoot, tr, th, td)[role]"), kind


@pytest.mark.skipif(not (CHECKER and shutil.which("java")), reason="needs Java, and VNU_JAR, the Nu HTML checker")
def test_the_nu_html_checker_finds_no_error_on_any_page(client, tmp_path):
    for number, (_, response, _) in enumerate(get_every_page(client)):
        (tmp_path / f"{number}.html").write_bytes(response.content)
    command = ["java", "-jar", CHECKER, "--errors-only", *map(str, tmp_path.glob("*.html"))]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.stderr == ""


def test_ids_are_unique_and_labels_point_at_something(client):
    for kind, _, page in get_every_page(client):
        ids = [element["id"] for element in page.select("[id]")]
        wanted = [
            name
            for attribute in ("aria-labelledby", "aria-describedby", "for")
            for element in page.select(f"[{attribute}]")
            for name in element[attribute].split()
        ]
        assert len(ids) == len(set(ids)), kind
        assert set(wanted) <= set(ids), kind


def test_no_page_needs_inline_script_or_style_or_another_host(client):
    for kind, response, page in get_every_page(client):
        acting = "script:not([src], [type='application/ld+json'])"  # data blocks do nothing
        assert not page.select(f"[style], style, {acting}"), kind
        loaded = [tag["src"] for tag in page.select("[src]:not(iframe[sandbox=''])")]
        loaded += [tag["href"] for tag in page.select("link[rel=icon], link[rel=stylesheet]")]
        assert [address for address in loaded if not address.startswith("/static/")] == [], kind
        assert "unsafe-inline" not in response["Content-Security-Policy"], kind


def test_headings_do_not_skip_a_level(client):
    for kind, _, page in get_every_page(client):
        headings = page.select("main :is(h1, h2, h3, h4)")
        levels = [int(heading.name[1]) for heading in headings]
        steps = [after - before for before, after in pairwise(levels)]
        assert max(steps, default=0) <= 1, (kind, levels)


def test_the_notice_of_an_archive_stands_on_every_page(client, settings):
    settings.SITE_NOTICE = "Everything here is invented."
    for kind, address in {
        **sample.create_all_pages(),
        "404": "/nowhere/",
        "400": "/outlets/?page=x",
    }.items():
        if kind == "original":
            continue
        assert get_texts(parse_page(client.get(address)), "aside.notice") == ["Everything here is invented."], kind


def test_words_of_sources_are_never_markup(client):
    outlet = factories.outlet(HOSTILE, slug="hostile", description=HOSTILE, country=HOSTILE)
    outlet.aliases.create(name=HOSTILE)
    author = factories.author(HOSTILE, slug="hostile")
    row = factories.article(
        HOSTILE,
        outlet=outlet,
        by=(author,),
        standfirst=HOSTILE,
        body=HOSTILE,
        section=HOSTILE,
        published="2024-03-14",
        canonical_url=f"https://x.example/{HOSTILE}",
    )
    row.evidence.create(field="title", value=HOSTILE, words=HOSTILE, rule=HOSTILE, status="stated")
    factories.capture(row, source=HOSTILE, record=HOSTILE)
    row.collections.create(name=HOSTILE, slug="hostile", description=HOSTILE)
    for address in (
        "/",
        "/outlets/",
        "/outlets/hostile/",
        "/authors/",
        "/authors/hostile/",
        "/collections/",
        "/collections/hostile/",
        "/dates/2024/03/",
        "/dates/2024/03/14/",
        row.get_absolute_url(),
    ):
        page = parse_page(client.get(address))
        acting = page.select("script:not([src], [type='application/ld+json']), img, [onerror]")
        assert not acting, address
        assert 'alert("1")' in page.get_text(), address


def test_words_of_the_address_are_never_markup(client):
    sample.create_plain_pages()
    for address in ("/outlets/", "/authors/", "/outlets/harbour-gazette/", "/dates/undated/"):
        for name in ("name", "section", "page", "sort", "shelf", "country"):
            response = client.get(address, {name: HOSTILE})
            page = parse_page(response)
            assert response.status_code in (200, 400), (address, name)
            assert not page.select("script:not([src]), img, [onerror]"), (address, name)


def test_the_chosen_theme_is_in_the_page_and_anything_else_is_ignored(client):
    client.cookies["theme"] = "dark"
    assert parse_page(client.get("/help/")).html["data-theme"] == "dark"
    client.cookies["theme"] = "x onload"
    assert "data-theme" not in parse_page(client.get("/help/")).html.attrs


def test_pages_only_read(client):
    sample.create_plain_pages()
    for address in ("/", "/outlets/", "/dates/2024/", "/search/", "/help/", "/dates/undated/"):
        assert client.post(address).status_code == 405, address


def test_no_template_is_longer_than_a_screen_or_takes_what_it_does_not_name(settings):
    folder = settings.BASE_DIR / "templates"
    for path in [*folder.glob("archive/*.html"), *folder.glob("components/*.html")]:
        text = path.read_text()
        assert len(text.splitlines()) <= 60, path
        if path.parent.name == "components":
            assert text.startswith("{# In: "), path
        for include in re.findall(r"{% include [^%]*%}", text):
            assert include.endswith("only %}"), (path, include)


def test_only_one_stylesheet_names_colours_and_faces(settings):
    for path in (settings.BASE_DIR / "static" / "css").glob("*.css"):
        if path.name in ("tokens.css", "admin.css"):
            continue
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert not re.findall(r"#[0-9a-f]{3,8}\b|oklch|rgb|hsl|(?<!--)\bserif\b", text), path


def test_a_page_with_all_it_needs_is_light(client, settings):
    static = settings.BASE_DIR / "static"
    scripts = [static / "js" / name for name in ("cuttings.js", "completion.js")]
    needed = [*static.glob("css/*.css"), *scripts, *static.glob("img/*")]
    furniture = sum(len(gzip.compress(path.read_bytes())) for path in needed)
    weights = {
        kind: furniture + len(gzip.compress(client.get(address).content))
        for kind, address in sample.create_all_pages(60).items()
        if kind != "original"
    }

    assert max(weights.values()) < 60_000, weights  # the goal is 100 KB


def test_every_page_keeps_to_the_standard(client):
    for kind, _, page in get_every_page(client):
        assert find_faults(page) == [], kind


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<center>x</center>", "<center> is no element we know"),
        ("<table align=left></table>", "<table align>"),
        ("<ul><div>x</div></ul>", "<ul> holds div"),
        ("<span><p>x</p></span>", "<span> holds <p>"),
        ("<a href=/x><button>x</button></a>", "<a> holds <button>, which acts too"),
        ("<details><p>x</p></details>", "<details> does not begin with its only <summary>"),
        ("<label for=y>x</label>", "for=y points at nothing"),
        ("<time>yesterday</time>", "<time> says 'yesterday', which is no date"),
        ("<a href='#none'>x</a>", "#none leads nowhere"),
        ("<i id=z></i><i id=z></i>", "id z twice"),
        ("<table><tr><td>x</td></tr><tr><td>x</td><td>y</td></tr></table>", "<table> of rows of [1, 2] cells"),
    ],
)
def test_what_does_not_keep_to_it_is_found(markup, found):
    frame = "<!doctype html><html lang=en><meta charset=utf-8><title>x</title><main><h1>x</h1>"

    assert find_faults(BeautifulSoup(f"{frame}{markup}</main>", "html5lib")) == [found]
    assert find_faults(BeautifulSoup(f"{frame}<p>x</p></main>", "html5lib")) == []
