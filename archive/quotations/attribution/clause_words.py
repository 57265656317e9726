"""Words of a clause with the marks between them, and which of them report speech, for languages with a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from archive.quotations.attribution import lazy_pattern
from archive.quotations.attribution.reporting_language import ReportingLanguage, WordSet, fold_word

_WORD: Final = lazy_pattern(
    r"(?:[ldnscjmtLDNSCJMT]|[Qq]u|[Uu]n|[Dd]ell|[Aa]ll|[Dd]all|[Nn]ell|[Ss]ull|[Qq]uest|[Ll]orsqu|[Jj]usqu|[Dd]['’]all)"
    r"['’](?=\w)|[\w\u064b-\u0652\u0670]+(?:[.'’-][\w\u064b-\u0652]+)*"
)
_MARKS: Final = lazy_pattern(r"[^\s\w]+")
_ABBREVIATED: Final = frozenset("dr me m mme prof sr sra hr fr nr st mgr dott avv".split())
_ARABIC_ARTICLES: Final = frozenset(["al-", "el-", "ul-", "as-", "ar-"])  # within a name: `Nizar al-Sefi`
_ARABIC_PREFIXES: Final = "وف"
MAX_WORDS: Final = 80  # of a clause that are read


@dataclass(frozen=True, slots=True)
class ClauseWord:
    """One word with the marks between it and the word before."""

    text: str
    start: int
    end: int
    folded: str
    mark: str = ""

    @property
    def is_capital(self) -> bool:
        """Return whether the word is written with a capital."""
        return self.text[0].isupper() or (self.text[:3] in _ARABIC_ARTICLES and self.text[3:4].isupper())


def split_clause(text: str, start: int, end: int, language: ReportingLanguage) -> list[ClauseWord]:
    """Split a stretch of text into words; the words in brackets are left out."""
    words: list[ClauseWord] = []
    position, depth, pending = start, 0, ""
    for match in _WORD.finditer(text, start, end):
        between = text[position : match.start()]
        position = match.end()
        if between != " ":
            mark = "".join(_MARKS.findall(between))
            depth = max(0, depth + mark.count("(") - mark.count(")"))
            pending += mark
        if depth:
            continue
        if words and pending == "." and _is_abbreviated(words[-1]):
            pending = ""
        word = match.group()
        words.append(ClauseWord(word, match.start(), match.end(), fold_word(word), pending))
        pending = ""
    return _lower_sentence_starts(words, language) if language.has_case else words


def _lower_sentence_starts(words: list[ClauseWord], language: ReportingLanguage) -> list[ClauseWord]:
    """Write words in lower case whose capital is only due to the start of a sentence."""
    for index, word in enumerate(words):
        if word.is_capital and (not index or is_clause_end(word.mark)) and not _may_be_name(words, index, language):
            words[index] = replace(word, text=word.text[0].lower() + word.text[1:])
    return words


def _may_be_name(words: Sequence[ClauseWord], index: int, language: ReportingLanguage) -> bool:
    """Return whether the first word of a sentence may be a name, by the word after it."""
    folded = words[index].folded
    if folded in language.function_words or find_verb_form(folded, language.verbs, language):
        return False
    if language.has_capital_nouns:
        return not folded.endswith(("end", "lich", "weise", "dings", "falls", "ßend"))
    if index + 1 == len(words):
        return True
    following = words[index + 1]
    if following.mark:
        return not folded.endswith(_PARTICIPLE_ENDINGS)
    is_inner = following.folded in language.function_words and following.folded not in language.determiners
    is_inner = is_inner or read_verb(words, index + 1, language) > 0
    return following.is_capital or is_inner


_PARTICIPLE_ENDINGS: Final = ("ado", "ada", "ido", "ida", "ato", "ata", "uto", "ito", "ita", "é", "ée", "és", "ando")


def _is_abbreviated(word: ClauseWord) -> bool:
    return word.folded in _ABBREVIATED or (len(word.text) == 1 and word.is_capital)


def read_verb(words: Sequence[ClauseWord], index: int, language: ReportingLanguage) -> int:
    """Return how many words from `index` are a verb of reporting: none, one or two."""
    folded = words[index].folded
    has_pair = folded in language.first_words and index + 1 < len(words) and not words[index + 1].mark
    if has_pair and f"{folded} {words[index + 1].folded}" in language.verbs:
        return 2
    if find_verb_form(folded, language.verb_forms, language) is None:
        return 0
    if language.has_case and words[index].is_capital and not words[index].mark and index:
        return 0
    if language.has_capital_nouns and words[index].is_capital and index:
        return 0
    is_noun = bool(index) and folded in language.words["people"] and words[index - 1].folded in language.determiners
    return 0 if is_noun or _is_noun_here(words, index, language) else 1


def find_verb_form(folded: str, forms: WordSet, language: ReportingLanguage) -> str | None:
    """Return the form as it stands in the table; Arabic joins `and` to a verb."""
    if folded in forms:
        return folded
    if not language.has_case and folded[:1] in _ARABIC_PREFIXES and folded[1:] in forms:
        return folded[1:]
    if "-" in folded and language.code in {"pt", "es"} and folded.split("-", 1)[0] in forms:
        return folded.split("-", 1)[0]
    if "-" in folded and language.tied_pattern and (tied := language.tied_pattern.search(folded)):
        stem = folded[: tied.start()]
        return stem if stem in forms or stem in {"a", "ont", "avait"} else None
    return None


def _is_noun_here(words: Sequence[ClauseWord], index: int, language: ReportingLanguage) -> bool:
    """Return whether a form of a verb is a noun after a determiner or preposition: `la nota`, `sans juge`."""
    if not index or words[index].mark or not language.has_case:
        return False
    before = words[index - 1].folded
    has_complement = index + 1 < len(words) and not words[index + 1].mark
    has_complement = has_complement and words[index + 1].folded in language.words["links"] and language.code != "ru"
    return before in language.governing_words or (before in language.determiners and has_complement)


def is_dependent(words: Sequence[ClauseWord], index: int, language: ReportingLanguage) -> bool:
    """Return whether the verb has the subject of its clause: `añadiendo`, `قائلاً`."""
    return find_verb_form(words[index].folded, language.words["dependent"], language) is not None


def skip_fillers(words: Sequence[ClauseWord], index: int, language: ReportingLanguage, *, mark: bool = False) -> int:
    """Return the index after auxiliaries, clitics and adverbs; `mark` lets commas stand between them."""
    while index < len(words):
        word = words[index]
        if word.folded not in language.words["fillers"] or (word.mark and not mark):
            break
        is_article = word.folded in language.determiners and index + 1 < len(words)
        if is_article and not words[index + 1].mark and not read_verb(words, index + 1, language):
            break
        index += 1
    return index


def is_clause_end(mark: str) -> bool:
    """Return whether marks between two words end a clause."""
    return any(char in ".;:!?…—–؛؟" for char in mark)


def find_source(words: Sequence[ClauseWord], index: int, language: ReportingLanguage) -> int:
    """Return how many words from `index` are a phrase before a speaker: `according to`."""
    if words[index].folded not in language.source_starts:
        return 0
    for phrase in language.sources:
        if len(phrase) <= len(words) - index and all(
            _is_source_word(words[index + offset], part, language) for offset, part in enumerate(phrase)
        ):
            return len(phrase)
    return 0


def _is_source_word(word: ClauseWord, part: str, language: ReportingLanguage) -> bool:
    return word.folded == part or (not language.has_case and word.folded[1:] == part and word.folded[0] == "و")
