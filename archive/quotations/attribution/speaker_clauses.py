"""Attribution of a passage by the words of its own sentence, in languages with a table.

The clause after a passage is read first (`…, said X`), then the one before it (`X said: …`), then sources
(`according to X`), then a colon.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from archive.quotations.attribution.attribute import AttributionRule
from archive.quotations.attribution.clause_words import (
    ClauseWord,
    find_source,
    is_clause_end,
    is_dependent,
    read_verb,
    skip_fillers,
    split_clause,
)
from archive.quotations.attribution.noun_phrases import SpeakerPhrase, is_person_noun, read_phrase
from archive.quotations.attribution.reporting_language import ReportingLanguage
from archive.text.sentences import find_sentence_start

Words = Sequence[ClauseWord]
MAX_CONTEXT: Final = 400  # characters before a passage that are read
MAX_WORDS_TO_VERB: Final = 12  # from a subject after a passage to its verb
MAX_SKIPPED_PHRASES: Final = 2  # between a verb and the subject after it: `said on Friday in Kell X`
OPENING_MARKS: Final = " \t\n\u00a0\u202f,;—–-"


@dataclass(frozen=True, slots=True)
class SpokenAttribution:
    """The phrase that names a speaker and the rule that found it; a verb without a subject has an empty phrase."""

    phrase: SpeakerPhrase
    rule: AttributionRule
    is_inferred: bool = False  # over the border of a sentence

    @property
    def is_subjectless(self) -> bool:
        """Return whether a verb without a subject was found."""
        return self.phrase.is_pronoun and not self.phrase.is_definite


def attribute_from_tail(
    text: str, start: int, end: int, language: ReportingLanguage, *, is_comma: bool = True, lead_end: int = 0
) -> SpokenAttribution | None:
    """Attribute a passage by the rest of its sentence; the part before it ends at `lead_end`."""
    words = split_clause(text, start, end, language)
    if not words:
        return None
    index = skip_fillers(words, 0, language, mark=True)
    if index == len(words):
        index = 0
    if found := _attribute_by_source(text, words, index, language):
        return found
    if language.has_capital_nouns and (found := _attribute_by_participle(text, lead_end, words, language)):
        return found
    is_tied = index < len(words) and words[index].folded not in language.words["weak"]
    if (is_comma or is_tied) and (found := _attribute_by_verb_first(text, words, index, language)):
        return found
    if is_comma and (found := _attribute_by_subject_first(text, words, 0, language)):
        return found
    if found := _attribute_later(text, words, language):
        return found
    return _attribute_by_unknown_verb(text, words, index, language) if is_comma and words[0].mark else None


def _attribute_by_participle(
    text: str, end: int, words: Words, language: ReportingLanguage
) -> SpokenAttribution | None:
    """Match German `X has called it „…“`, `is called „…“ by X`, with the participle after the passage."""
    first = words[0]
    if first.mark or first.folded not in _CALLING_PARTICIPLES:
        return None
    before = split_clause(text, find_sentence_start(text, max(0, end - MAX_CONTEXT), end), end, language)
    if not before or before[-1].folded not in {"als", "wie"}:
        return None
    nearby = {word.folded for word in (*before, *words[:3])}
    if nearby & {"wird", "werden", "wurde", "wurden", "worden"}:
        for index in range(len(before) - 1, 0, -1):
            if before[index - 1].folded in {"von", "vom"} and (agent := read_phrase(text, before, index, language)):
                return SpokenAttribution(agent, AttributionRule.BEFORE)
        return None
    subject = find_subject(text, before, len(before) - 1, language)
    return SpokenAttribution(subject, AttributionRule.BEFORE) if subject is not None else None


_CALLING_PARTICIPLES: Final = frozenset(
    "bezeichnet beschrieben gelobt gewürdigt kritisiert bewertet charakterisiert eingestuft gewertet".split()
)


def _attribute_by_unknown_verb(
    text: str, words: Words, index: int, language: ReportingLanguage
) -> SpokenAttribution | None:
    """Match `…, quipped X`: a word that no table has, right before a person."""
    word = words[index]
    if word.is_capital or word.folded in language.function_words or len(word.text) < 3 or not language.has_case:
        return None
    if is_person_noun(word.folded, language):
        return None
    phrase = _read_subject_after(text, words, index + 1, language)
    if phrase is not None and (phrase.name or is_person_noun(phrase.head, language) or phrase.is_pronoun):
        return SpokenAttribution(phrase, AttributionRule.INVERTED)
    is_last = index + 1 == len(words) or bool(words[index + 1].mark)
    if phrase is None and is_last and len(word.text) > 3 and language.code in {"es", "it", "pt"}:
        return SpokenAttribution(_make_empty(word, index + 1, language), AttributionRule.INVERTED)
    return None


def _attribute_by_source(text: str, words: Words, index: int, language: ReportingLanguage) -> SpokenAttribution | None:
    length = find_source(words, index, language)
    if not length:
        return None
    phrase = read_phrase(text, words, index + length, language)
    if phrase is None or (words[index].folded in _OPINION and not _is_person(phrase, language)):
        return None
    return SpokenAttribution(phrase, AttributionRule.ACCORDING)


_OPINION: Final = frozenset("pour per para für".split())


def _is_person(phrase: SpeakerPhrase, language: ReportingLanguage) -> bool:
    """Return whether a phrase is rather of a person than of a thing or place."""
    is_titled = is_person_noun(phrase.head, language)
    return phrase.is_pronoun or is_titled or " " in phrase.name


def _attribute_by_verb_first(
    text: str, words: Words, index: int, language: ReportingLanguage
) -> SpokenAttribution | None:
    """Match `said X`, `has said X`, `said on Friday X`, and a verb without a subject."""
    if index >= len(words) or not (length := read_verb(words, index, language)):
        return None
    if tied := _read_tied_pronoun(words[index], index, language):
        return SpokenAttribution(tied, AttributionRule.INVERTED)
    after = index + length
    if phrase := _read_subject_after(text, words, after, language):
        return SpokenAttribution(phrase, AttributionRule.INVERTED)
    verb = words[index]
    if verb.folded in language.words["impersonal"]:
        return _attribute_to_document(text, words, index, language)
    if language.code not in _DROPPING and not verb.folded.endswith("ли"):
        return None
    return SpokenAttribution(_make_empty(verb, after, language), AttributionRule.INVERTED)


def _attribute_to_document(text: str, words: Words, verb: int, language: ReportingLanguage) -> SpokenAttribution | None:
    """Attribute what `is said in the report` to the document."""
    for index in (*range(verb, len(words)), *range(verb)):
        if words[index].folded not in language.words["documents"]:
            continue
        end = index + 1
        while end < len(words) and end < index + 4 and not words[end].mark and end != verb:
            if words[end].folded in language.words["prepositions"] - language.words["links"]:
                break
            if words[end].folded in language.words["boundaries"]:
                break
            end += 1
        start, stop = words[index].start, words[end - 1].end
        phrase = SpeakerPhrase(text[start:stop], start, stop, end, head=words[index].folded)
        return SpokenAttribution(phrase, AttributionRule.ACCORDING)
    for index in range(verb + 1, len(words) - 1):
        if words[index].folded in language.words["prepositions"]:
            place = read_phrase(text, words, index + 1, language)
            return SpokenAttribution(replace(place, name=""), AttributionRule.ACCORDING) if place is not None else None
    return None


def _make_empty(verb: ClauseWord, after: int, language: ReportingLanguage) -> SpeakerPhrase:
    """Return the phrase of a verb without a subject, with the gender that its ending tells."""
    return SpeakerPhrase(
        verb.text,
        verb.start,
        verb.end,
        after,
        is_pronoun=True,
        is_definite=False,
        is_female=get_verb_gender(verb.folded, language),
    )


def get_verb_gender(folded: str, language: ReportingLanguage) -> bool | None:
    """Return whether the form is feminine in Russian or Arabic; None where verbs do not tell."""
    if language.code == "ru":
        if folded.endswith(("ла", "лась", "а")):
            return True
        return False if folded.endswith(("л", "лся", "ен")) else None
    if language.code == "ar":
        bare = folded[1:] if folded[0] in "وف" and folded[1:] in language.verbs else folded
        return bare.endswith("ت") or (
            bare.startswith("ت") and not bare.startswith(("تابع", "تساءل", "تعهد", "توعد", "تذكر"))
        )
    return None


def _read_tied_pronoun(verb: ClauseWord, index: int, language: ReportingLanguage) -> SpeakerPhrase | None:
    """Read the pronoun tied to a verb: `dit-elle`."""
    pattern = language.tied_pattern
    if pattern is None or "-" not in verb.text or not (tied := pattern.search(verb.folded)):
        return None
    gender = {"m": False, "f": True}.get(tied.lastgroup or "")
    printed = tied.group(tied.lastgroup or 0)
    is_personal = gender is not None  # `on` and `je` mean nobody whom the text names
    start = verb.end - len(printed)
    return SpeakerPhrase(printed, start, verb.end, index + 1, is_pronoun=is_personal, is_female=gender)


def _read_subject_after(text: str, words: Words, index: int, language: ReportingLanguage) -> SpeakerPhrase | None:
    """Read the subject after a verb, past adverbs and a circumstance."""
    for _ in range(MAX_SKIPPED_PHRASES + 1):
        while index < len(words) and not words[index].mark and _is_skipped(words, index, language):
            index += 1
        if index >= len(words) or words[index].mark:
            return None
        word = words[index]
        if word.folded not in language.words["prepositions"] or word.folded in language.ambiguous_articles:
            break
        phrase = read_phrase(text, words, index + 1, language) if language.has_case else None
        if phrase is not None and (inner := _read_inner_name(text, words, index + 1, phrase, language)):
            return inner
        if phrase is None:
            index = _skip_circumstance(words, index + 1, language)
            continue
        index = max(phrase.after, index + 2)
        if phrase.name and language.has_case and index < len(words) and words[index].mark:
            return None
    phrase = read_phrase(text, words, index, language)
    if phrase is None or (phrase.is_pronoun and phrase.printed.casefold() in _IMPERSONAL):
        return None
    return phrase


def _read_inner_name(
    text: str, words: Words, index: int, phrase: SpeakerPhrase, language: ReportingLanguage
) -> SpeakerPhrase | None:
    """Read the full name that follows a circumstance without a comma: `for weeks Ada Vry`."""
    is_thing = not words[index].is_capital and not is_person_noun(phrase.head, language)
    if not is_thing or " " not in phrase.name or language.has_capital_nouns:
        return None
    for position in range(index + 1, phrase.after):
        if words[position].is_capital and words[position - 1].folded not in language.phrase_ends:
            return read_phrase(text, words, position, language)
    return None


def _skip_circumstance(words: Words, index: int, language: ReportingLanguage) -> int:
    """Return the index after a circumstance without a name: `for weeks`."""
    end = min(len(words), index + (4 if language.has_case else 1))
    while index < end and not words[index].mark and not words[index].is_capital:
        index += 1
    return index


_IMPERSONAL: Final = frozenset("on man es wir ich je nous io yo eu я мы это nos".split())


def _is_skipped(words: Words, index: int, language: ReportingLanguage) -> bool:
    """Return whether a word between a verb and its subject is an adverb, an auxiliary, a clitic or a participle."""
    word = words[index]
    if word.is_capital and not (word.folded in language.words["fillers"] and language.has_capital_nouns):
        return False
    if word.text.endswith(("mente", "ment", "lich", "weise")) and word.folded not in language.words["people"]:
        return True
    if skip_fillers(words, index, language) > index:
        return True
    return read_verb(words, index, language) > 0 and not words[index].mark


def _attribute_by_subject_first(
    text: str, words: Words, index: int, language: ReportingLanguage
) -> SpokenAttribution | None:
    """Match `X said` after a passage."""
    phrase = read_phrase(text, words, index, language)
    if phrase is None or not language.has_case:
        return None
    for position in range(phrase.after, min(len(words), phrase.after + MAX_WORDS_TO_VERB)):
        if is_clause_end(words[position].mark):
            return None
        if read_verb(words, position, language) and not is_dependent(words, position, language):
            if (
                position > skip_fillers(words, phrase.after, language)
                and not words[position].mark
                and "," not in "".join(word.mark for word in words[phrase.after : position])
            ):
                return None
            return SpokenAttribution(phrase, AttributionRule.AFTER)
    return None


def _attribute_later(text: str, words: Words, language: ReportingLanguage) -> SpokenAttribution | None:
    """Match `… the rest of the sentence, said X` and `…, according to X`, after a comma."""
    for index in range(1, len(words)):
        if not words[index].mark or "(" in words[index].mark:
            continue
        if is_clause_end(words[index].mark) and not any(char in "—–" for char in words[index].mark):
            return None
        if found := _attribute_by_source(text, words, index, language):
            return found
        position = skip_fillers(words, index, language, mark=True)
        if (
            position < len(words)
            and read_verb(words, position, language)
            and not is_dependent(words, position, language)
        ):
            phrase = _read_subject_after(text, words, position + 1, language)
            if phrase is not None and (phrase.name or phrase.is_pronoun):
                return SpokenAttribution(phrase, AttributionRule.INVERTED)
    return None


def attribute_from_clause(
    text: str, start: int, end: int, language: ReportingLanguage, *, has_colon: bool
) -> SpokenAttribution | None:
    """Attribute a passage by the part of its sentence before it."""
    words = split_clause(text, start, end, language)
    if not words:
        return None
    weak = None
    for index in range(len(words) - 1, -1, -1):
        length = read_verb(words, index, language)
        if not length or (index + length < len(words) and words[index + length].folded in _AGENT_WORDS):
            continue
        found = _attribute_verb(text, words, index, length, language, has_colon=has_colon)
        if found is None:
            continue
        is_weak = words[index].folded in language.words["weak"]
        if (not is_weak or has_colon) and (not found.is_subjectless or has_colon or weak is None):
            return _prefer_source(text, words, found, language)
        weak = weak or found
    if source := _find_last_source(text, words, language):
        return source
    if weak is not None:
        return weak
    return _attribute_by_colon(text, words, language) if has_colon else None


_AGENT_WORDS: Final = frozenset("par por da dal dalla pelo pela von vom".split())  # after a passive participle


def _prefer_source(text: str, words: Words, found: SpokenAttribution, language: ReportingLanguage) -> SpokenAttribution:
    """Take the source that the clause begins with where its verb has no subject of its own."""
    source = _find_last_source(text, words, language) if found.is_subjectless else None
    return source or found


def _find_last_source(text: str, words: Words, language: ReportingLanguage) -> SpokenAttribution | None:
    for index in range(len(words) - 1, -1, -1):
        if index and not words[index].mark and words[index - 1].folded not in language.words["boundaries"]:
            continue
        if found := _attribute_by_source(text, words, index, language):
            return found
    return None


def _attribute_verb(
    text: str, words: Words, index: int, length: int, language: ReportingLanguage, *, has_colon: bool
) -> SpokenAttribution | None:
    """Find the subject of the verb at `index`, before or after it."""
    if tied := _read_tied_pronoun(words[index], index, language):
        return SpokenAttribution(tied, AttributionRule.BEFORE)
    if words[index].folded in language.words["impersonal"] or (
        length == 2 and f"{words[index].folded} {words[index + 1].folded}" in language.words["impersonal"]
    ):
        return _attribute_to_document(text, words, index, language)
    before = find_subject(text, words, index, language)
    if is_dependent(words, index, language):
        return _attribute_dependent(text, words, index, before, language)
    if _is_fronted(words, index, before, language) or _is_subject_behind(text, words, index, length, before, language):
        after = _read_subject_after(text, words, index + length, language)
        if after is not None:
            return SpokenAttribution(after, AttributionRule.INVERTED)
    if before is not None:
        return SpokenAttribution(before, AttributionRule.BEFORE)
    if has_colon or index == skip_fillers(words, 0, language, mark=True) or language.code in _DROPPING:
        return SpokenAttribution(_make_empty(words[index], index + length, language), AttributionRule.BEFORE)
    return None


def _is_fronted(words: Words, verb: int, before: SpeakerPhrase | None, language: ReportingLanguage) -> bool:
    """Return whether the subject is looked for after the verb first."""
    if before is None:
        return True
    if not language.has_case:
        is_topic = words[0].folded in _TOPICS or is_person_noun(before.head, language)
        return not (before.after == verb and is_topic)
    return _is_dative(words, before, language)


_TOPICS: Final = frozenset("أما لكن إن ولكن إلا".split())


def _is_subject_behind(
    text: str, words: Words, verb: int, length: int, before: SpeakerPhrase | None, language: ReportingLanguage
) -> bool:
    """Return whether a German verb has its subject behind it: a thing before it, a person after it."""
    if not language.has_capital_nouns or before is None or before.is_pronoun or _is_person(before, language):
        return False
    after = _read_subject_after(text, words, verb + length, language)
    if after is not None and after.printed.casefold() == "er":  # only ever a subject
        return True
    if after is None or not _is_person(after, language) or words[verb].folded.startswith(_TRANSITIVE):
        return False
    return after.printed.split(maxsplit=1)[0].casefold() not in _OBLIQUE_ARTICLES


_TRANSITIVE: Final = ("nenn", "nannte", "bezeichn", "charakterisier", "zitier", "warf", "wirft")


def _attribute_dependent(
    text: str, words: Words, index: int, before: SpeakerPhrase | None, language: ReportingLanguage
) -> SpokenAttribution | None:
    """Find the subject of a participle: that of the verb before it; Arabic also quotes `from X his saying`."""
    if language.has_case:
        return SpokenAttribution(before, AttributionRule.CLAUSE) if before is not None else None
    if words[index].folded.startswith("قول"):
        for position in range(index):
            if words[position].folded == "عن" and (source := read_phrase(text, words, position + 1, language)):
                return SpokenAttribution(source, AttributionRule.ACCORDING)
    for position in range(index - 1, -1, -1):
        length = read_verb(words, position, language)
        subject = _read_subject_after(text, words, position + length, language) if length else None
        if subject is not None:
            return SpokenAttribution(subject, AttributionRule.CLAUSE)
    if before is not None and before.name:
        return SpokenAttribution(before, AttributionRule.CLAUSE)
    return SpokenAttribution(_make_empty(words[index], index + 1, language), AttributionRule.CLAUSE)


_DROPPING: Final = frozenset("es it pt ar ru".split())  # where a verb needs no subject


def _is_dative(words: Words, phrase: SpeakerPhrase, language: ReportingLanguage) -> bool:
    """Return whether a German phrase before the verb is its object: `Der englischen Zeitung sagte X`."""
    if not language.has_capital_nouns:
        return False
    span = [word for word in words if phrase.start <= word.start < phrase.end]
    if len(span) == 1 and span[0].folded.endswith(NOUN_ENDINGS):
        return True
    is_weak = len(span) > 1 and span[0].folded == "der" and span[1].text.endswith("en") and not span[1].is_capital
    return is_weak or span[0].folded in {"dem", "den", "einem", "einen", "einer", "des"}


_SUBORDINATING: Final = frozenset("dass weil wenn ob obwohl nachdem während worauf wonach wobei".split())
NOUN_ENDINGS: Final = ("ung", "heit", "keit", "tion", "schaft", "tät", "ismus", "ment", "nis")


def find_subject(text: str, words: Words, verb: int, language: ReportingLanguage) -> SpeakerPhrase | None:
    """Return the subject of the clause before the word `verb`: its first phrase that no preposition governs."""
    start = max(0, min(verb, len(words) - 1))
    if not words:
        return None
    while start and not is_clause_end(words[start].mark):
        if verb < len(words) and words[start].mark and words[start].folded in _SUBORDINATING and language.code == "de":
            break
        start -= 1
    index, subject = start, None
    while index < verb:
        word = words[index]
        if word.folded in language.words["prepositions"] and word.folded not in language.ambiguous_articles:
            is_bare = index + 1 >= len(words) or bool(words[index + 1].mark)
            inner = None if is_bare else read_phrase(text, words, index + 1, language)
            index = min(inner.after, verb) if inner else index + 1
            continue
        phrase = read_phrase(text, words, index, language)
        if phrase is None or phrase.after > verb:
            index += 1
            continue
        if _is_subject(phrase, language) and _is_better_subject(words, phrase, subject, verb, language):
            subject = phrase
        index = max(phrase.after, index + 1)
    return subject


def _is_better_subject(
    words: Words, phrase: SpeakerPhrase, subject: SpeakerPhrase | None, verb: int, language: ReportingLanguage
) -> bool:
    """Return whether a phrase is rather the subject than one before it: it stands beside the verb, or is a pronoun."""
    if subject is None:
        return True
    if verb < len(words) and not words[verb].mark and skip_fillers(words, phrase.after, language) == verb:
        first = next(index for index, word in enumerate(words) if word.start == phrase.start)
        is_clause_start = words[first].mark != "" or words[first - 1].folded in language.words["boundaries"]
        return not subject.name or is_clause_start
    return language.has_capital_nouns and phrase.is_pronoun and not subject.is_definite and not subject.is_pronoun


def _is_subject(phrase: SpeakerPhrase, language: ReportingLanguage) -> bool:
    if language.has_capital_nouns and phrase.printed.split(maxsplit=1)[0].casefold() in _OBLIQUE_ARTICLES:
        return False
    if phrase.is_pronoun:
        return phrase.printed.casefold() not in _IMPERSONAL
    return bool(phrase.name) or phrase.head in language.words["people"] or phrase.is_definite or " " in phrase.printed


_OBLIQUE_ARTICLES: Final = frozenset("den dem des einen einem diesem diesen".split())


def _attribute_by_colon(text: str, words: Words, language: ReportingLanguage) -> SpokenAttribution | None:
    """Attribute what follows a colon to the one who the clause is about: its subject, else its last name."""
    subject = find_subject(text, words, len(words), language)
    if language.has_capital_nouns and (subject is None or not subject.name):
        pronoun = next((index for index, word in enumerate(words) if word.folded == "er"), None)
        if pronoun is not None and (found := read_phrase(text, words, pronoun, language)):
            return SpokenAttribution(found, AttributionRule.COLON)
    if subject is not None and (subject.name or subject.is_pronoun):
        return SpokenAttribution(subject, AttributionRule.COLON)
    last, index = None, 0
    while index < len(words):
        phrase = read_phrase(text, words, index, language)
        is_person = phrase is not None and (bool(phrase.name) or is_person_noun(phrase.head, language))
        if phrase is not None and is_person:
            is_governed = index > 0 and words[index - 1].folded in language.words["prepositions"]
            if not is_governed:
                return SpokenAttribution(phrase, AttributionRule.COLON)
            last = phrase if phrase.name or last is None else last
        index = max(phrase.after, index + 1) if phrase is not None else index + 1
    if last is None and subject is not None and subject.is_definite:
        last = subject
    return SpokenAttribution(last, AttributionRule.COLON) if last is not None else None
