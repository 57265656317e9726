"""Hyphens make no difference: closed, open and with a hyphen, a compound finds the same articles."""

import pytest

from archive.search.analysis.analyzer import PART_SEPARATOR
from archive.search.engines.base import EngineQuery, IndexDocument
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.highlight.snippets import build_targets, find_mark_spans
from archive.search.query.nodes import Or, Term
from archive.search.query.parser import parse_query
from archive.search.query.request import MatchMode
from archive.search.query_expansion import collect_keys, expand_variants, load_variants

pytestmark = pytest.mark.django_db

FORMS = [
    ["takeover", "take-over", "take over", "take‑over", "take–over", "take−over"],
    ["reopen", "re-open", "re open"],
    ["offshore", "off-shore", "off shore"],
    ["cooperation", "co-operation", "coöperation", "co operation"],
    ["email", "e-mail", "e mail"],
    ["F-16", "F16", "F 16"],
    ["covid-19", "COVID 19", "covid19"],
    ["U-turn", "U turn", "uturn"],
    ["vice-president", "vice president", "vicepresident"],
    ["Port-au-Prince", "Port au Prince"],
    ["mother-in-law", "mother in law"],
    ["9/11", "9-11", "9 11"],
    ["non-EU", "non EU", "nonEU"],
    ["5G", "5-G", "5 G"],
    ["by-election", "byelection", "by election"],
    ["layoffs", "lay-offs", "lay offs"],
]
BY_CHANCE = ["He was in form today.", "They inform it. Not able to go, for ward four.", "A 4 percent rise, an A4 page."]


@pytest.fixture(scope="module")
def texts():
    return [f"He said that the {form} was here." for forms in FORMS for form in forms] + BY_CHANCE


@pytest.fixture(scope="module")
def engine(texts, tmp_path_factory):
    engine = WhooshSearchEngine(tmp_path_factory.mktemp("index"), 10_000_000)
    engine.write(
        IndexDocument(number, "", PART_SEPARATOR.join(("", "", text)), "en", None, (), None, None)
        for number, text in enumerate(texts)
    )
    return engine


def expand(engine, question, mode=MatchMode.ALL):
    node = parse_query(question, mode=mode).node
    return expand_variants(node, load_variants(collect_keys(node), engine), frozenset(), mode)


def find_texts(engine, texts, question, mode=MatchMode.ALL):
    node, _ = expand(engine, question, mode)
    return {texts[hit.pk] for hit in engine.find(EngineQuery(query=node, limit=100)).hits}


@pytest.mark.parametrize("forms", FORMS, ids=lambda forms: forms[0])
def test_each_form_finds_and_marks_every_other(forms, engine, texts):
    expected = {f"He said that the {form} was here." for form in forms}
    for form in forms:
        for question in (form, f'"{form}"', f'"that the {form} was"', f'"{form}" W/3 said', f'quote:x OR "{form}"'):
            assert find_texts(engine, texts, question) == expected, question
        targets = build_targets(expand(engine, f'"{form}"')[0])
        for text in expected:
            marked = "".join(text[start:end] for start, end in find_mark_spans(text, targets, "en"))
            printed = text.removeprefix("He said that the ").removesuffix(" was here.")
            letters = filter(str.isalnum, printed)
            assert "".join(filter(str.isalnum, marked)) == "".join(letters), (form, text)


@pytest.mark.parametrize(
    ("question", "also"),
    [
        ("take-over", ["takeover"]),
        ("takeover", ["take over"]),
        ("take over", ["takeover"]),
        ("takeovers", ["take overs"]),
        ("F16", ["f 16"]),
        ('"the F-16 was"', ["f16"]),
        ("in form", []),
        ("inform", []),
        ("notable", []),
        ("A4", []),
        ("forward", []),
        ("=takeover", []),
        ("1987-88", []),
    ],
)
def test_what_else_is_looked_for_is_told(question, also, engine):
    assert [form for expansion in expand(engine, question)[1] for form in expansion.alternatives] == also


@pytest.mark.parametrize(
    ("pattern", "forms"),
    [
        ("takeov*", ["takeover", "take-over", "take‑over", "take–over", "take−over"]),
        ("take-ov*", ["takeover", "take-over", "take‑over", "take–over", "take−over"]),
        ("take-ove*", FORMS[0]),
        ("covid1*", ["covid-19", "covid19"]),
        ("re-ope*", FORMS[1]),
    ],
)
def test_a_pattern_finds_compounds_with_a_hyphen_and_without(pattern, forms, engine, texts):
    assert find_texts(engine, texts, pattern) == {f"He said that the {form} was here." for form in forms}


def test_a_spelling_that_few_articles_print_weighs_no_more_than_its_word(tmp_path):
    engine = WhooshSearchEngine(tmp_path, 1_000_000)
    bodies = ["definitions of rain", "definiti ons of rain", *["definitions of wind"] * 8, *["rain and hail"] * 2]
    engine.write(
        IndexDocument(number, "", PART_SEPARATOR.join(("", "", body)), "en", None, (), None, None)
        for number, body in enumerate(bodies)
    )
    node, expansions = expand(engine, "definitions rain", MatchMode.ANY)
    query = EngineQuery(query=Or((*node.parts, Term("ons"))) if not expansions else node, use_proximity=False)
    scores = {hit.pk: hit.score for hit in engine.find(query).hits}

    assert scores[0] >= scores[1] * 0.9


def test_any_of_the_words_reaches_those_of_a_compound(tmp_path):
    engine = WhooshSearchEngine(tmp_path, 1_000_000)
    texts = ["iron and steel", "iron", "steel", "ironsteel", "a mother in law", "in law", "e-mail", "mail"]
    engine.write(
        IndexDocument(number, "", PART_SEPARATOR.join(("", "", text)), "en", None, (), None, None)
        for number, text in enumerate(texts)
    )

    for query in ("iron-steel", "iron-steel -law", "iron-steel lang:en"):
        found = find_texts(engine, texts, query, MatchMode.ANY)
        assert found == {"iron and steel", "iron", "steel", "ironsteel"}
    assert find_texts(engine, texts, "iron-steel") == {"ironsteel"}
    assert find_texts(engine, texts, "mother-in-law", MatchMode.ANY) == {"a mother in law"}
    assert find_texts(engine, texts, "e-mail", MatchMode.ANY) == {"e-mail"}
    assert find_texts(engine, texts, "law -iron-steel", MatchMode.ANY) == {"a mother in law", "in law"}
