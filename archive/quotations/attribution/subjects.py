"""Verbs and their subjects: the words before or after a verb that name who acts.

Uses function words, capitals and commas; returns None where these do not decide.
"""

import re
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from archive.quotations.attribution import lazy_pattern
from archive.quotations.attribution.person_mentions import (
    MONTH,
    NAME_SUFFIXES,
    PARTICLES,
    POSSESSIVE,
    TIME,
    PersonMention,
    PhraseWord,
    build_mention,
    is_particle,
    is_title,
    split_words,
)
from archive.quotations.attribution.speech_words import SpeechLexicon

Phrase = list[PhraseWord]
_PARTY_SEAT: Final = lazy_pattern(r"[rd]-\w")
MAX_CHARS_BEFORE: Final = 300  # of a verb that are searched for its subject
MAX_CHARS_AFTER: Final = 160  # from a verb or a sentence start to the subject's beginning
AUXILIARY: Final = lazy_pattern(r"(\w+)\s+")
QUOTING: Final = frozenset({"quoted", "quotes", "cited", "cites"})
_BE_BEFORE: Final = lazy_pattern(
    r"\b(?:am|is|are|was|were|be|been|being)(?:\s+(?:not|also|then|often|later|once|\w+ly))?\s+$"
)
_AGENT_AFTER: Final = lazy_pattern(r"\s+by\s+(?!(?:tele)?phone|e-?mail|text|fax|letter|video|\w+ing\b)")
_IRREGULAR_PARTICIPLES: Final = frozenset(
    "told said read written put quoted begun sworn thought known seen found heard".split()
)
_PRONOMINAL_DETERMINERS: Final = frozenset("that this all some many most both few others".split())
_ARTICLES: Final = frozenset("a an the his her their".split())
_TIME_PREPOSITIONS: Final = frozenset("last this next late early on in the at since".split())
_WORDS_AFTER_IS: Final = frozenset("a an the been being not no going got had done always never".split())


def find_subject_before(text: str, start: int, verb: int, lexicon: SpeechLexicon) -> PersonMention | None:
    """Return the subject before the verb at `verb`, not further back than `start`."""
    words = split_words(text, max(start, verb - MAX_CHARS_BEFORE), verb)
    while words and _is_filler(words[-1], lexicon) and not words[-1].has_comma:
        words.pop()
    if not words or words[-1].has_stop:
        return None
    segments = _split_segments(words)
    if segments and segments[-1][-1].has_comma and (mention := _find_before_appositions(text, segments, lexicon)):
        return mention
    return _find_last_phrase(text, segments[-1], lexicon) if segments else None


def find_first_subject(text: str, start: int, end: int, lexicon: SpeechLexicon) -> PersonMention | None:
    """Return the first subject of a sentence, after `On Friday,` and the like."""
    words = split_words(text, start, min(end, start + MAX_CHARS_AFTER))
    stop = next((index for index, word in enumerate(words) if word.has_stop), len(words))
    open_words = [replace(word, has_stop=False) if word.has_stop else word for word in words[: stop + 1]]
    for segment in _split_segments(open_words)[:4]:
        folded = segment[0].folded
        is_adjunct = folded in lexicon.prepositions | lexicon.boundaries | lexicon.fillers or _is_adverb(segment[0])
        if not is_adjunct and not _is_dependent(segment, lexicon):
            return _take_leading_phrase(text, segment, lexicon)
    return None


def find_subject_after(text: str, verb: int, end: int, lexicon: SpeechLexicon) -> PersonMention | None:
    """Return the subject right after the verb that ends at `verb`: `said Ada Vry, …`."""
    words = split_words(text, verb, min(end, verb + MAX_CHARS_AFTER))
    while words and (TIME.fullmatch(words[0].text) or _is_adverb(words[0])):
        words.pop(0)
    if not words or words[0].is_after_break:
        return None
    return _take_leading_phrase(text, words, lexicon)


def _is_filler(word: PhraseWord, lexicon: SpeechLexicon) -> bool:
    return (word.folded in lexicon.fillers and not word.text[:1].isupper()) or _is_adverb(word)


def _is_adverb(word: PhraseWord) -> bool:
    return len(word.text) > 4 and word.text.endswith("ly") and word.text[1:].islower()


def _split_segments(words: Phrase) -> list[Phrase]:
    """Split words at commas, back to the last sentence-ending punctuation."""
    segments: list[Phrase] = [[]]
    for word in words:
        if word.is_after_break and segments[-1]:
            segments.append([])
        segments[-1].append(word)
        if word.has_stop:
            segments = [[]]
        elif word.has_comma:
            segments.append([])
    return [segment for segment in segments if segment]


def _find_before_appositions(text: str, segments: list[Phrase], lexicon: SpeechLexicon) -> PersonMention | None:
    """Find the subject before appositions: `Vry, a pilot from Kell, (said)`."""
    for segment in reversed(segments[1:]):
        folded = segment[0].folded
        is_name = all(word.is_capital for word in segment) and folded not in lexicon.determiners
        is_addition = len(segment) == 1 and (folded in NAME_SUFFIXES or _PARTY_SEAT.match(folded) is not None)
        if is_name and not is_addition and (mention := _find_last_phrase(text, segment, lexicon)):
            return mention
    return _find_last_phrase(text, segments[0], lexicon)


def _is_dependent(segment: Phrase, lexicon: SpeechLexicon) -> bool:
    folded = segment[0].folded
    return (
        folded in lexicon.dependent
        or (folded.endswith("ed") and folded in lexicon.verbs)
        or (folded.endswith(("ing", "ed")) and len(folded) > 5)
        or folded.isdigit()
        or (folded in _TIME_PREPOSITIONS and len(segment) > 1 and TIME.fullmatch(segment[1].text) is not None)
    )


def _find_last_phrase(text: str, segment: Phrase, lexicon: SpeechLexicon) -> PersonMention | None:
    """Return the last phrase of a segment that no preposition governs."""
    start = 0
    for index, word in enumerate(segment):
        is_boundary = word.folded in lexicon.boundaries and not (word.is_capital and index)
        if is_boundary and not _is_in_company_name(segment, index):
            start = index + 1
    phrase = segment[start:]
    while phrase and _is_filler(phrase[-1], lexicon):
        phrase = phrase[:-1]
    phrase = _strip_time(phrase)
    heads = [index for index in range(len(phrase)) if _is_head(phrase, index, lexicon)]
    ungoverned = [index for index in heads if not index or phrase[index - 1].folded not in lexicon.prepositions]
    if not ungoverned:
        return None
    start = ungoverned[-1]
    while start and is_particle(phrase[start - 1], lexicon):
        start -= 1
    return _to_mention(text, phrase[start:], lexicon)


def _is_in_company_name(segment: Phrase, index: int) -> bool:
    """Return whether `and` joins the parts of a company's name: `Merrill Lynch and Co`."""
    if segment[index].folded != "and" or not index or index + 1 == len(segment):
        return False
    return segment[index - 1].is_capital and segment[index + 1].folded.strip(".") in _COMPANY_ENDS


_COMPANY_ENDS: Final = frozenset("co company sons partners p e t r poor poor's poor’s brothers bros".split())


def _strip_time(words: Phrase) -> Phrase:
    """Strip a final day: `Vry on Friday`, `Vry last week`; keep `Theresa May`."""
    while len(words) > 1 and (
        TIME.fullmatch(words[-1].text) or (words[-2].folded in _TIME_PREPOSITIONS and MONTH.fullmatch(words[-1].text))
    ):
        words = words[:-1]
        while words and words[-1].folded in _TIME_PREPOSITIONS:
            words = words[:-1]
    return words


def _is_head(words: Phrase, index: int, lexicon: SpeechLexicon) -> bool:
    word = words[index]
    previous = words[index - 1] if index else None
    if word.folded in lexicon.pronouns or word.folded in lexicon.determiners:
        return True
    is_inside_name = previous is not None and (
        previous.folded in lexicon.determiners
        or previous.is_capital
        or previous.folded in lexicon.titles
        or POSSESSIVE.search(previous.text) is not None
        or (previous.folded in PARTICLES and index > 1 and words[index - 2].is_capital)
    )
    may_be_head = word.is_capital or word.folded in lexicon.titles or word.folded in lexicon.people
    return may_be_head and not is_inside_name and not _is_in_noun_phrase(words, index, lexicon)


def _is_in_noun_phrase(words: Phrase, index: int, lexicon: SpeechLexicon) -> bool:
    """Return whether an article precedes within the phrase: `the new Kell mayor`."""
    for index_before in range(index - 1, max(-1, index - 5), -1):
        folded = words[index_before].folded
        if folded in lexicon.determiners or POSSESSIVE.search(folded):
            return True
        if folded in lexicon.prepositions or folded in lexicon.boundaries or folded in lexicon.pronouns:
            return False
    return False


def _take_leading_phrase(text: str, words: Phrase, lexicon: SpeechLexicon) -> PersonMention | None:
    """Return the phrase that these words begin with."""
    first_word = words[0]
    if first_word.folded in lexicon.pronouns and first_word.folded not in lexicon.determiners:
        return _to_mention(text, words[:1], lexicon)
    starts = lexicon.determiners | lexicon.titles | lexicon.people
    may_start = first_word.is_capital or first_word.folded in starts or _has_name_ahead(words[:4], lexicon)
    if not may_start or first_word.folded in lexicon.prepositions - lexicon.determiners:
        return None
    phrase_words: Phrase = []
    for word, next_word in zip_longest(words, words[1:]):
        if phrase_words and _is_phrase_end(phrase_words, word, next_word, lexicon):
            break
        phrase_words.append(word)
        if word.has_comma or word.has_stop:
            break
    is_before_noun = len(words) > 1 and not first_word.has_comma and words[1].folded not in _WORDS_AFTER_IS
    if len(phrase_words) == 1 and POSSESSIVE.search(first_word.text) and is_before_noun:  # not short for `Vry is`
        return None
    return _to_mention(text, _strip_time(phrase_words), lexicon)


def _has_name_ahead(words: Phrase, lexicon: SpeechLexicon) -> bool:
    """Return whether a few plain words precede a name: `harbour master Jonas Reve`."""
    stopping = lexicon.prepositions | lexicon.boundaries | lexicon.fillers | lexicon.pronouns
    for word in words:
        if word.is_capital or word.folded in stopping or lexicon.verb_pattern.fullmatch(word.folded):
            return word.is_capital
        if word.has_comma or word.has_stop:
            return False
    return False


def _is_phrase_end(
    phrase_words: Phrase, word: PhraseWord, next_word: PhraseWord | None, lexicon: SpeechLexicon
) -> bool:
    folded, previous = word.folded, phrase_words[-1]
    is_before_capital = next_word is not None and next_word.is_capital
    if word.is_after_break:
        return True
    if is_particle(word, lexicon) and previous.is_capital:
        return False
    if folded in {"of", "for", "de", "from"}:
        if folded == "of" and is_title(previous, lexicon):
            return False
        is_description = phrase_words[0].folded in lexicon.determiners and is_before_capital
        return previous.is_capital and not is_description
    if folded in lexicon.prepositions | lexicon.boundaries | lexicon.fillers | lexicon.pronouns:
        return True
    if lexicon.verb_pattern.fullmatch(folded) or _is_adverb(word):
        return True
    if folded in lexicon.titles or POSSESSIVE.search(previous.text):
        return False
    is_name = previous.is_capital and phrase_words[0].folded not in lexicon.determiners
    may_go_on = word.is_capital or (is_before_capital and not word.has_comma)
    return (is_name and not may_go_on) or len(phrase_words) > 12


def _to_mention(text: str, words: Phrase, lexicon: SpeechLexicon) -> PersonMention | None:
    """Build the mention for these words: a pronoun, a name, or a description with a name."""
    if not words:
        return None
    if len(words) == 1 and words[0].folded in lexicon.pronouns:
        return PersonMention(words[0].text, words[0].start, words[0].end, is_pronoun=True)
    return build_mention(text, words, lexicon)


def is_noun(text: str, start: int, verb: re.Match[str], lexicon: SpeechLexicon) -> bool:
    """Return whether an apparent verb is a noun: `the claims`, `a far cry`, `Vry’s promise`."""
    words_before = text[max(start, verb.start() - 40) : verb.start()].casefold().split()
    if not words_before:
        return False
    verb_form, word_before = verb.group().casefold(), words_before[-1]
    if word_before.endswith(("'s", "’s", "s'", "s’")):
        return True
    if word_before in lexicon.determiners - lexicon.pronouns - _PRONOMINAL_DETERMINERS:
        return verb_form in lexicon.nouns or not verb_form.endswith("ed")
    if words_before[-2:-1] and words_before[-2] in _ARTICLES and not word_before.endswith("s"):
        return f"{verb_form}ed" in lexicon.verbs or verb_form == "cry"
    if verb_form not in lexicon.nouns:
        return False
    follows_adjective = word_before.endswith(("al", "ic", "ive", "ous", "new")) and word_before in text
    return follows_adjective or word_before in lexicon.prepositions


def is_passive(text: str, start: int, verb: re.Match[str]) -> bool:
    """Return whether the verb is passive: `was told`, `is being called`."""
    verb_form = verb.group().casefold()
    if verb_form in QUOTING or (verb_form not in _IRREGULAR_PARTICIPLES and not verb_form.endswith("ed")):
        return False
    if verb_form.endswith("ed") and _AGENT_AFTER.match(text, verb.end()):
        return True
    return _BE_BEFORE.search(text, max(start, verb.start() - 40), verb.start()) is not None


def skip_auxiliary(text: str, offset: int, lexicon: SpeechLexicon) -> int:
    """Return the offset after an auxiliary: `a` in `a déclaré Vry`, `ha` in `ha detto Vry`."""
    auxiliary = AUXILIARY.match(text, offset)
    return auxiliary.end() if auxiliary and auxiliary.group(1) in lexicon.fillers else offset
