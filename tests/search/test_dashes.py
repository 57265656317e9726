"""Any typographic dash before a word excludes it."""

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.errors import QuerySyntaxError
from archive.search.query.cursor_context import find_cursor_context
from archive.search.query.nodes import And, DateClause, LanguageClause, NameClause, Not, Or, Phrase, Term, Wildcard
from archive.search.query.parser import parse_query, to_canonical

ZEBRAS, LIONS = Term("zebras"), Term("lions")
TODAY = date(2026, 11, 25)
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2e3a\u2e3b\u02d7\u2796\u05be"
each_dash = pytest.mark.parametrize("dash", DASHES, ids=unicodedata.name)


@each_dash
@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("lions", LIONS),
        ("LIONS,", Term("LIONS")),
        ('"sea lions"', Phrase("sea lions")),
        ("“sea lions”", Phrase("sea lions")),
        ("(lions OR tigers)", Or((LIONS, Term("tigers")))),
        ("outlet:wsws", NameClause("outlet", "wsws")),
        ("title:lions", Term("lions", "title")),
        ("lion*", Wildcard("lion*")),
        ("=lions", Term("lions", exact=True)),
        ("date:2016", DateClause(date(2016, 1, 1), date(2016, 12, 31))),
    ],
)
def test_a_dash_before_a_word_excludes(dash, text, excluded):
    read = parse_query(f"zebras {dash}{text}").node

    assert read == And((ZEBRAS, Not(excluded)))
    assert to_canonical(read).startswith("zebras NOT ")
    assert parse_query(to_canonical(read)).node == read


@each_dash
def test_a_dash_excludes_at_the_beginning_in_brackets_and_behind_a_field(dash):
    assert parse_query(f"{dash}lions zebras").node == And((Not(LIONS), ZEBRAS))
    assert parse_query(f"zebras ({dash}lions OR tigers)").node == And((ZEBRAS, Or((Not(LIONS), Term("tigers")))))
    assert parse_query(f"title:{dash}lions").node == Not(Term("lions", "title"))


@each_dash
def test_a_dash_that_stands_alone_is_punctuation(dash):
    for text in (f"zebras {dash} lions", f"zebras{dash} lions", f"zebras {dash}{dash} lions"):
        assert parse_query(text).node == And((ZEBRAS, LIONS)), text
    assert parse_query(f"zebras {dash}").node == ZEBRAS


@each_dash
@pytest.mark.parametrize("word", ["take{}over", "1914{}1918", "2016{}02", "al{}Assad"])
def test_a_dash_inside_a_word_excludes_nothing(dash, word):
    text = word.format(dash)

    assert parse_query(text).node == Term(text)
    assert parse_query(f'zebras "{text}"').node == And((ZEBRAS, Phrase(text)))


@each_dash
def test_days_may_be_written_with_any_dash(dash):
    month = DateClause(date(2026, 10, 26), TODAY)

    for text in ("date:-30d", 'date:"-30d"', "date:[-30d TO -0d]", "date:-30d..-0d"):
        assert parse_query(text.replace("-", dash), TODAY).node == month, text
    assert parse_query("date:2016-02-04".replace("-", dash)).node == parse_query("date:2016-02-04").node
    assert parse_query("lang:pt-BR".replace("-", dash)).node == LanguageClause("pt-BR")


@each_dash
def test_what_is_wrong_is_marked_where_it_stands(dash):
    text = "date:[2016-13-45 TO 2016-02-10]".replace("-", dash)

    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text)
    assert text[caught.value.offset :][: caught.value.length] == f"2016{dash}13{dash}45"


@each_dash
def test_what_is_typed_behind_a_dash_is_completed(dash):
    piece = find_cursor_context(f"zebras {dash}li")

    assert (piece.prefix, piece.complete_with("lions")) == ("li", f"zebras {dash}lions")
    assert find_cursor_context(f"{dash}author:ell").field.name == "author"


PIECES = [
    "zebras", "lions", " ", " ", "-", " -", "(", ")", '"a b"', "“", "OR", "NOT", "title:",
    "outlet:", "date:", "2016", "30d", "..", "[", " TO ", "]", "W/5", " W/5 ", "=", "*", "|", "+",
    "~1", "lang:", "\\", "ATLEAST2(",
]  # fmt: skip


def parse_with_dash(text, dash):
    """The parsed query, or its error, with the keyboard's hyphen in place of `dash`."""
    try:
        parsed = parse_query(text, TODAY)
    except QuerySyntaxError as error:
        return error.code, error.offset, error.length
    return parsed.canonical_text.replace(dash, "-"), [(one.offset, one.length) for one in parsed.repairs]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join), st.sampled_from(DASHES))
@example("zebras-lions -lions", "\u2212")
def test_every_question_is_read_alike_with_every_dash(text, dash):
    assert parse_with_dash(text.replace("-", dash), dash) == parse_with_dash(text, "-")
