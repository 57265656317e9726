"""Attribution of a quoted passage from its own sentence, else from the text before it.

Each attribution carries the rule that gave it. Rules are tried from the surest to the loosest.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from archive.quotations.attribution import lazy_pattern, subjects
from archive.quotations.attribution.person_mentions import PersonMention
from archive.quotations.attribution.speech_words import SpeechLexicon
from archive.text.messages import lazy_message
from archive.text.quotation_marks import QuotedSpan

MAX_CONTEXT_CHARS: Final = 400  # before and after a passage that are searched for its speaker
MAX_WORDS_AFTER_OWNER: Final = 8  # between an owner and the passage
_TAIL_PUNCTUATION: Final = lazy_pattern(r"\s*[,—–-]?\s*")
_CLAUSE_START: Final = lazy_pattern(r"\b(?:when|while|after|before|until|where)\s+")
_COLON: Final = lazy_pattern(r"[:：]\s*[(\[]?\s*$")
_BARE_COLON: Final = lazy_pattern(r"(?:^|[.!?\n—])\s*([^.!?\n:]{2,80})[:：]\s*$")
_COMMA: Final = lazy_pattern(r",\s+")
_AS_SAYING: Final = lazy_pattern(r"(\s+[^,.;:\"“”]{2,80}?)\s+as (?:saying|telling|writing)\b")
_OWNER: Final = lazy_pattern(
    r"(?P<his>(?<!\w)(?:his|her|their)(?=\s|$))|[\w.’'-]+(?:['’]s|s['’])(?=\s|$)", re.IGNORECASE
)
_TELL_FORMS: Final = frozenset({"told", "tells", "tell"})


class AttributionRule(StrEnum):
    """Textual pattern that names the speaker."""

    AFTER = lazy_message("X said")
    INVERTED = lazy_message("said X")
    BEFORE = lazy_message("X said …")
    TOLD = lazy_message("X told Y")
    ACCORDING = lazy_message("according to X")
    COLON = lazy_message("a colon")
    NOUN = lazy_message("X’s words")
    CLAUSE = lazy_message("the sentence’s subject")
    SAME_SENTENCE = lazy_message("the same sentence")
    CONTINUED = lazy_message("goes on from the passage before")
    INTRODUCED = lazy_message("the sentence before")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Speaker of a passage as mentioned in the text, and the rule that found them."""

    mention: PersonMention
    rule: AttributionRule
    gap: int = 0  # characters between the verb and the passage
    is_inferred: bool = False  # only neighbouring sentences name them; then only certain persons are accepted
    pronoun: str = ""  # of the sentences in between; a speaker of another gender does not continue


@dataclass(frozen=True, slots=True)
class PassageContext:
    """A passage with the text around it that belongs to no other passage."""

    text: str
    passage: QuotedSpan
    lead_start: int  # start of the sentence around the passage, or end of the previous passage
    tail_end: int  # end of the sentence around the passage, or start of the next passage
    paragraph_start: int

    @property
    def words(self) -> str:
        """Quoted text, without closing marks of passages nested at its end."""
        return self.text[self.passage.start : self.passage.end].rstrip("\"'”’»› \u00a0")

    @property
    def lead(self) -> str:
        """Text of the sentence before the passage."""
        return self.text[self.lead_start : self.passage.outer_start]

    @property
    def tail(self) -> str:
        """Text of the sentence after the passage."""
        return self.text[self.passage.outer_end : self.tail_end]

    @property
    def is_standalone(self) -> bool:
        """Return whether the passage is one or more whole sentences, with no reporter's words."""
        return not self.lead.strip(" \t\n([—–-") and (not self.tail.strip(" \t\n.)]—–-") or self.ends_sentence)

    @property
    def ends_sentence(self) -> bool:
        """Return whether the quoted text ends a sentence."""
        return self.words.endswith((".", "!", "?", "…"))


def attribute_passage(context: PassageContext, lexicon: SpeechLexicon) -> Attribution | None:
    """Return the attribution given by the passage's own sentence, if any."""
    return (
        _match_after_passage(context, lexicon)
        or _match_within_marks(context, lexicon)
        or attribute_from_lead(context, lexicon)
        or _match_later_in_sentence(context, lexicon)
        or _match_possessive_noun(context, lexicon)
    )


def _match_after_passage(context: PassageContext, lexicon: SpeechLexicon) -> Attribution | None:
    """Match `…,” said X`, `…,” X told Y`, `…,” according to X`."""
    text, passage = context.text, context.passage
    tail_match = _TAIL_PUNCTUATION.match(text, passage.outer_end, context.tail_end)
    offset = tail_match.end() if tail_match else passage.outer_end
    comma = "," in text[passage.outer_end : offset] or context.words.endswith((",", "?", "!", "—", "-"))
    is_continued = comma or text[offset : offset + 1].islower()
    if offset >= context.tail_end or (context.words.endswith(".") and not is_continued):
        return None
    if context.ends_sentence and "\n" in text[passage.outer_end : offset] and not text[offset].islower():
        return None
    tied_pattern = lexicon.verb_with_pronoun_pattern
    if tied_pattern and (tied_match := tied_pattern.match(text, offset, context.tail_end)):
        return Attribution(_build_pronoun_mention(tied_match), AttributionRule.INVERTED)
    return _match_tag(context, offset, lexicon, comma=comma)


def _match_tag(context: PassageContext, offset: int, lexicon: SpeechLexicon, *, comma: bool) -> Attribution | None:
    """Match an attribution in the tag that starts at `offset`."""
    text = context.text
    if source := lexicon.source_pattern.match(text, offset, context.tail_end):
        return _attribute_after(text, source.end(), context.tail_end, lexicon, AttributionRule.ACCORDING)
    verb = lexicon.verb_pattern.match(text, subjects.skip_auxiliary(text, offset, lexicon), context.tail_end)
    if verb and verb.group().casefold() not in _TELL_FORMS | lexicon.dependent:
        mention = subjects.find_subject_after(text, verb.end(), context.tail_end, lexicon)
        if mention is not None and (not mention.is_pronoun or comma):
            return Attribution(mention, AttributionRule.INVERTED)
    for verb in lexicon.verb_pattern.finditer(text, offset, context.tail_end):
        if subjects.is_noun(text, offset, verb, lexicon) or verb.group().casefold() in lexicon.dependent:
            continue
        if subjects.is_passive(text, offset, verb):
            return None
        if as_saying := _AS_SAYING.match(text, verb.end(), context.tail_end):
            return _attribute_after(text, verb.end(), as_saying.end(1), lexicon, AttributionRule.AFTER)
        if not comma and verb.start() - offset > 60:
            return None
        mention = subjects.find_subject_before(text, offset, verb.start(), lexicon)
        if mention is not None and (comma or mention.start - offset < 2):
            return Attribution(mention, _choose_rule(verb, AttributionRule.AFTER))
        return None
    return None


def _match_within_marks(context: PassageContext, lexicon: SpeechLexicon) -> Attribution | None:
    """Match `« …, dit-elle. … »`: an attribution between commas within the marks (French)."""
    text, passage = context.text, context.passage
    if lexicon.verb_with_pronoun_pattern is None:
        return None
    for comma in _COMMA.finditer(text, passage.start, passage.end):
        offset = comma.end()
        while (auxiliary := subjects.AUXILIARY.match(text, offset)) and auxiliary.group(
            1
        ) in lexicon.fillers | lexicon.pronouns:
            offset = auxiliary.end()
        if tied_match := lexicon.verb_with_pronoun_pattern.match(text, offset, passage.end):
            return Attribution(_build_pronoun_mention(tied_match), AttributionRule.INVERTED)
        if verb := lexicon.verb_pattern.match(text, offset, passage.end):
            mention = subjects.find_subject_after(text, verb.end(), passage.end, lexicon)
            if mention is not None and mention.name:
                return Attribution(mention, AttributionRule.INVERTED)
    return None


def _build_pronoun_mention(verb: re.Match[str]) -> PersonMention:
    group = "who" if verb["who"] else "whom"
    return PersonMention(verb[group], *verb.span(group), is_pronoun=True)


def attribute_from_lead(context: PassageContext, lexicon: SpeechLexicon) -> Attribution | None:
    """Match `X said, “…”`, `X told Y that “…”`, `X: “…”`, `according to X, “…”`."""
    text = context.text
    start, end = context.lead_start, context.passage.outer_start
    attribution = None
    for verb in lexicon.verb_pattern.finditer(text, start, end):
        if subjects.is_noun(text, start, verb, lexicon) or subjects.is_passive(text, start, verb):
            continue
        if candidate := _attribute_verb(text, start, verb, lexicon):
            attribution = replace(candidate, gap=end - verb.end())
    if attribution is not None:
        return attribution
    if source := _find_last(lexicon.source_pattern, text, start, end):
        mention = subjects.find_subject_after(text, source.end(), end, lexicon)
        gap = end - mention.end if mention and source.group().rstrip().endswith(" by") else 0
        return Attribution(mention, AttributionRule.ACCORDING, gap) if mention else None
    if _COLON.search(context.lead) and (lead_match := _BARE_COLON.search(context.lead)):
        name_start, name_end = lead_match.span(1)
        subject = subjects.find_first_subject(text, start + name_start, start + name_end, lexicon)
        return _make_attribution(subject, AttributionRule.COLON)
    return None


def _match_later_in_sentence(context: PassageContext, lexicon: SpeechLexicon) -> Attribution | None:
    """Match `“…” broke through the fence, he said`, `… “…”, according to X`."""
    text = context.text
    start, end = context.passage.outer_end, context.tail_end
    if source := lexicon.source_pattern.search(text, start, end):
        return _attribute_after(text, source.end(), end, lexicon, AttributionRule.ACCORDING)
    for verb in lexicon.verb_pattern.finditer(text, start, end):
        comma = text.rfind(",", start, verb.start())
        if comma < 0 or subjects.is_noun(text, start, verb, lexicon) or subjects.is_passive(text, start, verb):
            continue
        mention = subjects.find_subject_before(text, comma + 1, verb.start(), lexicon)
        if mention is not None and not text[comma + 1 : mention.start].strip():
            return Attribution(mention, _choose_rule(verb, AttributionRule.AFTER))
        mention = subjects.find_subject_after(text, verb.end(), end, lexicon)
        if mention is not None and not text[comma + 1 : verb.start()].strip():
            return Attribution(mention, AttributionRule.INVERTED)
    return None


def _match_possessive_noun(context: PassageContext, lexicon: SpeechLexicon) -> Attribution | None:
    """Match `Vry’s claim that “…”`, `his “…” remark`."""
    text, lead = context.text, context.lead
    start = context.lead_start
    for owner in reversed(list(_OWNER.finditer(lead))):
        words_after_owner = lead[owner.end() :].split()
        if len(words_after_owner) > MAX_WORDS_AFTER_OWNER:
            return None
        owned_words = words_after_owner[:3] if words_after_owner else context.tail.split()[:3]
        if lexicon.nouns.isdisjoint(word.casefold().strip(".,") for word in owned_words):
            continue
        owner_start, owner_end = start + owner.start(), start + owner.end()
        mention = (
            PersonMention(owner.group(), owner_start, owner_end, is_pronoun=True)
            if owner["his"]
            else subjects.find_subject_before(text, start, owner_end, lexicon)
        )
        return _make_attribution(mention, AttributionRule.NOUN)
    return None


def _attribute_verb(text: str, start: int, verb: re.Match[str], lexicon: SpeechLexicon) -> Attribution | None:
    """Find the subject of a verb: before it, after it, or at the start of the sentence."""
    form = verb.group().casefold()
    if form in subjects.QUOTING and (as_saying := _AS_SAYING.match(text, verb.end(), verb.end() + 120)):
        return _attribute_after(text, verb.end(), as_saying.end(1), lexicon, AttributionRule.BEFORE)
    if form not in lexicon.dependent:
        mention = subjects.find_subject_before(text, start, verb.start(), lexicon)
        if mention is not None:
            return Attribution(mention, _choose_rule(verb, AttributionRule.BEFORE))
        if form not in _TELL_FORMS and not text[start : verb.start()].strip():
            return _attribute_after(text, verb.end(), verb.end() + 200, lexicon, AttributionRule.INVERTED)
    mention = subjects.find_first_subject(text, start, verb.start(), lexicon)
    if mention is None and (clause := _find_last(_CLAUSE_START, text, start, verb.start())):
        inner = subjects.find_first_subject(text, clause.end(), verb.start(), lexicon)
        mention = inner if inner and inner.name else None
    return _make_attribution(mention, AttributionRule.CLAUSE)


def _choose_rule(verb: re.Match[str], default: AttributionRule) -> AttributionRule:
    return AttributionRule.TOLD if verb.group().casefold() in _TELL_FORMS else default


def _attribute_after(
    text: str, start: int, end: int, lexicon: SpeechLexicon, rule: AttributionRule
) -> Attribution | None:
    return _make_attribution(subjects.find_subject_after(text, start, end, lexicon), rule)


def _make_attribution(mention: PersonMention | None, rule: AttributionRule) -> Attribution | None:
    return Attribution(mention, rule) if mention is not None else None


def _find_last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    return max(pattern.finditer(text, start, end), key=re.Match.start, default=None)
