"""Other spellings beside the one typed: where they go, and where they do not."""

import pytest

from archive.search.query import And, Near, Not, Or, Phrase, Term, Together, Unit
from archive.search.syntax import parse
from archive.search.widening.expanding import MOST, Why, keys_of, widened

TABLE = {
    "kiev": (Why.NAME, ("Kyiv", "Kyjiw")),
    "abu mazen": (Why.NAME, ("Mahmoud Abbas",)),
    "cease fire": (Why.COMPOUND, ("ceasefire",)),
    "ceasefire": (Why.COMPOUND, ("cease fire",)),
}
KIEV = Or((Term("kiev"), Term("Kyiv"), Term("Kyjiw")))
ABBAS = Phrase("Mahmoud Abbas")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("kiev", KIEV),
        ("KIEV", Or((Term("KIEV"), Term("Kyiv"), Term("Kyjiw")))),
        ("kiev talks", And((KIEV, Term("talks")))),
        ("NOT kiev", Not(KIEV)),
        ("kiev W/5 talks", Near((KIEV, Term("talks")), 5)),
        ("talks W/5 kiev W/5 kiev", Near((Term("talks"), KIEV, KIEV), 5)),
        (
            "kiev W/S talks W/S geneva",
            Together((KIEV, Term("talks"), Term("geneva")), Unit.SENTENCE),
        ),
        ("title:kiev", Or(tuple(Term(name, "title") for name in ("kiev", "Kyiv", "Kyjiw")))),
        ("ceasefire", Or((Term("ceasefire"), Phrase("cease fire")))),
        ("cease-fire", Or((Term("cease-fire"), Term("ceasefire")))),
        ('"cease fire"', Or((Phrase("cease fire"), Term("ceasefire")))),
        ("cease fire", Or((And((Term("cease"), Term("fire"))), Term("ceasefire")))),
        (
            "talks abu mazen today",
            And(
                (
                    Term("talks"),
                    Or((And((Term("abu"), Term("mazen"))), ABBAS)),
                    Term("today"),
                )
            ),
        ),
    ],
)
def test_widens(text, node):
    assert widened(parse(text).node, TABLE, frozenset())[0] == node


@pytest.mark.parametrize(
    "text",
    ["=kiev", '="kiev"', "kiev*", "kiev~1", '"kiev talks"', "outlet:kiev", "abu =mazen",
     "title:abu mazen", "*", '"kiev talks"~5'],
)  # fmt: skip
def test_leaves_alone_what_is_exact_or_no_name(text):
    node = parse(text).node

    assert widened(node, TABLE, frozenset()) == (node, [])


def test_says_what_it_did_once_and_can_be_switched_off():
    node = parse("kiev OR kiev ceasefire").node

    _, said = widened(node, TABLE, frozenset())
    without, still_said = widened(node, TABLE, frozenset({"kiev", "ceasefire"}))

    assert [(one.key, one.also, one.why, one.off) for one in said] == [
        ("kiev", ("Kyiv", "Kyjiw"), Why.NAME, False),
        ("ceasefire", ("cease fire",), Why.COMPOUND, False),
    ]
    assert without == node
    assert [one.off for one in still_said] == [True, True]


def test_asks_for_words_phrases_and_words_side_by_side():
    keys = keys_of(parse('al-Assad abu mazen =exact talk* OR "peace talks" NOT kiev').node)

    assert {"al assad", "abu", "mazen", "abu mazen", "al assad abu mazen", "peace talks"} <= {*keys}
    assert "kiev" in keys
    assert not {"exact", "talk"} & {*keys}


def test_a_question_is_widened_in_so_many_places_only():
    table = {f"w{n}": (Why.NAME, ("x",)) for n in range(100)}
    node = parse(" ".join(table)).node

    assert len(widened(node, table, frozenset())[1]) == MOST
