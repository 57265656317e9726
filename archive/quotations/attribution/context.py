"""Attribution of a passage that stands alone, from the sentences right before it.

The previous speaker continues only if nobody else is introduced in between. Otherwise somebody is
introduced: the last sentence reports what they said, has them as its subject, or describes only
them. Where none of this holds, the passage stays unattributed.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from archive.quotations.attribution.attribute import (
    MAX_CONTEXT_CHARS,
    Attribution,
    AttributionRule,
    PassageContext,
    attribute_from_lead,
)
from archive.quotations.attribution.indirect_speech import match_report
from archive.quotations.attribution.person_mentions import (
    POSSESSIVE,
    PersonMention,
    find_names,
    is_organization,
    is_personal_pronoun,
)
from archive.quotations.attribution.speech_verbs import SpeechLexicon
from archive.quotations.attribution.subjects import find_first_subject, find_subject_before
from archive.text.sentences import find_sentence_end, find_sentence_spans, find_sentence_start

PARAGRAPH_BREAK: Final = re.compile(r"\n[ \t]*\n\s*")
_DESCRIBED_AFTER: Final = re.compile(r",?\s+(?:who|whose)\b|,\s+(?:a|an|the|qui|un|une|le|la|der|die|ein|eine|\d\d)\b")
_DESCRIBED_BEFORE: Final = re.compile(r"\w['’)]?,\s*$")
_WORD: Final = re.compile(r"\s+([\w-]+)")
_SENTENCE_END_MARKS: Final = frozenset('.!?…"”’»')
Span = tuple[int, int]
MAX_PARAGRAPH_CHARS: Final = 3_000
"""Maximum number of characters of a paragraph that are read."""
MAX_SENTENCES_BACK: Final = 3
"""Maximum number of sentences back in which a speaker may be introduced."""
_OPENING_MARKS: Final = " \t\n\u00a0([—–-"


@dataclass(frozen=True, slots=True)
class PrecedingPassage:
    """The previous passage of speech, and its attribution."""

    context: PassageContext
    attribution: Attribution | None

    @property
    def end(self) -> int:
        """End offset of the sentence that names the speaker."""
        context, attribution = self.context, self.attribution
        passage = context.passage
        is_named_before = attribution is None or attribution.mention.start < passage.outer_start
        is_sentence_continued = context.tail.lstrip(" \u00a0")[:1].islower()
        if context.ends_sentence and is_named_before and not is_sentence_continued:
            return passage.outer_end
        if context.text[: context.tail_end].rstrip()[-1:] in _SENTENCE_END_MARKS:
            return context.tail_end
        return find_sentence_end(context.text, context.tail_end, context.tail_end + MAX_CONTEXT_CHARS)


def is_in_same_paragraph(context: PassageContext, previous: PrecedingPassage | None) -> bool:
    """Return whether a passage is in the paragraph in which the previous one ends."""
    if previous is None:
        return False
    between = context.text[previous.context.passage.outer_end : context.passage.outer_start]
    return previous.context.paragraph_start == context.paragraph_start and "\n\n" not in between


def attribute_from_preceding(
    context: PassageContext, previous: PrecedingPassage | None, lexicon: SpeechLexicon
) -> Attribution | None:
    """Attribute a standalone passage from the sentences before it, if they name a speaker."""
    if attribution := _match_colon_before(context, lexicon):
        return attribution
    start = _find_preceding_start(context)
    if previous is not None and previous.context.passage.outer_end <= start:
        previous = None
    begin = previous.end if previous else start
    opens_paragraph = not context.text[context.paragraph_start : context.passage.outer_start].strip(_OPENING_MARKS)
    sentences = find_sentence_spans(context.text, begin, context.passage.outer_start)
    sentences = [(s, e) for s, e in sentences if context.text[s:e].strip(_OPENING_MARKS + '"“«')]
    if not sentences:
        return _continue_previous(previous)
    nearest = sentences[-1:] if opens_paragraph else sentences[-MAX_SENTENCES_BACK:]
    introduction = _find_introduced_speaker(context.text, nearest, lexicon)
    if introduction and introduction.mention.is_pronoun and previous and previous.attribution:
        return replace(
            previous.attribution,
            rule=AttributionRule.CONTINUED,
            pronoun=introduction.mention.printed,
        )
    return introduction or (None if opens_paragraph else _continue_previous(previous))


def _match_colon_before(context: PassageContext, lexicon: SpeechLexicon) -> Attribution | None:
    """Match an attribution at the end of the previous paragraph, if it ends in a colon."""
    text = context.text
    end = context.passage.outer_start - len(context.lead)
    preceding_text = text[max(0, end - MAX_CONTEXT_CHARS) : end].rstrip(" \n\t(")
    if not preceding_text.endswith((":", "：")):
        return None
    end = max(0, end - MAX_CONTEXT_CHARS) + len(preceding_text)
    start = find_sentence_start(text, max(0, end - MAX_CONTEXT_CHARS), end)
    passage = replace(context.passage, outer_start=end, start=end)
    attribution = attribute_from_lead(
        PassageContext(text, passage, start, context.tail_end, context.paragraph_start), lexicon
    )
    return replace(attribution, rule=AttributionRule.INTRODUCED) if attribution else None


def _find_preceding_start(context: PassageContext) -> int:
    """Return the start of the passage's paragraph, or of the one before if nothing precedes it."""
    text, start = context.text, context.paragraph_start
    if text[start : context.passage.outer_start].strip(_OPENING_MARKS):
        return start
    end = len(text[:start].rstrip())
    first = max(0, end - MAX_PARAGRAPH_CHARS)
    return max((match.end() for match in PARAGRAPH_BREAK.finditer(text, first, end)), default=first)


def _continue_previous(previous: PrecedingPassage | None) -> Attribution | None:
    if previous is None or previous.attribution is None:
        return None
    return replace(previous.attribution, rule=AttributionRule.CONTINUED)


def _find_introduced_speaker(text: str, sentences: list[Span], lexicon: SpeechLexicon) -> Attribution | None:
    """Find the speaker or topic of the last sentences."""
    for sentence in reversed(sentences):
        mention = (
            _find_reporting_speaker(text, sentence, lexicon)
            or _find_named_subject(text, sentence, lexicon)
            or _find_described_person(text, sentence, lexicon)
        )
        if mention is not None:
            return Attribution(mention, AttributionRule.INTRODUCED, is_inferred=True)
        if text[sentence[1] - 1] == "?" or any(_find_people(text, sentence, lexicon)):
            return None
    return None


def _find_reporting_speaker(text: str, sentence: Span, lexicon: SpeechLexicon) -> PersonMention | None:
    """Find the speaker of a report: `…, she said, …`, `…, the mayor writes.`"""
    start, end = sentence
    if report := match_report(text, start, end, lexicon):
        return report[2].mention
    for verb in lexicon.verb_pattern.finditer(text, start, end):
        if len(text[verb.end() : end].split()) <= 1:
            mention = find_subject_before(text, start, verb.start(), lexicon)
            if mention is not None and "," in text[start : mention.start]:
                return mention
    return None


def _find_named_subject(text: str, sentence: Span, lexicon: SpeechLexicon) -> PersonMention | None:
    """Return the subject of the sentence, if it is one named person."""
    start, end = sentence
    subject = find_first_subject(text, start, end, lexicon)
    if subject is None or text[end - 1] == "?" or _is_group_modifier(text, subject.end, lexicon):
        return None
    if lexicon.has_capital_nouns and " " not in subject.name:
        return None
    return subject if subject.name or is_personal_pronoun(subject) else None


def _is_group_modifier(text: str, end: int, lexicon: SpeechLexicon) -> bool:
    """Return whether a name only qualifies a group: `Republican Senate leaders`."""
    following = _WORD.match(text, end)
    return following is not None and following.group(1).casefold() in lexicon.people | lexicon.titles


def _find_described_person(text: str, sentence: Span, lexicon: SpeechLexicon) -> PersonMention | None:
    """Return the one person a sentence describes: `…, Ada Vry, who runs the office, …`."""
    start, end = sentence
    people = _find_people(text, sentence, lexicon)
    described_people = [
        mention
        for mention in people
        if _DESCRIBED_AFTER.match(text, mention.end, end) or _DESCRIBED_BEFORE.search(text, start, mention.start)
    ]
    return described_people[0] if len(described_people) == 1 else None


def _find_people(text: str, sentence: Span, lexicon: SpeechLexicon) -> list[PersonMention]:
    """List mentions of two words or with a title, except owners (`Vry’s`) and organizations."""
    return [
        mention
        for mention in find_names(text, *sentence, lexicon)
        if (" " in mention.name or mention.name != mention.printed)
        and not is_organization(mention.name)
        and not POSSESSIVE.match(text, mention.end)
    ]
