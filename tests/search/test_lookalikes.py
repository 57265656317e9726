"""Apostrophes of every kind are one, and so are the digits of every script."""

import pytest

from archive.search.analysis.analyzer import PART_SEPARATOR
from archive.search.completion import suggest_completions
from archive.search.engines.base import EngineQuery, IndexDocument
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.highlight.snippets import build_targets, find_mark_spans
from archive.search.query.nodes import AtLeast, Near, Term, Window
from archive.search.query.parser import parse_query
from archive.search.query.request import SearchRequest
from archive.search.service import find_keys
from archive.text.normalize import APOSTROPHES
from tests import factories

NAMES = ["O{}Brien", "don{}t", "Qur{}an", "l{}eau", "Sana{}a", "d{}Ormesson"]
TEXTS = [f"We saw {name.format(sign)} there." for name in NAMES for sign in APOSTROPHES]
NUMBERS = ["2016", "٢٠١٦", "۲۰۱۶", "２０１６", "२०१६"]
HEBREW = [["צה״ל", 'צה"ל', "צה''ל"], ["ג׳ורג׳", "ג'ורג'", "ג’ורג’"]]


def build_engine(folder, texts, language=""):
    engine = WhooshSearchEngine(folder, 1_000_000)
    engine.write(
        IndexDocument(number, "", PART_SEPARATOR.join(("", "", text)), language, None, (), None, None)
        for number, text in enumerate(texts)
    )
    return engine


def find_texts(engine, texts, question):
    return {texts[hit.pk] for hit in engine.find(EngineQuery(query=parse_query(question).node, limit=1_000)).hits}


def test_every_apostrophe_finds_and_marks_every_other(tmp_path):
    engine = build_engine(tmp_path, TEXTS, "en")
    for name in NAMES:
        expected = {text for text in TEXTS if text in {f"We saw {name.format(sign)} there." for sign in APOSTROPHES}}
        for sign in APOSTROPHES:
            word = name.format(sign)
            assert find_texts(engine, TEXTS, word) == expected, word
            assert find_texts(engine, TEXTS, f'"saw {word} there"') == expected, word
            targets = build_targets(parse_query(word).node)
            for text in expected:
                marks = find_mark_spans(text, targets)
                assert text[: marks[0][0]] == "We saw ", (word, text)
                assert text[marks[-1][1] :] == " there.", (word, text)


@pytest.mark.parametrize("forms", HEBREW)
def test_hebrew_abbreviations_are_one_word_however_their_marks_are_typed(forms, tmp_path):
    texts = [f"שלום {form} עולם" for form in forms]
    engine = build_engine(tmp_path, texts, "he")

    for form in forms:
        assert find_texts(engine, texts, form) == {*texts}


def test_the_digits_of_every_script_meet(tmp_path):
    texts = [f"In {number} it rained." for number in NUMBERS]
    engine = build_engine(tmp_path, texts)

    for number in NUMBERS:
        assert find_texts(engine, texts, number) == {*texts}
        assert find_texts(engine, texts, f'"in {number} it"') == {*texts}
        for text in texts:
            ((first, last),) = find_mark_spans(text, build_targets(parse_query(number).node))
            assert text[first:last] in NUMBERS


@pytest.mark.parametrize(
    ("question", "node"),
    [
        ("a W/٥ b", Near((Term("a"), Term("b")), 5)),
        ("ATLEAST３(a)", AtLeast(Term("a"), 3)),
        ('"a b"~۵', Window(("a", "b"), 5)),
    ],
)
def test_operators_count_in_any_script(question, node):
    assert parse_query(question).node == node


def test_names_are_found_and_completed_with_any_apostrophe(db):
    author, outlet = factories.author("Siobhán O'Brien"), factories.outlet("L'Écho")
    article = factories.article("Rain", outlet=outlet, by=(author,))
    for sign in APOSTROPHES:
        for question in (f'author:"Siobhán O{sign}Brien"', f'outlet:"L{sign}Écho"'):
            request = SearchRequest(query=parse_query(question).node, text=question)
            assert find_keys(request) == (article.pk,), question
        (completion,) = suggest_completions(f"author:O{sign}Br")
        assert "O'Brien" in completion.text, sign
