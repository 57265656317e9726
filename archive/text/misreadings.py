"""Letters and digits as scans misread them: `1` for `l`, `rn` for `m`, `c` for `e`."""

import re
from functools import lru_cache
from typing import Final

from archive.text.normalize import fold

_SHAPES: Final = str.maketrans(
    {letter: shape for shape, letters in
     {"i": "l1jtf|", "o": "ce0a", "n": "urv", "h": "b6", "s": "5", "g": "q9y"}.items() for letter in letters}
    | {"m": "nn", "w": "nn", "d": "oi", "8": "h"}
)  # fmt: skip
_DIGITS: Final = str.maketrans("liozsbg", "1102589")
_REPEATED: Final = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def unify_shapes(word: str) -> str:
    """Return one form for a folded word and its misreadings: letters that look alike are one letter, once."""
    return _REPEATED.sub(r"\1", word.translate(_SHAPES))


@lru_cache(maxsize=200_000)
def fold_misread_word(printed: str) -> str:
    """Return a word folded; a number in which letters stand for digits (`l9S7`) in digits."""
    word = fold(printed)
    if word.isalpha():
        return word
    digits = word.translate(_DIGITS)
    return digits if digits.isdecimal() else word
