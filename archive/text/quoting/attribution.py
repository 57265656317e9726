"""Attribution of a quoted passage from its own sentence, else from the text before it.

Each attribution carries the rule that gave it. Rules are tried from the surest to the loosest.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from archive.text.messages import said
from archive.text.quoting.marks import Marked
from archive.text.quoting.named import Named
from archive.text.quoting.speech import Speech
from archive.text.quoting.subjects import first_subject, subject_after, subject_before
from archive.text.quoting.verbs import (
    AUXILIARY,
    QUOTING,
    after_auxiliary,
    is_noun,
    is_passive,
)

REACH: Final = 400
"""Characters before and after a passage that are searched for its speaker."""

_TAIL: Final = re.compile(r"\s*[,—–-]?\s*")
_CLAUSE: Final = re.compile(r"\b(?:when|while|after|before|until|where)\s+")
_COLON: Final = re.compile(r"[:：]\s*[(\[]?\s*$")
_BARE_COLON: Final = re.compile(r"(?:^|[.!?\n—])\s*([^.!?\n:]{2,80})[:：]\s*$")
_COMMA: Final = re.compile(r",\s+")
_CITED: Final = re.compile(r"(\s+[^,.;:\"“”]{2,80}?)\s+as (?:saying|telling|writing)\b")
_TELLING: Final = frozenset({"told", "tells", "tell"})


class Rule(StrEnum):
    """Textual pattern that names the speaker."""

    AFTER = said("X said")
    INVERTED = said("said X")
    BEFORE = said("X said …")
    TOLD = said("X told Y")
    ACCORDING = said("according to X")
    COLON = said("a colon")
    NOUN = said("X’s words")
    CLAUSE = said("the sentence’s subject")
    SAME_SENTENCE = said("the same sentence")
    CONTINUED = said("goes on from the passage before")
    INTRODUCED = said("the sentence before")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Speaker of a passage as mentioned in the text, and the rule that found them.

    `gap` is the number of characters between the verb and the passage.
    """

    who: Named
    rule: Rule
    gap: int = 0
    is_inferred: bool = False
    """True if only neighbouring sentences name them; then only certain persons are accepted."""
    pronoun: str = ""
    """Pronoun of the sentences in between; a speaker of another gender does not continue."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage with the text around it that belongs to no other passage."""

    text: str
    passage: Marked
    before: int
    """Start of the sentence around the passage, or end of the previous passage."""
    after: int
    """End of the sentence around the passage, or start of the next passage."""
    paragraph: int

    @property
    def words(self) -> str:
        """Quoted text, without closing marks of passages nested at its end."""
        return self.text[self.passage.start : self.passage.end].rstrip("\"'”’»› \u00a0")

    @property
    def lead(self) -> str:
        """Text of the sentence before the passage."""
        return self.text[self.before : self.passage.outer_start]

    @property
    def tail(self) -> str:
        """Text of the sentence after the passage."""
        return self.text[self.passage.outer_end : self.after]

    @property
    def stands_alone(self) -> bool:
        """Return whether the passage is one or more whole sentences, with no reporter's words."""
        return not self.lead.strip(" \t\n([—–-") and (
            not self.tail.strip(" \t\n.)]—–-") or self.is_finished
        )

    @property
    def is_finished(self) -> bool:
        """Return whether the quoted text ends a sentence."""
        return self.words.endswith((".", "!", "?", "…"))


def attribute(place: Place, speech: Speech) -> Attribution | None:
    """Return the attribution given by the passage's own sentence, if any."""
    return (
        _right_after(place, speech)
        or _inside(place, speech)
        or attribute_before(place, speech)
        or _later_in_the_sentence(place, speech)
        or _by_noun(place, speech)
    )


def _right_after(place: Place, speech: Speech) -> Attribution | None:
    """Match `…,” said X`, `…,” X told Y`, `…,” according to X`."""
    text, passage = place.text, place.passage
    begin = _TAIL.match(text, passage.outer_end, place.after)
    at = begin.end() if begin else passage.outer_end
    comma = "," in text[passage.outer_end : at] or place.words.endswith((",", "?", "!", "—", "-"))
    if at >= place.after or (place.words.endswith(".") and not _small(text, at, comma=comma)):
        return None
    if place.is_finished and "\n" in text[passage.outer_end : at] and not text[at].islower():
        return None
    if tied := speech.tied and speech.tied.match(text, at, place.after):
        return Attribution(_tied(tied), Rule.INVERTED)
    return _tagged(place, at, speech, comma=comma)


def _tagged(place: Place, at: int, speech: Speech, *, comma: bool) -> Attribution | None:
    """Match an attribution in the tag that starts at `at`."""
    text = place.text
    if source := speech.source.match(text, at, place.after):
        return _made(subject_after(text, source.end(), place.after, speech), Rule.ACCORDING)
    verb = speech.verb.match(text, after_auxiliary(text, at, speech), place.after)
    if verb and verb.group().casefold() not in _TELLING | speech.dependent:
        who = subject_after(text, verb.end(), place.after, speech)
        if who is not None and (not who.is_pronoun or comma):
            return Attribution(who, Rule.INVERTED)
    for verb in speech.verb.finditer(text, at, place.after):
        if is_noun(text, at, verb, speech) or verb.group().casefold() in speech.dependent:
            continue
        if is_passive(text, at, verb):
            return None
        if cited := _CITED.match(text, verb.end(), place.after):
            return _made(subject_after(text, verb.end(), cited.end(1), speech), Rule.AFTER)
        if not comma and verb.start() - at > 60:
            return None
        who = subject_before(text, at, verb.start(), speech)
        if who is not None and (comma or who.start - at < 2):
            return Attribution(who, _told(verb, Rule.AFTER))
        return None
    return None


def _inside(place: Place, speech: Speech) -> Attribution | None:
    """Match `« …, dit-elle. … »`: an attribution between commas within the marks (French)."""
    text, passage = place.text, place.passage
    if speech.tied is None:
        return None
    for comma in _COMMA.finditer(text, passage.start, passage.end):
        at = comma.end()
        while (word := AUXILIARY.match(text, at)) and word.group(
            1
        ) in speech.skipped | speech.pronouns:
            at = word.end()
        if tied := speech.tied.match(text, at, passage.end):
            return Attribution(_tied(tied), Rule.INVERTED)
        if verb := speech.verb.match(text, at, passage.end):
            who = subject_after(text, verb.end(), passage.end, speech)
            if who is not None and who.name:
                return Attribution(who, Rule.INVERTED)
    return None


def _tied(verb: re.Match[str]) -> Named:
    group = "who" if verb["who"] else "whom"
    return Named(verb[group], verb.start(group), verb.end(group), is_pronoun=True)


def attribute_before(place: Place, speech: Speech) -> Attribution | None:
    """Match `X said, “…”`, `X told Y that “…”`, `X: “…”`, `according to X, “…”`."""
    text, start, end = place.text, place.before, place.passage.outer_start
    found = None
    for verb in speech.verb.finditer(text, start, end):
        if is_noun(text, start, verb, speech) or is_passive(text, start, verb):
            continue
        if attribution := _governing(text, start, verb, speech):
            found = replace(attribution, gap=end - verb.end())
    if found is not None:
        return found
    if source := _last(speech.source, text, start, end):
        who = subject_after(text, source.end(), end, speech)
        gap = end - who.end if who and source.group().rstrip().endswith(" by") else 0
        return Attribution(who, Rule.ACCORDING, gap) if who else None
    if _COLON.search(place.lead) and (bare := _BARE_COLON.search(place.lead)):
        first = start + bare.start(1)
        named = first_subject(text, first, start + bare.end(1), speech)
        if named is not None:
            return Attribution(named, Rule.COLON)
    return None


def _later_in_the_sentence(place: Place, speech: Speech) -> Attribution | None:
    """Match `“…” broke through the fence, he said`, `… “…”, according to X`."""
    text, start, end = place.text, place.passage.outer_end, place.after
    if source := speech.source.search(text, start, end):
        return _made(subject_after(text, source.end(), end, speech), Rule.ACCORDING)
    for verb in speech.verb.finditer(text, start, end):
        if is_noun(text, start, verb, speech) or "," not in text[start : verb.start()]:
            continue
        if is_passive(text, start, verb):
            continue
        comma = text.rfind(",", start, verb.start())
        who = subject_before(text, comma + 1, verb.start(), speech)
        if who is not None and not text[comma + 1 : who.start].strip():
            return Attribution(who, _told(verb, Rule.AFTER))
        who = subject_after(text, verb.end(), end, speech)
        if who is not None and not text[comma + 1 : verb.start()].strip():
            return Attribution(who, Rule.INVERTED)
    return None


def _by_noun(place: Place, speech: Speech) -> Attribution | None:
    """Match `Vry’s claim that “…”`, `his “…” remark`."""
    text, start, lead = place.text, place.before, place.lead
    for owner in reversed([*_OWNER.finditer(lead)]):
        after = lead[owner.end() :].split()
        if len(after) > MOST_BEFORE_WORDS:
            return None
        owned = after[:3] if after else place.tail.split()[:3]
        if speech.nouns.isdisjoint(word.casefold().strip(".,") for word in owned):
            continue
        if owner["his"]:
            who = Named(owner.group(), start + owner.start(), start + owner.end(), is_pronoun=True)
            return Attribution(who, Rule.NOUN)
        return _made(subject_before(text, start, start + owner.end(), speech), Rule.NOUN)
    return None


_OWNER: Final = re.compile(
    r"(?P<his>(?<!\w)(?:his|her|their)(?=\s|$))|[\w.’'-]+(?:['’]s|s['’])(?=\s|$)", re.IGNORECASE
)
MOST_BEFORE_WORDS: Final = 8
"""Maximum number of words between an owner and the passage."""


def _governing(text: str, start: int, verb: re.Match[str], speech: Speech) -> Attribution | None:
    """Find the subject of a verb: before it, after it, or at the start of the sentence."""
    form = verb.group().casefold()
    if form in QUOTING and (cited := _CITED.match(text, verb.end(), verb.end() + 120)):
        return _made(subject_after(text, verb.end(), cited.end(1), speech), Rule.BEFORE)
    if form not in speech.dependent:
        who = subject_before(text, start, verb.start(), speech)
        if who is not None:
            return Attribution(who, _told(verb, Rule.BEFORE))
        if form not in _TELLING and not text[start : verb.start()].strip():
            return _made(subject_after(text, verb.end(), verb.end() + 200, speech), Rule.INVERTED)
    who = first_subject(text, start, verb.start(), speech)
    if who is None and (clause := _last(_CLAUSE, text, start, verb.start())):
        inner = first_subject(text, clause.end(), verb.start(), speech)
        who = inner if inner and inner.name else None
    return _made(who, Rule.CLAUSE)


def _told(verb: re.Match[str], otherwise: Rule) -> Rule:
    return Rule.TOLD if verb.group().casefold() in _TELLING else otherwise


def _small(text: str, at: int, *, comma: bool) -> bool:
    """Return whether the sentence goes on at `at`."""
    return comma or text[at : at + 1].islower()


def _made(who: Named | None, rule: Rule) -> Attribution | None:
    return Attribution(who, rule) if who is not None else None


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text, start, end):  # noqa: B007
        pass
    return found
