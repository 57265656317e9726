"""Query expansion: where other spellings are added to a query, and where not."""

import pytest

from archive.search.query.nodes import And, Near, Not, Phrase, SameUnit, Spellings, Term, TextUnit
from archive.search.query.parser import parse_query
from archive.search.query_expansion import MAX_EXPANSIONS, ExpansionReason, collect_keys, expand_variants

TABLE = {
    "kiev": (ExpansionReason.NAME, ("Kyiv", "Kyjiw")),
    "abu mazen": (ExpansionReason.NAME, ("Mahmoud Abbas",)),
    "cease fire": (ExpansionReason.COMPOUND, ("ceasefire",)),
    "ceasefire": (ExpansionReason.COMPOUND, ("cease fire",)),
}
KIEV = Spellings((Term("kiev"), Term("Kyiv"), Term("Kyjiw")))
ABBAS = Phrase("Mahmoud Abbas")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("kiev", KIEV),
        ("KIEV", Spellings((Term("KIEV"), Term("Kyiv"), Term("Kyjiw")))),
        ("kiev talks", And((KIEV, Term("talks")))),
        ("NOT kiev", Not(KIEV)),
        ("kiev W/5 talks", Near((KIEV, Term("talks")), 5)),
        ("talks W/5 kiev W/5 kiev", Near((Term("talks"), KIEV, KIEV), 5)),
        (
            "kiev W/S talks W/S geneva",
            SameUnit((KIEV, Term("talks"), Term("geneva")), TextUnit.SENTENCE),
        ),
        ("title:kiev", Spellings(tuple(Term(name, "title") for name in ("kiev", "Kyiv", "Kyjiw")))),
        ("ceasefire", Spellings((Term("ceasefire"), Phrase("cease fire")))),
        ("cease-fire", Spellings((Term("cease-fire"), Term("ceasefire")))),
        ('"cease fire"', Spellings((Phrase("cease fire"), Term("ceasefire")))),
        ("cease fire", Spellings((And((Term("cease"), Term("fire"))), Term("ceasefire")))),
        (
            "talks abu mazen today",
            And(
                (
                    Term("talks"),
                    Spellings((And((Term("abu"), Term("mazen"))), ABBAS)),
                    Term("today"),
                )
            ),
        ),
    ],
)
def test_widens(text, node):
    assert expand_variants(parse_query(text).node, TABLE, frozenset())[0] == node


@pytest.mark.parametrize(
    "text",
    [
        "=kiev",
        '="kiev"',
        "kiev~1",
        '"kiev talks"',
        "outlet:kiev",
        "abu =mazen",
        "title:abu mazen",
        "*",
        '"kiev talks"~5',
    ],
)
def test_leaves_alone_what_is_exact_or_no_name(text):
    node = parse_query(text).node

    assert expand_variants(node, TABLE, frozenset()) == (node, [])


def test_says_what_it_did_once_and_can_be_switched_off():
    node = parse_query("kiev OR kiev ceasefire").node

    _, expansions = expand_variants(node, TABLE, frozenset())
    without, disabled = expand_variants(node, TABLE, frozenset({"kiev", "ceasefire"}))

    assert [
        (expansion.key, expansion.alternatives, expansion.reason, expansion.is_disabled) for expansion in expansions
    ] == [
        ("kiev", ("Kyiv", "Kyjiw"), ExpansionReason.NAME, False),
        ("ceasefire", ("cease fire",), ExpansionReason.COMPOUND, False),
    ]
    assert without == node
    assert [expansion.is_disabled for expansion in disabled] == [True, True]


def test_asks_for_words_phrases_and_words_side_by_side():
    keys = collect_keys(parse_query('al-Assad abu mazen =exact talk* OR "peace talks" NOT kiev').node)

    assert {"al assad", "abu", "mazen", "abu mazen", "al assad abu mazen", "peace talks"} <= {*keys}
    assert "kiev" in keys
    assert "talk" in keys  # a pattern finds whatever its beginning does
    assert "exact" not in keys


def test_a_question_is_widened_in_so_many_places_only():
    table = {f"w{n}": (ExpansionReason.NAME, ("x",)) for n in range(100)}
    node = parse_query(" ".join(table)).node

    assert len(expand_variants(node, table, frozenset())[1]) == MAX_EXPANSIONS
