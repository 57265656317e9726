"""Web pages: fields from metadata and from visible text."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import UnreadableDocument
from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.formats.media_types import HTML_TYPE
from tests.ingest.article_reading import BODY, TODAY, are_spans_exact, get_authors, get_findings, make_document

TITLE = "Minister orders the harbour closed"
TEXT = "".join(f"<p>{part}</p>" for part in (BODY * 3).split("\n\n"))
AT = "https://gazette.example.org/news/2024/harbour"


def build_page(head="", above="", *, title=TITLE, text=TEXT, lang="en"):
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{title} | The Harbour Gazette</title>'
        f'<meta property="og:site_name" content="The Harbour Gazette">{head}</head><body><article>'
        f"<h1>{title}</h1>{above}{text}</article></body></html>"
    )


def read_html(html, url=AT, **facts):
    return extract(make_document(html, media_type=HTML_TYPE, url=url, **facts), ExtractionOptions(today=TODAY))


def build_linked_data(**values):
    node = json.dumps({"@type": "NewsArticle", "headline": TITLE, **values})
    return f'<script type="application/ld+json">{node}</script>'


def test_a_page_gives_every_value_with_the_words_that_say_it():
    html = build_page(
        build_linked_data(
            datePublished="2024-03-14T09:30:00+01:00",
            author={"@type": "Person", "name": "Maud Ellery"},
            articleSection="Shipping",
        )
        + f'<link rel="canonical" href="{AT}?utm_source=x"><meta name="description" content="Why.">'
    )

    article = read_html(html)

    assert (article.title, get_authors(article)) == (TITLE, ["Maud Ellery"])
    assert (article.published, article.section, article.language) == (
        "2024-03-14",
        "Shipping",
        "en",
    )
    assert (article.outlet, article.outlet_domain) == ("The Harbour Gazette", "gazette.example.org")
    assert (article.canonical_url, article.standfirst) == (AT, "Why.")
    assert article.body.startswith(BODY.split("\n\n", maxsplit=1)[0])
    assert are_spans_exact(article, html)
    assert get_findings(article, "author") == [("stated", "Maud Ellery", "Maud Ellery")]


def test_what_another_tag_says_is_kept_as_the_alternative_that_lost():
    article = read_html(build_page(f'<meta property="og:title" content="{TITLE}, say pilots">'))

    lost = [one.value for one in article.findings if one.field == "title" and not one.chosen]
    assert (article.title, lost) == (TITLE, [f"{TITLE}, say pilots"])


@pytest.mark.parametrize(
    "script",
    [
        '{"@graph": [{"@type": "WebSite"}, %s]}',
        "[%s]",
        "<!-- %s -->",
        "//<![CDATA[\n%s\n//]]>",
        '{"@type": "WebPage", "mainEntity": %s,}',
    ],
)
def test_linked_data_is_read_from_graphs_lists_comments_and_small_faults(script):
    node = '{"@type": ["NewsArticle"], "headline": "x", "datePublished": "2024-03-14"}'

    html = build_page(f'<script type="application/ld+json">{script % node}</script>')

    assert read_html(html).published == "2024-03-14"


def test_authors_that_are_named_by_reference_are_found():
    graph = (
        '{"@graph": [{"@type": "NewsArticle", "author": {"@id": "#p"}},'
        ' {"@type": "Person", "@id": "#p", "name": "Lena Hartog"}]}'
    )

    html = build_page(f'<script type="application/ld+json">{graph}</script>')

    assert get_authors(read_html(html)) == ["Lena Hartog"]


@pytest.mark.parametrize(
    ("above", "names"),
    [
        ("<p>By Maud Ellery</p>", ["Maud Ellery"]),
        ("<div>By</div><div><a href='/author/me'>Maud Ellery</a></div>", ["Maud Ellery"]),
        ("<p>By Maud Ellery and Lena Hartog | 14 March 2024</p>", ["Maud Ellery", "Lena Hartog"]),
        ("<p>Par Maud Ellery le 14 mars 2024</p>", ["Maud Ellery"]),
        ("<p>Von Maud Ellery</p>", ["Maud Ellery"]),
        ("<p>Por Maud Ellery</p>", ["Maud Ellery"]),
        ("<p>Автор: Мария Белова</p>", ["Мария Белова"]),
        ("<p>作者：王小明</p>", ["王小明"]),
        ("<p>بقلم: مها الراوي</p>", ["مها الراوي"]),
        ("<p>14 March 2024, Maud Ellery</p>", ["Maud Ellery"]),
        ("<p><span>Maud Ellery</span></p><time>14 March 2024</time>", ["Maud Ellery"]),
        ("<p class='byline'><span>Maud Ellery</span></p>", ["Maud Ellery"]),
        (
            "<div class='tools info'><p class='autor'>Maud Ellery | hace 3 horas</p></div>",
            ["Maud Ellery"],
        ),
        ("<p class='post-info__item--author'>Maud Ellery</p>", ["Maud Ellery"]),
        ("<h5>Autor: </h5>Maud Ellery/HG", ["Maud Ellery"]),
        ("<p>Text und Fotos: Maud Ellery</p>", ["Maud Ellery"]),
        (
            "<p class='author'><span>Maud Ellery</span> <span>The Harbour Gazette</span></p>",
            ["Maud Ellery"],
        ),
        ("<p>Text von Maud Ellery Illustration von Lena Hartog</p>", ["Maud Ellery"]),
        (
            "<p>By <a href='/author/me'>Maud Ellery</a> | Tag Pilots | Sea Trade</p>",
            ["Maud Ellery"],
        ),
        (
            f"<p><b>Maud Ellery/Lena Hartog</b></p><p>{BODY.replace(chr(10), ' ')}</p>",
            ["Maud Ellery", "Lena Hartog"],
        ),
    ],
)
def test_bylines_as_pages_print_them(above, names):
    assert get_authors(read_html(build_page(above=above))) == names


@pytest.mark.parametrize(
    "above",
    [
        "<p>3 min read</p>",
        "<p class='byline'>By Staff</p>",
        "<p>By Reuters in London</p>",
        "<p>By The Harbour Gazette</p>",
        "<p><a href='/topics/winter-sports'>Winter Sports</a></p><time>14 March 2024</time>",
        "<p>By midnight the ships had gone.</p>",
        "<p>Photo: Lena Hartog</p>",
        "<p>作者：本报记者</p>",
        "<aside><p class='author'>Some Columnist</p></aside>",
        "<p>By ldh</p>",
        "<p>By land, sea and air</p>",
        "<div class='author'><button>Cancel Order</button></div>",
        "<p class='byline category-item'>Harbour Life</p>",
    ],
)
def test_no_author_is_made_of_what_names_nobody(above):
    article = read_html(build_page(above=above))

    assert article.authors == ()
    assert get_findings(article, "author") == [("unknown", "", "")]


def test_an_agency_or_a_desk_in_the_place_of_an_author_is_a_credit():
    article = read_html(build_page(build_linked_data(author="Reuters"), above="<p>By Our Staff</p>"))

    assert {value for _, value, _ in get_findings(article, "credit")} == {"Reuters", "Our Staff"}


@pytest.mark.parametrize(
    ("html", "credit"),
    [
        (build_page(above="<p>Von: ldh/dpa</p>"), "ldh/dpa"),
        (build_page(above="<p>By LDH, in <a href='/news'>News</a>, Shipping</p>"), "LDH"),
        (build_page(build_linked_data(author="ldh")), "ldh"),
        (build_page(build_linked_data(author="Gazette")), "Gazette"),
        (build_page(text=TEXT + "<p>Quelle: <a href='https://dpa.example.org'>dpa</a></p>"), "dpa"),
        (build_page(text=TEXT + "<p><em>Gazette newsroom</em></p>"), "Gazette newsroom"),
    ],
)
def test_a_sign_or_a_source_is_a_credit_and_names_nobody(html, credit):
    article = read_html(html)

    assert article.authors == ()
    assert [value for _, value, _ in get_findings(article, "credit")] == [credit]


def test_all_persons_before_the_outlet_s_name_are_authors():
    html = build_page(build_linked_data(author="Maud Ellery and Lena Hartog, The Harbour Gazette"))

    assert get_authors(read_html(html)) == ["Maud Ellery", "Lena Hartog"]


def test_links_to_authors_side_by_side_are_one_byline():
    links = "<a rel='author' href='/a'>Maud Ellery</a> and <a rel='author' href='/b'>Lena Hartog</a>"
    html = build_page(text=f"{TEXT}{TEXT}<details><div>{links}</div></details>")

    assert get_authors(read_html(html)) == ["Maud Ellery", "Lena Hartog"]


def test_bylines_of_other_articles_further_down_are_not_taken():
    others = "".join(f"<h3>Ships wait</h3><p>by Pilot Name{n} 2 days ago</p>" for n in "abcdef")

    assert get_authors(read_html(build_page(above="<p>by Maud Ellery</p>", text="<p>Closed.</p>" + others))) == [
        "Maud Ellery"
    ]


def test_the_desk_whose_page_is_linked_is_a_credit_beside_the_one_the_tags_name():
    link = "<div><h4><a href='/author/desk/'>Gazette Newsroom</a></h4></div>"
    html = build_page(build_linked_data(author="Editorial Team"), text=TEXT + TEXT + link)

    credits_ = {value for _, value, _ in get_findings(read_html(html), "credit")}

    assert credits_ == {"Editorial Team", "Gazette Newsroom"}


def test_one_who_only_edited_is_not_the_author():
    html = build_page(build_linked_data(author="Lena Hartog"), above="<p>Editor: Lena Hartog</p>")

    assert get_authors(read_html(html)) == []


def test_markup_in_values_is_left_out():
    html = build_page(
        '<meta property="og:title" content="&lt;b&gt;Harbour&lt;/b&gt; closed">'
        + build_linked_data(author="<b>Maud</b> Ellery", headline="<i>Harbour</i> closed"),
        title="<span onclick='x()'>Harbour</span> closed<script>alert(2)</script>",
        text=TEXT + "<script>alert(3)</script><p onclick='y()'>The end of it came late.</p>",
    )

    article = read_html(html)

    everything_read = json.dumps([article.title, article.body, get_authors(article)])
    assert article.title == "Harbour closed"
    assert get_authors(article) == ["Maud Ellery"]
    assert not any(word in everything_read for word in ("alert", "<", "onclick"))


@pytest.mark.parametrize(
    ("tags", "heading", "title"),
    [
        ("A B in C D closed | Gazette", "A B in C D closed", "A B in C D closed"),
        ("", "The Harbour Gazette", "Minister orders the harbour closed"),
        ("", "News", "Minister orders the harbour closed"),
    ],
)
def test_the_heading_that_agrees_with_the_tags_is_the_title(tags, heading, title):
    html = (
        f"<html><head><title>{tags or TITLE + ' - The Harbour Gazette'}</title>"
        '<meta property="og:site_name" content="The Harbour Gazette"></head>'
        f"<body><h1>{heading}</h1>{TEXT}</body></html>"
    )

    assert read_html(html).title == title


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("<ol class='breadcrumb'><li><h1>Harbour: shut or not</h1></li></ol><h2>{0}</h2>", TITLE),
        ("<h1><a href='/'>Pilots and Ropes</a></h1><h2>{0}</h2>", TITLE),
        ("<h1><span class='kicker'>Strike:</span> {0}</h1>", f"Strike: {TITLE}"),
    ],
)
def test_the_headline_is_the_article_s_own(above, title):
    html = (
        f"<html><head><title>{title} » Pilots and Ropes</title>{build_linked_data(headline=title)}"
        f"</head><body>{above.format(TITLE)}{TEXT}</body></html>"
    )

    assert read_html(html).title == title


@pytest.mark.parametrize(
    ("above", "day", "problem"),
    [
        ("<time datetime='2082-01-01'>x</time>", "", "still to come"),
        ("<time datetime='9999-12-31'>x</time>", "", "still to come"),
        ("<time datetime='2026-01-31T10:00Z'>x</time>", "2026-01-31", ""),
        ("<time datetime='2024-02-31'>x</time>", "", "no such day"),
    ],
)
def test_impossible_days_are_evidence_without_a_value(above, day, problem):
    article = read_html(build_page(above=above))

    assert article.published == day
    assert problem in next(one.rule for one in article.findings if one.field == "published")


def test_nothing_is_published_after_it_was_captured():
    html = build_page(above="<time datetime='2026-01-20'>x</time>")

    assert read_html(html, captured_at=datetime(2025, 1, 1, tzinfo=UTC)).published == ""


def test_relative_words_count_from_a_day_that_the_capture_states_and_from_none_else():
    html = build_page(above="<p>Published yesterday</p>")
    moment = datetime(2024, 3, 15, 12, tzinfo=UTC)

    assert read_html(html, captured_at=moment).published == "2024-03-14"
    assert get_findings(read_html(html, captured_at=moment), "published")[0][0] == "inferred"
    assert read_html(html, url="", captured_at=moment).published == ""


def test_an_update_is_not_the_publication():
    html = build_page(above="<p>Updated 20 March 2024</p><p>Published 14 March 2024</p>")

    assert read_html(html).published == "2024-03-14"


def test_the_day_a_page_prints_beside_a_stamp_of_utc_is_that_of_its_own_zone():
    stamp = build_linked_data(datePublished="2024-03-14T23:30:00Z")

    assert read_html(build_page(stamp)).published == "2024-03-14"
    assert read_html(build_page(stamp, above="<p>15 March 2024, 08:30</p>")).published == "2024-03-15"


def test_what_goes_online_in_the_evening_is_of_the_day_that_the_page_prints():
    evening = build_linked_data(datePublished="2024-03-14T19:30:00+01:00")
    morning = build_linked_data(datePublished="2024-03-14T09:30:00+01:00")
    printed = "<p>15 March 2024</p>"

    assert read_html(build_page(evening, above=printed)).published == "2024-03-15"
    assert read_html(build_page(morning, above=printed)).published == "2024-03-14"


@pytest.mark.parametrize(
    ("lang", "printed", "day"),
    [
        ("fr", "04/03/2024", "2024-03-04"),
        ("en-US", "03/04/2024", "2024-03-04"),
        ("en", "03/04/2024", ""),
        ("de", "4.3.24", "2024-03-04"),
    ],
)
def test_day_and_month_in_numbers_are_told_apart_by_language_where_it_writes_one_order(lang, printed, day):
    article = read_html(build_page(above=f"<p>{printed}</p>", lang=lang))

    assert article.published == day
    assert not day or get_findings(article, "published")[0][0] == "inferred"


@pytest.mark.parametrize(
    ("encoding", "declared", "sender"),
    [
        ("windows-1251", "windows-1251", ""),
        ("windows-1251", "", "windows-1251"),
        ("windows-1251", "utf-8", "windows-1251"),
        ("utf-8", "iso-8859-1", "windows-1252"),
        ("utf-16", "", ""),
        ("koi8-r", "koi8-r", "utf-8"),
    ],
)
def test_encodings_that_lie_are_found_out(encoding, declared, sender):
    head = f'<meta charset="{declared}">' if declared else ""
    html = build_page(title="Министр закрыл порт", text="<p>Порт был закрыт в четверг вечером.</p>" * 9)

    read_ = read_html((head + html).encode(encoding), charset=sender)

    assert read_.title == "Министр закрыл порт"


def test_a_page_of_nothing_is_refused_with_what_to_do():
    with pytest.raises(UnreadableDocument, match="Open its address in a browser"):
        read_html("<html><body><nav>Home</nav></body></html>")


HOSTILE = {
    "deep": "<div>" * 50_000 + "x",
    "an attribute of 5 MB": f'<h1 class="{"x " * 2_500_000}">{TITLE}</h1>{TEXT}',
    "entities": '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>&b;</p>',
    "nested brackets": f'<script type="application/ld+json">{"[" * 50_000}</script>{TEXT}',
    "open brackets": "<" * 200_000,
    "bars": f"<title>{'a | ' * 50_000}</title>{TEXT}",
    "bylines": f"<h1>{TITLE}</h1>" + "<p class='author'>By A B</p>" * 800,
    "unclosed": f"<h1>{TITLE}</h1>" + "<b><i>" * 5000,
    "comments": "<!--" * 50_000,
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("html", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_pages_are_read_or_refused_in_bounded_time(html):
    try:
        article = read_html(html)
    except UnreadableDocument:
        return
    assert article.title


PIECES = st.sampled_from(
    ["<p>", "</p>", "<h1>", "<h1 ", "<title>", "<script>", '"', "'", "<meta ", "content=", "name=",
     "author", "<!--", "-->", "&amp;", "&#0;", "&#xD800;", "\x00", "By A B", "2024-03-14", "\ufeff",
     '<script type="application/ld+json">', "{", "}", "[", ":", '"author"', "<a href=", "/author/",
     "<time datetime=", ">", "<", "é", "中", "\ud7ff", "<table>", "<li>", "<q>", "word " * 30]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_page_is_read_or_refused_and_its_evidence_holds(pieces):
    html = "".join(pieces)
    try:
        article = read_html(html)
    except UnreadableDocument:
        return
    assert article.title
    assert "\x00" not in article.title + article.body
    assert are_spans_exact(article, html.removeprefix("\ufeff"))
