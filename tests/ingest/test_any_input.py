"""No input ends a run: an extractor returns or refuses, and what it points at is there."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import IngestError
from archive.models import Article, Evidence
from tests.ingest.printed import BODY, read, read_line, spans_hold

PIECES = [
    "# A title", "By Jane Roe", "By Reuters", "**Tom Poe**", "4 February 2016", "3 min read", "---", "---\ntitle: x\n---",
    "title: x", "*standfirst of the page*", "Ships at anchor [AFP]", "Photo: x", "To contact the WSWS visit:",
    "wsws.org", "Jane Roe is a member of RS21.", "VNA", "PORT ANSEL (VNA) — A ship", "> quoted", "- item", "===", "2",
    "ends with a comma,", "lower case begins", "\u00a0", "\ufeff", "\u2028", "\x0c", "\x85", "***", "__", "`", "[a](b)", BODY,
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=14).flatmap(
        lambda parts: st.sampled_from(["\n", "\n\n", "\r\n", "  \n", " "]).map(
            lambda by: by.join(parts)
        )
    ),
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=60)
    | st.sampled_from(PIECES),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "title", "x"]), inner, max_size=2)
    ),
    max_leaves=6,
)
RECORDS = st.dictionaries(
    st.sampled_from(
        [
            "title",
            "headline",
            "text",
            "author",
            "authors",
            "date",
            "url",
            "outlet",
            "language",
            "captured",
            "id",
            "summary",
            "section",
        ]
    ),
    VALUES,
)


def fits_the_tables(article):
    """Whether every value is one the database takes."""
    assert 0 < len(article.title) <= Article._meta.get_field("title").max_length
    assert len(article.section) <= Article._meta.get_field("section").max_length
    assert len(article.language) <= Article._meta.get_field("language").max_length
    assert len(article.canonical_url) <= Article._meta.get_field("canonical_url").max_length
    for finding in article.findings:
        assert finding.field in Evidence.Field
        assert finding.status in Evidence.Status
        assert len(finding.rule) <= Evidence._meta.get_field("rule").max_length
        assert finding.end is None or finding.end > finding.start
    everything = "".join(
        [
            article.title,
            article.body,
            article.standfirst,
            *(f.value + f.words for f in article.findings),
        ]
    )
    everything.encode()
    assert "\x00" not in everything


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TEXTS)
def test_any_text(text):
    try:
        article = read(text.encode("utf-8", "replace"))
    except IngestError as error:
        assert str(error)
        return
    assert spans_hold(article, text.encode("utf-8", "replace").decode().removeprefix("\ufeff"))
    fits_the_tables(article)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(RECORDS, st.booleans())
def test_any_record(record, ascii_only):
    line = json.dumps(record, ensure_ascii=ascii_only)
    try:
        article = read_line(line.encode("utf-8", "replace"))
    except IngestError as error:
        assert str(error)
        return
    assert spans_hold(article, line.encode("utf-8", "replace").decode())
    fits_the_tables(article)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(content):
    for reader in (read, read_line):
        try:
            fits_the_tables(reader(content))
        except IngestError as error:
            assert str(error)
