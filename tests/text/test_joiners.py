"""Joiners (U+200C, U+200D) are spelling: texts keep them, comparing and searching ignore them."""

import pytest

from archive.search.engines.base import EngineQuery, IndexDocument
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.highlight.snippets import build_targets, highlight_title
from archive.search.query.parser import parse_query
from archive.text.normalize import compute_text_digest, name_key, strip_markdown
from archive.text.similarity import compute_terms, hash_words
from tests.ingest.article_reading import read_article, read_json_line

PERSIAN = "ساکنان می\u200cگویند که سه\u200cشنبه کشتی\u200cها بسته شد"
HINDI = "क\u094d\u200dष और र\u094d\u200dय के लिए मतदान"
EMOJI = "The family 👨\u200d👩\u200d👧 waits at the harbour"


@pytest.mark.parametrize("text", [PERSIAN, HINDI, EMOJI])
def test_texts_keep_their_joiners(text):
    page = "<title>{0}</title><article><h1>{0}</h1><p>{0} 1. {0}.</p><p>{0} 2. {0}.</p></article>"

    printed = read_article(f"# {text}\n\nA text: {text}.\n\nIt goes on, {text}, to its end.\n")
    article = read_article(page.format(text), media_type="text/html")
    record = read_json_line(f'{{"title": "{text}", "author": "علی\u200cرضا کریمی", "text": "{text}"}}')

    assert strip_markdown(text) == text
    assert (printed.title, printed.body) == (
        text,
        f"A text: {text}.\n\nIt goes on, {text}, to its end.",
    )
    assert (article.title, article.body.count(text) >= 4) == (text, True)
    assert (record.title, record.body) == (text, text)
    assert record.authors[0].name == "علی\u200cرضا کریمی"


def test_other_characters_that_are_not_seen_are_still_taken_out():
    assert strip_markdown("\ufeffhar\u00adbour \u200bclosed\u2060") == "harbour closed"


@pytest.mark.parametrize(
    ("filling", "expected"),
    [
        ("\u200c\u00a0\u200c \u200d\u00a0", ""),
        ("harbour \u200c closed", "harbour closed"),
        ("\u200c\u200cمی", "می"),
        ("a\u200b\u200cb\ufeff\u00ad", "a\u200cb"),
        ("\u0d28\u0d4d\u200d \u0d28", "\u0d28\u0d4d\u200d \u0d28"),
    ],
)
def test_a_joiner_that_joins_nothing_is_filling(filling, expected):
    assert strip_markdown(filling) == expected


@pytest.mark.parametrize(("with_joiner", "without"), [("علی\u200cرضا", "علیرضا"), ("a\u200db", "ab")])
def test_comparing_ignores_joiners(with_joiner, without):
    assert name_key(f"{with_joiner} Roe") == name_key(f"{without} Roe")
    assert compute_text_digest(with_joiner, "x") == compute_text_digest(without, "x")
    assert list(hash_words(with_joiner).hashes) == list(hash_words(without).hashes)
    assert list(compute_terms("", with_joiner).ids) == list(compute_terms("", without).ids)


@pytest.mark.parametrize("query", ["می\u200cگویند", "میگویند", "=میگویند", '"میگویند که"', "میگو*"])
@pytest.mark.parametrize("printed", ["می\u200cگویند", "میگویند"])
def test_search_finds_and_marks_a_word_with_and_without_its_joiner(tmp_path, query, printed):
    engine = WhooshSearchEngine(tmp_path, 1_000_000)
    text = f"ساکنان {printed} که بسته شد"
    engine.write([IndexDocument(1, text, text, "fa", None, (), None, None)])
    node = parse_query(query).node

    found = engine.find(EngineQuery(query=node)).hits
    marks = [part.text for part in highlight_title(text, build_targets(node)) if part.matched]

    assert [one.pk for one in found] == [1]
    assert printed in marks[0]
