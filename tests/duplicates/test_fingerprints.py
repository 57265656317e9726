"""Shingles, keys of word pairs, winnowing and common passages, against plain counting."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.fingerprints import (
    FINGERPRINT_WORDS,
    PAIR_KEYS,
    WINNOWING_WINDOW,
    compute_pair_keys,
    winnow_fingerprints,
)
from archive.text.similarity import (
    MAX_WORDS,
    CommonPassage,
    compute_jaccard,
    compute_shingles,
    find_passages,
    hash_words,
)

WORDS = [f"word{number}" for number in range(400)]
texts = st.lists(st.sampled_from("one two three four five six".split()), max_size=40).map(" ".join)


def compute_plain_likeness(one: str, other: str) -> float:
    """Jaccard of 5-word runs, counted on tuples of words."""
    sets = []
    for text in (one, other):
        words = re.findall(r"\w+", text.casefold())
        size = min(5, len(words))
        sets.append({tuple(words[i : i + size]) for i in range(len(words) - size + 1) if size})
    either = sets[0] | sets[1]
    return len(sets[0] & sets[1]) / len(either) if either else 0.0


def draw_words(count: int, seed: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=count)


@given(texts, texts)
def test_likeness_is_what_plain_counting_gives(one, other):
    result = compute_jaccard(compute_shingles(hash_words(one)), compute_shingles(hash_words(other)))

    assert result == pytest.approx(compute_plain_likeness(one, other))


@given(texts)
def test_case_marks_and_quotes_change_no_fingerprint(text):
    shouted = f"“{text.upper().replace(' ', ', ')}!”"

    assert compute_pair_keys(text, hash_words(text)) == compute_pair_keys(shouted, hash_words(shouted))
    assert set(winnow_fingerprints(hash_words(text))) == set(winnow_fingerprints(hash_words(shouted)))


def sample_pairs(words: list[str]) -> set[int]:
    text = " ".join(words)
    return set(compute_pair_keys(text, hash_words(text)))


def test_changed_copies_share_keys_of_word_pairs_and_strangers_hardly_any():
    for seed in range(60):
        first = draw_words(300, seed)
        changed = list(first)
        for place in random.Random(seed).sample(range(300), 60):
            changed[place] = "changed"
        shared = len(sample_pairs(first) & sample_pairs(changed))

        assert shared >= 4
        assert len(sample_pairs(first) & sample_pairs(draw_words(300, seed + 1000))) < 2
        assert len(sample_pairs(first)) <= PAIR_KEYS


@pytest.mark.parametrize(
    ("printed", "misread"),
    [
        ("modern governments learned burning lessons", "modem govemments leamed buming 1essons"),
        ("the committee will decide tomorrow", "the comrnittee wi1l decicle tornorrow"),
        ("the border closed yesterday", "the borcler c1osed yestenday"),
    ],
)
def test_misread_letters_change_no_key_of_a_word_pair(printed, misread):
    assert sample_pairs(printed.split()) & sample_pairs(misread.split())


def test_chinese_texts_have_keys_of_their_own():
    keys = compute_pair_keys("港口星期四关闭", hash_words("港口星期四关闭"))

    assert set(keys) == set(compute_pair_keys("港口,星期四关闭!", hash_words("港口,星期四关闭!")))
    assert len(keys) >= 3
    assert not set(keys) & set(compute_pair_keys("法院今天判决了他", hash_words("法院今天判决了他")))


@settings(max_examples=40)
@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 10**6))
def test_forty_words_in_common_are_a_fingerprint_in_common(before, after, seed):
    shared = draw_words(FINGERPRINT_WORDS + WINNOWING_WINDOW - 1, seed)
    first = draw_words(before, seed + 1) + shared + draw_words(after, seed + 2)
    other = draw_words(after, seed + 3) + shared + draw_words(before, seed + 4)

    assert set(winnow_fingerprints(hash_words(" ".join(first)))) & set(winnow_fingerprints(hash_words(" ".join(other))))


@given(texts, texts, st.integers(1, 6))
def test_a_passage_stands_in_both_texts_and_no_word_is_in_two(one, other, least):
    first, second = hash_words(one), hash_words(other)
    mine, theirs = one.split(), other.split()
    result = find_passages(first, second, least)

    for run in result:
        assert run.length >= least
        assert mine[run.start :][: run.length] == theirs[run.other_start :][: run.length]
    for side in ("start", "other_start"):
        places = [getattr(run, side) + at for run in result for at in range(run.length)]
        assert len(places) == len(set(places))


@given(texts, texts)
def test_the_longest_common_passage_is_found(one, other):
    mine, theirs = one.split(), other.split()
    longest = 0
    for i in range(len(mine)):
        for j in range(len(theirs)):
            k = 0
            while i + k < len(mine) and j + k < len(theirs) and mine[i + k] == theirs[j + k]:
                k += 1
            longest = max(longest, k)
    result = max((run.length for run in find_passages(hash_words(one), hash_words(other), 3)), default=0)

    if len(set(theirs)) == len(theirs):  # a refrain is looked up at its first places only
        assert result == (longest if longest >= 3 else 0)
    else:
        assert result <= longest


def test_a_passage_is_told_by_its_place_in_each_text():
    first = hash_words("He said: the harbour was closed on Thursday without a word to anyone.")
    other = hash_words("THE HARBOUR WAS CLOSED ON THURSDAY WITHOUT A WORD, they say")

    assert find_passages(first, other) == [CommonPassage(2, 0, 9)]


def test_letters_of_chinese_and_japanese_are_words():
    assert len(hash_words("港口星期四关闭")) == 7


@pytest.mark.timeout(20)
def test_refrains_and_endless_texts_are_compared_in_bounded_time():
    endless = hash_words("the same refrain again " * 50_000)

    assert len(endless) == MAX_WORDS
    assert find_passages(endless, endless)[0].length > 1000
    assert 1 <= len(compute_pair_keys("the same refrain again " * 50_000, endless)) <= PAIR_KEYS
