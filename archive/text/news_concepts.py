"""Kinds of things in the news, by the words for them in eight languages: kept by a translation as names are.

The words stand in `news_concepts.txt`.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

from archive.text.languages import get_base_language
from archive.text.normalize import fold

_TABLE: Final = Path(__file__).with_name("news_concepts.txt")
_ARABIC_PREFIXES: Final = ("وال", "بال", "فال", "كال", "ال", "لل", "و", "ب", "ل", "ف")
_MIN_STEM: Final = 3
_MAX_NAME_ENDING: Final = 3  # letters after the stem of a word with a capital
_MIN_GERMAN_END: Final = 4


def _load_table() -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """Load whole words and stems of each language, folded, with the number of their concept."""
    words: dict[str, dict[str, int]] = {}
    stems: dict[str, dict[str, int]] = {}
    lines = [line for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for number, paragraph in enumerate("\n".join(lines).strip().split("\n\n")):
        for line in paragraph.splitlines():
            code, *printed_words = line.split()
            for word in printed_words:
                table = stems if word.endswith("~") else words
                table.setdefault(code, {}).setdefault(fold(word.rstrip("~")), number)
    return words, stems


_WORDS, _STEMS = _load_table()


@lru_cache(maxsize=200_000)
def find_concept(word: str, language: str) -> int | None:
    """Return the number of the concept that a word stands for; None for other words and languages."""
    code = get_base_language(language)
    if code not in _WORDS:
        return None
    folded = fold(word)
    may_be_name = word[0].isupper() and code != "de"  # a name that begins as a word does: `Burnside`
    concept = _find_stem(folded, code, _MAX_NAME_ENDING if may_be_name else len(folded))
    if concept is None and code == "ar":
        bare_forms = (folded.removeprefix(prefix) for prefix in _ARABIC_PREFIXES if folded.startswith(prefix))
        return next((found for form in bare_forms if (found := _find_stem(form, code)) is not None), None)
    if concept is None and code == "de":
        return _find_compound_end(folded)
    return concept


def _find_stem(folded: str, code: str, max_ending: int = 99) -> int | None:
    """Return the concept of the word, or of the longest stem that it begins with."""
    if (concept := _WORDS[code].get(folded)) is not None:
        return concept
    stems = _STEMS[code]
    for end in range(len(folded), max(_MIN_STEM, len(folded) - max_ending) - 1, -1):
        if (concept := stems.get(folded[:end])) is not None:
            return concept
    return None


def _find_compound_end(folded: str) -> int | None:
    """Return the concept of the last part of a German compound."""
    for start in range(1, len(folded) - _MIN_GERMAN_END + 1):
        part = folded[start:]
        concept = _WORDS["de"].get(part)
        if concept is None:
            concept = _find_stem(part, "de") if len(part) >= _MIN_GERMAN_END + 1 else None
        if concept is not None:
            return concept
    return None
