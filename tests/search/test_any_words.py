"""Any-word mode: the meaning of words side by side, with any operators among them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import QuerySyntaxError
from archive.search.query.nodes import And, Not, Or, Term
from archive.search.query.parser import MAX_QUERY_LENGTH, parse_as_any, parse_query, to_canonical
from archive.search.query.request import MatchMode, SearchRequest
from archive.search.service import find_keys, search
from tests import factories
from tests.search.test_syntax_properties import check_contract, questions, trees

READ = [
    ("strikes protests in france", "strikes OR protests OR in OR france"),
    ("strikes or protests in france", "strikes OR protests OR in OR france"),
    ("strikes and protests & marches", "strikes OR protests OR marches"),
    ("Strikes And Protests", "Strikes OR Protests"),
    ("strikes not paris", "strikes AND NOT paris"),
    ("will it not rain and snow", "will OR it OR rain OR snow"),
    ("it rains NOT paris", "(it OR rains) AND NOT paris"),
    ("not at her rival", "at OR her OR rival"),
    ("Ross Not Directing Sequel", "Ross OR Directing OR Sequel"),
    ("it not W/3 rain", "it NOT W/3 rain"),
    ("it rains -paris", "(it OR rains) AND NOT paris"),
    ("strikes -paris france", "(strikes OR france) AND NOT paris"),
    ('"peace talks" or strikes france', '"peace talks" OR strikes OR france'),
    ("a AND b c", "(a AND b) OR c"),
    ("c a AND b", "c OR (a AND b)"),
    ("a AND b OR c d", "(a AND b) OR c OR d"),
    ("(a b) OR c", "(a OR b) OR c"),
    ("(a b) AND c", "(a OR b) AND c"),
    ("(a b) (c AND d)", "(a OR b) OR (c AND d)"),
    ("a NOT (b c)", "a AND NOT (b OR c)"),
    ("a AND NOT b AND c d", "((a AND c) OR d) AND NOT b"),
    ("+a b c", "a AND (a OR b OR c)"),
    ("+a b -c", "a AND (a OR b) AND NOT c"),
    ("+a +b c", "a AND b AND (a OR b OR c)"),
    ("+a +b", "a AND b"),
    ("+a AND b", "a AND b"),
    ("title:(a b) c", "(title:a OR title:b) OR c"),
    ("title:(a AND b) c", "(title:a AND title:b) OR c"),
    ("quote:(a b)", "quote:(a OR b)"),
    ("(a b) W/5 c", "(a OR b) W/5 c"),
    ("a W/5 b c", "(a W/5 b) OR c"),
    ("ATLEAST2(a b) c", "ATLEAST2(a OR b) OR c"),
    ('"a b"~3 c', '"a b"~3 OR c'),
    ("talk* mistura~1 =us", "talk* OR mistura~1 OR =us"),
    ("a b year:2016 outlet:x", '(a OR b) AND date:2016 AND outlet:"x"'),
    ("a year:2016", "a AND date:2016"),
    ("outlet:x OR a b", 'outlet:"x" OR a OR b'),
    ("a b has:date", "(a OR b) AND NOT no:date"),
    ("lang:(en fr) a", "(lang:en OR lang:fr) AND a"),
    ("author:(van auken) a b", '(a OR b) AND author:"van auken"'),
    ("year:2016 lang:en", "date:2016 AND lang:en"),
    ("-a -b", "NOT a AND NOT b"),
    ("a b) c", "(a OR b) OR c"),
    ("* a b", "a OR b"),
    ("a OR *", ""),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "read"), READ)
def test_words_side_by_side_are_alternatives_and_operators_mean_what_they_say(typed, read):
    assert parse_query(typed, mode=MatchMode.ANY).canonical_text == read


@pytest.mark.parametrize("exclusion", ["NOT paris", "-paris", "AND NOT paris", "BUT NOT paris"])
def test_every_way_to_exclude_goes_for_all_the_words_beside_it(exclusion):
    read = parse_query(f"strikes france {exclusion}", mode=MatchMode.ANY)

    assert read.canonical_text == "(strikes OR france) AND NOT paris"


def test_operators_that_meet_without_brackets_are_shown_as_they_were_read():
    (note,) = parse_query("a AND b c", mode=MatchMode.ANY).notes
    assert "so this was read as: (a AND b) OR c." in note

    (note,) = parse_query("+a b c", mode=MatchMode.ANY).notes
    assert "required, so this was read as: a AND (a OR b OR c)." in note

    assert parse_query("a b c", mode=MatchMode.ANY).notes == ()


def test_an_operator_left_out_is_told():
    notes = parse_query("will it not rain and snow", mode=MatchMode.ANY).notes

    assert [note.split(";")[0] for note in notes] == [
        "‘not’ was left out, as part of a sentence",
        "‘and’ was left out, as any of the words will do",
    ]


def test_a_repair_that_is_proposed_means_the_same_where_any_word_will_do():
    with pytest.raises(QuerySyntaxError) as refused:
        parse_query("(a AND b) W/5 c", mode=MatchMode.ANY)

    assert refused.value.suggestion == "((a W/5 c) AND (b W/5 c))"


@pytest.mark.parametrize("typed", ["a", '"a b"', "a OR b", "a AND b", "a -b", "a year:2016", ""])
def test_a_question_without_words_side_by_side_has_no_other_reading(typed):
    assert parse_as_any(typed) is None
    assert parse_query(typed, mode=MatchMode.ANY).node == parse_query(typed).node


@pytest.mark.parametrize("typed", ["a b", "a OR b c", "title:(a b)", "a (b AND c)"])
def test_a_question_with_words_side_by_side_has_another_reading(typed):
    assert parse_as_any(typed) == parse_query(typed, mode=MatchMode.ANY).node != parse_query(typed).node


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees)
def test_a_tree_written_with_every_and_is_read_back_whatever_words_side_by_side_mean(node):
    text = to_canonical(node, MatchMode.ANY)
    if len(text) > MAX_QUERY_LENGTH:
        return
    for mode in MatchMode:
        assert parse_query(text, mode=mode).node == node


@settings(max_examples=200, deadline=None)
@given(questions)
def test_every_text_is_read_or_refused_where_any_word_will_do(text):
    fault, parsed = None, None
    try:
        parsed = parse_query(text, mode=MatchMode.ANY)
    except QuerySyntaxError as error:
        fault = error
    if fault:
        assert 0 <= fault.offset <= fault.offset + fault.length <= len(text)
        parse_query(fault.suggestion or "*", mode=MatchMode.ANY)
        return
    check_contract(parsed.node)
    for mode in MatchMode:
        assert parse_query(parsed.canonical_text or "*", mode=mode).node == parsed.node


# Against a plain reading: a question is arms that OR parts; an arm is groups side by side; a group
# is items that AND parts. An item is a word, another question in brackets, or one of them excluded.

letters = st.sampled_from("abcd")


def build_questions(inside):
    group = st.lists(st.tuples(st.booleans(), inside), min_size=1, max_size=2)
    arm = st.lists(group, min_size=1, max_size=3)
    return st.lists(arm, min_size=1, max_size=2)


plain_questions = build_questions(letters | build_questions(letters | build_questions(letters)))


def write_question(question):
    return " OR ".join(" ".join(" AND ".join(map(write_item, group)) for group in arm) for arm in question)


def write_item(one):
    excluded, what = one
    return "NOT " * excluded + (what if isinstance(what, str) else f"({write_question(what)})")


def unwrap_item(one):
    """Remove brackets around a single item."""
    match one:
        case (False, [[[inside]]]):
            return unwrap_item(inside)
    return one


def has_asked_words(question):
    """Whether any word is asked for."""
    return any(has_asked_item(one) for arm in question for group in arm for one in group)


def has_asked_item(one):
    excluded, what = one
    return not excluded and (isinstance(what, str) or has_asked_words(what))


def is_held(question, article):
    return any(is_arm_held(arm, article) for arm in question)


def is_arm_held(arm, article):
    wanted, musts = [], []
    for group in (list(map(unwrap_item, group)) for group in arm):
        wanted_items = [one for one in group if not one[0]]
        musts += [one for one in group if one[0]]
        (wanted if any(map(has_asked_item, wanted_items)) else musts).append(wanted_items)
    musts = [one for must in musts for one in (must if isinstance(must, list) else [must])]
    alternatives = [all(is_item_held(one, article) for one in group) for group in wanted]
    return all(is_item_held(one, article) for one in musts) and (any(alternatives) or not wanted)


def is_item_held(one, article):
    excluded, what = one
    return (what in article if isinstance(what, str) else is_held(what, article)) != excluded


def is_found(node, article):
    match node:
        case Term(text):
            return text in article
        case Not(part):
            return not is_found(part, article)
        case And(parts):
            return all(is_found(part, article) for part in parts)
        case Or(parts):
            return any(is_found(part, article) for part in parts)
    raise AssertionError(node)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plain_questions)
def test_any_of_the_words_finds_what_a_plain_reading_of_the_question_finds(question):
    text = write_question(question)
    if len(text) > MAX_QUERY_LENGTH // 2:  # with every AND and bracket it may be too long
        return
    node = parse_query(text, mode=MatchMode.ANY).node
    for number in range(16):
        article = {letter for at, letter in enumerate("abcd") if number >> at & 1}
        assert is_found(node, article) is is_held(question, article), text


# What is found


@pytest.fixture
def articles(db):
    return {
        word: factories.article(word.capitalize(), body=f"{word} and more")
        for word in ("strikes", "protests", "in", "france", "harvest")
    }


def build_request(text, mode=MatchMode.ANY):
    return SearchRequest(query=parse_query(text, mode=mode).node, text=text, match=mode)


def test_a_typed_operator_does_not_keep_the_other_words_from_being_any(articles):
    found = find_keys(build_request("strikes or protests in france"))

    assert sorted(found) == sorted(one.pk for word, one in articles.items() if word != "harvest")
    assert sorted(found) == sorted(find_keys(build_request("strikes protests in france")))


def test_a_small_word_is_found_and_comes_last(articles):
    found = find_keys(build_request("strikes or protests in france"))

    assert found[-1] == articles["in"].pk


def test_other_spellings_are_found_where_any_word_will_do(articles):
    factories.article("Kyiv", body="Kyiv was shelled.")

    page = search(build_request("kiev or harvest drought"))

    assert sorted(hit.article.title for hit in page.hits) == ["Harvest", "Kyiv"]
    assert [one.typed for one in page.expansions] == ["kiev"]
