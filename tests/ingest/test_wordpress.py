"""Exports of WordPress: published posts go in with what the site says of them, and all else is counted."""

import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.extraction.common.markup_values import read_markup_value
from archive.formats.documents import ExtractionOptions, SourceDocument
from archive.formats.fields import FIELD_KEYS
from archive.ingest.rereading import reextract
from archive.ingest.workers import extract_document
from archive.models import Article, Capture
from archive.storage.payloads import read_record_bytes
from tests.ingest.article_reading import TODAY, get_authors, get_findings
from tests.ingest.file_reading import get_documents, get_refusals, get_skipped_records, ingest_paths, read_items

TEXT = (
    "The lock keepers of Aldmoor went back to work on Monday after eleven days.\n\nBarges had queued as far as the"
    " Senn bridge, and two mills stopped for want of grain.\n\nA vote on the new rota is due in June."
)
AUTHOR = (
    "<wp:author><wp:author_id>{id}</wp:author_id><wp:author_login><![CDATA[{login}]]></wp:author_login>"
    "<wp:author_display_name><![CDATA[{name}]]></wp:author_display_name></wp:author>"
)
LEFT_OUT = ("[caption", "[/", "[gallery", "[embed", "wp:", "<", "v.example")
HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- This is a WordPress eXtended RSS file -->\n<rss version="2.0"'
    ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">\n<channel>'
    "<title>Senn Gazette &amp; Mail</title><link>https://senn.example</link><language>en-GB</language>"
    + AUTHOR.format(id=1, login="aquill", name="Ada Quill")
    + AUTHOR.format(id=2, login="brow", name="Ben Rowe")
    + AUTHOR.format(id=3, login="dlee", name="").replace(
        "</wp:author>",
        "<wp:author_first_name>Dana</wp:author_first_name><wp:author_last_name>Lee</wp:author_last_name></wp:author>",
    )
    + "<wp:category><wp:cat_name><![CDATA[Water]]></wp:cat_name></wp:category>"
)


def build_post(
    title="Locks open again",
    text=TEXT,
    *,
    kind="post",
    status="publish",
    number=7,
    author="aquill",
    excerpt="",
    more="",
):
    return (
        f"<item><title>{title}</title><link>https://senn.example/2019/locks-{number}/</link>"
        f"<pubDate>Wed, 01 May 2019 03:30:00 +0000</pubDate><dc:creator><![CDATA[{author}]]></dc:creator>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date><![CDATA[2019-04-30 23:30:00]]></wp:post_date>"
        f"<wp:status><![CDATA[{status}]]></wp:status><wp:post_type><![CDATA[{kind}]]></wp:post_type>{more}</item>\n"
    )


def build_export(*posts, head=HEAD, tail="</channel></rss>"):
    return (head + "".join(posts) + tail).encode()


def read_posts(tmp_path, *posts, **parts):
    documents = get_documents(read_items(tmp_path, build_export(*posts, **parts), "site.xml"))
    options = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)
    return [extract_document(document, options) for document in documents]


def test_a_post_has_the_facts_that_the_site_says_of_it(tmp_path):
    category = '<category domain="category" nicename="water"><![CDATA[Water &amp; Locks]]></category>'

    [article] = read_posts(tmp_path, build_post(excerpt="After a night of talks.", more=category))

    assert (article.title, article.outlet, article.section) == (
        "Locks open again",
        "Senn Gazette & Mail",
        "Water & Locks",
    )
    assert (article.published, article.language, article.standfirst) == (
        "2019-04-30",
        "en-GB",
        "After a night of talks.",
    )
    assert article.canonical_url == "https://senn.example/2019/locks-7/"
    assert get_authors(article) == ["Ada Quill"]
    assert article.body == TEXT
    assert get_findings(article, "published") == [("stated", "2019-04-30", "2019-04-30 23:30:00")]


def test_only_published_posts_go_in_and_all_else_is_counted(tmp_path):
    kinds = ["page", "attachment", "revision", "nav_menu_item", "wp_block", "product", "custom_css"]
    states = ["draft", "auto-draft", "pending", "future", "private", "trash"]
    posts = [build_post(kind=kind, status="inherit" if kind == "attachment" else "publish") for kind in kinds]
    posts += [build_post(status=status) for status in states]

    items = read_items(tmp_path, build_export(*posts, build_post()), "site.xml")

    assert [document.record for document in get_documents(items)] == ["post 14"]
    assert get_skipped_records(items) == [f"post {number}" for number in range(1, 14)]
    assert get_refusals(items) == []


@pytest.mark.django_db
def test_every_post_is_found_again_in_the_store(tmp_path):
    posts = [build_post(f"Locks {number}", f"{number}. {TEXT}", number=number) for number in range(4)]
    (tmp_path / "site.xml").write_bytes(build_export(*posts, build_post(kind="page", number=9)))

    report = ingest_paths([tmp_path / "site.xml"])
    again = ingest_paths([tmp_path / "site.xml"])

    assert (report.added, report.passed_over, report.refused) == (4, 1, 0), report.refusals
    assert (again.added, again.known) == (0, 4)
    for capture in Capture.objects.select_related("payload", "article"):
        text = read_record_bytes(capture).decode()
        assert capture.article.title in text
        assert all(text[e.start : e.end] == e.words for e in capture.evidence.exclude(start=None))
        assert reextract(capture).build_body() == capture.article.body
    assert {article.outlet.name for article in Article.objects.all()} == {"Senn Gazette & Mail"}


@pytest.mark.parametrize(
    ("text", "paragraphs", "captions"),
    [
        (TEXT, 3, []),
        (TEXT.replace("\n\n", "\r\n\r\n"), 3, []),
        ("".join(f"<!-- wp:paragraph -->\n<p>{p}</p>\n<!-- /wp:paragraph -->\n\n" for p in TEXT.split("\n\n")), 3, []),
        ('One.\n\n[caption id="a_5"]<img src="a.jpg" /> The old quay[/caption]\n\nTwo.', 2, ["The old quay"]),
        ('One.\n\n[caption caption="The old quay"]<img src="a.jpg" />[/caption]\n\nTwo.', 2, ["The old quay"]),
        ('One.\n\n[gallery ids="3,4"]\n\nTwo.\n\n[gallery]\n\n[embed]https://v.example/1[/embed]\n\n[toc]', 2, []),
        ("<figure><img src='a'/><figcaption>A <em>lock</em></figcaption></figure>One.\n\nTwo.", 2, ["A lock"]),
        ("[vc_row][vc_column width='1/2']One.\n\nTwo.[/vc_column][/vc_row]", 2, []),
        ("[pullquote]One.[/pullquote]\n\nTwo.", 2, []),
        ("[youtube]dQw4w9[/youtube]One.\n\n[audio mp3='a.mp3'][/audio]Two.", 2, []),
        ("<script>var a = 'One';</script>One.<!--more-->\n\nTwo.<!--nextpage-->", 2, []),
        ("One.<br />\n<br />\nTwo.", 2, []),
        ("<ul>\n<li>One.</li>\n<li>Two.</li>\n</ul>", 2, []),
    ],
)  # fmt: skip
def test_the_text_of_a_post_is_in_paragraphs_without_shortcodes(text, paragraphs, captions):
    reading = read_markup_value(text)

    body = "\n\n".join(reading.paragraphs)
    assert (len(reading.paragraphs), reading.captions) == (paragraphs, captions)
    assert not any(mark in body for mark in LEFT_OUT)
    assert "One." in body or "lock keepers" in body


@pytest.mark.parametrize("words", ["“We [sic] went,” she said.", "[Applause] He left."])
def test_brackets_that_are_no_shortcodes_are_text(words):
    assert "\n\n".join(read_markup_value(words).paragraphs) == words


def test_shortcodes_left_out_are_evidence(tmp_path):
    [article] = read_posts(tmp_path, build_post(text=f'{TEXT}\n\n[gallery ids="1"]\n\n[poll id="2"]'))

    assert article.body == TEXT
    assert any("left out: 2 shortcodes" in finding.rule for finding in article.findings)


@pytest.mark.parametrize(
    ("author", "more", "authors"),
    [
        ("brow", "", ["Ben Rowe"]),
        ("gone", "", []),
        ("Cam Rider", "", ["Cam Rider"]),
        ("dlee", "", ["Dana Lee"]),
        ("aquill", '<category domain="author" nicename="x"><![CDATA[brow]]></category>', ["Ben Rowe"]),
        (
            "aquill",
            "".join(f'<category domain="author"><![CDATA[{login}]]></category>' for login in ("aquill", "brow")),
            ["Ada Quill", "Ben Rowe"],
        ),
    ],
)
def test_authors_have_the_names_that_the_site_shows(tmp_path, author, more, authors):
    [article] = read_posts(tmp_path, build_post(author=author, more=more))

    assert get_authors(article) == authors


def test_a_login_without_a_name_is_a_credit(tmp_path):
    [article] = read_posts(tmp_path, build_post(author="gone"))

    assert [value for _, value, _ in get_findings(article, "credit")] == ["gone"]


def test_comments_and_fields_of_a_post_are_not_its_text(tmp_path):
    more = (
        "<wp:postmeta><wp:meta_key>a</wp:meta_key><wp:meta_value><![CDATA[METAWORD]]></wp:meta_value></wp:postmeta>"
        "<wp:comment><wp:comment_author>R</wp:comment_author><wp:comment_content><![CDATA[NOTEWORD</item>]]>"
        "</wp:comment_content></wp:comment>"
    )

    [article] = read_posts(tmp_path, build_post(more=more))

    assert article.body == TEXT


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT}\x0b\x1f",
        f"{TEXT} ]]]]><![CDATA[>",
        f"{TEXT}\n\n<item>not an element</item>",
    ],
)
def test_what_exports_are_known_to_get_wrong_is_read(tmp_path, text):
    post = build_post("Fish & chips", text).replace("<wp:post_id>", "<bad><wp:post_id>")

    [article, other] = read_posts(tmp_path, post, build_post("Next"))

    assert (article.title, other.title) == ("Fish & chips", "Next")
    assert article.body.startswith(TEXT)


def test_a_post_without_text_is_refused_by_its_title(tmp_path):
    [reason] = read_posts(tmp_path, build_post("Our week in pictures", '[gallery ids="1,2"]'))

    assert "‘Our week in pictures’ has no text" in reason


def test_a_file_that_breaks_off_says_so(tmp_path):
    content = build_export(build_post("First"), build_post("Second"))
    items = read_items(tmp_path, content[:-300], "site.xml")

    assert len(get_documents(items)) == 1
    [(record, reason)] = get_refusals(items)
    assert record == "post 2"
    assert "breaks off" in reason


def test_an_export_of_many_megabytes_is_read_as_a_stream(tmp_path):
    posts = [build_post(f"Locks {number}", TEXT * 40, number=number) for number in range(400)]
    content = build_export(*posts)
    began = time.process_time()

    documents = get_documents(read_items(tmp_path, content, "site.xml"))

    assert len(documents) == 400
    assert len(documents[0].content) < 15_000
    assert time.process_time() - began < 2


@hypothesis_settings(max_examples=25, deadline=None)
@given(position=st.integers(0, 2500), junk=st.binary(max_size=6))
def test_any_damage_gives_articles_or_reasons(tmp_path_factory, position, junk):
    content = build_export(build_post(), build_post("Second"))
    damaged = content[:position] + junk + content[position + 3 :]
    options = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)

    for item in read_items(tmp_path_factory.getbasetemp(), damaged, "damaged.xml"):
        result = extract_document(item, options) if isinstance(item, SourceDocument) else item.reason
        assert "fault is the program" not in str(result)
