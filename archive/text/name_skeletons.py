"""Names in any script as consonant skeletons: by them a name is recognised in another language.

A skeleton keeps classes of consonants that transliterations confuse (`b` and `p`, `k`, `g` and `q`), and whether
the name begins with a vowel. `Welleran`, `Веллерана` and `ويليران` have one in common. A letter
that is read in two ways, or an ending that may be a case, gives a name several.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from archive.text.normalize import fold

MIN_CLASSES: Final = 3  # of a skeleton; shorter names are compared by their letters
_MAX_FORMS: Final = 6  # skeletons of one name
_CYRILLIC: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
        "я": "ia", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u",
    }
)  # fmt: skip
_ARABIC: Final = str.maketrans(
    {
        "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "th", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d",
        "ذ": "d", "ر": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z",
        "ع": "a", "غ": "gh", "ف": "f", "ڤ": "v", "ق": "q", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n",
        "ه": "h", "ة": "", "و": "w", "ي": "y", "ء": "", "ئ": "", "ؤ": "",
    }
)  # fmt: skip
_IS_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_IS_ARABIC: Final = re.compile(r"[\u0620-\u06ff]")
_RUSSIAN_ENDING: Final = re.compile(r"(?:ами|ями|ого|его|ому|ему|ыми|ими|ах|ях|ам|ям|ом|ем|ым|им|ой|ей|ых|их)$")
_ARABIC_PREFIX: Final = re.compile(r"^(?:[وفبكل]?ال|لل|[وفبلك])")
_MUTE_ENDING: Final = re.compile(r"(?<=[aeiouyrnlx])[tdsxzp]$|(?<=[aeiou])(?:ts|ds)$|(?<=i)er$")
_RULES: Final = (
    ("tsch", "S"), ("sch", "S"), ("dzh", "S"), ("dge", "S"), ("tch", "S"), ("tsh", "S"),
    ("kh", "K_"), ("gh", "K_"), ("ph", "F"), ("sh", "S"), ("zh", "S"), ("ch", "SK"), ("th", "TS"), ("dh", "T"),
    ("dj", "S"), ("dg", "S"), ("ck", "K"), ("qu", "K"), ("ts", "S"), ("tz", "S"), ("dz", "S"),
    ("sc", "S"), ("ci", "S"), ("ce", "S"), ("cy", "S"), ("ge", "KS"), ("gi", "KS"), ("gy", "KS"),
    ("b", "P"), ("p", "P"), ("f", "F"), ("v", "F"), ("w", "F_"), ("k", "K"), ("g", "K"), ("q", "K"), ("c", "K"),
    ("j", "S_"), ("s", "S"), ("z", "S"), ("t", "T"), ("d", "T"), ("l", "L"), ("m", "M"), ("n", "N"), ("r", "R"),
    ("x", "X"),
)  # fmt: skip
_SOUNDS: Final = dict(_RULES)
_SOUND: Final = re.compile("|".join(sound for sound, _ in _RULES))
_REPEATED: Final = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def transliterate_name(word: str) -> str:
    """Return the word in Latin letters, folded: `Мольведа` is `molveda`."""
    folded = fold(word)
    if _IS_CYRILLIC.search(folded):
        return folded.translate(_CYRILLIC)
    if _IS_ARABIC.search(folded):
        return folded.translate(_ARABIC)
    return folded.replace("ß", "ss")


@lru_cache(maxsize=200_000)
def build_skeletons(word: str) -> tuple[str, ...]:
    """Return the skeletons of a name as printed, the most likely first; those of too few classes are left out."""
    skeletons: dict[str, None] = {}
    for form in _list_forms(fold(word)):
        for skeleton in _read_consonants(form):
            if len(skeleton) >= MIN_CLASSES:
                skeletons.setdefault(skeleton)
    return tuple(skeletons)[:_MAX_FORMS]


def _list_forms(word: str) -> list[str]:
    """Return the word in Latin letters as printed, and without what may be its case or its prefix."""
    forms = [transliterate_name(word)]
    if _IS_CYRILLIC.search(word):
        if len(word) > 5 and (stem := _RUSSIAN_ENDING.sub("", word)) != word:
            forms.append(transliterate_name(stem))
    elif _IS_ARABIC.search(word):
        if len(word) > 4 and (stem := _ARABIC_PREFIX.sub("", word)) != word:
            forms.append(transliterate_name(stem))
    elif len(word) > 4 and (stem := _MUTE_ENDING.sub("", forms[0])) != forms[0]:
        forms.append(stem)
    return forms


def _read_consonants(letters: str) -> Iterator[str]:
    """Yield the classes of consonants, every letter in its usual reading, then in its other one."""
    sounds = [_SOUNDS[match.group()] for match in _SOUND.finditer(letters)]
    initials = _list_initials(letters)
    for reading in (0, -1):
        classes = "".join(sound[reading] for sound in sounds).replace("_", "").replace("X", "KS")
        for initial in initials:
            yield _REPEATED.sub(r"\1", initial + classes)


def _list_initials(letters: str) -> tuple[str, ...]:
    """Return the mark of a vowel at the beginning; a letter that may be one gives both."""
    if letters[:1] in set("aeiou"):
        return ("A",)
    if letters[:1] in set("hyw") or letters.startswith("kh"):
        return ("A", "")
    return ("",)
