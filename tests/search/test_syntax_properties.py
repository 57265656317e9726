"""Properties of every query and every tree."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.errors import QuerySyntaxError
from archive.search.analysis.analyzer import has_words
from archive.search.query.combination import can_be_near
from archive.search.query.errors import MAX_CHAIN_OPERANDS
from archive.search.query.fields import GAPS
from archive.search.query.nodes import (
    AddedClause,
    And,
    AtLeast,
    DateClause,
    Fuzzy,
    InQuotation,
    LanguageClause,
    MissingClause,
    NameClause,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    SameUnit,
    StatusClause,
    Term,
    TextUnit,
    Wildcard,
    Window,
    count_terms,
    measure_depth,
)
from archive.search.query.operands import split_window_words
from archive.search.query.parser import MAX_QUERY_LENGTH, parse_query, to_canonical

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
            "now?",
            "=x",
            "x~1",
            "ATLEAST5",
            "but",
        ]
    ),
    st.text(printable, min_size=1, max_size=8),
).filter(has_words)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
fields = st.sampled_from(["text", "title", "about", "place", "credit"])
days = st.dates(date(1000, 1, 1), date(9999, 12, 30))


@st.composite
def draw_periods(draw):
    first, last = draw(st.none() | days), draw(st.none() | days)
    if first and last and last < first:
        first, last = last, first
    return DateClause(first, last, draw(st.booleans()))


@st.composite
def draw_windows(draw, field):
    parts = draw(st.lists(words, min_size=2, max_size=4).map(" ".join).map(split_window_words))
    return Window(tuple(parts), draw(st.integers(max(len(parts) - 1, 1), 255)), field)


patterns = st.sampled_from(["negotiat*", "organi?ation", "Tal*s?", "abc?*", "été*", "now?", "x?"])
similar = st.sampled_from(["mistura", "Élysée", "NEAR", "title", "quote", "W5ab"])
distances = st.integers(1, 255)


def build_placed_nodes(field):
    """Nodes that have places, all of one field."""
    leaf = st.one_of(
        st.builds(Term, words, st.just(field), st.booleans()),
        st.builds(Phrase, phrases, st.just(field), st.booleans()),
        st.builds(Wildcard, patterns, st.just(field)),
        st.builds(Fuzzy, similar, st.integers(1, 2), st.just(field)),
        draw_windows(field),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(Near, build_several(inner), distances, st.booleans()),
            st.builds(NotNear, inner, inner, distances),
            *(
                [st.builds(SameUnit, build_several(inner), st.sampled_from(TextUnit))]
                if field in ("text", "about")
                else []
            ),
            build_several(inner).map(Or),
        ),
        max_leaves=4,
    )


def build_several(inner):
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


placed = fields.flatmap(build_placed_nodes)
leaves = st.one_of(
    placed,
    st.builds(AtLeast, placed, st.integers(1, 50)),
    st.sampled_from(["text", "about"]).flatmap(build_placed_nodes).map(InQuotation),
    st.builds(NameClause, st.sampled_from(["outlet", "author", "speaker"]), phrases),
    st.sampled_from(["k7f2m9qx", "a"]).map(lambda name: NameClause("id", name)),
    st.sampled_from(["en", "fr", "pt-BR"]).map(LanguageClause),
    draw_periods(),
    draw_periods().map(lambda period: AddedClause(period.first, period.last)),
    st.sampled_from(["unreviewed", "queried", "reviewed"]).map(StatusClause),
    st.sampled_from(["2016", "2016-02", "2016-02-04"]).map(lambda text: parse_query(f"date:{text}").node),
    st.sampled_from(GAPS).map(MissingClause),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(And),
        st.lists(inner, min_size=2, max_size=3).map(tuple).map(Or),
    ),
    max_leaves=5,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees)
def test_a_tree_is_read_back_from_its_canonical_text(node):
    text = to_canonical(node)
    if len(text) > MAX_QUERY_LENGTH:
        return
    assert parse_query(text).node == node
    assert parse_query(text).canonical_text == text


pieces = st.sampled_from(
    ["aleppo", "siege", " ", " ", "(", ")", '"', "“", "”", "-", "+", "AND", "or", "NOT", "but", "|",
     "&", "title:", "outlet:", "date:", "date~:", "lang:", "no:", "year:", "bogus:", "2016",
     "2016-02",
     "quote:", "about:", "status:", "added:", "id:", "speaker:", "-30d", "W/5", " W/5 ", " PRE/2 ",
     " NOT W/3 ", " W/S ", "ATLEAST2(", "~1", "~5", "talk*", "or?an", "=", "SAME", '"a b"',
     "[", "]", "{", " TO ", "..", ">=", "*", "?", "~", "=", "\\", "^", "W/5", "!", ":", "'", "é",
     "\x00", "—"]
)  # fmt: skip
questions = st.one_of(st.lists(pieces, max_size=14).map("".join), st.text(max_size=30))


def check_contract(node):
    """Assert that operands of nearness have places, all of one field, as engines expect."""
    if node is None:
        return
    assert measure_depth(node) <= 30
    assert count_terms(node) <= 250
    match node:
        case Near(parts, ordered=ordered):
            assert can_be_near(*parts)
            assert ordered or len(parts) <= MAX_CHAIN_OPERANDS
        case NotNear(wanted, unwanted):
            assert can_be_near(wanted, unwanted)
        case SameUnit(parts):
            assert can_be_near(*parts, in_unit=True)
            assert len(parts) <= MAX_CHAIN_OPERANDS
        case AtLeast(part):
            assert can_be_near(part)
        case InQuotation(part):
            assert can_be_near(part, in_unit=True)
        case And(parts) | Or(parts):
            for part in parts:
                check_contract(part)
        case Not(part):
            check_contract(part)


@settings(max_examples=300, deadline=None)
@given(questions)
@example('author:(van but not "x"')
@example("date:(")
@example("\\")
@example('"aleppo E\'㐀"~3')
def test_every_text_is_read_or_refused_in_words(text):
    fault, parsed = None, None
    try:
        parsed = parse_query(text)
    except QuerySyntaxError as error:
        fault = error
    if fault:
        assert fault.message
        assert fault.code
        assert 0 <= fault.offset <= fault.offset + fault.length <= len(text)
        parse_query(fault.suggestion or "*")
    else:
        assert parse_query(parsed.canonical_text).node == parsed.node
        assert parse_query(parsed.canonical_text).canonical_text == parsed.canonical_text
        assert all(text[one.offset : one.offset + one.length] == one.text for one in parsed.parts)
        assert all(one.reading for one in parsed.parts)
        check_contract(parsed.node)
        assert all(repair.offset + repair.length <= len(text) for repair in parsed.repairs)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (None, "*"),
        (Term("and"), "\\and"),
        (Phrase('says "no"'), '"says \\"no\\""'),
        (And((Or((Term("a"), Term("b"))), Not(Term("c")))), "(a OR b) NOT c"),
        (DateClause(date(2016, 2, 1), date(2016, 2, 29)), "date:2016-02"),
        (DateClause(date(2016, 1, 1), date(2016, 12, 31), possible=True), "date~:2016"),
        (DateClause(None, date(2016, 2, 4)), "date:[* TO 2016-02-04]"),
        (NameClause("outlet", "The Gazette"), 'outlet:"The Gazette"'),
    ],
)
def test_writes_one_spelling(node, text):
    assert to_canonical(node) == text
