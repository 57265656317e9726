"""Analysis: words are split, folded and stemmed."""

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.analysis.analyzer import (
    FORM_MARK,
    LEAD_END_TERM,
    PARAGRAPH_TERM,
    PART_POSITION_GAP,
    PART_SEPARATOR,
    QUOTE_END_TERM,
    QUOTE_START_TERM,
    SENTENCE_TERM,
    analyze_text,
    collect_boundary_positions,
    find_word_spans,
    get_algorithm,
    get_chunk_table,
    get_stem_table,
    has_words,
    list_query_forms,
    split_words,
    stem_query,
)
from archive.search.analysis.stemming import STEMMING_ALGORITHMS, compute_stem_prefixes
from tests.search.term_positions import collect_term_positions


def first_stems(text, language=""):
    return [word.stems[0] for word in analyze_text(text, language)]


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
    (word,) = analyze_text(one, language)

    assert stem_query(other, STEMMING_ALGORITHMS[language])[0] in word.stems


def test_decomposed_letters_are_the_same_letters():
    assert first_stems("cafe\u0301s", "fr") == first_stems("cafés", "fr")


def test_a_part_leaves_a_gap_that_no_phrase_crosses():
    places = [word.position for word in analyze_text(f"a b{PART_SEPARATOR}c")]

    assert places == [0, 1, 2 + PART_POSITION_GAP]


def test_offsets_are_those_of_the_text_as_given():
    text = "«L’été» à ﬁn\u00adance"

    assert [text[word.start : word.end] for word in analyze_text(text, "fr")] == [
        "L",
        "été",
        "à",
        "ﬁn\u00adance",
    ]


texts = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            "cease-fire",
            "U.S.",
            "l’eau",
            "北京大学",
            "“",
            "”",
            ".",
            "He",
            "\n\n",
            PART_SEPARATOR,
            "a",
        ]
    ),
    max_size=20,
).map(" ".join)


@given(texts, st.sampled_from(["", "fr", "de", "ru", "zz"]))
def test_all_ways_to_read_a_text_agree(text, language):
    read = list(analyze_text(text, language))
    places = collect_term_positions(text, language, boundaries=False)

    assert [text[word.start : word.end] for word in read] == split_words(text)
    assert find_word_spans(text) == [(word.start, word.end) for word in read]
    assert find_word_spans(text, 2) == find_word_spans(text)[:2]
    assert has_words(text) == bool(read)
    for word in read:
        for stem in word.stems:
            assert stem
            assert word.position in places[stem]
    assert all(found == sorted(set(found)) for found in places.values())


@given(texts, st.sampled_from(["", "fr"]))
def test_borders_move_no_word(text, language):
    with_borders = collect_term_positions(text, language)
    reserved = {SENTENCE_TERM, PARAGRAPH_TERM, QUOTE_START_TERM, QUOTE_END_TERM, LEAD_END_TERM}

    plain = {term: found for term, found in with_borders.items() if term not in reserved}
    others = collect_term_positions(text, language, boundaries=False)
    assert plain == {term: found for term, found in others.items() if term not in reserved}
    alone = {term: found for term, found in with_borders.items() if term in reserved}
    assert collect_boundary_positions(text, get_algorithm(language)) == alone
    starts, ends = with_borders.get(QUOTE_START_TERM, []), with_borders.get(QUOTE_END_TERM, [])
    assert len(starts) == len(ends)
    assert all(start <= end for start, end in zip(starts, ends, strict=True))
    assert all(end < start for start, end in zip(starts[1:], ends, strict=False))


@given(texts, texts)
def test_pieces_follow_each_other(one, other):
    first = list(analyze_text(one))
    whole = list(analyze_text(f"{one} {other}"))

    assert whole[: len(first)] == first
    assert [word.stems for word in whole[len(first) :]] == [word.stems for word in analyze_text(other)]


@given(st.text(max_size=40), st.sampled_from(["", "fr", "es"]))
def test_every_word_of_a_text_finds_it(text, language):
    algorithm = get_algorithm(language)
    places = collect_term_positions(text, language)
    for word in analyze_text(text, language):
        printed = text[word.start : word.end]
        (stem,) = stem_query(printed, algorithm)
        assert stem in word.stems
        ((form, stem),) = list_query_forms(printed, algorithm)
        assert word.position in places[stem if form == stem else f"{FORM_MARK}{form}{FORM_MARK}{stem}"]


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
    assert stem_query(one, "english") == stem_query(other, "english")
    assert list_query_forms(one, "english")[0][0] != list_query_forms(other, "english")[0][0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("promise", "promissory"),
        ("precisely", "prize"),
        ("four", "for"),
        ("Tyre", "tire"),
        ("vice", "vise"),
        ("prise", "prize"),
    ],
)
def test_different_words_stay_different(one, other):
    assert stem_query(one, "english") != stem_query(other, "english")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("precise", "precisely"),
        ("promised", "promising"),
        ("advise", "advised"),
        ("wise", "wisely"),
        ("exercises", "exercising"),
        ("disease", "diseases"),
    ],
)
def test_words_in_ise_that_are_no_british_spelling_keep_their_relatives(one, other):
    assert stem_query(one, "english") == stem_query(other, "english")


def test_another_language_keeps_its_own_spelling():
    assert stem_query("programme", "french") == stem_query("programmes", "french")
    assert stem_query("colour", "german") != stem_query("color", "german")


def test_a_compound_with_a_hyphen_leaves_its_joined_stem_at_its_first_place():
    places = collect_term_positions("the cease-fire held", boundaries=False)

    assert places["ceas"] == [1]
    assert places["ceasefir"] == [1]
    assert places["fire"] == [2]
    assert places["held"] == [3]
    assert places[f"{FORM_MARK}cease-fire{FORM_MARK}ceasefir"] == [1]


@pytest.mark.parametrize("text", ["9-11", "2016-02-04", "16-year", "x-y", "A-", "--"])
def test_numbers_and_single_letters_with_hyphens_are_no_compound(text):
    assert not any("-" in term for term in collect_term_positions(text, boundaries=False))


def test_the_forms_of_words_are_kept_where_they_differ_from_their_stem():
    places = collect_term_positions("Talks, talk, U.S. négocié", boundaries=False)

    assert places["talk"] == [0, 1]
    assert places[f"{FORM_MARK}talks{FORM_MARK}talk"] == [0]
    assert f"{FORM_MARK}talk{FORM_MARK}talk" not in places
    assert places["us"] == [2]
    assert f"{FORM_MARK}negocie{FORM_MARK}negoci" in places


def test_scripts_without_spaces_are_found_by_any_part_of_two_letters_or_more():
    places = collect_term_positions("北京大学在NATO", boundaries=False)

    assert stem_query("北京大学", "english") == ("北京", "京大", "大学")
    assert [places[stem] for stem in ("北京", "京大", "大学")] == [[0], [1], [2]]
    assert places["nato"] == [4]
    assert places["京"] == [1]
    assert stem_query("京", "english") == ("京",)


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
    algorithm = get_algorithm(language)

    assert set(stem_query(one, algorithm)) & set(stem_query(other, algorithm))


def test_borders_of_sentences_paragraphs_quotations_and_the_lead():
    title, standfirst = "Talks fail. Again", "A short summary."
    body = "Mr. Lavrov “will not cease”, he said. The U.S. did.\n\nLast line “we go” here."

    places = collect_term_positions(PART_SEPARATOR.join([title, standfirst, body]))

    at_body = 3 + PART_POSITION_GAP + 3 + PART_POSITION_GAP
    assert places[PARAGRAPH_TERM] == [0, 3 + PART_POSITION_GAP, at_body, at_body + 10]
    assert places[SENTENCE_TERM] == [
        0,
        2,
        3 + PART_POSITION_GAP,
        at_body,
        at_body + 7,
        at_body + 10,
    ]
    assert places[QUOTE_START_TERM] == [at_body + 2, at_body + 12]
    assert places[QUOTE_END_TERM] == [at_body + 4, at_body + 13]
    assert places[LEAD_END_TERM] == [at_body + 10]


def test_a_text_of_one_paragraph_is_all_lead():
    assert LEAD_END_TERM not in collect_term_positions(PART_SEPARATOR.join(["Title", "", "One paragraph."]))


def test_control_characters_of_a_text_are_no_borders():
    assert collect_term_positions("a\x03b\x04c").keys() == {
        "a",
        "b",
        "c",
        SENTENCE_TERM,
        PARAGRAPH_TERM,
    }


def test_the_tables_are_bounded(monkeypatch):
    monkeypatch.setattr("archive.search.analysis.analyzer._TABLE_LIMIT", 50)
    monkeypatch.setattr("archive.search.analysis.stemming._TABLE_LIMIT", 50)
    stems, pieces = get_stem_table("hungarian"), get_chunk_table("hungarian")
    for number in range(500):
        stems[f"word{number}"]
        pieces[f"word{number},"]
    pieces["x" * 500]

    assert len(stems) <= 51
    assert len(pieces) <= 51
    assert "x" * 500 not in pieces
    assert pieces[PART_SEPARATOR].position_count == PART_POSITION_GAP


LATER = ["", "a", "t", "ll", "ie", "oestr", "oedem", "oesophag", "aesthet", "foet", "manoeuvr"]
ENDINGS = (" e s es ed ing ied ies ying yings y ly al ation isation ise ising ysing ingly edly ness bly us").split(" ")


def test_two_letters_tell_what_an_english_word_is_no_form_of():
    words = {
        first + second + later + ending
        for first in ascii_lowercase
        for second in ("", *ascii_lowercase)
        for later in LATER
        for ending in ENDINGS
    } | {"gaol", "gaoled", "aeroplane", "pyjamas", "skies"}
    stem_of = get_stem_table("english").stem_ascii_word

    strays = {word for word in words if word[:2] not in (compute_stem_prefixes(stem_of(word), "english") or "")}

    assert strays == set()


def test_only_of_english_letters_are_told_from_a_stem():
    assert compute_stem_prefixes("ahamd", "arabic") is None
