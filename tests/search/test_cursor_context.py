"""The unfinished token at the end of a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.query.cursor_context import find_cursor_context


@pytest.mark.parametrize(
    ("typed", "prefix", "field", "remainder"),
    [
        ("har", "har", None, ""),
        ("flood har", "har", None, "flood "),
        ("flood -har", "har", None, "flood -"),
        ("=har", "har", None, "="),
        ("(strike OR wal", "wal", None, "(strike OR "),
        ("strike|wal", "wal", None, "strike|"),
        ("outlet:", "", "outlet", "outlet:"),
        ("outlet: ", "", "outlet", "outlet: "),
        ("SOURCE:gaz", "gaz", "outlet", "SOURCE:"),
        ("-author:ell", "ell", "author", "-author:"),
        ('outlet:"Harbour G', "Harbour G", "outlet", "outlet:"),
        ('"inner harb', "inner harb", None, ""),
        ("“inner harb", "inner harb", None, ""),
        ('"inner harbour" clo', "clo", None, '"inner harbour" '),
        ("title:(harbour OR clo", "clo", "title", "title:(harbour OR "),
        ("title(harbour clo", "clo", "title", "title(harbour "),
        ("title:(harbour) clo", "clo", None, "title:(harbour) "),
        ("quote:(outlet:gaz", "gaz", "outlet", "quote:(outlet:"),
        ("year>=20", "20", "year", "year>="),
        ("date~:20", "20", "date", "date~:"),
        ("date:2014..20", "20", "date", "date:2014.."),
        ("nofield:har", "nofield:har", None, ""),
    ],
)
def test_ends_in(typed, prefix, field, remainder):
    context = find_cursor_context(typed)

    assert (context.prefix, context.field and context.field.name) == (prefix, field)
    assert context.complete_with("") == remainder


@pytest.mark.parametrize(
    "typed",
    ["", " ", "flood ", '"inner harbour"', "(flood)", "date:[2014-01-01 TO 20", "negoti*", r"a\b"],
)
def test_ends_in_nothing_that_could_go_on(typed):
    assert find_cursor_context(typed) is None


def test_in_a_quotation_the_last_word_is_completed():
    assert find_cursor_context('flood "inner harb').last_word.complete_with("harbour") == 'flood "inner harbour'
    assert find_cursor_context('"harb').last_word.complete_with("harbour") == '"harbour'


@given(st.text(alphabet='ab :()[]"“”«|-+=~*\\.outlet\x00é漢', max_size=40))
def test_whatever_is_typed_only_its_end_is_replaced(typed):
    context = find_cursor_context(typed)

    assert context is None or typed.endswith(context.prefix)
    assert context is None or typed.startswith(context.complete_with(""))
