"""What holds for every question and every tree."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.errors import QuerySyntaxError
from archive.search.analysis import has_words, printed_words
from archive.search.fields import GAPS
from archive.search.language.nearness import MOST_IN_CHAIN
from archive.search.language.placing import can_stand, count_leaves, depth
from archive.search.query import (
    Absent,
    Added,
    And,
    AtLeast,
    Fuzzy,
    InLanguage,
    InQuotation,
    Named,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    Published,
    Reviewed,
    Term,
    Together,
    Unit,
    Wildcard,
    Window,
)
from archive.search.syntax import MAX_LENGTH, canonical, parse

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
def periods(draw):
    first, last = draw(st.none() | days), draw(st.none() | days)
    if first and last and last < first:
        first, last = last, first
    return Published(first, last, draw(st.booleans()))


@st.composite
def windows(draw, field):
    parts = draw(
        st.lists(words, min_size=2, max_size=4).map(lambda them: printed_words(" ".join(them)))
    )
    return Window(tuple(parts), draw(st.integers(max(len(parts) - 1, 1), 255)), field)


patterns = st.sampled_from(["negotiat*", "organi?ation", "Tal*s?", "abc?*", "été*", "now?", "x?"])
similar = st.sampled_from(["mistura", "Élysée", "NEAR", "title", "quote", "W5ab"])
distances = st.integers(1, 255)


def worded(field):
    """Nodes that have places, all of one field."""
    leaf = st.one_of(
        st.builds(Term, words, st.just(field), st.booleans()),
        st.builds(Phrase, phrases, st.just(field), st.booleans()),
        st.builds(Wildcard, patterns, st.just(field)),
        st.builds(Fuzzy, similar, st.integers(1, 2), st.just(field)),
        windows(field),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(Near, several(inner), distances, st.booleans()),
            st.builds(NotNear, inner, inner, distances),
            *(
                [st.builds(Together, several(inner), st.sampled_from(Unit))]
                if field in ("text", "about")
                else []
            ),
            several(inner).map(Or),
        ),
        max_leaves=4,
    )


def several(inner):
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


placed = fields.flatmap(worded)
leaves = st.one_of(
    placed,
    st.builds(AtLeast, placed, st.integers(1, 50)),
    st.sampled_from(["text", "about"]).flatmap(worded).map(InQuotation),
    st.builds(Named, st.sampled_from(["outlet", "author", "speaker"]), phrases),
    st.sampled_from(["k7f2m9qx", "a"]).map(lambda name: Named("id", name)),
    st.sampled_from(["en", "fr", "pt-BR"]).map(InLanguage),
    periods(),
    periods().map(lambda period: Added(period.first, period.last)),
    st.sampled_from(["unreviewed", "queried", "reviewed"]).map(Reviewed),
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
    max_leaves=5,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees)
def test_a_tree_is_read_back_from_its_canonical_text(node):
    text = canonical(node)
    if len(text) > MAX_LENGTH:
        return
    assert parse(text).node == node
    assert parse(text).text == text


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
    """What engines are promised: operands of nearness have places, all of one field."""
    if node is None:
        return
    assert depth(node) <= 30
    assert count_leaves(node) <= 250
    match node:
        case Near(parts, ordered=ordered):
            assert can_stand(*parts)
            assert ordered or len(parts) <= MOST_IN_CHAIN
        case NotNear(wanted, unwanted):
            assert can_stand(wanted, unwanted)
        case Together(parts):
            assert can_stand(*parts, bordered=True)
            assert len(parts) <= MOST_IN_CHAIN
        case AtLeast(part):
            assert can_stand(part)
        case InQuotation(part):
            assert can_stand(part, bordered=True)
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
        assert parse(parsed.text).text == parsed.text
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
        (Published(date(2016, 2, 1), date(2016, 2, 29)), "date:2016-02"),
        (Published(date(2016, 1, 1), date(2016, 12, 31), possible=True), "date~:2016"),
        (Published(None, date(2016, 2, 4)), "date:[* TO 2016-02-04]"),
        (Named("outlet", "The Gazette"), 'outlet:"The Gazette"'),
    ],
)
def test_writes_one_spelling(node, text):
    assert canonical(node) == text
