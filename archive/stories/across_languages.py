"""Articles in another language that may be on the same event, by shared names and numbers.

Names and numbers hardly depend on the language. An article is compared with all articles of a story
together: cosine of tf-idf over the names and numbers of the texts at hand. Matches are shown as
possible; they are not added to the story.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from archive.models import Article
from archive.text.function_words import is_function_word
from archive.text.languages import base_language
from archive.text.normalize import fold
from archive.text.numbers import digits, value_of

LIKE: Final = 0.1
LEAST_SHARED: Final = 3
"""Minimum similarity and shared names and numbers for a dated article …"""
LIKE_UNDATED: Final = 0.15
LEAST_SHARED_UNDATED: Final = 4
"""… and for an undated one."""
MOST_SHOWN: Final = 5
_PRIOR: Final = 20
"""Pseudo-count of texts without any of the names: idf from a few texts is unreliable."""
_LONGEST: Final = 8_000
"""Maximum number of characters read of a text."""
_LEAST_NUMBER: Final = 10
_NAMES: Final = re.compile(
    r"(?<=[\w,;:»”’\")] )(?:[dlDL]['’])?[^\W\d_a-z][\w’'-]*(?: [^\W\d_a-z][\w’'-]*)*"
)
_ELISION: Final = re.compile(r"^[dlDL]['’]")
_PART: Final = re.compile(r"[^\W\d_]{3,}")
_DOUBLED: Final = re.compile(r"(.)\1")
_NOT_LATIN: Final = re.compile(r"[^a-z]")


@dataclass(frozen=True, slots=True)
class PossibleArticle:
    """An article that may be on the event of a story, with the shared names and numbers."""

    article: Article
    likeness: float
    shared: tuple[str, ...]


@dataclass(slots=True)
class _Marks:
    """Names and numbers of a text: counts by key, and printed forms with their keys."""

    counts: Counter[str]
    printed: list[tuple[str, frozenset[str]]]


def find_possible_articles(
    members: Sequence[Article], others: Iterable[Article]
) -> list[PossibleArticle]:
    """Return those of the others similar enough to a story's members, best first."""
    marked = [(article, _marks(article)) for article in others]
    if not marked:
        return []
    of_members = [_marks(article).counts for article in members]
    rarity = _rarity([*of_members, *(marks.counts for _, marks in marked)])
    story = _together([_weighed(counts, rarity) for counts in of_members])
    found = []
    for article, marks in marked:
        weights = _weighed(marks.counts, rarity)
        both = {key: weight * story[key] for key, weight in weights.items() if key in story}
        likeness, shared = sum(both.values()), _shared(marks, both)
        if _is_enough(article, likeness, len(shared)):
            found.append(PossibleArticle(article, round(likeness, 2), tuple(shared[:MOST_SHOWN])))
    return sorted(found, key=lambda one: (-one.likeness, one.article.pk))


def _is_enough(article: Article, likeness: float, shared: int) -> bool:
    if article.earliest or article.latest:
        return likeness >= LIKE and shared >= LEAST_SHARED
    return likeness >= LIKE_UNDATED and shared >= LEAST_SHARED_UNDATED


def _marks(article: Article) -> _Marks:
    language = base_language(article.language)
    text = f"{article.title}. {article.body}"[:_LONGEST]
    counts: Counter[str] = Counter()
    printed: list[tuple[str, frozenset[str]]] = []
    for run in _NAMES.findall(text):
        words = [word for word in run.split() if _ELISION.sub("", word)[:1].isupper()]
        parts = [part for word in words for part in _PART.findall(word) if part[0].isupper()]
        keys = [_key(part) for part in parts if not is_function_word(part, language)]
        counts.update(key for key in keys if key)
        printed.append((_ELISION.sub("", " ".join(words)), frozenset(keys) - {""}))
    is_english = language in {"", "en"}
    for match in re.finditer(rf"(?<![\w.,:/-]){digits(is_english=is_english)}(?![\w:])", text):
        value = value_of(match.group(), is_english=is_english)
        if not value.is_integer() or (value >= _LEAST_NUMBER and not _may_be_a_year(value)):
            counts[str(value)] += 1
            printed.append((match.group(), frozenset({str(value)})))
    return _Marks(counts, printed)


def _key(name: str) -> str:
    """Normalise a name: no accents, doubled letters or final vowels: `Sorokin(e)`."""
    plain = _DOUBLED.sub(r"\1", _NOT_LATIN.sub("", fold(name)))
    return plain.rstrip("es") if len(plain) > 4 else plain if len(plain) > 2 else ""


def _may_be_a_year(value: float) -> bool:
    return 1700 <= value <= 2100


def _rarity(texts: Sequence[Counter[str]]) -> dict[str, float]:
    """Compute the inverse document frequency of each name and number."""
    having = Counter(key for counts in texts for key in counts)
    all_texts = len(texts) + _PRIOR + 1
    return {key: math.log(all_texts / (count + 1)) for key, count in having.items()}


def _weighed(counts: Counter[str], rarity: dict[str, float]) -> dict[str, float]:
    return _unit({key: rarity[key] * (1 + math.log(count)) for key, count in counts.items()})


def _together(vectors: Iterable[dict[str, float]]) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for key, weight in vector.items():
            total[key] += weight
    return _unit(total)


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {key: weight / length for key, weight in vector.items()}


def _shared(marks: _Marks, both: dict[str, float]) -> list[str]:
    """List the shared names and numbers as the article prints them, highest weight first."""
    common = [(name, keys) for name, keys in marks.printed if keys and keys <= both.keys()]
    common.sort(key=lambda one: -sum(both[key] for key in one[1]))
    shared: list[str] = []
    said: set[str] = set()
    for name, keys in common:
        if not keys <= said:
            shared.append(name)
            said |= keys
    return shared
