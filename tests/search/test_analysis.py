"""How words are cut, folded and stemmed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.analysis import (
    ALGORITHMS,
    PART,
    PART_GAP,
    has_words,
    offsets,
    printed_words,
    query_stems,
    stem_table,
    stems_by_place,
    words,
)


def first_stems(text, language=""):
    return [word.stems[0] for word in words(text, language)]


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("The US will meet in May", ["the", "us", "will", "meet", "in", "may"]),
        ("U.S. and U.N.", ["us", "and", "un"]),
        ("U.S.-backed", ["us", "back"]),
        ("the U.S", ["the", "us"]),
        ("ceasefires", ["ceasefir"]),
        ("Assad’s regime", ["assad", "regim"]),
        ("don't", ["dont"]),
        ("O’Brien", ["obrien"]),
        ("al-Assad", ["al", "assad"]),
        ("1,750 and 5.93", ["1750", "and", "5.93"]),
        ("2016-02-04", ["2016", "02", "04"]),
        ("**Bill Van Auken**", ["bill", "van", "auken"]),
        ("snake_case", ["snake", "case"]),
        ("ﬁnance ＵＳ", ["financ", "us"]),
        ("Łódź Straße Søren", ["lodz", "strass", "soren"]),
        ("… — !", []),
    ],
)
def test_cuts_english(text, stems):
    assert first_stems(text, "en") == stems


def test_cuts_french_elisions_into_two_words():
    assert first_stems("L’Assemblée d'une qu’il", "fr") == ["l", "assembl", "d", "une", "qu", "il"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "négociations", "négociation"),
        ("fr", "grèves", "greve"),
        ("fr", "négocié", "negocie"),
        ("de", "Häuser", "Hauser"),
        ("es", "elecciones", "elección"),
        ("ru", "переговоры", "переговоров"),
        ("ar", "مُحَمَّد", "محمد"),
        ("en", "talks", "TALKED"),
    ],
)
def test_forms_of_a_word_meet(language, one, other):
    (word,) = words(one, language)

    assert query_stems(other, ALGORITHMS[language])[0] in word.stems


def test_decomposed_letters_are_the_same_letters():
    assert first_stems("cafe\u0301s", "fr") == first_stems("cafés", "fr")


def test_a_part_leaves_a_gap_that_no_phrase_crosses():
    places = [word.place for word in words(f"a b{PART}c")]

    assert places == [0, 1, 2 + PART_GAP]


def test_offsets_are_those_of_the_text_as_given():
    text = "«L’été» à ﬁn\u00adance"

    assert [text[word.start : word.end] for word in words(text, "fr")] == [
        "L",
        "été",
        "à",
        "ﬁn\u00adance",
    ]


@given(st.text(max_size=60), st.sampled_from(["", "fr", "de", "ru", "zz"]))
def test_all_ways_to_read_a_text_agree(text, language):
    read = list(words(text, language))
    printed = printed_words(text)
    places = stems_by_place(text, language)

    assert [text[word.start : word.end] for word in read] == [one for one in printed if one != PART]
    assert [text[start:end] for start, end in offsets(text)] == printed
    assert offsets(text, 2) == offsets(text)[:2]
    assert has_words(text) == bool(read)
    found = {}
    for word in read:
        for stem in word.stems:
            found.setdefault(stem, []).append(word.place)
    assert places == found
    assert all(stem for word in read for stem in word.stems)


@given(st.text(max_size=40), st.sampled_from(["", "fr", "es"]))
def test_every_word_of_a_text_finds_it(text, language):
    from archive.search.analysis import algorithm_for

    for word in words(text, language):
        (asked, *_) = query_stems(text[word.start : word.end], algorithm_for(language)) or ("",)
        assert asked in word.stems or not asked


def test_the_table_of_stems_is_bounded(monkeypatch):
    monkeypatch.setattr("archive.search.analysis._TABLE_LIMIT", 50)
    table = stem_table("hungarian")
    for number in range(500):
        table[f"word{number}"]

    assert len(table) <= 51
    assert table[PART] == ()
