"""The context of a figure in a text: the words that govern it, names and times, to compare with other figures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from archive.text.languages import is_function_word
from archive.text.numbers import MONEY_UNITS, Figure
from archive.text.similarity import stem_word

_NEAR_WORDS: Final = 2  # content words on each side that govern a figure: `withdrew 700 million marks from deposits`
_FAR_WORDS: Final = 12
_MAX_NUMBERS: Final = 4  # in a sentence; more are a table
_WORD: Final = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_NUMBER: Final = re.compile(r"\d[\d.,/]*")
_CLAUSE_BREAK: Final = re.compile(r"[;:—–()“”\"]|,(?=\s)")
_OPENING: Final = re.compile(  # the first word of a sentence, unless what follows says that it is a name
    r"^[^\w]*(?:(?:The|A|An|In|At|On)\b"
    r"|\w+(?!['’\w]|(?: of| and| \&|,)? [A-Z]| (?:has|have|had|is|was|will|said|says|plans|bought|sold)\b))"
)
_BASE_BEFORE: Final = re.compile(
    r"\b(?:from|vs|versus|against|(?<!more )(?<!less )(?<!fewer )than|previous|previously|earlier|compared (?:with|to)"
    r"|instead of|below|above)"
    r"(?:\s+(?:a|an|the|about|nearly|some|only|just|loss|profit|record|revised|level of|total of)){0,3}\s*$",
    re.IGNORECASE,
)
_RATE_AFTER: Final = re.compile(r"\s*(?:/|(?:a|an|per|the|for (?:each|every|one))\s+[^\W\d_])", re.IGNORECASE)
_TABLE: Final = re.compile(  # rows of tables, and prices on markets, which are others an hour later
    r"\b(?:settled|traded|delivery|futures|fixed|opened|midday|session|dealers|traders|turnover|coupon|priced"
    r"|debentures?|denominations|dividends?|div|shr|offering|repurchase|posted|posting|concession|advances|actives"
    r"|convertible|usda|cwt|carries|week to date|licen[cs]es|tenders?|auction|bullion|pretax|cathode"
    r"|an ounce|a barrel|a gallon|a share|per share|vs|mths)\b|[^\S\n]{3,}",
    re.IGNORECASE,
)
_HEDGE: Final = re.compile(
    r"\b(?:about|nearly|almost|around|roughly|approximately|some|close to|environ|près de|quelque|rund|etwa|fast"
    r"|unos|unas|casi|cerca de|circa|quasi)\s+(?:a\s+|an\s+)?$",
    re.IGNORECASE,
)
_TIMES: Final = (
    re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"),
    re.compile(
        r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
        r"|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|\bMay(?= \d)"
    ),
    re.compile(r"\b(?:1[89]|20)\d\d(?:[/-]\d\d)?\b"),
)
_PAST: Final = re.compile(
    r"\byear-ago\b|\ba year (?:before|earlier|ago)\b|\b(?:last|prior|previous) (?:week|year|quarter|season)\b",
    re.IGNORECASE,
)
_TITLES: Final = frozenset("Mr Mrs Ms Dr Gen Sen Rep President Minister Prime St Sir The At In On By For But".split())
_VAGUE_WORDS: Final = frozenset(
    "said says saying told year years month months week weeks day days hour hours time times least nearly almost"
    " around estimated approximately total worth company companies government officials official spokesman reported"
    " report according added also still already percent pct million billion mln thousand people number group today"
    " yesterday last first second third late early public expected including currently cash net basis points level"
    " levels interest rate rates average price prices share shares".split()
)
_CASUALTIES: Final = {  # by stem: what happened to the people that are counted
    stem_word(word, language): kind
    for kind, words_by_language in {
        "killed": {
            "en": "kill killed killing killings dead died die deaths death dies perished slain fatalities",
            "fr": "tué tués tuées tuant morts mortes décès", "de": "getötet tot tote toten starben gestorben",
            "es": "muertos muertas murieron fallecidos mataron", "it": "morti morte uccisi uccise",
            "pt": "mortos mortas morreram",
        },
        "injured": {
            "en": "injured injuring injuries wounded wounding hurt", "fr": "blessés blessées blessant",
            "de": "verletzt verletzte verletzten", "es": "heridos heridas", "it": "feriti ferite", "pt": "feridos",
        },
        "arrested": {
            "en": "arrested arrests detained custody", "fr": "arrêtés interpellés", "de": "festgenommen verhaftet",
            "es": "detenidos arrestados", "it": "arrestati fermati", "pt": "detidos presos",
        },
        "missing": {"en": "missing", "fr": "disparus", "de": "vermisst", "es": "desaparecidos", "it": "dispersi"},
    }.items()
    for language, words in words_by_language.items()
    for word in words.split()
}  # fmt: skip
MEASURES: Final = MONEY_UNITS | frozenset(
    "kilometres kilometers miles metres meters feet centimetres centimeters inches kilograms tonnes dlrs cts"
    " cents ct dlr lots bales tons litres liters acres hectares barrels points shares units rights"
    " warrants notes bonds ecus ounces steers heifers".split()
)


@dataclass(frozen=True)
class FigureContext:
    """A figure with what its sentence says of it; words are stems, as printed by stem in `printed`."""

    figure: Figure
    language: str = ""

    @cached_property
    def governors(self) -> frozenset[str]:
        """The words next to the figure in its clause, what happened to people as `killed`, `injured`."""
        clause_before = _CLAUSE_BREAK.split(self.figure.before)[-1]
        clause_after = _CLAUSE_BREAK.split(self.figure.after)[0]
        before = list(self._iter_stems(clause_before, is_sentence_start=clause_before == self.figure.before))
        after = list(self._iter_stems(clause_after))
        near = [*before[-_NEAR_WORDS:], *after[:_NEAR_WORDS]]
        return frozenset(_CASUALTIES.get(stem, stem) for stem in near)

    @cached_property
    def casualties(self) -> frozenset[str]:
        """The fate of the people that are counted, where that is said."""
        return self.governors & frozenset(_CASUALTIES.values())

    @cached_property
    def words(self) -> frozenset[str]:
        """The content words around the figure, without names."""
        before = list(self._iter_stems(self.figure.before, is_sentence_start=True))[-_FAR_WORDS:]
        return frozenset([*before, *list(self._iter_stems(self.figure.after))[:_FAR_WORDS]]) | self.governors

    @cached_property
    def printed(self) -> dict[str, str]:
        """A printed form of each content word, by its stem."""
        text = f"{self.figure.before} {self.figure.after}"
        forms = {stem_word(word, self.language): word for word in _WORD.findall(text)}
        return {_CASUALTIES.get(stem, stem): _CASUALTIES.get(stem, form) for stem, form in forms.items()}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in the sentence."""
        before = _OPENING.sub(
            "", self.figure.before.rpartition("— ")[2]
        )  # after a dateline; of a single word it is not known whether it is a name
        words = [word.removesuffix("’s").removesuffix("'s") for word in _WORD.findall(f"{before} {self.figure.after}")]
        times = " ".join(time for group in self.times for time in group)
        return frozenset(word for word in words if word[0].isupper() and word not in _TITLES and word not in times)

    @cached_property
    def times(self) -> tuple[frozenset[str], ...]:
        """The weekdays, the months and the years in the sentence."""
        text = f"{self.figure.before} {self.figure.after}"
        return tuple(frozenset(pattern.findall(text)) for pattern in _TIMES)

    @cached_property
    def _past(self) -> re.Match[str] | None:
        """The words for an earlier period: `in the year-ago quarter`."""
        return _PAST.search(f"{self.figure.before} {self.figure.after}")

    @cached_property
    def is_comparable(self) -> bool:
        """True if the figure states a quantity: not one that another is compared with, nor a row of a table."""
        text = f"{self.figure.before} {self.figure.printed} {self.figure.after}"
        is_table = len(_NUMBER.findall(text)) > _MAX_NUMBERS or _TABLE.search(text) is not None
        return not is_table and _BASE_BEFORE.search(self.figure.before) is None

    @cached_property
    def is_rate(self) -> bool:
        """True if the sum is for one of something: `3.90 marks a metre`."""
        return self.figure.noun in MEASURES and _RATE_AFTER.match(self.figure.after) is not None

    @cached_property
    def is_hedged(self) -> bool:
        """True if the number is given as about right."""
        return _HEDGE.search(self.figure.before) is not None

    def has_other_time(self, other: "FigureContext") -> bool:
        """Return whether both sentences name weekdays, months or years, and none in common."""
        pairs = zip(self.times, other.times, strict=True)
        if (self._past is None) != (other._past is None):
            return True
        return any(times and other_times and times.isdisjoint(other_times) for times, other_times in pairs)

    def _iter_stems(self, text: str, *, is_sentence_start: bool = False) -> Iterator[str]:
        """Yield the stems of content words; names are none, but the first word of a sentence may be one."""
        for match in _WORD.finditer(text):
            word = match[0]
            is_opening = is_sentence_start and not text[: match.start()].strip(" “\"'‘(")
            if len(word) < 4 or (word[0].isupper() and not is_opening) or word.lower() in _VAGUE_WORDS:
                continue
            if not is_function_word(word, self.language):
                yield stem_word(word, self.language)
