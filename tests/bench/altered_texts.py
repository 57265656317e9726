"""Texts as outlets print them again: with words changed, cut, under a new beginning, with letters misread."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
MISREAD_LETTERS = {
    "rn": "m", "m": "rn", "cl": "d", "li": "h", "vv": "w", "nn": "m", "in": "m", "ri": "n", "fi": "fl", "tt": "lt",
    "l": "1iIt", "i": "l1j", "I": "l1", "e": "co", "c": "eo", "o": "0ae", "a": "oeu", "h": "bn", "b": "h6", "n": "ru",
    "u": "nv", "v": "yu", "t": "fl", "f": "t", "s": "5g", "g": "9q", "q": "g", "y": "v", "r": "n", "d": "cl", "w": "vv",
    "S": "5", "B": "8", "O": "0", "T": "I", "E": "F", "D": "O", "0": "O", "1": "l", "5": "S", "8": "B", "6": "b",
}  # fmt: skip
"""Misreadings of scans: a letter or two, and what they are taken for."""
_LONGEST = 2


@dataclass(frozen=True, slots=True)
class TextAlterer:
    """Alters texts by a seed; words and beginnings are taken from `others`."""

    others: Sequence[str]
    seed: int

    def change_words(self, text: str, share: float) -> str:
        """Replace this share of the words by words of other articles."""
        rng = self._draw(text, f"change {share}")
        words = list(_WORD.finditer(text))
        chosen = {match.start() for match in rng.sample(words, round(share * len(words)))}
        strange_words = _WORD.findall(rng.choice(self.others)) + _WORD.findall(rng.choice(self.others))
        return _WORD.sub(lambda match: rng.choice(strange_words) if match.start() in chosen else match[0], text)

    def cut(self, text: str, share: float) -> str:
        """Keep this share of the words: the beginning, any part, or some of the paragraphs, of a third of the texts
        each."""
        rng = self._draw(text, f"cut {share}")
        words = list(_WORD.finditer(text))
        kept = round(share * len(words))
        first = rng.randint(0, len(words) - kept)
        cuts = (text[: words[kept - 1].end()], text[words[first].start() : words[first + kept - 1].end()])
        return rng.choice((*cuts, _choose_paragraphs(text.split("\n\n"), kept, rng)))

    def begin_anew(self, text: str) -> str:
        """Put two paragraphs of another article in place of the first one."""
        rng = self._draw(text, "beginning")
        return "\n\n".join(rng.choice(self.others).split("\n\n")[:2] + text.split("\n\n")[1:])

    def misread(self, text: str, share: float) -> str:
        """Misread this share of the letters; a tenth of the mistakes join or split words."""
        rng = self._draw(text, f"misread {share}")
        pieces, position = [], 0
        while position < len(text):
            length = rng.randint(1, _LONGEST)
            here = text[position : position + length]
            here = here if here in MISREAD_LETTERS else text[position]
            position += len(here)
            if not here[0].isalnum() or rng.random() >= share * len(here):
                is_joined = here == " " and rng.random() < share / 2
                pieces.append("" if is_joined else here)
            elif rng.random() < 0.05:
                pieces.append(f"{here} ")
            else:
                pieces.append(self._misread_letters(here, rng))
        return "".join(pieces)

    def put_into(self, text: str, host: str) -> str:
        """Put three paragraphs of a text between those of another."""
        rng = self._draw(text, "paragraphs")
        paragraphs, around = text.split("\n\n"), host.split("\n\n")
        first, place = rng.randint(0, max(0, len(paragraphs) - 3)), rng.randint(0, len(around))
        return "\n\n".join([*around[:place], *paragraphs[first : first + 3], *around[place:]])

    def _misread_letters(self, letters: str, rng: random.Random) -> str:
        readings = MISREAD_LETTERS.get(letters)
        if readings is None:
            return rng.choice("aeionrstl")
        return readings if len(letters) > 1 or letters in "mdw" else rng.choice(readings)

    def _draw(self, text: str, name: str) -> random.Random:
        return random.Random(f"{self.seed} {name} {text[:200]}")


def _choose_paragraphs(paragraphs: Sequence[str], words: int, rng: random.Random) -> str:
    """Return paragraphs in their order, any of them, of about so many words together."""
    chosen: set[int] = set()
    for number in rng.sample(range(len(paragraphs)), len(paragraphs)):
        if sum(len(paragraphs[each].split()) for each in chosen) < words:
            chosen.add(number)
    return "\n\n".join(paragraphs[number] for number in sorted(chosen))
