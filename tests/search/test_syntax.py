"""Queries as typed, and the trees parsed from them."""

from datetime import date

import pytest

from archive.search.query.nodes import And, DateClause, LanguageClause, MissingClause, NameClause, Not, Or, Phrase, Term
from archive.search.query.parser import parse_query

ALEPPO, SIEGE, TALKS = Term("aleppo"), Term("siege"), Term("talks")
FOURTH, TENTH = date(2016, 2, 4), date(2016, 2, 10)
FEBRUARY = (date(2016, 2, 1), date(2016, 2, 29))
YEAR = (date(2016, 1, 1), date(2016, 12, 31))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", None),
        ("  \n", None),
        ("*", None),
        ("aleppo", ALEPPO),
        ("aleppo siege", And((ALEPPO, SIEGE))),
        ("aleppo AND siege", And((ALEPPO, SIEGE))),
        ("aleppo & siege", And((ALEPPO, SIEGE))),
        ("aleppo and siege", And((ALEPPO, SIEGE))),
        ("aleppo OR siege", Or((ALEPPO, SIEGE))),
        ("aleppo | siege", Or((ALEPPO, SIEGE))),
        ("aleppo|siege", Or((ALEPPO, SIEGE))),
        ("aleppo Or siege", Or((ALEPPO, SIEGE))),
        ("talks NOT siege", And((TALKS, Not(SIEGE)))),
        ("talks -siege", And((TALKS, Not(SIEGE)))),
        ("talks AND NOT siege", And((TALKS, Not(SIEGE)))),
        ("talks but not siege", And((TALKS, Not(SIEGE)))),
        ("talks BUT NOT siege", And((TALKS, Not(SIEGE)))),
        ("talks but siege", And((TALKS, Term("but"), SIEGE))),
        ("-siege", Not(SIEGE)),
        ("NOT NOT siege", Not(Not(SIEGE))),
        ("+aleppo siege", And((ALEPPO, SIEGE))),
        ("* siege", SIEGE),
        ("aleppo OR *", None),
    ],
)
def test_words_and_operators(text, node):
    assert parse_query(text).node == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("aleppo siege OR talks", Or((And((ALEPPO, SIEGE)), TALKS))),
        ("aleppo AND siege OR talks", Or((And((ALEPPO, SIEGE)), TALKS))),
        ("aleppo AND (siege OR talks)", And((ALEPPO, Or((SIEGE, TALKS))))),
        ("NOT aleppo siege", And((Not(ALEPPO), SIEGE))),
        ("NOT (aleppo siege)", Not(And((ALEPPO, SIEGE)))),
        ("-aleppo OR siege", Or((Not(ALEPPO), SIEGE))),
        ("(aleppo siege) talks", And((And((ALEPPO, SIEGE)), TALKS))),
        ("((aleppo))", ALEPPO),
        ("-title:siege", Not(Term("siege", "title"))),
    ],
)
def test_what_binds_before_what(text, node):
    assert parse_query(text).node == node


@pytest.mark.parametrize(
    "text",
    [
        '"peace talks"',
        "“peace talks”",
        "„peace talks“",
        "«peace talks»",
        '"peace\n  talks"',
        '“peace talks"',
    ],
)
def test_every_kind_of_quotation_marks_makes_a_phrase(text):
    assert parse_query(text).node == Phrase("peace talks")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ('"and"', Phrase("and")),
        ("\\and", Term("and")),
        ("rock \\or roll", And((Term("rock"), Term("or"), Term("roll")))),
        ('"says \\"no\\""', Phrase('says "no"')),
        ("\\(x\\)", Term("(x)")),
        ("Hello, world.", And((Term("Hello"), Term("world")))),
        ("AT&T", Term("AT&T")),
        ("9/11", Term("9/11")),
        ("al-Assad", Term("al-Assad")),
        ("Syria: talks", And((Term("Syria"), TALKS))),
        ("10:30", Term("10:30")),
        ("https://example.org/a", Term("https://example.org/a")),
    ],
)
def test_what_stays_a_word(text, node):
    assert parse_query(text).node == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("title:talks", Term("talks", "title")),
        ("TITLE:talks", Term("talks", "title")),
        ("headline:talks", Term("talks", "title")),
        ("hl:talks", Term("talks", "title")),
        ("hl=talks", Term("talks", "title")),
        ("ti(talks)", Term("talks", "title")),
        ("title: talks", Term("talks", "title")),
        ('title:"peace talks"', Phrase("peace talks", "title")),
        ("title:(talks OR siege)", Or((Term("talks", "title"), Term("siege", "title")))),
        ("title:(talks outlet:wsws)", And((Term("talks", "title"), NameClause("outlet", "wsws")))),
        ("outlet:wsws", NameClause("outlet", "wsws")),
        ("source:wsws", NameClause("outlet", "wsws")),
        ("publication:wsws", NameClause("outlet", "wsws")),
        ('author:"Van Auken"', NameClause("author", "Van Auken")),
        ("author:(Van Auken)", NameClause("author", "Van Auken")),
        (
            "byline:(Van Auken OR Gaist)",
            Or((NameClause("author", "Van Auken"), NameClause("author", "Gaist"))),
        ),
        ("by:Auken siege", And((NameClause("author", "Auken"), SIEGE))),
        ("(author:Auken siege)", And((NameClause("author", "Auken"), SIEGE))),
        ("lang:fr", LanguageClause("fr")),
        ("language:French", LanguageClause("fr")),
        ("lang:pt-BR", LanguageClause("pt-BR")),
        ("lang:(fr OR de)", Or((LanguageClause("fr"), LanguageClause("de")))),
        ("no:author", MissingClause("author")),
        ("no:byline", MissingClause("author")),
        ("has:date", Not(MissingClause("date"))),
    ],
)
def test_fields_by_all_their_names(text, node):
    assert parse_query(text).node == node


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("date:2016-02-04", (FOURTH, FOURTH)),
        ("date:20160204", (FOURTH, FOURTH)),
        ('date:"4 February 2016"', (FOURTH, FOURTH)),
        ('date:"February 4, 2016"', (FOURTH, FOURTH)),
        ("date:2016-02", FEBRUARY),
        ("date:201602", FEBRUARY),
        ('date:"Feb 2016"', FEBRUARY),
        ("date:2016", YEAR),
        ("year:2016", YEAR),
        ("year:2014..2016", (date(2014, 1, 1), date(2016, 12, 31))),
        ("date:[2016-02-04 TO 2016-02-10]", (FOURTH, TENTH)),
        ("date:[2016-02-04 to 2016-02-10]", (FOURTH, TENTH)),
        ("date:{2016-02-03 TO 2016-02-11}", (FOURTH, TENTH)),
        ("date:2016-02-04..2016-02-10", (FOURTH, TENTH)),
        ("date:2016-02..", (date(2016, 2, 1), None)),
        ("date:[* TO 2016]", (None, date(2016, 12, 31))),
        ("date:[* TO *]", (None, None)),
        ("after:2016-02-04", (FOURTH, None)),
        ("before:2016-02-10", (None, TENTH)),
        ("date:>=2016-02-04", (FOURTH, None)),
        ("date>=2016-02-04", (FOURTH, None)),
        ("date:>2016-02", (date(2016, 3, 1), None)),
        ("date:<=2016-02-10", (None, TENTH)),
        ("year<2016", (None, date(2015, 12, 31))),
    ],
)
def test_dates_in_every_form(text, bounds):
    assert parse_query(text).node == DateClause(*bounds)


def test_a_tilde_asks_for_possible_dates():
    assert parse_query("date~:2016").node == DateClause(*YEAR, possible=True)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("a b OR c", "(a b) OR c"),
        ("+aleppo", "+"),
        ("aleppo or siege", "‘or’ was read as the operator OR"),
        ("-siege", "everything without siege"),
        ("-siege -talks", "everything without siege and without talks"),
        ("after:2016-02-04", "includes 2016-02-04 itself"),
        ("before:2016", "date:<2016"),
    ],
)
def test_what_may_surprise_is_said(text, note):
    assert any(note in message for message in parse_query(text).notes)


@pytest.mark.parametrize("text", ["aleppo siege", "(a b) OR c", "a OR b OR c", "has:date", "talks -siege", '"a or b"'])
def test_what_is_plain_needs_no_word(text):
    assert parse_query(text).notes == ()
