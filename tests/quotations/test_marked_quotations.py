"""Quotations and their speakers in invented news of six languages, against the marks in `marked_quotations.txt`.

A passage is marked `{Speaker|words}`, `{~a spokesman|words}` where the text names nobody, `{-|words}` where the marks
hold a title, a nickname or words that nobody is quoted with.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from archive.quotations.attribution.quoted_passages import PassageKind, read_quotations

MARKED = Path(__file__).with_name("marked_quotations.txt")
MARK = re.compile(r"\{([^{}|]*)\|([^{}]*)\}")
SMALL_WORDS = frozenset("le la les un une l el los de di il lo da o a os".split())


@dataclass
class MarkedText:
    """One text with the bounds of its quotations and their speakers."""

    text: str = ""
    quotations: list[tuple[int, int, str]] = field(default_factory=list)


def load_marked(language: str) -> list[MarkedText]:
    """Return the texts of one language."""
    section = re.search(rf"^# {language}\n(.*?)(?=^# \w\w\n|\Z)", MARKED.read_text("utf-8"), re.M | re.S)
    return [parse_marked(block.strip("\n")) for block in re.split(r"\n%%\n", section[1])]


def parse_marked(block: str) -> MarkedText:
    result, position = MarkedText(), 0
    for mark in MARK.finditer(block):
        result.text += block[position : mark.start()]
        start, position = len(result.text), mark.end()
        result.text += mark[2]
        if mark[1] != "-":
            result.quotations.append((start, len(result.text), mark[1]))
    result.text += block[position:]
    return result


@pytest.mark.parametrize(
    ("language", "most_unsaid"), [("fr", 0.1), ("es", 0.1), ("it", 0.1), ("pt", 0.1), ("ru", 0.15), ("ar", 0.05)]
)
def test_news_of_six_languages_have_their_quotations_and_speakers(language, most_unsaid):
    found = right = wrong = passages = count = 0
    for marked in load_marked(language):
        read = [each for each in read_quotations(marked.text, language) if not each.depth]
        speech = [each for each in read if each.kind in (PassageKind.DIRECT, PassageKind.PARTIAL)]
        passages += len(speech)
        for start, end, speaker in marked.quotations:
            count += 1
            best = max(speech, key=lambda each: count_shared(each, start, end), default=None)
            if best is None or count_shared(best, start, end) < 0.6 * (end - start):
                continue
            found += 1
            is_right = is_speaker(best.speaker, speaker)
            right += is_right
            wrong += bool(best.speaker and best.speaker.name and not is_right)

    assert found >= 0.95 * count
    assert found >= 0.95 * passages
    assert right >= (1 - most_unsaid) * count
    assert wrong <= 0.04 * count


def count_shared(quotation, start: int, end: int) -> int:
    """Return how many characters a passage shares with a span."""
    return max(0, min(quotation.end, end) - max(quotation.start, start))


def is_speaker(speaker, expected: str) -> bool:
    """Return whether a word of the expected name is in the one that was read; nobody is nobody."""
    if speaker is None:
        return False
    named = split_words(speaker.name or speaker.printed) | split_words(speaker.printed)
    return bool(split_words(expected.removeprefix("~")) & named - SMALL_WORDS)


def split_words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"\w+", text)}
