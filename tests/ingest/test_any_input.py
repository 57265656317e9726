"""No input ends a run: an extractor returns or refuses, and what it points at is there."""

import json

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.errors import IngestError
from archive.models import Article, Evidence
from tests.ingest.article_reading import BODY, are_spans_exact, read_article, read_json_line

PIECES = """\
# A title|By Jane Roe|By Reuters|**Tom Poe**|4 February 2016|3 min read|---|title: x|VNA|***|__|`
*standfirst of the page*|Ships at anchor [AFP]|Photo: x|To contact the WSWS visit:|wsws.org|===|2
Jane Roe is a member of RS21.|PORT ANSEL (VNA) — A ship|> quoted|- item|ends with a comma,|[a](b)
lower case begins""".replace("\n", "|").split("|")
PIECES += ["---\ntitle: x\n---", "\u00a0", "\ufeff", "\u2028", "\x0c", "\x85", BODY]
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=14).flatmap(
        lambda parts: st.sampled_from(["\n", "\n\n", "\r\n", "  \n", " "]).map(lambda by: by.join(parts))
    ),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60) | st.sampled_from(PIECES),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "title", "x"]), inner, max_size=2)
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


def check_values_fit(article):
    """Assert that every value of an article fits its column."""
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


def check_read_or_refused(reader, content, original=None):
    """Assert that a reader returns an article that fits the tables, or gives a reason."""
    reason = ""
    try:
        article = reader(content)
    except IngestError as error:
        article, reason = None, str(error)
    assert bool(article) != bool(reason)
    if article:
        check_values_fit(article)
        assert original is None or are_spans_exact(article, original)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@example("BY A A0\r***")
@given(TEXTS)
def test_any_text(text):
    content = text.encode("utf-8", "replace")

    check_read_or_refused(read_article, content, content.decode().removeprefix("\ufeff"))


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(RECORDS, st.booleans())
def test_any_record(record, ascii_only):
    content = json.dumps(record, ensure_ascii=ascii_only).encode("utf-8", "replace")

    check_read_or_refused(read_json_line, content, content.decode())


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(content):
    for reader in (read_article, read_json_line):
        check_read_or_refused(reader, content)
