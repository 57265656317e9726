"""XML of any program goes in where the names of its elements say what they hold."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.formats.detection.record_names import find_record_name
from archive.formats.documents import ExtractionOptions, SourceDocument
from archive.formats.fields import FIELD_KEYS
from archive.ingest.workers import extract_document
from tests.ingest.article_reading import BODY, TODAY, are_spans_exact, get_authors, read_json_line
from tests.ingest.file_reading import get_documents, get_refusals, read_items

MARKUP = "".join(f"<p>{paragraph}</p>" for paragraph in BODY.split("\n\n"))
ESCAPED = MARKUP.replace("<", "&lt;")
FILES = {
    "drupal view": (
        '<?xml version="1.0"?><response><item key="0"><title>Harbour closed</title>'
        "<field_author>Ada Quill</field_author>"
        f"<body>{ESCAPED}</body><field_date>2019-04-02</field_date><field_source>Harbour Mail</field_source></item>"
        "</response>"
    ),
    "nodes": (
        f"<nodes><node><Title>Harbour closed</Title><Body><![CDATA[{MARKUP}]]></Body><Date>2 April 2019</Date>"
        "<Author>Ada Quill</Author><Source>Harbour Mail</Source></node></nodes>"
    ),
    "solr": (
        f'<add><doc><field name="title">Harbour closed</field><field name="text">{BODY}</field>'
        '<field name="author">Ada Quill</field><field name="date">2019-04-02T10:00:00Z</field>'
        '<field name="source">Harbour Mail</field></doc></add>'
    ),
    "archive": (
        '<?xml version="1.0"?><!-- made by hand --><archive><info>1</info><articles><article id="1">'
        f"<headline>Harbour closed</headline><byline>Ada Quill</byline><pubDate>2019-04-02</pubDate>"
        f"<text>{MARKUP}</text>"
        "<newspaper>Harbour Mail</newspaper></article></articles></archive>"
    ),
    "german": (
        f"<artikelliste><artikel><titel>Harbour closed</titel><autor>Ada Quill</autor><datum>02.04.2019</datum>"
        f"<text>{ESCAPED}</text><zeitung>Harbour Mail</zeitung></artikel></artikelliste>"
    ),
}  # fmt: skip


def read_element(tmp_path, content):
    documents = get_documents(read_items(tmp_path, content.encode(), "export.xml"))
    options = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)
    return [(document, extract_document(document, options)) for document in documents]


@pytest.mark.parametrize("kind", FILES)
def test_elements_are_read_by_their_names(kind, tmp_path):
    [(document, article)] = read_element(tmp_path, FILES[kind])

    assert (article.title, article.published, article.outlet) == ("Harbour closed", "2019-04-02", "Harbour Mail")
    assert get_authors(article) == ["Ada Quill"]
    assert article.body == BODY
    assert are_spans_exact(article, document.content.decode())


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><config><title>Settings</title><value>1</value></config>',
        '<?xml version="1.0"?><urlset><url><loc>https://senn.example/a</loc></url></urlset>',
        '<?xml version="1.0"?><a><b/></a>',
        '<?xml version="1.0"?><a',
    ],
)
def test_other_xml_is_refused(content, tmp_path):
    assert len(get_refusals(read_items(tmp_path, content.encode(), "a.xml"))) == 1


def test_an_item_of_ninjs_has_its_day_agency_and_place():
    item = {
        "type": "text", "versioncreated": "2019-04-02T10:00:00+01:00", "headline": "Harbour closed",
        "byline": "Ada Quill", "body_html": MARKUP, "provider": "Example Press", "located": "Sennport",
    }  # fmt: skip

    article = read_json_line(json.dumps(item))

    assert (article.published, article.outlet, article.dateline) == ("2019-04-02", "Example Press", "Sennport")
    assert article.body == BODY


@hypothesis_settings(max_examples=40, deadline=None)
@given(kind=st.sampled_from(sorted(FILES)), position=st.integers(0, 700), junk=st.binary(max_size=6))
def test_any_damage_gives_articles_or_reasons(kind, position, junk, tmp_path_factory):
    content = FILES[kind].encode()
    damaged = content[:position] + junk + content[position + 3 :]
    options = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)

    for item in read_items(tmp_path_factory.getbasetemp(), damaged, "damaged.xml"):
        result = extract_document(item, options) if isinstance(item, SourceDocument) else item.reason
        assert "fault is the program" not in str(result)


@pytest.mark.parametrize("part", ["<a>", "<title/><text/>", "<a b='", "&x;"])
def test_looking_for_articles_costs_time_in_proportion(part):
    began = time.process_time()

    find_record_name(f"<x>{part * (65_536 // len(part))}")

    assert time.process_time() - began < 1
