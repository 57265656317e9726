"""What holds for every question and every tree."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.errors import QuerySyntaxError
from archive.search.analysis import has_words
from archive.search.fields import GAPS
from archive.search.query import (
    Absent,
    And,
    InLanguage,
    Named,
    Not,
    Or,
    Phrase,
    Published,
    Term,
)
from archive.search.syntax import canonical, parse

printable = st.characters(exclude_categories=["C", "Z"])
words = st.one_of(
    st.sampled_from(
        [
            "aleppo",
            "US",
            "and",
            "Or",
            "NOT",
            "W/5",
            "talk*",
            "title:x",
            "9/11",
            "a(b",
            '"',
            "-x",
            "SAME",
        ]
    ),
    st.text(printable, min_size=1, max_size=8),
).filter(has_words)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
fields = st.sampled_from(["text", "title"])
days = st.dates(date(1000, 1, 1), date(9999, 12, 30))


@st.composite
def periods(draw):
    first, last = draw(st.none() | days), draw(st.none() | days)
    if first and last and last < first:
        first, last = last, first
    return Published(first, last, draw(st.booleans()))


leaves = st.one_of(
    st.builds(Term, words, fields),
    st.builds(Phrase, phrases, fields),
    st.builds(Named, st.sampled_from(["outlet", "author"]), phrases),
    st.sampled_from(["en", "fr", "pt-BR"]).map(InLanguage),
    periods(),
    st.sampled_from(["2016", "2016-02", "2016-02-04"]).map(lambda text: parse(f"date:{text}").node),
    st.sampled_from(GAPS).map(Absent),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(And),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(Or),
    ),
    max_leaves=6,
)


@given(trees)
def test_a_tree_is_read_back_from_its_canonical_text(node):
    text = canonical(node)
    if len(text) > 1000:
        return
    assert parse(text).node == node


pieces = st.sampled_from(
    ["aleppo", "siege", " ", " ", "(", ")", '"', "“", "”", "-", "+", "AND", "or", "NOT", "but", "|",
     "&", "title:", "outlet:", "date:", "date~:", "lang:", "no:", "year:", "bogus:", "2016",
     "2016-02",
     "[", "]", "{", " TO ", "..", ">=", "*", "?", "~", "=", "\\", "^", "W/5", "!", ":", "'", "é",
     "\x00", "—"]
)  # fmt: skip
questions = st.one_of(st.lists(pieces, max_size=14).map("".join), st.text(max_size=30))


@given(questions)
@example('author:(van but not "x"')
@example("date:(")
@example("\\")
def test_every_text_is_read_or_refused_in_words(text):
    fault, parsed = None, None
    try:
        parsed = parse(text)
    except QuerySyntaxError as error:
        fault = error
    if fault:
        assert fault.message
        assert fault.code
        assert 0 <= fault.offset <= fault.offset + fault.length <= len(text)
        parse(fault.suggestion or "*")
    else:
        assert parse(parsed.text).node == parsed.node
        assert all(repair.offset + repair.length <= len(text) for repair in parsed.repairs)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (None, "*"),
        (Term("and"), "\\and"),
        (Phrase('says "no"'), '"says \\"no\\""'),
        (And((Or((Term("a"), Term("b"))), Not(Term("c")))), "(a OR b) NOT c"),
        (Published(date(2016, 2, 1), date(2016, 2, 29)), "date:2016-02"),
        (Published(date(2016, 1, 1), date(2016, 12, 31), possible=True), "date~:2016"),
        (Published(None, date(2016, 2, 4)), "date:[* TO 2016-02-04]"),
        (Named("outlet", "The Gazette"), 'outlet:"The Gazette"'),
    ],
)
def test_writes_one_spelling(node, text):
    assert canonical(node) == text
