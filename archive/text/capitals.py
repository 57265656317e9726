"""Find capitalised names in running text: two or more such words, or one inside a sentence.

By spelling alone, without named-entity recognition. In languages that capitalise all nouns only
names of two words or more are found; in scripts without capitals none.
"""

import re
from collections.abc import Iterator
from typing import Final

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĮİĶĹĽŁŃŇŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩА-ЯЁЄІЇҐ"
_CAPITALIZED_WORD = rf"[{_CAPITAL}](?:[^\W\d_]|['’-](?=[^\W\d_])){{1,30}}"
_LINK = r"(?:of|de|da|del|di|du|la|van|von|al|bin|ibn)"
_NAME_PATTERN: Final = re.compile(
    rf"(?P<inside>[^\W\d_][,]?[ ])?(?<![\w'’.-]){_CAPITALIZED_WORD}(?:[ ](?:{_LINK}[ ])?{_CAPITALIZED_WORD}){{0,4}}"
)
_NON_NAME_WORDS: Final = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep"
    " sept oct nov dec mr mrs ms dr the a an i it he she we they in on at but and for if this"
    " that der die das den dem des ein eine im am zum zur"
    " janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    " lundi mardi mercredi jeudi vendredi samedi dimanche".split()
)
_NOUN_CAPITALISING: Final = ("de", "lb")


def find_capitalised_names(text: str, language: str = "") -> Iterator[str]:
    """Yield each occurrence of a name in `text`, in order."""
    may_be_single = not language.casefold().startswith(_NOUN_CAPITALISING)
    for match in _NAME_PATTERN.finditer(text):
        words = match.group()[len(match["inside"] or "") :].split(" ")
        is_inside = match["inside"] is not None
        while words and words[0].casefold() in _NON_NAME_WORDS:
            words, is_inside = words[1:], True
        while words and words[-1].casefold() in _NON_NAME_WORDS:
            words = words[:-1]
        if len(words) > 1 or (words and may_be_single and is_inside and not words[0].isupper()):
            yield " ".join(words)
