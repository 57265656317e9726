"""Clustering without a database: terms, weights, likeness, time, telling words, differing numbers."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.stories.article_vectors import ArticleVector, DocumentFrequencies, SimilarityScorer, TfidfVector
from archive.stories.clustering import (
    THRESHOLD,
    count_days_between,
    find_best_cluster,
)
from archive.stories.differing_figures import FigureMention, find_discrepancies
from archive.stories.distinctive_words import count_words, find_distinctive_words
from archive.text.numbers import find_figures
from archive.text.similarity import compute_terms, load_terms


def make_profile(number: int, weights: dict[int, float], earliest="", latest="") -> ArticleVector:
    ids = np.array(sorted(weights), dtype=np.int64)
    values = np.array([weights[term] for term in sorted(weights)], dtype=np.float32)
    values /= np.sqrt((values**2).sum())
    days = [date.fromisoformat(day) if day else None for day in (earliest, latest or earliest)]
    return ArticleVector(number, TfidfVector(ids, values), *days)


def test_terms_survive_keeping_and_fold_case_possessives_and_inflection():
    terms = compute_terms("Dam closed", "The dam’s gates closed. DAMS close.", "en")
    stored = load_terms(terms.to_bytes())

    assert stored.ids.tolist() == terms.ids.tolist()
    assert len(terms.ids) == 4  # dam, close, the, gate
    assert stored.counts.tolist() == terms.counts.tolist()


@given(st.text(max_size=200), st.text(max_size=2000), st.sampled_from(["", "en", "fr", "zh", "x-y"]))
def test_any_text_has_terms_or_none(title, body, language):
    terms = compute_terms(title, body, language)
    counts = DocumentFrequencies()
    counts.add_terms(terms, language)
    vector = counts.build_vector(terms, language)

    assert np.isfinite(vector.weights).all()
    assert vector.weights.size == 0 or np.linalg.norm(vector.weights) <= 1.001


def test_counts_forget_what_is_taken_away():
    first, second = compute_terms("Dam", "closed"), compute_terms("Strike", "ended")
    counts = DocumentFrequencies()
    counts.add_terms(first, "en")
    counts.add_terms(second, "en")
    counts.add_terms(second, "en", times=-1)
    again = DocumentFrequencies(counts.articles, counts.to_bytes())
    alone = DocumentFrequencies()
    alone.add_terms(first, "en")

    assert again.articles == {"en": 1}
    assert again.to_bytes() == alone.to_bytes()


def test_the_commonest_words_of_a_rare_language_are_not_telling():
    counts = DocumentFrequencies()
    for _ in range(500):
        counts.add_terms(compute_terms("", "the harbour was closed with great noise"), "en")
    french = compute_terms("", "elle avait encore quitté cette maison inondée")
    for _ in range(4):
        counts.add_terms(french, "fr")
    rare = compute_terms("", "elle avait encore quitté cette maison Ferrouze")
    weights = counts.build_vector(rare, "fr")

    assert counts.build_vector(rare, "").weights.max() < 1
    assert weights.weights.max() > 3 * np.sort(weights.weights)[-2]


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        (("2024-03-14", "2024-03-14"), ("2024-03-16", "2024-03-16"), 2),
        (("2024-03-01", "2024-03-31"), ("2024-03-16", "2024-03-16"), 0),
        (("2024-03-01", "2024-03-31"), ("2024-04-03", "2024-04-03"), 3),
        (("2024-03-01", "2024-03-10"), ("2024-03-20", "2024-03-30"), 10),
    ],
)
def test_days_between_are_those_that_surely_lie_there(one, other, days):
    first, second = make_profile(1, {1: 1}, *one), make_profile(2, {1: 1}, *other)

    assert count_days_between(first, second) == count_days_between(second, first) == days


def test_nothing_is_known_of_the_days_to_an_undated_article():
    assert count_days_between(make_profile(1, {1: 1}), make_profile(2, {1: 1}, "2024-03-14")) is None


def test_an_article_joins_the_cluster_it_is_most_like_or_none():
    row = make_profile(1, {1: 1, 2: 1})
    near, far = make_profile(2, {1: 1, 2: 0.8}), make_profile(3, {2: 1, 3: 1})
    scales = SimilarityScorer()

    result = find_best_cluster(row, {7: [far], 8: [near]}, scales)
    assert result is not None
    assert result.cluster == 8
    assert find_best_cluster(make_profile(4, {9: 1}), {7: [far], 8: [near]}, scales) is None
    assert find_best_cluster(row, {}, scales) is None
    assert result.score > THRESHOLD


def test_close_days_speak_for_one_event_and_far_ones_against():
    scales = SimilarityScorer()

    def likeness(*days: str) -> float:
        other = make_profile(2, {1: 1, 2: 1}, *days)
        result = find_best_cluster(make_profile(1, {1: 1}, "2024-03-14"), {1: [other]}, scales)
        return result.score if result else 0.0

    same, week, unknown = likeness("2024-03-14"), likeness("2024-03-21"), likeness()
    month = likeness("2024-03-01", "2024-03-31")
    assert same > month > likeness("2024-03-18") > unknown > week > 0
    assert likeness("2024-04-14") == 0


def test_where_no_day_is_known_at_all_words_are_all_there_is():
    first, other = make_profile(1, {1: 1}), make_profile(2, {1: 1})
    dated = make_profile(3, {1: 1}, "2024-03-14")
    scales = SimilarityScorer()

    def likeness(members: list[ArticleVector]) -> float:
        result = find_best_cluster(first, {1: members}, scales)
        return result.score if result else 0.0

    assert likeness([other]) == pytest.approx(1)
    assert likeness([dated]) == likeness([dated, other]) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("days", "joins"),
    [
        ((), False),  # of either time
        (("2023-03-01", "2024-03-31"), False),
        (("2024-03-01", "2024-03-31"), True),  # surely not of the year before
        (("2024-03-14",), True),
    ],
)
def test_what_may_be_of_either_of_two_times_joins_neither(days, joins):
    row = make_profile(1, {1: 1, 2: 1}, *days)
    clusters = {
        1: [make_profile(2, {1: 1, 2: 1}, "2024-03-14"), make_profile(3, {1: 1, 2: 1}, "2024-03-16")],
        2: [make_profile(4, {1: 1, 2: 0.9}, "2023-03-14"), make_profile(5, {1: 1, 2: 0.9})],
    }

    result = find_best_cluster(row, clusters, SimilarityScorer())
    assert (result is not None and result.cluster == 1) is joins
    assert find_best_cluster(row, {1: clusters[1]}, SimilarityScorer()) is not None


def test_words_that_only_one_outlet_prints_stand_out_with_their_counts():
    texts = {
        1: count_words("the dam broke " * 20 + "lies " * 12),
        2: count_words("the dam broke " * 25),
        3: count_words("the dam broke " * 22 + "lies"),
    }
    result = find_distinctive_words(texts)

    assert [(row.word, row.count, row.elsewhere) for row in result[1]] == [("lies", 12, 1)]
    assert result[2] == result[3] == []


def test_function_words_never_stand_out_whatever_is_tied_to_them():
    text = "the dam broke there " * 20
    texts = {
        1: count_words(text + "what that had don’t they’d which " * 12 + "the lies’ lies " * 12),
        2: count_words(text + text),
    }

    assert [row.word for row in find_distinctive_words(texts)[1]] == ["lies"]


def test_a_word_stands_out_once_with_its_owned_and_its_plain_form():
    dam = "the dam broke " * 20
    texts = {1: count_words(dam + "bank’s bank's bank " * 5), 2: count_words(dam + dam)}

    assert [(row.word, row.count) for row in find_distinctive_words(texts)[1]] == [("bank", 15)]


def test_french_and_arabic_function_words_do_not_stand_out_either():
    port = "le port ferme ce matin " * 20
    french = {
        1: count_words(port + "qu’il dans cette orge de l’orge " * 8, "fr"),
        2: count_words(port + port, "fr"),
    }
    arabic = {
        1: count_words("أغلق الميناء " * 20 + "الذي وهو شعير " * 8, "ar"),
        2: count_words("أغلق الميناء " * 40, "ar"),
    }

    assert [row.word for row in find_distinctive_words(french, "fr")[1]] == ["orge"]
    assert [row.word for row in find_distinctive_words(arabic, "ar")[1]] == ["شعير"]


def read_figures(*sentences: str) -> list[tuple[str, float]]:
    return [(row.noun, row.value) for text in sentences for row in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least 400,000 civilians were trapped.", [("civilians", 400_000)]),
        ("Six people died and 14 houses fell.", [("people", 6), ("houses", 14)]),
        ("It cost 2.4 million marks.", [("marks", 2_400_000)]),
        ("Three hundred people came.", [("people", 300)]),
        ("one hundred and eighteen prisoners", []),
        ("two to three people", []),
        ("six per cent of 3 days in 2016 elections", []),
        ("on 14 March, at 10:30 houses", []),
        ("", []),
    ],
)
def test_numbers_that_count_things_are_read(text, found):
    if text.startswith("six per"):
        assert ("cent", 6.0) not in read_figures(text)
    else:
        assert read_figures(text) == found


def test_a_figure_keeps_the_sentence_it_stands_in():
    (figure,) = find_figures("It rained. At least six people died there. Then it stopped.")

    assert (figure.before, figure.printed, figure.after) == (
        "At least ",
        "six people",
        " died there.",
    )


def make_mentions(article: int, outlet: int, text: str) -> list[FigureMention]:
    return [FigureMention(article, outlet, 1, figure) for figure in find_figures(text)]


def test_outlets_that_count_the_same_thing_differently_are_told():
    given = [
        *make_mentions(1, 1, "The strike killed at least six people at the harbour."),
        *make_mentions(2, 2, "Seven people were killed, the hospital said."),
        *make_mentions(3, 3, "It has 212 people and one inn."),
    ]
    (result,) = find_discrepancies(given)

    assert result.noun == "people"
    assert [row.figure.value for row in result.mentions] == [6, 7]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # One sum in two forms
        ("The contractor was paid at 3 marks 90 the metre.", "A contractor is paid 3.90 marks."),
        ("It paid 3,90 marks a metre of silt.", "It paid 3 marks and 90 pfennigs a metre of silt."),
        # Words that only begin alike are not shared: to stand, a standard
        (
            "Under the standard form the boom costs a combined 9,300 marks a day.",
            "The port stands to lose 22,000 marks a day while the boom is down.",
        ),
        # Deposits are not what depositors withdraw; what is many times as much is something else
        (
            "Its customers withdrew 700 million marks from their deposits.",
            "It has customers in every town and deposits of 6.2 billion marks.",
        ),
        # Another day, another queue
        ("On Monday 60 people waited at the branch.", "On Friday 90 people waited at the branch."),
        ("Sixty people waited at the branch.", "It was 300 people who stood at the branch."),
        # Function words tell nothing
        ("There were six people before them.", "There were nine people before them."),
    ],
)
def test_two_sums_are_set_against_each_other_only_where_they_are_of_one_thing(one, other):
    assert find_discrepancies([*make_mentions(1, 1, one), *make_mentions(2, 2, other)]) == []


def test_sums_of_one_thing_that_differ_are_told_in_any_form():
    (result,) = find_discrepancies(
        [
            *make_mentions(1, 1, "The contractor was paid at 3 marks 90 the metre of silt."),
            *make_mentions(2, 2, "The contractor is paid 4.20 marks for each metre of silt."),
        ]
    )

    assert [row.figure.value for row in result.mentions] == [3.9, 4.2]


def test_equal_numbers_one_outlet_alone_and_other_things_are_no_difference():
    assert find_discrepancies(make_mentions(1, 1, "Six people killed. Nine people killed.")) == []
    same = [*make_mentions(1, 1, "Six people were killed."), *make_mentions(2, 2, "6 people were killed.")]
    assert find_discrepancies(same) == []
    other = [*make_mentions(1, 1, "Six people were killed."), *make_mentions(2, 2, "90 people queued.")]
    assert find_discrepancies(other) == []


@pytest.mark.timeout(10)
def test_endless_numbers_are_read_in_bounded_time():
    assert sum(1 for _ in find_figures("9 dogs ran. " * 5_000)) == 5_000
    assert list(find_figures("1," * 200_000)) == []
    many = [row for n in range(20) for row in make_mentions(n, n, "9 dogs ran. " * 200)]
    assert find_discrepancies(many) == []
