"""Attribution: kinds of passages, speakers with their rules, pronouns, indirect reports."""

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.quotations.attribution.quoted_passages import (
    AttributionRule,
    PassageKind,
    SpeakerCertainty,
    read_quotations,
)

PIECES = "“ ” ‘ ’ \" ' « » , . : ( ) — \n\n said told according to he the Vry Ada Mr. and a".split(" ")


def read_passages(text, language="en"):
    """Each passage as (words, kind, printed speaker, full name, rule)."""
    return [
        (
            text[each.start : each.end].strip(),
            each.kind,
            each.speaker.printed if each.speaker else "",
            each.speaker.name if each.speaker else "",
            each.speaker.rule if each.speaker else None,
        )
        for each in read_quotations(text, language)
    ]


@pytest.mark.parametrize(
    ("text", "printed", "name", "rule"),
    [
        ("“The boom is down,” Ada Vry said.", "Ada Vry", "Ada Vry", AttributionRule.AFTER),
        (
            "“The boom is down,” said Ada Vry, a pilot.",
            "Ada Vry",
            "Ada Vry",
            AttributionRule.INVERTED,
        ),
        (
            "“The boom is down,” Ada Vry, a pilot from Kell, told reporters.",
            "Ada Vry",
            "Ada Vry",
            AttributionRule.TOLD,
        ),
        ("On Friday, Mr. Vry also said: “No.”", "Mr. Vry", "Vry", AttributionRule.BEFORE),
        ("Ada Vry: “The boom is down.”", "Ada Vry", "Ada Vry", AttributionRule.COLON),
        (
            "According to harbour master Jonas Reve, it was “a padlock looking for a thief.”",
            "harbour master Jonas Reve",
            "Jonas Reve",
            AttributionRule.ACCORDING,
        ),
        (
            "“It is over,” said a spokesman for Adela Thorne on Monday.",
            "a spokesman for Adela Thorne",
            "",
            AttributionRule.INVERTED,
        ),
        (
            "“It is over,” the source familiar with the talks said.",
            "the source familiar with the talks",
            "",
            AttributionRule.AFTER,
        ),
        (
            "“It is over,” Secretary of State Adela Thorne said.",
            "Secretary of State Adela Thorne",
            "Adela Thorne",
            AttributionRule.AFTER,
        ),
        (
            "“It is over,” agencies quoted Reve as saying.",
            "Reve",
            "Reve",
            AttributionRule.AFTER,
        ),
        ("“It is over,” Theresa May said.", "Theresa May", "Theresa May", AttributionRule.AFTER),
        (
            "“It is over,” Staffan de Vry said.",
            "Staffan de Vry",
            "Staffan de Vry",
            AttributionRule.AFTER,
        ),
    ],
)
def test_the_speaker_is_named_as_printed_with_the_rule_that_says_so(text, printed, name, rule):
    (result,) = read_quotations(text)

    assert (result.speaker.printed, result.speaker.name, result.speaker.rule) == (printed, name, rule)
    assert text[result.speaker.start : result.speaker.end] == printed


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("fr", "« L’Orre nous arrive morte », a déclaré Jeanne Vallier.", "Jeanne Vallier"),
        ("fr", "Selon le ministre Paul Orme, « le lac est propre ».", "Paul Orme"),
        ("de", "„Der Hafen bleibt zu“, sagte Ministerin Adela Thorn am Montag.", "Adela Thorn"),
        ("de", "Laut Anna Holm ist es „ein Skandal“ gewesen.", "Anna Holm"),
        ("es", "«El puerto sigue cerrado», dijo la ministra Adela Torres.", "Adela Torres"),
        ("it", "«Il porto resta chiuso», ha detto la ministra Adela Torri.", "Adela Torri"),
        ("pt", "“O porto continua fechado”, disse a ministra Adela Torres.", "Adela Torres"),
        ("nl", "„De haven blijft dicht”, zei minister Adela Toorn maandag.", "Adela Toorn"),
    ],
)
def test_six_more_languages_have_their_marks_and_verbs(language, text, name):
    ((_, kind, _, result, _),) = read_passages(text, language)

    assert kind.is_speech
    assert result == name


def test_a_language_that_is_not_known_keeps_its_passages_and_names_no_speaker():
    ((words, _, printed, _, _),) = read_passages("„Port jest zamknięty” – powiedział Adam Vry.", "pl")

    assert (words, printed) == ("Port jest zamknięty", "")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The “rebels” left the town.", PassageKind.SCARE),
        ("The so-called “mountain boots” left.", PassageKind.SCARE),
        ("Gen. James “Mad Dog” Mattis left.", PassageKind.NICKNAME),
        ("She wrote the novel “The Ice House” in Kell.", PassageKind.TITLE),
        ("He spoke on CBS’s “Face the Nation” about it.", PassageKind.TITLE),
        ("The mayor called the order “a padlock looking for a thief.”", PassageKind.PARTIAL),
        ("“The order is a padlock,” the mayor said.", PassageKind.DIRECT),
        ("The mayor said he saw no reason to open the harbour.", PassageKind.INDIRECT),
    ],
)
def test_speech_is_told_from_scare_quotes_titles_and_nicknames(text, kind):
    assert [result.kind for result in read_quotations(text)] == [kind]


def test_a_quotation_goes_on_after_he_said_and_in_the_next_paragraph():
    text = (
        "“We will not open it,” the minister, Adela Thorne, said on the steps. “Not an hour.”\n\n"
        "“It opens when the dredging is honest.”"
    )

    assert [(words, name) for words, _, _, name, _ in read_passages(text)] == [
        ("We will not open it,", "Adela Thorne"),
        ("Not an hour.", "Adela Thorne"),
        ("It opens when the dredging is honest.", "Adela Thorne"),
    ]


def test_a_short_name_and_a_pronoun_come_to_the_full_name_with_their_certainty():
    text = (
        "Adela Thorne, the minister, closed the harbour. “Not an hour,” Thorne said.\n\n"
        "“We wait,” she added.\n\n"
        "Jonas Reve heard it. “A padlock,” he said of the order that Karl Olm signed."
    )

    result = [(q.speaker.name, q.speaker.certainty) for q in read_quotations(text)]

    assert result == [
        ("Adela Thorne", SpeakerCertainty.STATED),
        ("Adela Thorne", SpeakerCertainty.LIKELY),
        ("Jonas Reve", SpeakerCertainty.LIKELY),
    ]


def test_a_pronoun_after_somebody_unnamed_is_not_given_the_nearest_name():
    text = "A Western diplomat went further in blaming President Karl Olm. “It is very hard to talk,” he said."

    (result,) = read_quotations(text)

    assert (result.speaker.printed, result.speaker.name) == ("he", "")


@pytest.mark.parametrize(
    ("before", "pronoun", "name"),
    [
        ("Mayor Piet Drummond came in his coat. Drummond sat down.", "she", ""),
        ("Mayor Piet Drummond came in his coat. Drummond sat down.", "he", "Piet Drummond"),
        ("Mr Piet Drummond came. Drummond sat down.", "she", ""),
        ("It was Mr Drummond. Others came. Piet Drummond sat down.", "she", ""),
        ("Mrs Ada P. van Vry came. Ada Vry sat down.", "he", ""),
        (
            "Ada Vry opened the door herself. Piet Drummond sat down with his soup.",
            "she",
            "Ada Vry",
        ),
        ("Ada Vry knew that she would win. Piet Drummond sat down.", "he", "Piet Drummond"),
        # Somebody else is named in between, and nothing tells who the candidate is
        ("Piet Drummond met the friends of Karl Olm.", "she", ""),
        ("Piet Drummond, in his coat, met the friends of Karl Olm.", "he", "Piet Drummond"),
        # Another’s pronoun tells nothing: the deputy’s, one in somebody’s words
        ("Ada Vry’s deputy took his hat. Vry sat down.", "she", "Ada Vry"),
        ("Ada Vry said: “He lied.” Vry sat down.", "she", "Ada Vry"),
        # Told both ways, it is not told
        ("Ada Vry lost his hat. Ada Vry lost herself. Vry sat down.", "he", "Ada Vry"),
    ],
)
def test_a_pronoun_is_nobody_whom_the_text_calls_by_the_other_one(before, pronoun, name):
    quotations = read_quotations(f"{before} “We shall see in the morning,” {pronoun} said.")
    result = quotations[-1].speaker

    assert (result.printed, result.name) == (pronoun, name)
    assert name or result.certainty is SpeakerCertainty.UNCERTAIN


def test_two_people_of_one_last_name_are_not_told_apart_by_guessing():
    text = "Adela Thorne met Karl Thorne. “We agreed,” Thorne said."

    (result,) = read_quotations(text)

    assert result.speaker.name == "Thorne"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Reve said on Wednesday he saw no reason for the air strikes to stop.",
            "he saw no reason for the air strikes to stop",
        ),
        ("The pilots told reporters that nobody had asked them.", "nobody had asked them"),
        ("At least 18 boats were lost, the ministry said.", "At least 18 boats were lost"),
        ("At least 18 boats were lost, according to Ada Vry.", "At least 18 boats were lost"),
    ],
)
def test_indirect_reports_hold_the_clause_that_is_reported(text, words):
    (result,) = read_quotations(text)

    assert (result.kind, text[result.start : result.end]) == (PassageKind.INDIRECT, words)


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=60,
    ).map(" ".join),
    st.sampled_from(["en", "fr", "de", "xx", ""]),
)
def test_any_text_is_read_and_every_span_lies_in_it(text, language):
    for result in read_quotations(text, language):
        assert 0 <= result.start < result.end <= len(text)
        if result.speaker:
            assert result.speaker.printed
            assert text[result.speaker.start : result.speaker.end].startswith(result.speaker.printed)


@pytest.mark.parametrize("piece", ['"A b," he said. ', "“Q,” said ", "“a” and ", "Ada Vry said (“"])
def test_time_grows_with_the_text(piece):
    read_quotations(piece * 50)
    gc.disable()  # it looks at all that other tests have left
    try:
        begun = time.process_time()
        read_quotations(piece * 500)
        small = time.process_time() - begun

        begun = time.process_time()
        read_quotations(piece * 2_000)
        large = time.process_time() - begun
    finally:
        gc.enable()

    assert large < 12 * small + 0.3
