"""Notices of correction: the article says nothing of itself, and nobody says what it takes back."""

import pytest

from archive.quotations.attribution.quoted_passages import PassageKind, read_quotations
from archive.text.sentences import find_notice_spans, is_notice


@pytest.mark.parametrize(
    "paragraph",
    [
        "Correction, 15 March: The boom was drawn at six, not at seven.",
        "Corrections: The boom was drawn at six.",
        "CLARIFICATION — The boom was drawn at six.",
        "*Correction:* The boom was drawn at six.",
        "Correction March 15, 2024: the boom was drawn at six.",
        "Editor’s note: The boom was drawn at six.",
        "An earlier version of this article said that the boom was drawn at seven.",
        "Because of an editing error, an earlier version of this story gave the wrong hour.",
        "This article was amended on 15 March to give the right hour.",
        "Rectificatif : la chaîne a été tendue à six heures.",
        "Une version précédente de cet article donnait une autre heure.",
        "In einer früheren Version dieses Artikels stand eine andere Uhrzeit.",
        "تصحيح: أُغلق الميناء في السادسة.",
    ],
)
def test_a_notice_is_known_by_its_label_or_by_speaking_of_the_article(paragraph):
    assert is_notice(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Corrections officers said that the prison was full.",
        "The correction of the river took eleven years.",
        "The minister said that an earlier version of the bill had been better.",
        "Update, noon: “We are coming,” Ada Vry said.",
    ],
)
def test_news_of_corrections_is_no_notice(paragraph):
    assert not is_notice(paragraph)


def test_a_label_on_a_line_of_its_own_takes_in_the_next_paragraph_only():
    text = "The boom is down.\n\n**Correction**\n\nIt fell at six.\n\nAda Vry saw it."

    assert [text[start:end] for start, end in find_notice_spans(text)] == [
        "**Correction**",
        "It fell at six.",
    ]


@pytest.mark.parametrize(
    "notice",
    [
        (
            "Correction, 15 March: An earlier version of this article said that thirty boats were"
            " inside the harbour. It said that Mr Coates had learnt of it an hour before."
        ),
        "An earlier version of this story quoted Ada Vry as saying “we shall never open it”.",
        "This article originally said that the boom was down.",
        "Correction: “The boom is down” was said by Ada Vry.",
    ],
)
def test_nobody_speaks_in_a_notice(notice):
    found = read_quotations(f"The boom is down.\n\n{notice}")

    assert [each for each in found if each.kind.is_speech or each.speaker] == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("This story said that the boom was down for good.", None),
        ("The headline said that the boom was down for good.", None),
        ("The article said that the boom was down for good.", None),
        # Another paper’s article, a report: somebody wrote it
        (
            "There was an article in the Courier. The article said that the boom was down.",
            "The article",
        ),
        ("The report said that the boom was down for good.", "The report"),
        ("The inquiry’s report said that the boom was down for good.", "The inquiry’s report"),
    ],
)
def test_the_article_itself_is_no_speaker_but_a_report_is(text, printed):
    found = [each for each in read_quotations(text) if each.kind is PassageKind.INDIRECT]

    assert [each.speaker.printed for each in found] == ([printed] if printed else [])
