"""The text between head and foot."""

import pytest

from tests.ingest.article_reading import BODY, are_spans_exact, get_findings, read_article

LONG = "The harbour was closed after the soundings, which had been taken in the night by the launch of the"


def read_body(text):
    return read_article(f"# Harbour closed\n\nBy Jane Roe\n\n{text}\n").body


def test_page_breaks_inside_sentences_are_joined_and_listed():
    text = f"# Harbour closed\n\n{LONG}\n\nministry, were found false.\n\nThe end came soon.\n"

    article = read_article(text)

    assert article.body == f"{LONG} ministry, were found false.\n\nThe end came soon."
    joins = [f for f in article.findings if f.rule.startswith("joined")]
    assert [text[f.start : f.end] for f in joins] == ["\n\n"]


def test_a_page_number_between_two_halves_goes():
    assert read_body(f"{LONG}\n\n2\n\nministry, were found false.") == f"{LONG} ministry, were found false."


def test_a_form_feed_is_a_page_break():
    assert read_body(f"{LONG}\fministry, were found false.") == f"{LONG} ministry, were found false."


def test_a_heading_inside_the_text_is_a_paragraph_of_its_own():
    assert read_body(f"{BODY}\n\n## What next\n\nNobody knows.") == f"{BODY}\n\nWhat next\n\nNobody knows."


@pytest.mark.parametrize(
    "pulled",
    [
        "the ships lay outside the boom all night",
        "> Nobody had been told, and the ships lay outside the boom",
        "**“Nobody had been told, and the ships lay outside the boom”**",
    ],
)
def test_a_sentence_set_again_for_display_is_left_out(pulled):
    article = read_article(f"# Harbour closed\n\n{BODY}\n\n{pulled}\n\nThe boom is a chain.\n")

    assert article.body == f"{BODY}\n\nThe boom is a chain."
    assert [rule for rule in (f.rule for f in article.findings) if "display" in rule]


def test_a_paragraph_that_says_the_same_again_stays():
    text = "We will not open it at all.\n\nShe said it once.\n\nWe will not open it at all.\n\nAnd went."

    assert read_body(text) == text


@pytest.mark.parametrize(
    "caption",
    [
        "Ships at anchor outside the boom [AFP]",
        "Ships at anchor outside the boom [Jane Roe/Reuters]",
        "Ships at anchor outside the boom (AFP)",
        "Ships at anchor outside the boom. (AP Photo/Jane Roe)",
        "Photo: Ships at anchor outside the boom",
    ],
)
def test_captions_are_credits(caption):
    text = f"# Harbour closed\n\n{BODY}\n\n{caption}\n\nThe boom is a chain.\n"

    article = read_article(text)

    assert article.body == f"{BODY}\n\nThe boom is a chain."
    assert [value for _, value, _ in get_findings(article, "credit")] == [caption]
    assert are_spans_exact(article, text)


@pytest.mark.parametrize("line", ["He said that the deal [sic] was off.", "Maybe another chance [emphasis added]."])
def test_an_editors_remark_in_brackets_is_text(line):
    assert read_body(f"{BODY}\n\n{line}") == f"{BODY}\n\n{line}"


def test_marks_go_and_words_stay():
    text = "The *boom* is a [chain](https://example.com/c), **old** and `heavy`.\n\n- one ship\n- two ships"

    assert read_body(f"{BODY}\n\n{text}") == f"{BODY}\n\nThe boom is a chain, old and heavy.\n\none ship\n\ntwo ships"


def test_a_word_cut_at_the_end_of_a_page_is_whole_again():
    text = "The government said no.\n\nIt was the opinion of the govern-\n\nment that the mud was there."

    assert read_body(text) == "The government said no.\n\nIt was the opinion of the government that the mud was there."


def test_the_rest_of_a_sentence_in_the_next_column_is_text_though_its_words_stand_elsewhere():
    rest = "the soundings were found to be false"
    text = f"# Harbour closed\n\n{BODY}\n\nThe clerk denied that\n\n{rest}\n"

    assert f"The clerk denied that {rest}" in read_article(text).body
