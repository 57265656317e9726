"""Queries that cannot be run as typed: repaired and reported, or refused with place and reason."""

import pytest

from archive.errors import QuerySyntaxError
from archive.search.query.fields import FIELDS
from archive.search.query.nodes import And, Phrase, Term
from archive.search.query.parser import MAX_QUERY_LENGTH, parse_query


def get_fault(text):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ('"', "nothing-to-search", '"'),
        ('""', "nothing-to-search", '""'),
        ("(", "nothing-to-search", "("),
        ("()", "nothing-to-search", "("),
        ("—", "nothing-to-search", "—"),
        ("title:", "nothing-to-search", "title:"),
        ("AND", "operator-alone", "AND"),
        ("not", "operator-alone", "not"),
        ("OR OR", "operator-alone", "OR OR"),
        ("aleppo AND OR siege", "operators-meet", "AND OR"),
        ("a*", "wildcard", "a*"),
        ("*ppo", "wildcard", "*ppo"),
        ("bogus:aleppo", "unknown-field", "bogus"),
        ("date:nonsense", "bad-date", "nonsense"),
        ("date:[2016-13-45 TO 2016-02-10]", "bad-date", "2016-13-45"),
        ("date:[2016-01-01 TO 2016-02-30]", "bad-date", "2016-02-30"),
        ("year:0000", "bad-date", "0000"),
        ("date:>9999", "bad-date", ">9999"),
        ("date:2017..2016", "backward-range", "2017..2016"),
        ("title:[a TO", "unclosed-range", "[a TO"),
        ("date:[2016 TO", "unclosed-range", "[2016 TO"),
        ("title:[a TO b]", "no-range", "[a TO b]"),
        ("lang:klingonese", "unknown-language", "klingonese"),
        ("no:fun", "unknown-gap", "fun"),
        ("title:*", "field-without-value", "*"),
        ("title~:talks", "not-a-date-field", "title~:"),
        ("NOT *", "nothing", "*"),
        ("aleppo\x00", "control-character", "\x00"),
        ("ale\x1bppo", "control-character", "\x1b"),
    ],
)
def test_is_refused_at_its_place(text, code, marked):
    error = get_fault(text)

    assert error.code == code
    assert text[error.offset : error.offset + error.length] == marked


def test_the_nearest_field_is_named():
    assert "‘author’" in get_fault("auther:auken").message
    assert get_fault("auther:auken").suggestion == "author:auken"
    assert any(f"‘{field.name}’" in get_fault("bogus:x").message for field in FIELDS)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("AND", '"AND"'),
        ("a AND OR b", "a OR b"),
        ("title:[a TO", "title:(a)"),
        ("date:[2016 TO", "date:[2016 TO *]"),
        ("C:\\Users", '"C: Users"'),
        ("aleppo\x00siege", "aleppo siege"),
        ("date:2017..2016", "date:[2016-12-31 TO 2017-01-01]"),
        ("date:nonsense", None),
    ],
)
def test_suggests_what_would_run(text, suggestion):
    assert get_fault(text).suggestion == suggestion


def test_a_suggestion_that_would_not_run_is_not_made():
    assert get_fault("aleppo\x00 bogus:x").suggestion is None


def test_states_the_limit_of_length():
    error = get_fault("a" * 5000)

    assert error.code == "too-long"
    assert "5,000" in error.message
    assert "4,000" in error.message
    assert (error.offset, error.length) == (MAX_QUERY_LENGTH, 1000)


@pytest.mark.parametrize("text", ["(" * 500 + "a", "NOT " * 240 + "a", "-(" * 300 + "a"])
def test_nesting_has_an_end(text):
    assert get_fault(text).code == "too-deep"


@pytest.mark.parametrize(
    ("text", "node", "message"),
    [
        ("aleppo AND (siege", And((Term("aleppo"), Term("siege"))), "character 12 is not closed"),
        ('"peace talks', Phrase("peace talks"), "read as “peace talks”"),
        ("aleppo OR", Term("aleppo"), "Nothing follows OR"),
        ("OR aleppo", Term("aleppo"), "Nothing stands before OR"),
        ("aleppo NOT", Term("aleppo"), "Nothing follows NOT"),
        ("aleppo)", Term("aleppo"), "opens nowhere"),
        ('aleppo ""', Term("aleppo"), "no word in it"),
        ("aleppo ()", Term("aleppo"), "Nothing stands in the bracket"),
        ("aleppo — siege", And((Term("aleppo"), Term("siege"))), "‘—’ at character 8 has no word"),
        ("aleppo title:", Term("aleppo"), "Nothing follows title:"),
        ("aleppo [siege]", And((Term("aleppo"), Term("siege"))), "‘[’ at character 8 does not group words; read as ("),
        ("{aleppo} siege", And((Term("aleppo"), Term("siege"))), "‘{’ at character 1"),
    ],
)
def test_is_repaired_and_says_so(text, node, message):
    parsed = parse_query(text)

    assert parsed.node == node
    assert any(message in repair.message for repair in parsed.repairs)
    assert [repair.message for repair in parsed.repairs] == list(parsed.notes[: len(parsed.repairs)])


def test_a_quotation_of_braces_can_be_repaired():
    assert "{0} {token}" in parse_query('talks "{0} {token}').notes[0]
