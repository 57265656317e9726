"""Subjects of verbs: the words before or after a verb that name who acts.

Uses function words, capitals and commas; returns None where these do not decide.
"""

import re
from dataclasses import replace
from typing import Final

from archive.text.quoting.named import (
    FOLLOWING,
    MONTH,
    PARTICLES,
    POSSESSIVE,
    TIME,
    Named,
    Word,
    is_particle,
    is_title,
    named,
    words_in,
)
from archive.text.quoting.speech import Speech

_SEAT: Final = re.compile(r"[rd]-\w")
LONGEST: Final = 300
"""Maximum number of characters before a verb that are searched for its subject."""
NEAR: Final = 160
"""Maximum number of characters after a verb, or a sentence start, to the subject's beginning."""


def subject_before(text: str, start: int, verb: int, speech: Speech) -> Named | None:
    """Return the subject before the verb at `verb`, not further back than `start`."""
    words = words_in(text, max(start, verb - LONGEST), verb)
    while words and _is_skipped(words[-1], speech) and not words[-1].comma:
        words.pop()
    if not words or words[-1].ends:
        return None
    segments = _segments(words)
    chosen = _of_segments(text, segments, speech)
    return chosen or (_phrase(text, segments[-1], speech) if segments else None)


def first_subject(text: str, start: int, end: int, speech: Speech) -> Named | None:
    """Return the first subject of a sentence, after `On Friday,` and the like."""
    words = words_in(text, start, min(end, start + NEAR))
    last = next((place for place, word in enumerate(words) if word.ends), len(words))
    open_words = [replace(word, ends=False) for word in words[: last + 1]]
    for segment in _segments(open_words)[:4]:
        low = segment[0].low
        if low in speech.prepositions | speech.borders | speech.skipped or _is_adverb(segment[0]):
            continue
        if _is_dependent(segment, speech):
            continue
        return _leading(text, segment, speech)
    return None


def subject_after(text: str, verb: int, end: int, speech: Speech) -> Named | None:
    """Return the subject right after the verb that ends at `verb`: `said Ada Vry, …`."""
    words = words_in(text, verb, min(end, verb + NEAR))
    while words and (TIME.fullmatch(words[0].text) or _is_adverb(words[0])):
        words.pop(0)
    if not words or words[0].opens:
        return None
    return _leading(text, words, speech)


def _is_skipped(word: Word, speech: Speech) -> bool:
    return (word.low in speech.skipped and not word.text[:1].isupper()) or _is_adverb(word)


def _is_adverb(word: Word) -> bool:
    return len(word.text) > 4 and word.text.endswith("ly") and word.text[1:].islower()


def _segments(words: list[Word]) -> list[list[Word]]:
    """Split words at commas, back to the last sentence-ending punctuation."""
    segments: list[list[Word]] = [[]]
    for word in words:
        if word.opens and segments[-1]:
            segments.append([])
        segments[-1].append(word)
        if word.ends:
            segments = [[]]
        elif word.comma:
            segments.append([])
    return [segment for segment in segments if segment]


def _of_segments(text: str, segments: list[list[Word]], speech: Speech) -> Named | None:
    """Find the subject before appositions: `Vry, a pilot from Kell, (said)`."""
    if not segments or not segments[-1][-1].comma:
        return None
    for number in range(len(segments) - 1, -1, -1):
        segment = segments[number]
        if number and _is_aside(segment, speech):
            continue
        somebody = _phrase(text, segment, speech)
        if somebody is not None or not number:
            return somebody
    return None


def _is_aside(segment: list[Word], speech: Speech) -> bool:
    low = segment[0].low
    if all(word.is_capital for word in segment) and low not in speech.determiners:
        return len(segment) == 1 and (low in FOLLOWING or _SEAT.match(low) is not None)
    return True


def _is_dependent(segment: list[Word], speech: Speech) -> bool:
    low = segment[0].low
    return (
        low in speech.dependent
        or (low.endswith("ed") and low in speech.verbs)
        or (low.endswith(("ing", "ed")) and len(low) > 5)
        or low.isdigit()
        or (low in _BEFORE_TIME and len(segment) > 1 and _is_time(segment[1]))
    )


def _is_time(word: Word) -> bool:
    return TIME.fullmatch(word.text) is not None


def _phrase(text: str, segment: list[Word], speech: Speech) -> Named | None:
    """Return the last phrase of a segment that no preposition governs."""
    first = 0
    for place, word in enumerate(segment):
        if word.low in speech.borders and not (word.is_capital and place):
            first = place + 1
    run = segment[first:]
    while run and _is_skipped(run[-1], speech):
        run = run[:-1]
    run = _without_time(run)
    heads = [place for place in range(len(run)) if _is_head(run, place, speech)]
    free = [place for place in heads if not _governed(run, place, speech)]
    if not free:
        return None
    first = free[-1]
    while first and is_particle(run[first - 1], speech):
        first -= 1
    return _whole(text, run[first:], speech)


def _without_time(run: list[Word]) -> list[Word]:
    """Strip a final day: `Vry on Friday`, `Vry last week`; keep `Theresa May`."""
    while len(run) > 1 and (TIME.fullmatch(run[-1].text) or _is_month(run)):
        run = run[:-1]
        while run and run[-1].low in _BEFORE_TIME:
            run = run[:-1]
    return run


def _is_month(run: list[Word]) -> bool:
    return run[-2].low in _BEFORE_TIME and MONTH.fullmatch(run[-1].text) is not None


_BEFORE_TIME: Final = frozenset("last this next late early on in the at since".split())


def _is_head(run: list[Word], place: int, speech: Speech) -> bool:
    word, before = run[place], run[place - 1] if place else None
    if word.low in speech.pronouns and word.low not in speech.determiners:
        return True
    if word.low in speech.determiners:
        return True
    inside = before is not None and (
        before.low in speech.determiners
        or before.is_capital
        or before.low in speech.titles
        or POSSESSIVE.search(before.text) is not None
        or (before.low in PARTICLES and place > 1 and run[place - 2].is_capital)
    )
    if word.is_capital:
        return not inside and not _in_noun_phrase(run, place, speech)
    kind = word.low in speech.titles or word.low in speech.people
    return kind and not inside and not _in_noun_phrase(run, place, speech)


def _in_noun_phrase(run: list[Word], place: int, speech: Speech) -> bool:
    """Return whether an article precedes within the phrase: `the new Kell mayor`."""
    for before in range(place - 1, max(-1, place - 5), -1):
        low = run[before].low
        if low in speech.determiners or POSSESSIVE.search(low):
            return True
        if low in speech.prepositions or low in speech.borders or low in speech.pronouns:
            return False
    return False


def _governed(run: list[Word], place: int, speech: Speech) -> bool:
    return place > 0 and run[place - 1].low in speech.prepositions


def _leading(text: str, words: list[Word], speech: Speech) -> Named | None:
    """Return the phrase that these words begin with."""
    first = words[0]
    if first.low in speech.pronouns and first.low not in speech.determiners:
        return _whole(text, words[:1], speech)
    starts = speech.determiners | speech.titles | speech.people
    if (
        not (first.is_capital or first.low in starts or _leads_to_name(words[:4], speech))
        or first.low in speech.prepositions - speech.determiners
    ):
        return None
    taken: list[Word] = []
    for place, word in enumerate(words):
        if taken and _stops(taken, word, words[place + 1 : place + 3], speech):
            break
        taken.append(word)
        if word.comma or word.ends:
            break
    if len(taken) == 1 and POSSESSIVE.search(first.text) and _owns(first, words[1:]):
        return None
    return _whole(text, _without_time(taken), speech)


def _owns(owner: Word, coming: list[Word]) -> bool:
    """Return whether `Vry’s` is a possessive, not short for `Vry is`."""
    return not owner.comma and bool(coming) and coming[0].low not in _AFTER_IS


_AFTER_IS: Final = frozenset("a an the been being not no going got had done always never".split())


def _leads_to_name(words: list[Word], speech: Speech) -> bool:
    """Return whether a few plain words precede a name: `harbour master Jonas Reve`."""
    stopping = speech.prepositions | speech.borders | speech.skipped | speech.pronouns
    for word in words:
        if word.is_capital or word.low in stopping or speech.verb.fullmatch(word.low):
            return word.is_capital
        if word.comma or word.ends:
            return False
    return False


def _stops(taken: list[Word], word: Word, coming: list[Word], speech: Speech) -> bool:
    if word.opens:
        return True
    low, former = word.low, taken[-1]
    if is_particle(word, speech) and former.is_capital:
        return False
    if low in {"of", "for", "de", "from"}:
        if low == "of" and is_title(former, speech):
            return False
        described = taken[0].low in speech.determiners and any(one.is_capital for one in coming[:1])
        return former.is_capital and not described
    if low in speech.prepositions | speech.borders | speech.skipped | speech.pronouns:
        return True
    if speech.verb.fullmatch(low) or _is_adverb(word):
        return True
    if low in speech.titles or POSSESSIVE.search(former.text):
        return False
    is_name = former.is_capital and taken[0].low not in speech.determiners
    leads_on = not word.comma and any(one.is_capital for one in coming[:1])
    return (is_name and not word.is_capital and not leads_on) or len(taken) > 12


def _whole(text: str, words: list[Word], speech: Speech) -> Named | None:
    """Build the mention for these words: a pronoun, a name, or a description with a name."""
    if not words:
        return None
    if len(words) == 1 and words[0].low in speech.pronouns:
        return Named(words[0].text, words[0].start, words[0].end, is_pronoun=True)
    return named(text, words, speech)
