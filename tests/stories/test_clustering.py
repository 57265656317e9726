"""The pure parts: terms, weights, likeness, time, telling words, differing numbers."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.stories.clustering import THRESHOLD, Profile, Scales, best, days_between
from archive.stories.differing import Given, differing
from archive.stories.distinctive import distinctive, words_in
from archive.stories.weighing import Counts, Vector
from archive.text.figures import figures_in
from archive.text.terms import terms_of, unpacked


def profile(number: int, weights: dict[int, float], earliest="", latest="") -> Profile:
    ids = np.array(sorted(weights), dtype=np.int64)
    values = np.array([weights[term] for term in sorted(weights)], dtype=np.float32)
    values /= np.sqrt((values**2).sum())
    days = [date.fromisoformat(day) if day else None for day in (earliest, latest or earliest)]
    return Profile(number, Vector(ids, values), *days)


def test_terms_survive_keeping_and_fold_case_possessives_and_inflection():
    terms = terms_of("Dam closed", "The dam’s gates closed. DAMS close.", "en")
    kept = unpacked(terms.packed())

    assert kept.ids.tolist() == terms.ids.tolist()
    assert len(terms.ids) == 4  # dam, close, the, gate
    assert kept.counts.tolist() == terms.counts.tolist()


@given(
    st.text(max_size=200), st.text(max_size=2000), st.sampled_from(["", "en", "fr", "zh", "x-y"])
)
def test_any_text_has_terms_or_none(title, body, language):
    terms = terms_of(title, body, language)
    counts = Counts()
    counts.add(terms, language)
    vector = counts.vector(terms, language)

    assert np.isfinite(vector.weights).all()
    assert vector.weights.size == 0 or np.linalg.norm(vector.weights) <= 1.001


def test_counts_forget_what_is_taken_away():
    one, two = terms_of("Dam", "closed"), terms_of("Strike", "ended")
    counts = Counts()
    counts.add(one, "en")
    counts.add(two, "en")
    counts.add(two, "en", times=-1)
    again = Counts(counts.articles, counts.packed())
    alone = Counts()
    alone.add(one, "en")

    assert again.articles == {"en": 1}
    assert again.packed() == alone.packed()


def test_the_commonest_words_of_a_rare_language_are_not_telling():
    counts = Counts()
    for _ in range(500):
        counts.add(terms_of("", "the harbour was closed with great noise"), "en")
    french = terms_of("", "elle avait encore quitté cette maison inondée")
    for _ in range(4):
        counts.add(french, "fr")
    rare = terms_of("", "elle avait encore quitté cette maison Ferrouze")
    weights = counts.vector(rare, "fr")

    assert counts.vector(rare, "").weights.max() < 1
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
    first, second = profile(1, {1: 1}, *one), profile(2, {1: 1}, *other)

    assert days_between(first, second) == days_between(second, first) == days


def test_nothing_is_known_of_the_days_to_an_undated_article():
    assert days_between(profile(1, {1: 1}), profile(2, {1: 1}, "2024-03-14")) is None


def test_an_article_joins_the_cluster_it_is_most_like_or_none():
    one = profile(1, {1: 1, 2: 1})
    near, far = profile(2, {1: 1, 2: 0.8}), profile(3, {2: 1, 3: 1})
    scales = Scales()

    found = best(one, {7: [far], 8: [near]}, scales)
    assert found is not None
    assert found.cluster == 8
    assert best(profile(4, {9: 1}), {7: [far], 8: [near]}, scales) is None
    assert best(one, {}, scales) is None
    assert found.likeness > THRESHOLD


def test_close_days_speak_for_one_event_and_far_ones_against():
    scales = Scales()

    def likeness(*days: str) -> float:
        other = profile(2, {1: 1, 2: 1}, *days)
        found = best(profile(1, {1: 1}, "2024-03-14"), {1: [other]}, scales)
        return found.likeness if found else 0.0

    same, week, unknown = likeness("2024-03-14"), likeness("2024-03-21"), likeness()
    month = likeness("2024-03-01", "2024-03-31")
    assert same > month > likeness("2024-03-18") > unknown > week > 0
    assert likeness("2024-04-14") == 0


def test_where_no_day_is_known_at_all_words_are_all_there_is():
    one, other = profile(1, {1: 1}), profile(2, {1: 1})
    dated = profile(3, {1: 1}, "2024-03-14")
    scales = Scales()

    def likeness(members: list[Profile]) -> float:
        found = best(one, {1: members}, scales)
        return found.likeness if found else 0.0

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
    one = profile(1, {1: 1, 2: 1}, *days)
    clusters = {
        1: [profile(2, {1: 1, 2: 1}, "2024-03-14"), profile(3, {1: 1, 2: 1}, "2024-03-16")],
        2: [profile(4, {1: 1, 2: 0.9}, "2023-03-14"), profile(5, {1: 1, 2: 0.9})],
    }

    found = best(one, clusters, Scales())
    assert (found is not None and found.cluster == 1) is joins
    assert best(one, {1: clusters[1]}, Scales()) is not None


def test_words_that_only_one_outlet_prints_stand_out_with_their_counts():
    texts = {
        1: words_in("the dam broke " * 20 + "lies " * 12),
        2: words_in("the dam broke " * 25),
        3: words_in("the dam broke " * 22 + "lies"),
    }
    found = distinctive(texts)

    assert [(one.word, one.count, one.elsewhere) for one in found[1]] == [("lies", 12, 1)]
    assert found[2] == found[3] == []


def test_function_words_never_stand_out_whatever_is_tied_to_them():
    text = "the dam broke there " * 20
    texts = {
        1: words_in(text + "what that had don’t they’d which " * 12 + "the lies’ lies " * 12),
        2: words_in(text + text),
    }

    assert [one.word for one in distinctive(texts)[1]] == ["lies"]


def test_a_word_stands_out_once_with_its_owned_and_its_plain_form():
    dam = "the dam broke " * 20
    texts = {1: words_in(dam + "bank’s bank's bank " * 5), 2: words_in(dam + dam)}

    assert [(one.word, one.count) for one in distinctive(texts)[1]] == [("bank", 15)]


def test_french_and_arabic_function_words_do_not_stand_out_either():
    port = "le port ferme ce matin " * 20
    french = {
        1: words_in(port + "qu’il dans cette orge de l’orge " * 8, "fr"),
        2: words_in(port + port, "fr"),
    }
    arabic = {
        1: words_in("أغلق الميناء " * 20 + "الذي وهو شعير " * 8, "ar"),
        2: words_in("أغلق الميناء " * 40, "ar"),
    }

    assert [one.word for one in distinctive(french, "fr")[1]] == ["orge"]
    assert [one.word for one in distinctive(arabic, "ar")[1]] == ["شعير"]


def figures(*sentences: str) -> list[tuple[str, float]]:
    return [(one.noun, one.value) for text in sentences for one in figures_in(text)]


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
        assert ("cent", 6.0) not in figures(text)
    else:
        assert figures(text) == found


def test_a_figure_keeps_the_sentence_it_stands_in():
    (figure,) = figures_in("It rained. At least six people died there. Then it stopped.")

    assert (figure.before, figure.printed, figure.after) == (
        "At least ",
        "six people",
        " died there.",
    )


def given_in(article: int, outlet: int, text: str) -> list[Given]:
    return [Given(article, outlet, 1, figure) for figure in figures_in(text)]


def test_outlets_that_count_the_same_thing_differently_are_told():
    given = [
        *given_in(1, 1, "The strike killed at least six people at the harbour."),
        *given_in(2, 2, "Seven people were killed, the hospital said."),
        *given_in(3, 3, "It has 212 people and one inn."),
    ]
    (found,) = differing(given)

    assert found.noun == "people"
    assert [one.figure.value for one in found.given] == [6, 7]


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
    assert differing([*given_in(1, 1, one), *given_in(2, 2, other)]) == []


def test_sums_of_one_thing_that_differ_are_told_in_any_form():
    (found,) = differing(
        [
            *given_in(1, 1, "The contractor was paid at 3 marks 90 the metre of silt."),
            *given_in(2, 2, "The contractor is paid 4.20 marks for each metre of silt."),
        ]
    )

    assert [one.figure.value for one in found.given] == [3.9, 4.2]


def test_equal_numbers_one_outlet_alone_and_other_things_are_no_difference():
    assert differing(given_in(1, 1, "Six people killed. Nine people killed.")) == []
    same = [*given_in(1, 1, "Six people were killed."), *given_in(2, 2, "6 people were killed.")]
    assert differing(same) == []
    other = [*given_in(1, 1, "Six people were killed."), *given_in(2, 2, "90 people queued.")]
    assert differing(other) == []


@pytest.mark.timeout(10)
def test_endless_numbers_are_read_in_bounded_time():
    assert sum(1 for _ in figures_in("9 dogs ran. " * 5_000)) == 5_000
    assert list(figures_in("1," * 200_000)) == []
    many = [one for n in range(20) for one in given_in(n, n, "9 dogs ran. " * 200)]
    assert differing(many) == []
