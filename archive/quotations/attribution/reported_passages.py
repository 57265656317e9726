"""Quotations of an article in a language with a table: passages, their kinds, and who speaks."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from archive.quotations.attribution import lazy_pattern
from archive.quotations.attribution.article_names import ArticleNames
from archive.quotations.attribution.attribute import AttributionRule
from archive.quotations.attribution.clause_words import read_verb, split_clause
from archive.quotations.attribution.noun_phrases import SpeakerPhrase, is_person_noun, read_phrase
from archive.quotations.attribution.reporting_language import ReportingLanguage, fold_word
from archive.quotations.attribution.speaker_clauses import (
    SpokenAttribution,
    attribute_from_clause,
    attribute_from_tail,
    find_subject,
)
from archive.quotations.attribution.spoken_parts import SpokenPart, find_spoken_parts
from archive.quotations.attribution.text_quotations import PassageKind, TextQuotation
from archive.text.quotation_marks import QuotedSpan, find_quoted_spans
from archive.text.sentences import (
    find_notice_spans,
    find_sentence_end,
    find_sentence_spans,
    find_sentence_start,
    is_article_itself,
)

MAX_CONTEXT: Final = 400  # characters before and after a passage that are read
MAX_LABEL_WORDS: Final = 10  # of a title or name between marks
MAX_SCARE_WORDS: Final = 5
MAX_UNATTRIBUTED_WORDS: Final = 12  # within a sentence that are no speech where nobody says them
MAX_SENTENCES_BACK: Final = 2
_PARAGRAPH_BREAK: Final = lazy_pattern(r"\n[ \t]*\n\s*")
_WORD: Final = lazy_pattern(r"\w+(?:['’-]\w+)*")
_QUOTED_NAME: Final = lazy_pattern(r"[„“\"«»]\s?([A-ZÀ-Þ][^„“”\"«»\n]{1,40}?)\s?[“”\"»«]")
_ORDINAL: Final = lazy_pattern(r"\b\d{1,2}\.\s*$")
_LAST_WORDS: Final = lazy_pattern(r"[\w\u064b-\u0652'’-]+")
_ENDS: Final = (".", "?", "!", "…", "؟")
_EDGES: Final = " \t\n\u00a0\u202f([—–-"
_LABEL_REACH: Final = 3  # words before a passage that may call it a title or name


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """A passage with the reporter's words of its sentence."""

    text: str
    part: SpokenPart
    lead_start: int
    tail_end: int
    paragraph_start: int
    previous_end: int

    @property
    def span(self) -> QuotedSpan:
        return self.part.span

    @property
    def words(self) -> str:
        return self.text[self.span.start : self.span.end].rstrip("\"'”’»› \u00a0\u202f")

    @property
    def lead(self) -> str:
        return self.text[self.lead_start : self.span.outer_start]

    @property
    def tail(self) -> str:
        return self.text[self.span.outer_end : self.tail_end]

    @property
    def ends_sentence(self) -> bool:
        return self.words.endswith(_ENDS)

    @property
    def has_colon(self) -> bool:
        return self.lead.rstrip(" \n\t\u00a0\u202f(").endswith((":", "："))

    @property
    def is_standalone(self) -> bool:
        """Return whether the passage is whole sentences without the reporter's words."""
        rest = self.tail.strip(" \t\n.)]—–-\u00a0،,")
        return not self.lead.strip(_EDGES) and (not rest or self.ends_sentence)


def read_reported_passages(text: str, language: ReportingLanguage) -> list[TextQuotation]:
    """Return all passages between marks and lines of dialogue with their kinds and speakers, in order."""
    spans = _count_enclosing(find_quoted_spans(text))
    notices = find_notice_spans(text)
    outer = [span for span in spans if not span.depth]
    parts = find_spoken_parts(text, outer, language)
    bounds = sorted((part.span.start, part.span.end) for part in parts)
    names: ArticleNames | None = None  # built for the first speaker: most passages of some articles are names
    result = [
        TextQuotation(span.start, span.end, PassageKind.SCARE, depth=span.depth, is_closed=span.is_closed)
        for span in spans
        if span.depth
    ]
    previous: SpokenAttribution | None = None
    previous_place: _Surroundings | None = None
    for place in _iter_surroundings(text, parts):
        is_retracted = any(start <= place.span.start < end for start, end in notices)
        attribution = None if is_retracted else _attribute(place, previous, previous_place, language)
        kind = PassageKind.SCARE if is_retracted else _classify(place, attribution, language)
        speaker = None
        if kind.is_speech and attribution is not None:
            names = names or ArticleNames(text, bounds, language)
            speaker = names.resolve(attribution)
        result.append(
            TextQuotation(place.span.start, place.span.end, kind, speaker=speaker, is_closed=place.span.is_closed)
        )
        if kind.is_speech:
            previous, previous_place = attribution, place
    return sorted(result, key=lambda quotation: (quotation.start, -quotation.end))


def _count_enclosing(spans: Sequence[QuotedSpan]) -> list[QuotedSpan]:
    """Return the spans with the number of spans around each; a mark that was never closed encloses nothing."""
    open_spans: list[QuotedSpan] = []
    result = []
    for span in spans:
        while open_spans and open_spans[-1].outer_end <= span.outer_start:
            open_spans.pop()
        result.append(span if span.depth == len(open_spans) else replace(span, depth=len(open_spans)))
        open_spans.append(span)
    return result


def _iter_surroundings(text: str, parts: Sequence[SpokenPart]) -> Iterator[_Surroundings]:
    breaks = [0, *(match.end() for match in _PARAGRAPH_BREAK.finditer(text)), len(text) + 1]
    previous_end = 0
    for index, part in enumerate(parts):
        span = part.span
        following = parts[index + 1].span.outer_start if index + 1 < len(parts) else len(text)
        first = bisect_right(breaks, span.outer_start) - 1
        last = bisect_right(breaks, max(span.end - 1, span.start)) - 1
        min_start = max(breaks[first], previous_end, span.outer_start - MAX_CONTEXT)
        max_end = max(span.outer_end, min(breaks[last + 1] - 1, following, span.outer_end + MAX_CONTEXT))
        lead_start = find_sentence_start(text, min_start, span.outer_start)
        while lead_start > min_start and _ORDINAL.search(text, max(min_start, lead_start - 5), lead_start):
            lead_start = find_sentence_start(text, min_start, lead_start - 2)
        tail_end = find_sentence_end(text, span.outer_end, max_end)
        yield _Surroundings(text, part, lead_start, tail_end, breaks[first], previous_end)
        previous_end = span.outer_end


def _attribute(
    place: _Surroundings,
    previous: SpokenAttribution | None,
    previous_place: _Surroundings | None,
    language: ReportingLanguage,
) -> SpokenAttribution | None:
    """Attribute a passage by its own sentence, else by what precedes it."""
    attribution = _attribute_by_sentence(place, language)
    is_continued = previous_place is not None and place.lead_start <= previous_place.span.outer_end
    is_continued = is_continued and bool(place.lead.strip(_EDGES + ",;،"))
    if attribution is not None and attribution.is_subjectless and previous is not None and is_continued:
        return replace(previous, rule=AttributionRule.SAME_SENTENCE)
    if attribution is not None and not _is_by_article_itself(place.text, attribution):
        return attribution
    is_same_paragraph = previous_place is not None and previous_place.paragraph_start == place.paragraph_start
    if previous is not None and previous_place is not None and is_same_paragraph:
        between = place.text[previous_place.span.outer_end : place.span.outer_start]
        is_same_sentence = len(find_sentence_spans(between[:MAX_CONTEXT])) <= 1 and not (
            previous_place.ends_sentence and previous_place.tail_end <= place.lead_start
        )
        if is_same_sentence and place.lead_start <= previous_place.span.outer_end and len(between) < MAX_CONTEXT:
            return replace(previous, rule=AttributionRule.SAME_SENTENCE)
    if not place.is_standalone and not place.has_colon:
        return None
    return _attribute_by_context(place, previous if is_same_paragraph else None, language)


def _is_by_article_itself(text: str, attribution: SpokenAttribution) -> bool:
    return is_article_itself(text, attribution.phrase.start, attribution.phrase.end)


def _attribute_by_sentence(place: _Surroundings, language: ReportingLanguage) -> SpokenAttribution | None:
    text = place.text
    if place.part.clause is not None:
        return attribute_from_tail(text, *place.part.clause, language)
    if place.part.is_dash_line:
        return None
    if named := _read_quoted_name(place, language):
        return named
    from_lead = from_tail = None
    if place.has_colon:
        from_lead = attribute_from_clause(text, place.lead_start, place.span.outer_start, language, has_colon=True)
        if from_lead is not None and from_lead.rule is not AttributionRule.COLON and not from_lead.is_subjectless:
            return from_lead
    if place.lead.rstrip().endswith("(") and (named := _read_name_before(place, language)):
        return named
    if _has_tail(place):
        tail = place.tail.lstrip(' \u00a0\u202f"”»')
        is_comma = tail[:1] in ",،—–-" or place.words.endswith((",", "?", "!", "؟", "…"))
        found = attribute_from_tail(
            text, place.span.outer_end, place.tail_end, language, is_comma=is_comma, lead_end=place.span.outer_start
        )
        if found is not None and found.rule is not AttributionRule.AFTER:
            return found
        from_tail = found
    if from_lead is not None:
        return from_lead
    found = attribute_from_clause(text, place.lead_start, place.span.outer_start, language, has_colon=False)
    return from_tail if from_tail is not None and (found is None or not found.phrase.name) else found


def _read_quoted_name(place: _Surroundings, language: ReportingLanguage) -> SpokenAttribution | None:
    """Match `…, wrote “The Courier”`: the speaker is a name between marks."""
    words = split_clause(place.text, place.span.outer_end, place.tail_end, language)
    name = _QUOTED_NAME.match(place.text, place.tail_end)
    if name is None or not 0 < len(words) < 4 or not read_verb(words, len(words) - 1, language):
        return None
    phrase = SpeakerPhrase(name[1], *name.span(1), len(words), name[1])
    return SpokenAttribution(phrase, AttributionRule.INVERTED)


def _read_name_before(place: _Surroundings, language: ReportingLanguage) -> SpokenAttribution | None:
    """Match `the envoy Ada Vry (“…”)`: words in brackets after a name are of whom it names."""
    words = split_clause(place.text, place.lead_start, place.span.outer_start, language)
    for index in range(len(words) - 1, -1, -1):
        phrase = read_phrase(place.text, words, index, language)
        if phrase is None or phrase.after < len(words):
            continue
        if " " in phrase.name:
            return SpokenAttribution(phrase, AttributionRule.NOUN)
    return None


def _has_tail(place: _Surroundings) -> bool:
    """Return whether the words after a passage belong to its sentence."""
    tail = place.tail.lstrip(' \u00a0\u202f"”»')
    if not tail or tail[0] in ".\n;:":
        return False
    if not place.ends_sentence:
        return True
    return tail[0] in ",،—–-" or tail[0].islower()


def _attribute_by_context(
    place: _Surroundings, previous: SpokenAttribution | None, language: ReportingLanguage
) -> SpokenAttribution | None:
    """Attribute a passage that stands alone by the sentences before it."""
    text = place.text
    opens_paragraph = not text[place.paragraph_start : place.span.outer_start].strip(_EDGES)
    begin = place.paragraph_start
    if opens_paragraph and place.paragraph_start:
        begin = text.rfind("\n\n", 0, len(text[: place.paragraph_start].rstrip())) + 1
    begin = max(begin, place.previous_end, place.span.outer_start - 2 * MAX_CONTEXT)
    begin = _skip_attribution(text, begin, place, previous)
    sentences = [
        (start, end)
        for start, end in find_sentence_spans(text, begin, place.span.outer_start)
        if text[start:end].strip(_EDGES + '"“«„.')
    ]
    if opens_paragraph and sentences and text[sentences[-1][0] : sentences[-1][1]].endswith(":"):
        found = attribute_from_clause(text, *sentences[-1], language, has_colon=True)
        return replace(found, rule=AttributionRule.INTRODUCED) if found else None
    for start, end in reversed(sentences[-1:] if opens_paragraph else sentences[-MAX_SENTENCES_BACK:]):
        if text[end - 1] in "?؟":
            return None
        if language.has_capital_nouns and _SUBJUNCTIVE.search(text, start, end):  # somebody's words still
            continue
        if found := _find_introduced(text, start, end, language):
            return found
    own = [1 for start, end in sentences if not (language.has_capital_nouns and _SUBJUNCTIVE.search(text, start, end))]
    if previous is not None and not opens_paragraph and len(own) <= 1:
        return replace(previous, rule=AttributionRule.CONTINUED, is_inferred=True)
    return None


_SUBJUNCTIVE: Final = lazy_pattern(
    r"\b(?:sei|seien|habe|werde|könne|müsse|solle|wolle|dürfe|gebe|wisse|stehe|komme|gehe|liege|bleibe|wäre|hätte|hätten"
    r"|würden?|wären|brauche|mache|lasse|halte|führe|nehme|bedeute)\b"
)
"""Verbs of German indirect speech."""


def _skip_attribution(text: str, begin: int, place: _Surroundings, previous: SpokenAttribution | None) -> int:
    """Return where the sentence of the attribution before ends: what follows may name somebody else."""
    if previous is None or previous.phrase.start < begin:
        return begin
    return min(place.span.outer_start, find_sentence_end(text, previous.phrase.end, place.span.outer_start))


def _find_introduced(text: str, start: int, end: int, language: ReportingLanguage) -> SpokenAttribution | None:
    """Return the one person whom a sentence is about."""
    words = split_clause(text, start, end, language)
    subject = find_subject(text, words, len(words), language) if language.has_case else None
    if subject is not None and (subject.is_pronoun or subject.name):
        is_person = subject.is_pronoun or len(subject.name.split()) > 1 or is_person_noun(subject.head, language)
        if is_person:
            return SpokenAttribution(subject, AttributionRule.INTRODUCED, is_inferred=True)
    if subject is not None and is_person_noun(subject.head, language) and subject.is_definite:
        return SpokenAttribution(subject, AttributionRule.INTRODUCED, is_inferred=True)
    found = []
    index = 0
    while index < len(words):
        is_start = is_person_noun(words[index].folded, language) or words[index].is_capital
        is_start = is_start or (
            not language.has_case and words[index].folded[0] in "يت" and len(words[index].folded) > 3
        )
        phrase = read_phrase(text, words, index, language) if is_start else None
        if phrase is not None and phrase.name and len(phrase.name.split()) > 1:
            found.append(phrase)
            index = phrase.after
        else:
            index += 1
    return SpokenAttribution(found[0], AttributionRule.INTRODUCED, is_inferred=True) if len(found) == 1 else None


def _classify(place: _Surroundings, attribution: SpokenAttribution | None, language: ReportingLanguage) -> PassageKind:
    """Return the kind of a passage, given its attribution if any."""
    if place.part.clause is not None or place.part.is_dash_line:
        return PassageKind.DIRECT
    words = _WORD.findall(place.words)
    ends_clause = place.ends_sentence or place.words.endswith(",")
    if _is_label(place, words, language) and not place.has_colon:
        return PassageKind.TITLE if language.has_case and words[0][0].isupper() else PassageKind.SCARE
    if attribution is None:
        if len(words) <= MAX_SCARE_WORDS and not (place.is_standalone and (ends_clause or place.has_colon)):
            return PassageKind.SCARE
        if place.is_standalone or place.has_colon:
            return PassageKind.DIRECT
        is_phrase = place.words[:1].islower() and len(words) >= (3 if language.has_capital_nouns else 4)
        return PassageKind.PARTIAL if is_phrase or len(words) > MAX_UNATTRIBUTED_WORDS else PassageKind.SCARE
    if _is_name(place, words, language):
        return PassageKind.TITLE
    first = place.words.lstrip()[:1]
    is_sentence = (first.isupper() or not first.isalpha() or not language.has_case) and (ends_clause or len(words) > 3)
    return PassageKind.DIRECT if is_sentence or place.has_colon else PassageKind.PARTIAL


_NAMED_AFTER: Final = lazy_pattern(r"\s*(?:heißt|hieß|heißen|genannt|getauft|betitelt|lautet)\b")
_OBJECT_LEAD: Final = lazy_pattern(r"\b(?:vor|gegen|über|als|um)\s+\w+\s*$")
_DEFINITE_ARTICLES: Final = frozenset("der die das dem den des vom beim zum zur im am".split())


def _is_label(place: _Surroundings, words: list[str], language: ReportingLanguage) -> bool:
    """Return whether the words before a passage call it a title, a name or a nickname."""
    if len(words) > MAX_LABEL_WORDS or not words or place.is_standalone:
        return False
    if words[0][0].islower() and len(words) > MAX_SCARE_WORDS - 2:
        return False
    before = [fold_word(word) for word in _LAST_WORDS.findall(place.lead[-60:])][-_LABEL_REACH:]
    labels = language.words["labels"]
    if language.has_capital_nouns and any(word.endswith(language.compound_labels) for word in before):
        return True
    return any(
        word in labels or word.lstrip("وفبل") in labels or f"{before[index - 1]} {word}" in labels
        for index, word in enumerate(before)
    )


def _is_name(place: _Surroundings, words: list[str], language: ReportingLanguage) -> bool:
    """Return whether a capitalised passage within a sentence is a name: `the “Blue Rose” said`."""
    if place.has_colon or place.ends_sentence or not language.has_case or not place.lead.strip(_EDGES):
        return False
    if not words or not words[0][0].isupper() or len(words) > 5:
        return False
    if language.has_capital_nouns:
        last = place.lead.split()[-1]
        is_short = len(words) < 3 or (len(words) < 4 and all(word[0].isupper() for word in words))
        is_named = is_short and (last[:1].isupper() or last.endswith("(")) and last != "Beispiel"
        if is_named or _NAMED_AFTER.match(place.tail):
            return True
        if fold_word(last) not in _DEFINITE_ARTICLES:
            return False
        if len(words) == 1 and _OBJECT_LEAD.search(place.lead):
            return False
    return len(words) == 1 or all(word[0].isupper() or word[0].isdigit() or len(word) < 4 for word in words)
