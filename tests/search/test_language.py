"""Every row of the language beyond plain words: nearness, counts, patterns, forms, fields, days."""

from datetime import date

import pytest

from archive.errors import QuerySyntaxError
from archive.search.query.nodes import (
    AddedClause,
    And,
    AtLeast,
    DateClause,
    Fuzzy,
    InQuotation,
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
)
from archive.search.query.parser import parse_query

TODAY = date(2026, 11, 25)
ALEPPO, SIEGE, TALKS, PEACE = Term("aleppo"), Term("siege"), Term("talks"), Term("peace")
SENTENCE = SameUnit((Term("lavrov"), Term("strikes")), TextUnit.SENTENCE)
PARAGRAPH = SameUnit((Term("lavrov"), Term("strikes")), TextUnit.PARAGRAPH)


def parse_today(text):
    return parse_query(text, TODAY)


def get_fault(text):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_today(text)
    return caught.value


@pytest.mark.parametrize("operator", ["W/10", "w/10", "NEAR/10", "near/10", "N/10", "/10", "NEAR10"])
def test_near_in_either_order(operator):
    assert parse_today(f"aleppo {operator} siege").node == Near((ALEPPO, SIEGE), 10)


@pytest.mark.parametrize("operator", ["PRE/5", "pre/5", "P/5", "ADJ5", "ADJ/5", "ONEAR/5", "ONEAR5"])
def test_near_in_this_order(operator):
    assert parse_today(f"aleppo {operator} siege").node == Near((ALEPPO, SIEGE), 5, ordered=True)


@pytest.mark.parametrize("operator", ["W/S", "w/s", "/s", "W/SENT", "/SENT"])
def test_in_one_sentence(operator):
    assert parse_today(f"lavrov {operator} strikes").node == SENTENCE


@pytest.mark.parametrize("operator", ["W/P", "/p", "SAME", "W/PARA", "w/para"])
def test_in_one_paragraph(operator):
    assert parse_today(f"lavrov {operator} strikes").node == PARAGRAPH


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("talks NOT W/3 peace", NotNear(TALKS, PEACE, 3)),
        ("talks AND NOT W/3 peace", NotNear(TALKS, PEACE, 3)),
        ("talks not near/3 peace", NotNear(TALKS, PEACE, 3)),
        ('"peace talks" W/5 aleppo', Near((Phrase("peace talks"), ALEPPO), 5)),
        ("(aleppo OR siege) W/5 talks", Near((Or((ALEPPO, SIEGE)), TALKS), 5)),
        ("negotiat* W/5 aleppo", Near((Wildcard("negotiat*"), ALEPPO), 5)),
        ("title:(peace W/5 talks)", Near((Term("peace", "title"), Term("talks", "title")), 5)),
        ("aleppo W/5 siege W/5 talks", Near((ALEPPO, SIEGE, TALKS), 5)),
        ("aleppo W/5 siege near/5 talks", Near((ALEPPO, SIEGE, TALKS), 5)),
        ("aleppo PRE/5 siege P/5 talks", Near((ALEPPO, SIEGE, TALKS), 5, ordered=True)),
        ("aleppo W/S siege /s talks", SameUnit((ALEPPO, SIEGE, TALKS), TextUnit.SENTENCE)),
        ("aleppo W/P siege SAME talks", SameUnit((ALEPPO, SIEGE, TALKS), TextUnit.PARAGRAPH)),
        ("(aleppo W/5 siege) W/5 talks", Near((Near((ALEPPO, SIEGE), 5), TALKS), 5)),
        ("aleppo W/5 (siege W/5 talks)", Near((ALEPPO, Near((SIEGE, TALKS), 5)), 5)),
        ("aleppo W/3 siege W/5 talks", Near((Near((ALEPPO, SIEGE), 3), TALKS), 5)),
        ("aleppo W/3 siege PRE/3 talks", Near((Near((ALEPPO, SIEGE), 3), TALKS), 3, ordered=True)),
        (
            "aleppo W/3 siege W/5 talks W/5 peace",
            Near((Near((ALEPPO, SIEGE), 3), TALKS, PEACE), 5),
        ),
        ("aleppo NOT W/3 siege NOT W/3 talks", NotNear(NotNear(ALEPPO, SIEGE, 3), TALKS, 3)),
        ("aleppo W/3 siege NOT W/3 talks", NotNear(Near((ALEPPO, SIEGE), 3), TALKS, 3)),
        ("aleppo W/3 () W/3 siege", Near((ALEPPO, SIEGE), 3)),
        (
            "title:(aleppo W/5 siege W/5 talks)",
            Near((Term("aleppo", "title"), Term("siege", "title"), Term("talks", "title")), 5),
        ),
        ("NOT aleppo W/5 siege", Not(Near((ALEPPO, SIEGE), 5))),
        ("-aleppo W/5 siege", Not(Near((ALEPPO, SIEGE), 5))),
        ("aleppo W/5 siege talks", And((Near((ALEPPO, SIEGE), 5), TALKS))),
        ("aleppo OR siege W/5 talks", Or((ALEPPO, Near((SIEGE, TALKS), 5)))),
        ('"aleppo siege"~10', Window(("aleppo", "siege"), 10)),
        ('title:"aleppo siege"~10', Window(("aleppo", "siege"), 10, "title")),
        ("ATLEAST5(aleppo)", AtLeast(ALEPPO, 5)),
        ("ATLEAST5 aleppo", AtLeast(ALEPPO, 5)),
        ("atleast5(aleppo OR siege)", AtLeast(Or((ALEPPO, SIEGE)), 5)),
        ("quote:strikes", InQuotation(Term("strikes"))),
        ("quote:(strikes W/5 cease)", InQuotation(Near((Term("strikes"), Term("cease")), 5))),
        ("quote:(aleppo OR siege)", InQuotation(Or((ALEPPO, SIEGE)))),
        ("quote:(aleppo siege)", And((InQuotation(ALEPPO), InQuotation(SIEGE)))),
        ("quote:(aleppo NOT siege)", And((InQuotation(ALEPPO), Not(InQuotation(SIEGE))))),
        ("speaker:lavrov", NameClause("speaker", "lavrov")),
        ("speaker:(Sergei Lavrov)", NameClause("speaker", "Sergei Lavrov")),
    ],
)
def test_where_words_stand(text, node):
    assert parse_today(text).node == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("negotiat*", Wildcard("negotiat*")),
        ("negotiat!", Wildcard("negotiat*")),
        ("negotiat*,", Wildcard("negotiat*")),
        ("organi?ation", Wildcard("organi?ation")),
        ("title:talk*", Wildcard("talk*", "title")),
        ('"peace talk*"', Near((PEACE, Wildcard("talk*")), 1, ordered=True)),
        (
            '"for peace talk* now"',
            Near((Term("for"), PEACE, Wildcard("talk*"), Term("now")), 1, ordered=True),
        ),
        ("al-Ass*", Or((Near((Term("al"), Wildcard("Ass*")), 1, ordered=True), Term("al-Ass"), Wildcard("alAss*")))),
        ("take-ov*", Wildcard("takeov*")),
        ('"what now?"', Phrase("what now?")),
        ('"peace talk\\*"', Phrase("peace talk*")),
        ("talk\\*", Term("talk*")),
        ("mistura~", Fuzzy("mistura", 1)),
        ("mistura~1", Fuzzy("mistura", 1)),
        ("mistura~2", Fuzzy("mistura", 2)),
        ("mistura~0.8", Fuzzy("mistura", 1)),
        ("mistura~0.5", Fuzzy("mistura", 2)),
        ("=organisations", Term("organisations", exact=True)),
        ('="the organisations"', Phrase("the organisations", exact=True)),
        ("title:=talks", Term("talks", "title", exact=True)),
        ("=and", Term("and", exact=True)),
        ("a = b", And((Term("a"), Term("b")))),
    ],
)
def test_forms_and_patterns(text, node):
    assert parse_today(text).node == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("place:geneva", Term("geneva", "place")),
        ("dateline:geneva", Term("geneva", "place")),
        ("credit:reuters", Term("reuters", "credit")),
        ("about:talks", Term("talks", "about")),
        ("hlead(talks)", Term("talks", "about")),
        ("id:K7F2M9QX", NameClause("id", "k7f2m9qx")),
        ("status:unreviewed", StatusClause("unreviewed")),
        ("status:Reviewed", StatusClause("reviewed")),
        ("has:quote", Not(MissingClause("quote"))),
        ("no:dateline", MissingClause("place")),
        ("missing:credit", MissingClause("credit")),
        ("added:2026-11", AddedClause(date(2026, 11, 1), date(2026, 11, 30))),
        ("added>2026-11-20", AddedClause(date(2026, 11, 21), None)),
        ("date > 2016-02", DateClause(date(2016, 3, 1), None)),
    ],
)
def test_fields(text, node):
    assert parse_today(text).node == node


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ('date:"last 30 days"', (2026, 10, 26), (2026, 11, 25)),
        ('date:"past 2 weeks"', (2026, 11, 11), (2026, 11, 25)),
        ("date:-30d", (2026, 10, 26), (2026, 11, 25)),
        ("date:-1m", (2026, 10, 25), (2026, 11, 25)),
        ("date:-1y", (2025, 11, 25), (2026, 11, 25)),
        ("date:today", (2026, 11, 25), (2026, 11, 25)),
        ("date:yesterday", (2026, 11, 24), (2026, 11, 24)),
        ('date:"this week"', (2026, 11, 23), (2026, 11, 29)),
        ('date:"last week"', (2026, 11, 16), (2026, 11, 22)),
        ('date:"this month"', (2026, 11, 1), (2026, 11, 30)),
        ('date:"last month"', (2026, 10, 1), (2026, 10, 31)),
        ('date:"this year"', (2026, 1, 1), (2026, 12, 31)),
        ('date:"last year"', (2025, 1, 1), (2025, 12, 31)),
        ("date:-30d..-10d", (2026, 10, 26), (2026, 11, 15)),
        ("date:[-30d TO -10d]", (2026, 10, 26), (2026, 11, 15)),
        ("date:{-30d TO -10d}", (2026, 10, 27), (2026, 11, 14)),
    ],
)
def test_days_counted_from_today(written, first, last):
    assert parse_today(written).node == DateClause(date(*first), date(*last))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("after:-10d", DateClause(date(2026, 11, 15), None)),
        ("before:-10d", DateClause(None, date(2026, 11, 15))),
        ("date:<-10d", DateClause(None, date(2026, 11, 14))),
    ],
)
def test_a_day_counted_back_ends_a_period_as_any_other(text, node):
    assert parse_today(text).node == node


def test_a_month_back_from_a_long_month_stays_in_the_month_before():
    assert parse_query("date:-1m", date(2026, 3, 31)).node.first == date(2026, 2, 28)


def test_a_plus_beside_or_makes_a_must():
    parsed = parse_today("+aleppo OR siege")

    assert parsed.node == And((ALEPPO, Or((ALEPPO, SIEGE))))
    assert any("aleppo (aleppo OR siege)" in note for note in parsed.notes)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("aleppo W/5 siege PRE/3 talks", "(aleppo W/5 siege) PRE/3 talks"),
        ("a W/3 b W/5 c W/5 d", "(a W/3 b) W/5 c W/5 d"),
        ("why now?", "‘?’ at the end of ‘now?’ was read as one letter"),
        ("stop!", "‘!’ at the end of ‘stop!’ was read as any letters"),
    ],
)
def test_what_may_surprise_is_said(text, note):
    assert any(note in message for message in parse_today(text).notes)


@pytest.mark.parametrize(
    "text",
    ["9/11", "aleppo 9/11 siege", "the same old story", "w/o", "n/a", "adj5", "/5", "near10"],
)
def test_what_only_looks_like_an_operator_is_a_word(text):
    assert not isinstance(parse_today(text).node, Near | SameUnit)
    assert parse_today(text).notes == ()


@pytest.mark.parametrize(
    ("text", "code", "marked", "suggestion"),
    [
        ("a W/0 b", "distance", "W/0", "a W/1 b"),
        ("a W/256 b", "distance", "W/256", "a W/255 b"),
        ("a NEAR/999999999999 b", "distance", "NEAR/999999999999", "a NEAR/255 b"),
        ("peace NEAR talks", "distance", "NEAR", "peace NEAR5 talks"),
        ("peace W/ talks", "distance", "W/", "peace W/5 talks"),
        ("peace B/5 talks", "unknown-operator", "B/5", "peace PRE/5 talks"),
        ("peace PRE/S talks", "unknown-operator", "PRE/S", "peace W/S talks"),
        ("peace W/SEG talks", "unknown-operator", "W/SEG", "peace W/P talks"),
        ('"a b"~', "distance", "~", '"a b"~10'),
        ('"a b"~300', "distance", "~300", '"a b"~255'),
        ('"a b c"~1', "window", '"a b c"~1', '"a b c"~2'),
        ('"mistura"~1', "window", '"mistura"~1', '"mistura"'),
        ('="a b"~5', "window", '="a b"~5', '"a b"~5'),
        ("ATLEAST0(a)", "count", "ATLEAST0", "ATLEAST1(a)"),
        ("ATLEAST51(a)", "count", "ATLEAST51", "ATLEAST50(a)"),
        ("no*", "wildcard", "no*", "no"),
        ("*ppo", "wildcard", "*ppo", "ppo"),
        ("?leppo", "wildcard", "?leppo", "leppo"),
        ("mistura~3", "likeness", "mistura~3", "mistura~2"),
        ("mistura~0", "likeness", "mistura~0", "mistura~1"),
        ("us~1", "likeness", "us~1", "us"),
        ("a~b", "likeness", "a~b", "a b"),
        ("al-Assad~1", "likeness", "al-Assad~1", '"al-Assad"'),
        ("aleppo^2", "foreign-sign", "aleppo^2", "aleppo"),
        ("!geneva", "foreign-sign", "!", "-geneva"),
        ("~geneva", "foreign-sign", "~geneva", "geneva"),
        ("/geneva/", "foreign-sign", "/geneva/", "geneva"),
        ("(a AND b) W/5 c", "no-place", "(a AND b) W/5 c", "((a W/5 c) (b W/5 c))"),
        (
            "(a AND b) W/5 c W/5 d",
            "no-place",
            "(a AND b) W/5 c W/5 d",
            "((a W/5 c W/5 d) (b W/5 c W/5 d))",
        ),
        (
            "title:a W/5 b W/5 c",
            "no-place",
            "title:a W/5 b W/5 c",
            "(title:a W/5 title:b W/5 title:c)",
        ),
        ("quote:a W/5 b W/5 c", "no-place", "quote:a W/5 b W/5 c", "(quote:(a W/5 b W/5 c))"),
        ("a W/5 NOT b", "not-near", "W/5 NOT", "a NOT W/5 b"),
        ("a W/5 -b", "not-near", "W/5 -", "a NOT W/5 b"),
        ("a W/5 *", "no-place", "a W/5 *", None),
        ("a NOT W/S b", "no-place", "a NOT W/S b", "(a NOT b)"),
        ("outlet:x W/5 b", "no-place", "outlet:x W/5 b", '(outlet:"x" b)'),
        ("title:a W/5 b", "no-place", "title:a W/5 b", "(title:a W/5 title:b)"),
        ("title:(a W/S b)", "no-place", "a W/S b", "title:((title:a title:b))"),
        ("quote:a W/5 b", "no-place", "quote:a W/5 b", "(quote:(a W/5 b))"),
        ("ATLEAST5(a AND b)", "no-place", "ATLEAST5(a AND b)", "(ATLEAST5(a) ATLEAST5(b))"),
        ("quote:title:x", "no-place", "quote:title:x", None),
        ("a W/5 AND b", "operators-meet", "W/5 AND", "a W/5 b"),
        ("a AND W/5 b", "operators-meet", "AND W/5", "a W/5 b"),
        ("title:outlet:x", "field-behind-field", "outlet:x", 'title:"outlet:x"'),
        ("author:auk*", "whole-names", "auk*", 'author:"auk"'),
        ("author:*", "field-without-value", "*", "has:author"),
        ("status:done", "unknown-status", "done", None),
        ("added~:2016", "not-a-date-field", "added~:", "added:2016"),
        ("date:-99999y", "bad-date", "-99999y", None),
    ],
)
def test_is_refused_with_what_would_run(text, code, marked, suggestion):
    error = get_fault(text)

    assert (error.code, error.suggestion) == (code, suggestion)
    assert text[error.offset : error.offset + error.length] == marked


@pytest.mark.parametrize(
    ("text", "node", "message"),
    [
        ("aleppo W/5", ALEPPO, "Nothing follows W/5"),
        ("W/5 aleppo", ALEPPO, "Nothing stands before W/5"),
        ("aleppo W/5 ()", ALEPPO, "has nothing on one side"),
        ("aleppo ATLEAST5", ALEPPO, "Nothing follows ATLEAST5"),
        ("aleppo quote:", ALEPPO, "Nothing follows quote:"),
    ],
)
def test_an_operator_without_its_operands_is_left_out_with_a_notice(text, node, message):
    parsed = parse_today(text)

    assert parsed.node == node
    assert any(message in repair.message for repair in parsed.repairs)


def test_every_part_says_what_it_was_read_as():
    text = 'aleppo W/5 siege* =US outlet:wsws date:"last month"'

    parts = parse_today(text).parts

    assert [part.text for part in parts] == [
        "aleppo",
        "W/5",
        "siege*",
        "=US",
        "wsws",
        '"last month"',
    ]
    assert all(text[part.offset : part.offset + part.length] == part.text for part in parts)
    assert "at most 5 words apart, in either order" in parts[1].reading
    assert "just this form" in parts[3].reading
    assert "from 2026-10-01 to 2026-10-31" in parts[5].reading


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("a W/5 b W/5 c", "all in any order; as they stand, each at most 5 words from the next"),
        ("a W/1 b W/1 c", "all in any order; as they stand, each at most 1 word from the next"),
        ("a PRE/5 b PRE/5 c", "all in this order, each at most 5 words from the next"),
        ("a W/S b /s c", "all in one sentence, in any order"),
        ("a W/P b SAME c", "all in one paragraph, in any order"),
    ],
)
def test_every_operator_of_a_chain_says_what_the_chain_asks(text, reading):
    parsed = parse_today(text)

    operators = parsed.parts[1::2]
    assert [part.text for part in operators] == text.split()[1::2]
    assert {part.reading for part in operators} == {reading}
    assert {part.node for part in operators} == {parsed.node}


def test_the_size_of_a_question_is_bounded():
    assert get_fault(" ".join(["a"] * 300)).code == "too-many-words"
    assert get_fault(" W/5 ".join(["a"] * 60)).code == "chain-too-long"
    assert get_fault(" PRE/5 ".join(["a"] * 251)).code == "too-many-words"
    assert get_fault("a W/5 b W/6 " * 30 + "a").code == "too-deep"
    assert get_fault("quote:" * 300 + "a").code == "too-deep"
    assert get_fault("ATLEAST2 " * 300 + "a").code == "too-deep"
    assert get_fault("title:(" * 70 + "a").code == "too-deep"
    assert get_fault(f"title:({' '.join(['abcdefghijk'] * 240)})").code == "too-long"
