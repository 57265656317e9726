"""How words are cut, folded and stemmed."""

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.analysis import (
    ALGORITHMS,
    FORM,
    LEAD_END,
    PARAGRAPH,
    PART,
    PART_GAP,
    QUOTE_END,
    QUOTE_START,
    SENTENCE,
    algorithm_for,
    borders_by_place,
    has_words,
    known_pieces,
    offsets,
    printed_words,
    query_forms,
    query_stems,
    stem_table,
    stems_by_place,
    words,
)
from archive.search.words.stemming import beginnings


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


texts = st.text(max_size=60) | st.lists(
    st.sampled_from(
        ["cease-fire", "U.S.", "l’eau", "北京大学", "“", "”", ".", "He", "\n\n", PART, "a"]
    ),
    max_size=20,
).map(" ".join)


@given(texts, st.sampled_from(["", "fr", "de", "ru", "zz"]))
def test_all_ways_to_read_a_text_agree(text, language):
    read = list(words(text, language))
    places = stems_by_place(text, language, borders=False)

    assert [text[word.start : word.end] for word in read] == printed_words(text)
    assert offsets(text) == [(word.start, word.end) for word in read]
    assert offsets(text, 2) == offsets(text)[:2]
    assert has_words(text) == bool(read)
    for word in read:
        for stem in word.stems:
            assert stem
            assert word.place in places[stem]
    assert all(found == sorted(set(found)) for found in places.values())


@given(texts, st.sampled_from(["", "fr"]))
def test_borders_move_no_word(text, language):
    with_borders = stems_by_place(text, language)
    reserved = {SENTENCE, PARAGRAPH, QUOTE_START, QUOTE_END, LEAD_END}

    plain = {term: found for term, found in with_borders.items() if term not in reserved}
    others = stems_by_place(text, language, borders=False)
    assert plain == {term: found for term, found in others.items() if term not in reserved}
    alone = {term: found for term, found in with_borders.items() if term in reserved}
    assert borders_by_place(text, algorithm_for(language)) == alone
    starts, ends = with_borders.get(QUOTE_START, []), with_borders.get(QUOTE_END, [])
    assert len(starts) == len(ends)
    assert all(start <= end for start, end in zip(starts, ends, strict=True))
    assert all(end < start for start, end in zip(starts[1:], ends, strict=False))


@given(texts, texts)
def test_pieces_follow_each_other(one, other):
    first = list(words(one))
    whole = list(words(f"{one} {other}"))

    assert whole[: len(first)] == first
    assert [word.stems for word in whole[len(first) :]] == [word.stems for word in words(other)]


@given(st.text(max_size=40), st.sampled_from(["", "fr", "es"]))
def test_every_word_of_a_text_finds_it(text, language):
    algorithm = algorithm_for(language)
    places = stems_by_place(text, language)
    for word in words(text, language):
        printed = text[word.start : word.end]
        (asked,) = query_stems(printed, algorithm)
        assert asked in word.stems
        ((form, stem),) = query_forms(printed, algorithm)
        assert word.place in places[stem if form == stem else f"{FORM}{form}{FORM}{stem}"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organisation", "organization"), ("organising", "organizes"), ("analysed", "analyzed"),
        ("colour", "color"), ("labourers", "laborers"), ("neighbourhood", "neighborhood"),
        ("centre", "center"), ("theatres", "theaters"), ("travelled", "traveled"),
        ("cancelling", "canceling"), ("archaeologist", "archeologist"), ("foetal", "fetal"),
        ("manoeuvres", "maneuvers"), ("defence", "defense"), ("programmes", "programs"),
        ("grey", "gray"), ("judgement", "judgment"), ("aluminium", "aluminum"),
        ("sceptics", "skeptics"), ("paediatric", "pediatric"), ("fulfil", "fulfill"),
        ("unorganised", "unorganized"), ("licences", "licenses"), ("instalments", "installments"),
    ],
)  # fmt: skip
def test_british_and_american_spellings_meet(one, other):
    assert query_stems(one, "english") == query_stems(other, "english")
    assert query_forms(one, "english")[0][0] != query_forms(other, "english")[0][0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("promise", "promissory"), ("precisely", "prize"), ("four", "for"), ("Tyre", "tire"),
        ("vice", "vise"), ("prise", "prize"),
    ],
)  # fmt: skip
def test_different_words_stay_different(one, other):
    assert query_stems(one, "english") != query_stems(other, "english")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("precise", "precisely"), ("promised", "promising"), ("advise", "advised"),
        ("wise", "wisely"), ("exercises", "exercising"), ("disease", "diseases"),
    ],
)  # fmt: skip
def test_words_in_ise_that_are_no_british_spelling_keep_their_relatives(one, other):
    assert query_stems(one, "english") == query_stems(other, "english")


def test_another_language_keeps_its_own_spelling():
    assert query_stems("programme", "french") == query_stems("programmes", "french")
    assert query_stems("colour", "german") != query_stems("color", "german")


def test_a_compound_with_a_hyphen_leaves_its_joined_stem_at_its_first_place():
    places = stems_by_place("the cease-fire held", borders=False)

    assert places["ceas"] == [1]
    assert places["ceasefir"] == [1]
    assert places["fire"] == [2]
    assert places["held"] == [3]
    assert places[f"{FORM}cease-fire{FORM}ceasefir"] == [1]


@pytest.mark.parametrize("text", ["9-11", "2016-02-04", "F-16", "x-y", "A-", "--"])
def test_numbers_and_letters_with_hyphens_are_no_compound(text):
    assert not any("-" in term for term in stems_by_place(text, borders=False))


def test_the_forms_of_words_are_kept_where_they_differ_from_their_stem():
    places = stems_by_place("Talks, talk, U.S. négocié", borders=False)

    assert places["talk"] == [0, 1]
    assert places[f"{FORM}talks{FORM}talk"] == [0]
    assert f"{FORM}talk{FORM}talk" not in places
    assert places["us"] == [2]
    assert f"{FORM}negocie{FORM}negoci" in places


def test_scripts_without_spaces_are_found_by_any_part_of_two_letters_or_more():
    places = stems_by_place("北京大学在NATO", borders=False)

    assert query_stems("北京大学", "english") == ("北京", "京大", "大学")
    assert [places[stem] for stem in ("北京", "京大", "大学")] == [[0], [1], [2]]
    assert places["nato"] == [4]
    assert places["京"] == [1]
    assert query_stems("京", "english") == ("京",)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "أحمد", "احمد"),
        ("ar", "حكومة", "حكومه"),
        ("ar", "على", "علي"),
        ("ar", "محـــمد", "محمد"),
        ("fa", "ایران", "ايران"),
        ("fa", "کتاب", "كتاب"),
        ("he", "שָׁלוֹם", "שלום"),
        ("ja", "ｶﾅ", "カナ"),
    ],
)
def test_ways_to_print_other_scripts_meet(language, one, other):
    algorithm = algorithm_for(language)

    assert set(query_stems(one, algorithm)) & set(query_stems(other, algorithm))


def test_borders_of_sentences_paragraphs_quotations_and_the_lead():
    title, standfirst = "Talks fail. Again", "A short summary."
    body = "Mr. Lavrov “will not cease”, he said. The U.S. did.\n\nLast line “we go” here."

    places = stems_by_place(PART.join([title, standfirst, body]))

    at_body = 3 + PART_GAP + 3 + PART_GAP
    assert places[PARAGRAPH] == [0, 3 + PART_GAP, at_body, at_body + 10]
    assert places[SENTENCE] == [0, 2, 3 + PART_GAP, at_body, at_body + 7, at_body + 10]
    assert places[QUOTE_START] == [at_body + 2, at_body + 12]
    assert places[QUOTE_END] == [at_body + 4, at_body + 13]
    assert places[LEAD_END] == [at_body + 10]


def test_a_text_of_one_paragraph_is_all_lead():
    assert LEAD_END not in stems_by_place(PART.join(["Title", "", "One paragraph."]))


def test_control_characters_of_a_text_are_no_borders():
    assert stems_by_place("a\x03b\x04c").keys() == {"a", "b", "c", SENTENCE, PARAGRAPH}


def test_the_tables_are_bounded(monkeypatch):
    monkeypatch.setattr("archive.search.analysis._TABLE_LIMIT", 50)
    monkeypatch.setattr("archive.search.words.stemming._TABLE_LIMIT", 50)
    stems, pieces = stem_table("hungarian"), known_pieces("hungarian")
    for number in range(500):
        stems[f"word{number}"]
        pieces[f"word{number},"]
    pieces["x" * 500]

    assert len(stems) <= 51
    assert len(pieces) <= 51
    assert "x" * 500 not in pieces
    assert pieces[PART].advance == PART_GAP


LATER = ["", "a", "t", "ll", "ie", "oestr", "oedem", "oesophag", "aesthet", "foet", "manoeuvr"]
ENDINGS = (
    " e s es ed ing ied ies ying yings y ly al ation isation ise ising ysing ingly edly ness bly us"
).split(" ")


def test_two_letters_tell_what_an_english_word_is_no_form_of():
    words = {
        first + second + later + ending
        for first in ascii_lowercase
        for second in ("", *ascii_lowercase)
        for later in LATER
        for ending in ENDINGS
    } | {"gaol", "gaoled", "aeroplane", "pyjamas", "skies"}
    stem_of = stem_table("english").of_plain

    strays = {
        word for word in words if word[:2] not in (beginnings(stem_of(word), "english") or "")
    }

    assert strays == set()


def test_only_of_english_letters_are_told_from_a_stem():
    assert beginnings("ahamd", "arabic") is None
