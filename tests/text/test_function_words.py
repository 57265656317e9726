"""Function words in their languages, in every contraction."""

import pytest

from archive.text.languages import is_function_word, strip_contraction


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "there what that had would could which were before through upon nobody themselves"),
        ("en", "don't they'd it’s who’ve couldn't won't can't isn’t that'll there's we’re"),
        ("en-GB", "whose shall"),
        ("", "which these"),
        (
            "fr",
            "dans cette leurs qu'il c’est l’on d'un jusqu’à n'est aujourd'hui peut-être étaient",
        ),
        ("ar", "في من الذي كانت وهو وفي والتي عليها أيضًا هذه فإن بينما"),
        ("de", "der nicht würden während damit"),
        ("es", "también desde había porque"),
        ("it", "della anche dell'altro erano"),
        ("pt", "também pelos estava"),
        ("nl", "omdat zijn worden"),
        # Languages without a table of their own have the commonest words of a library
        ("pl", "który jest nie"),
        ("ru", "который было что"),
        ("tr", "için olarak"),
    ],
)
def test_function_words_are_known_in_each_language(language, words):
    assert [word for word in words.split() if not is_function_word(word, language)] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "harbour war says percent bank's minister’s die cease-fire"),
        ("fr", "port l’orge guerre d'hommes ministre"),
        ("ar", "وزير الحرب وقال الميناء"),
        ("xx", "anything whatever"),
    ],
)
def test_words_with_a_meaning_of_their_own_are_none(language, words):
    assert [word for word in words.split() if is_function_word(word, language)] == []


@pytest.mark.parametrize(
    ("language", "word", "bare"),
    [
        ("en", "bank’s", "bank"),
        ("en", "bank's", "bank"),
        ("fr", "l’orge", "orge"),
        ("fr", "qu’hommes", "hommes"),
        ("it", "dell'acqua", "acqua"),
        ("de", "geht's", "geht's"),
    ],
)
def test_a_word_is_the_same_with_what_is_tied_to_it(language, word, bare):
    assert strip_contraction(word, language) == bare
