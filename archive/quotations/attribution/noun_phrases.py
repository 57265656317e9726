"""Noun phrases that name a speaker, in languages with a table: pronouns, names, descriptions and their appositions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from archive.quotations.attribution.clause_words import ClauseWord, read_verb
from archive.quotations.attribution.reporting_language import ReportingLanguage

PARTICLES: Final = frozenset(
    """de da del della dei der den di do dos du la le las los van von zu al el bin ibn ben bint ter ten y e d'
    dell'""".split()
)
MAX_WORDS: Final = 14
_MIN_GOVERNED: Final = 3  # words of a run after a preposition whose first names an office: `del Consiglio Ada Vry`
Words = Sequence[ClauseWord]


@dataclass(frozen=True, slots=True)
class SpeakerPhrase:
    """A phrase from `start` to `end`; `after` is the index of the word behind it."""

    printed: str
    start: int
    end: int
    after: int
    name: str = ""
    head: str = ""  # the noun of a description
    is_pronoun: bool = False
    is_definite: bool = True
    is_female: bool | None = None


def read_phrase(text: str, words: Words, index: int, language: ReportingLanguage) -> SpeakerPhrase | None:
    """Read the phrase that begins at `index`, with a name in apposition."""
    if index >= len(words):
        return None
    first = words[index]
    if first.folded in language.pronouns and not _is_determiner_here(words, index, language):
        return SpeakerPhrase(
            first.text,
            first.start,
            first.end,
            index + 1,
            is_pronoun=True,
            is_female=get_pronoun_gender(first, language),
        )
    if not language.has_case:
        return _read_uncased(text, words, index, language)
    after = _find_phrase_end(words, index, language)
    if after == index:
        return None
    span = words[index:after]
    if not _may_be_speaker(span, language):
        return None
    phrase = _build_phrase(text, span, after, language)
    is_governed = index > 0 and not first.mark and words[index - 1].folded in language.words["prepositions"]
    is_source = is_governed and (words[index - 1].folded,) in language.sources
    is_person = is_person_noun(phrase.head, language)
    if is_governed and not is_source and not is_person:
        return phrase
    with_apposition = _add_apposition(text, words, phrase, language)
    if not phrase.name:
        return with_apposition
    is_full_name = is_person and " " in with_apposition.name and phrase.head == _get_noun(span, language)
    return with_apposition if is_full_name and _is_after_complement(phrase, span) else phrase


def _get_noun(span: Words, language: ReportingLanguage) -> str:
    """Return the first noun of a phrase."""
    return next((word.folded for word in span if is_person_noun(word.folded, language)), "")


def _is_after_complement(phrase: SpeakerPhrase, span: Words) -> bool:
    """Return whether a name was taken from a complement: `the head of the Tibet Initiative Deutschland, Ada Vry`."""
    first_word = phrase.name.split(maxsplit=1)[0]
    index = next((index for index, word in enumerate(span) if word.text == first_word), 0)
    return any(word.folded in PARTICLES | _GENITIVES for word in span[1:index])


def get_pronoun_gender(word: ClauseWord, language: ReportingLanguage) -> bool | None:
    """Return whether a pronoun is feminine; None if it does not tell."""
    is_female, is_male = word.folded in language.words["pronouns_f"], word.folded in language.words["pronouns_m"]
    return is_female if is_female != is_male else None


def _is_determiner_here(words: Words, index: int, language: ReportingLanguage) -> bool:
    if words[index].folded not in language.determiners or index + 1 >= len(words):
        return False
    following = words[index + 1]
    return (
        not following.mark
        and not read_verb(words, index + 1, language)
        and (following.folded not in language.function_words)
    )


def _find_phrase_end(words: Words, index: int, language: ReportingLanguage) -> int:
    """Return the index at which the phrase that begins at `index` ends."""
    is_name = words[index].is_capital and not language.has_capital_nouns
    if words[index].folded not in language.determiners and _ends_phrase(words, index, language):
        return index
    for position in range(index + 1, min(len(words), index + MAX_WORDS)):
        word = words[position]
        if word.mark:
            return position
        if word.is_capital or _is_link(words, position, language, is_name=is_name):
            continue
        is_link = word.folded in language.words["links"]
        if is_link or is_name or _ends_phrase(words, position, language):  # a name is followed by no further noun
            return position
    return min(len(words), index + MAX_WORDS)


def _is_link(words: Words, position: int, language: ReportingLanguage, *, is_name: bool) -> bool:
    """Return whether a word joins a complement or the parts of a name."""
    word, following = words[position], words[position + 1] if position + 1 < len(words) else None
    if following is None or following.mark:
        return False
    if word.folded in language.words["links"] and not is_name:
        return True
    return _is_particle(word, language) and (following.is_capital or word.folded in language.words["links"])


def _ends_phrase(words: Words, position: int, language: ReportingLanguage) -> bool:
    word = words[position]
    if word.folded in language.phrase_ends:
        return True
    if word.folded in language.determiners and words[position - 1].folded in language.words["links"]:
        return False
    if word.folded in language.inner_words:
        return position > 0 and words[position - 1].folded not in language.determiners
    return bool(read_verb(words, position, language))


def _may_be_speaker(span: Words, language: ReportingLanguage) -> bool:
    """Return whether a phrase has a noun or name at all."""
    first = span[0]
    if len(span) == 1:
        if language.code == "ru" and is_person_noun(first.folded, language):
            return True
        return first.is_capital and first.folded not in language.function_words and not first.text.isdigit()
    if any(word.text.isdigit() for word in span[:2]):
        return False
    return (
        first.is_capital
        or any(is_person_noun(word.folded, language) for word in span[:3])
        or first.folded in language.determiners
        or is_person_noun(first.folded, language)
        or any(word.is_capital for word in span)
    )


def is_person_noun(folded: str, language: ReportingLanguage) -> bool:
    """Return whether a noun is of a person or office; German compounds end in one."""
    people = language.words["people"]
    if folded in people or (folded[-1:] == "s" and folded[:-1] in people):
        return True
    if "-" in folded and folded.rsplit("-", 1)[1] in people:
        return True
    return language.has_capital_nouns and folded.endswith(language.compound_heads)


def _build_phrase(text: str, span: Words, after: int, language: ReportingLanguage) -> SpeakerPhrase:
    start, end = span[0].start, span[-1].end
    has_determiner = span[0].folded in language.determiners
    inner = span[1:] if has_determiner else span
    is_female = None
    if has_determiner:
        is_female = span[0].folded in language.words["determiners_f"]
        if not is_female and span[0].folded not in language.words["determiners_m"]:
            is_female = None
    name = _find_name(text, inner, language, has_determiner=has_determiner)
    head = next((word.folded for word in inner if is_person_noun(word.folded, language)), "")
    if not head:
        head = inner[0].folded if inner else ""
    is_definite = has_determiner and span[0].folded not in _INDEFINITE
    printed = " ".join(text[start:end].split())
    return SpeakerPhrase(printed, start, end, after, name, head, is_definite=is_definite, is_female=is_female)


_INDEFINITE: Final = frozenset(
    """un une uno una um uma ein eine einer einem einen un' des deux trois dos tres due tre zwei drei einige mehrere
    plusieurs certains certaines varios varias algunos algunas alcuni alcune vários várias alguns algumas один одна
    некоторые многие""".split()
)


def _find_name(text: str, words: Words, language: ReportingLanguage, *, has_determiner: bool) -> str:
    """Return the name within a phrase, without titles before it."""
    runs = _split_runs(words, language)
    if body := _find_body(words, runs, language):
        return " ".join(text[words[body[0]].start : words[body[1] - 1].end].split())
    for start, end, is_governed in runs if not language.has_capital_nouns else reversed(runs):
        run = list(words[start:end])
        is_office = is_governed and len(run) >= _MIN_GOVERNED
        if is_governed and not is_office:
            run = run[1:] if len(run) > 1 and run[0].folded in language.words["institutions"] else []
        elif is_governed and not language.has_capital_nouns and run[0].folded not in language.words["institutions"]:
            run = run if any(word.folded in PARTICLES for word in run) else run[-2:]
        elif is_governed:
            run = run[1:]
        run = _strip_titles(run, language, has_determiner=has_determiner)
        if run:
            return " ".join(text[run[0].start : run[-1].end].split())
    return ""


def _find_body(words: Words, runs: list[tuple[int, int, bool]], language: ReportingLanguage) -> tuple[int, int] | None:
    """Return the bounds of a body named with its complement: `Conseil des communes`, `Счётной палаты`."""
    if language.has_capital_nouns or not runs or runs[0][2] or is_person_noun(words[runs[0][0]].folded, language):
        return None
    start, end, _ = runs[0]
    if end - start != 1 or end >= len(words) or words[end].is_capital:
        return None
    is_adjective = language.code == "ru" and words[start].folded.endswith(_ADJECTIVE_ENDINGS)
    is_complement = words[end].folded in language.words["links"] and language.code != "ru"
    if start or not (is_complement or is_adjective):
        return None
    return start, len(words)


_ADJECTIVE_ENDINGS: Final = ("ой", "ая", "ый", "ого", "ий", "ое", "ый", "ым", "ому")


def _split_runs(words: Words, language: ReportingLanguage) -> list[tuple[int, int, bool]]:
    """Return start, end and governedness of runs of capitalised words, particles within."""
    runs: list[tuple[int, int, bool]] = []
    index = 0
    while index < len(words):
        if not words[index].is_capital:
            index += 1
            continue
        start = index
        while index < len(words) and (words[index].is_capital or _is_inner_particle(words, index, language)):
            index += 1
        is_governed = start > 0 and words[start - 1].folded in PARTICLES | _GENITIVES
        runs.append((start, index, is_governed))
    return runs


_GENITIVES: Final = frozenset("des vom dell' dello delle degli das dalla d' l' lo gli".split())


def _is_particle(word: ClauseWord, language: ReportingLanguage) -> bool:
    """Return whether the word may join two parts of a name; German articles do not."""
    return word.folded in PARTICLES and not (language.has_capital_nouns and word.folded in _GERMAN_ARTICLES)


_GERMAN_ARTICLES: Final = frozenset("der den das zu y e".split())


def _is_inner_particle(words: Words, index: int, language: ReportingLanguage) -> bool:
    """Return whether a particle joins two parts of a name: `Ada de la Vry`."""
    if not _is_particle(words[index], language):
        return False
    rest = words[index + 1 : index + 3]
    return bool(rest) and (rest[0].is_capital or (len(rest) > 1 and rest[0].folded in PARTICLES and rest[1].is_capital))


def _strip_titles(run: list[ClauseWord], language: ReportingLanguage, *, has_determiner: bool) -> list[ClauseWord]:
    """Strip titles before a name; a single noun after a determiner is no name in German."""
    for index in range(len(run) - 2, -1, -1):
        if is_person_noun(run[index].folded, language) or run[index].folded in _TITLES:
            run = run[index + 1 :]
            break
    if not language.has_capital_nouns:
        return [] if len(run) == 1 and is_person_noun(run[0].folded, language) else run
    if has_determiner and len(run) >= 3 and not any(word.folded in PARTICLES for word in run):
        run = run[1:]
    is_acronym = bool(run) and sum(char.isupper() for char in run[0].text) > 1
    if len(run) == 1 and ((has_determiner and not is_acronym) or is_person_noun(run[0].folded, language)):
        return []
    return run


_TITLES: Final = frozenset(
    """dr me m mme mlle sr sra don doña dott dottor prof herr frau maître monsieur madame señor señora signor
    signora""".split()
)


def _add_apposition(text: str, words: Words, phrase: SpeakerPhrase, language: ReportingLanguage) -> SpeakerPhrase:
    """Add the name that follows a description after a comma: `the mayor of Kell, Ada Vry,`."""
    index = phrase.after
    if index >= len(words) or words[index].mark not in {",", "—", "–"} or not words[index].is_capital:
        return phrase
    end = index + 1
    while (
        end < len(words) and not words[end].mark and (words[end].is_capital or _is_inner_particle(words, end, language))
    ):
        end += 1
    run = _strip_titles(list(words[index:end]), language, has_determiner=False)
    is_closed = end >= len(words) or words[end].mark or read_verb(words, end, language)
    if not run or not (is_closed or len(run) > 1) or run[0].folded in language.function_words:
        return phrase
    name = " ".join(text[run[0].start : run[-1].end].split())
    return replace(
        phrase, name=name, end=run[-1].end, after=end, printed=" ".join(text[phrase.start : run[-1].end].split())
    )


def _read_uncased(text: str, words: Words, index: int, language: ReportingLanguage) -> SpeakerPhrase | None:
    """Read a phrase of Arabic: a title with its adjectives, then the name."""
    if words[index].folded in {"أما", "لكن", "ولكن", "إن"}:
        index += 1
    if (
        index >= len(words)
        or words[index].folded in language.words["boundaries"]
        or (words[index].folded.endswith("ا") and words[index].text.endswith("ً"))
    ):
        return None
    if words[index].folded.startswith(_HEARERS):
        return None
    end = index
    while end < len(words) and end - index < 8:
        word = words[end]
        is_stop = word.folded in language.stop_words
        if (end > index and (word.mark or read_verb(words, end, language) or _is_adverb(word))) or is_stop:
            break
        if end > index and word.folded[0] in "وبل" and _is_joined_clause(word, language):
            break
        end += 1
    if end == index:
        return None
    span = words[index:end]
    head = _drop_conjunction(span[0].folded, language)
    name_start = _find_uncased_name(span, head, language)
    start, stop = span[0].start, span[-1].end
    name = " ".join(text[span[name_start].start : stop].split()) if name_start < len(span) else ""
    printed = " ".join(text[start:stop].split())
    is_female = head.endswith("ة") if name_start else None
    return SpeakerPhrase(printed, start, stop, end, name, head, is_definite=head.startswith("ال"), is_female=is_female)


def _is_adverb(word: ClauseWord) -> bool:
    """Return whether an Arabic word has the ending of an adverb."""
    return word.text.endswith(("اً", "ًا"))


def _is_joined_clause(word: ClauseWord, language: ReportingLanguage) -> bool:
    """Return whether a conjunction or preposition is joined to the word: `وهو`, `بالهزيمة`."""
    rest = word.folded[1:]
    is_joined_pronoun = word.folded[0] == "و" and rest in language.function_words
    return word.folded.startswith(("بال", "لل")) or is_joined_pronoun or word.folded in {"وهو", "وهي", "وهم"}


def _drop_conjunction(folded: str, language: ReportingLanguage) -> str:
    return folded[1:] if folded[0] in "وف" and is_person_noun(folded[1:], language) else folded


def _find_uncased_name(span: Words, head: str, language: ReportingLanguage) -> int:
    """Return the index at which the name begins: after a title, its complement and adjectives."""
    if head in language.words["documents"]:
        return 1
    if not is_person_noun(head, language) and not head.startswith("ال"):
        return 0 if len(span) > 1 and not head.endswith("ة") else len(span)
    index = 1
    if index < len(span) and not head.startswith("ال") and index + 1 < len(span):
        is_complement = not span[index].folded.startswith("ال") and span[index + 1].folded.startswith("ال")
        if is_complement and index + 2 < len(span):  # `رئيس بلدية الناصرة`
            index += 1
    while index < len(span) and (
        span[index].folded.startswith("ال")
        or is_person_noun(span[index].folded, language)
        or span[index].folded in _SUFFIXES
    ):
        index += 1
    return index


_HEARERS: Final = ("لصح", "للصح", "لوكال", "لقنا", "لإذا", "لموقع", "لوسائل", "لنا", "لمراسل")
_SUFFIXES: Final = frozenset("السابق السابقة باسم سابق سابقة حكومي حكومية مطلع كبير كبيرة آخر عيان المساعد".split())
