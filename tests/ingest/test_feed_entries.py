"""Entries of feeds: who wrote them, on which day, and a text that is not its own standfirst."""

import json

import pytest

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.formats.media_types import FEED_ENTRY_TYPE, JSON_ENTRY_TYPE
from tests.ingest.article_reading import TODAY, get_authors, get_findings, read_article
from tests.ingest.file_reading import get_documents, get_skipped_records, read_items

PARAGRAPHS = [
    "The lock keepers of Aldmoor went back to work on Monday after a strike of eleven days over the night shift.",
    "Barges had queued as far as the Senn bridge, and two mills stopped for want of grain, the chamber said.",
    "A vote on the new rota is due in June, and the union expects that it will be carried by a wide margin.",
]
MARKUP = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in PARAGRAPHS)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">'
    "<channel><title>Senn Gazette</title>"
)


def read_entry(inner, *, content=MARKUP):
    entry = f"<item><title>Locks open again</title>{inner}<content:encoded>{content}</content:encoded></item>"
    return read_article(f"{HEAD}{entry}</channel></rss>", media_type=FEED_ENTRY_TYPE)


@pytest.mark.parametrize(
    ("inner", "authors"),
    [
        ("<author>ada@senn.example (Ada Quill)</author>", ["Ada Quill"]),
        ("<author>ada@senn.museum (Ada Quill)</author>", ["Ada Quill"]),
        ("<author>ada@senn.co.uk(Ada Quill)</author>", ["Ada Quill"]),
        ("<author>ada@xn--80ak6aa92e.xn--p1ai (Ада Квилл)</author>", ["Ада Квилл"]),
        ("<author>Ada Quill &lt;ada@senn.news&gt;</author>", ["Ada Quill"]),
        ("<author>Ada Quill (ada@senn.news)</author>", ["Ada Quill"]),
        ("<author>ada@senn.news (Ada Quill), ben@senn.news (Ben Rowe)</author>", ["Ada Quill", "Ben Rowe"]),
        ("<author>ada@senn.news (Ada Quill)</author><author>b@s.news (Ben Rowe)</author>", ["Ada Quill", "Ben Rowe"]),
        ("<dc:creator>Ada Quill</dc:creator><dc:creator>Ben Rowe</dc:creator>", ["Ada Quill", "Ben Rowe"]),
        ("<dc:creator><![CDATA[Ada Quill, Ben Rowe]]></dc:creator>", ["Ada Quill", "Ben Rowe"]),
        ("<dc:creator>By Ada Quill and Ben Rowe</dc:creator>", ["Ada Quill", "Ben Rowe"]),
        ("<dc:creator>Ada O&#8217;Neill</dc:creator>", ["Ada O’Neill"]),
        ("<dc:creator><![CDATA[Ada O&#8217;Neill]]></dc:creator>", ["Ada O’Neill"]),
        ("<author>ada@senn.news (Ada Quill)</author><dc:creator>Ada Quill</dc:creator>", ["Ada Quill"]),
        ("<atom:author><atom:name>Ada Quill</atom:name><atom:uri>http://s.ex</atom:uri></atom:author>", ["Ada Quill"]),
        ("<author>newsdesk@senn.example</author>", []),
        ("<dc:creator>Senn Gazette staff</dc:creator>", []),
        ("<atom:author><atom:uri>https://senn.example/ada</atom:uri></atom:author>", []),
    ],
)  # fmt: skip
def test_the_authors_of_an_entry_are_read_whatever_form_their_addresses_have(inner, authors):
    assert get_authors(read_entry(inner)) == authors


def test_an_address_without_a_name_is_kept_as_a_credit():
    article = read_entry("<author>newsdesk@senn.example</author>")

    assert get_findings(article, "credit") == [("stated", "newsdesk@senn.example", "newsdesk@senn.example")]


@pytest.mark.parametrize(
    ("summary", "standfirst"),
    [
        (MARKUP, ""),
        (PARAGRAPHS[0], ""),
        (f"{PARAGRAPHS[0]} Barges had queued […]", ""),
        (f"{PARAGRAPHS[0][:60]}… Continue reading", ""),
        ("The strike ended after a night of talks.", "The strike ended after a night of talks."),
        (
            "The strike ended after a night of talks. The post Locks open again appeared first on Senn Gazette.",
            "The strike ended after a night of talks.",
        ),
    ],
)
def test_a_text_is_never_its_own_standfirst(summary, standfirst):
    article = read_entry(f"<description>{summary}</description>")

    assert article.standfirst == standfirst
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_text_and_markup_of_an_item_are_one_text():
    markup = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    text = "\\n\\n".join(PARAGRAPHS)
    line = f'{{"title": "Locks", "content_html": "{markup}", "content_text": "{text}", "summary": "{PARAGRAPHS[0]}"}}'

    article = read_article(line, media_type=JSON_ENTRY_TYPE)

    assert (article.standfirst, article.body) == ("", "\n\n".join(PARAGRAPHS))


def test_the_line_a_site_adds_to_its_feed_is_no_text_but_evidence():
    line = "The post Locks open again appeared first on Senn Gazette."

    article = read_entry("", content=f"{MARKUP}&lt;p&gt;{line}&lt;/p&gt;")

    assert article.body == "\n\n".join(PARAGRAPHS)
    assert line in [value for _, value, _ in get_findings(article, "body")]


def test_the_caption_of_a_picture_is_kept_out_of_the_text():
    figure = "&lt;figure&gt;&lt;img src='a.jpg'&gt;&lt;figcaption&gt;The old lock&lt;/figcaption&gt;&lt;/figure&gt;"

    article = read_entry("", content=figure + MARKUP)

    assert article.body == "\n\n".join(PARAGRAPHS)
    assert ("inferred", "The old lock", "The old lock") in get_findings(article, "body")


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("Fri, 30 Apr 2021 23:30:00 -0800", "2021-04-30"),
        ("30 Apr 2021 23:30 PDT", "2021-04-30"),
        ("2021-04-30T23:30:00-08:00", "2021-04-30"),
        ("vie, 30 abr 2021 23:30:00 +0200", "2021-04-30"),
        ("04/05/2021 23:30", ""),
        ("yesterday", ""),
    ],
)
def test_the_day_of_an_entry_is_that_of_its_own_zone(stamp, day):
    assert read_entry(f"<pubDate>{stamp}</pubDate>").published == day


def test_the_day_of_a_change_is_only_inferred_to_be_that_of_publication():
    article = read_entry("<atom:updated>2021-04-30T10:00:00Z</atom:updated>")
    dated = read_entry("<dc:date>2021-04-30T10:00:00Z</dc:date>")

    assert get_findings(article, "published")[0][:2] == ("inferred", "2021-04-30")
    assert get_findings(dated, "published")[0][:2] == ("stated", "2021-04-30")


def test_the_source_of_an_entry_is_its_outlet_in_a_feed_of_several():
    article = read_entry('<source url="https://mail.example/feed">The Harbour Mail</source>')

    assert article.outlet == "The Harbour Mail"


def test_of_the_export_of_a_blog_only_published_posts_go_in(tmp_path):
    def build_entry(kind, more=""):
        scheme = "http://schemas.google.com/g/2005#kind"
        category = f'<category scheme="{scheme}" term="http://schemas.google.com/blogger/2008/kind#{kind}"/>'
        return f"<entry><title>Locks</title>{category}{more}<content type='html'>{MARKUP}</content></entry>"

    draft = '<app:control xmlns:app="http://purl.org/atom/app#"><app:draft>yes</app:draft></app:control>'
    entries = [build_entry("template"), build_entry("post"), build_entry("comment"), build_entry("post", draft)]
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Senn blog</title>{"".join(entries)}</feed>'

    items = read_items(tmp_path, feed.encode(), "blog.xml")

    assert [document.record for document in get_documents(items)] == ["entry 2"]
    assert get_skipped_records(items) == ["entry 1", "entry 3", "entry 4"]


def test_an_address_among_the_categories_is_no_section():
    kind = "<category>http://schemas.google.com/blogger/2008/kind#post</category>"

    assert read_entry(f"{kind}<category>Port</category>").section == "Port"


def test_the_title_of_a_json_feed_is_the_outlet_of_its_items(tmp_path):
    items = [{"id": str(number), "title": f"Weir {number}", "content_text": " ".join(PARAGRAPHS)} for number in (1, 2)]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Vell “Sun”", "language": "en", "items": items}
    content = json.dumps(feed, ensure_ascii=False).encode()

    documents = get_documents(read_items(tmp_path, content, "feed.json"))

    articles = [extract(document, ExtractionOptions(today=TODAY)) for document in documents]
    assert [(article.title, article.outlet, article.language) for article in articles] == [
        ("Weir 1", "Vell “Sun”", "en"), ("Weir 2", "Vell “Sun”", "en")
    ]  # fmt: skip
    assert json.loads(documents[1].content)["items"] == items[1:]
