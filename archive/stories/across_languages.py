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
from archive.text.languages import get_base_language
from archive.text.normalize import fold
from archive.text.numbers import build_digit_pattern, parse_number

MIN_SIMILARITY: Final = 0.1
MIN_SHARED: Final = 3
"""Minimum similarity and shared names and numbers for a dated article …"""
MIN_SIMILARITY_UNDATED: Final = 0.15
MIN_SHARED_UNDATED: Final = 4
"""… and for an undated one."""
MAX_SHOWN: Final = 5
_PRIOR_TEXTS: Final = 20
"""Pseudo-count of texts without any of the names: idf from a few texts is unreliable."""
_MAX_CHARS: Final = 8_000
"""Maximum number of characters read of a text."""
_MIN_NUMBER: Final = 10
_CAPITALISED_RUN: Final = re.compile(
    r"(?<=[\w,;:»”’\")] )(?:[dlDL]['’])?[^\W\d_a-z][\w’'-]*(?: [^\W\d_a-z][\w’'-]*)*"
)
_ELISION: Final = re.compile(r"^[dlDL]['’]")
_NAME_PART: Final = re.compile(r"[^\W\d_]{3,}")
_DOUBLED: Final = re.compile(r"(.)\1")
_NOT_LATIN: Final = re.compile(r"[^a-z]")


@dataclass(frozen=True, slots=True)
class PossibleArticle:
    """An article that may be on the event of a story, with the shared names and numbers."""

    article: Article
    likeness: float
    shared: tuple[str, ...]


@dataclass(slots=True)
class _EntityCounts:
    """Names and numbers of a text: counts by key, and printed forms with their keys."""

    counts: Counter[str]
    printed: list[tuple[str, frozenset[str]]]


def find_possible_articles(
    members: Sequence[Article], others: Iterable[Article]
) -> list[PossibleArticle]:
    """Return those of the others similar enough to a story's members, best first."""
    entities_by_article = [(article, _extract_entities(article)) for article in others]
    if not entities_by_article:
        return []
    member_counts = [_extract_entities(article).counts for article in members]
    idf = _compute_idf([*member_counts, *(entities.counts for _, entities in entities_by_article)])
    story_vector = _sum_vectors([_compute_tfidf(counts, idf) for counts in member_counts])
    matches = []
    for article, entities in entities_by_article:
        weights = _compute_tfidf(entities.counts, idf)
        shared_weights = {
            key: weight * story_vector[key]
            for key, weight in weights.items()
            if key in story_vector
        }
        likeness, shared = sum(shared_weights.values()), _list_shared(entities, shared_weights)
        if _is_similar_enough(article, likeness, len(shared)):
            matches.append(PossibleArticle(article, round(likeness, 2), tuple(shared[:MAX_SHOWN])))
    return sorted(matches, key=lambda match: (-match.likeness, match.article.pk))


def _is_similar_enough(article: Article, likeness: float, shared_count: int) -> bool:
    if article.earliest or article.latest:
        return likeness >= MIN_SIMILARITY and shared_count >= MIN_SHARED
    return likeness >= MIN_SIMILARITY_UNDATED and shared_count >= MIN_SHARED_UNDATED


def _extract_entities(article: Article) -> _EntityCounts:
    language = get_base_language(article.language)
    text = f"{article.title}. {article.body}"[:_MAX_CHARS]
    counts: Counter[str] = Counter()
    printed: list[tuple[str, frozenset[str]]] = []
    for run in _CAPITALISED_RUN.findall(text):
        words = [word for word in run.split() if _ELISION.sub("", word)[:1].isupper()]
        parts = [
            name_part
            for word in words
            for name_part in _NAME_PART.findall(word)
            if name_part[0].isupper()
        ]
        keys = [
            _normalize_name(name_part)
            for name_part in parts
            if not is_function_word(name_part, language)
        ]
        counts.update(key for key in keys if key)
        printed.append((_ELISION.sub("", " ".join(words)), frozenset(keys) - {""}))
    is_english = language in {"", "en"}
    for match in re.finditer(
        rf"(?<![\w.,:/-]){build_digit_pattern(is_english=is_english)}(?![\w:])", text
    ):
        value = parse_number(match.group(), is_english=is_english)
        if not value.is_integer() or (value >= _MIN_NUMBER and not _may_be_a_year(value)):
            counts[str(value)] += 1
            printed.append((match.group(), frozenset({str(value)})))
    return _EntityCounts(counts, printed)


def _normalize_name(name: str) -> str:
    """Normalise a name: no accents, doubled letters or final vowels: `Sorokin(e)`."""
    letters = _DOUBLED.sub(r"\1", _NOT_LATIN.sub("", fold(name)))
    return letters.rstrip("es") if len(letters) > 4 else letters if len(letters) > 2 else ""


def _may_be_a_year(value: float) -> bool:
    return 1700 <= value <= 2100


def _compute_idf(texts: Sequence[Counter[str]]) -> dict[str, float]:
    """Compute the inverse document frequency of each name and number."""
    document_counts = Counter(key for counts in texts for key in counts)
    text_count = len(texts) + _PRIOR_TEXTS + 1
    return {key: math.log(text_count / (count + 1)) for key, count in document_counts.items()}


def _compute_tfidf(counts: Counter[str], idf: dict[str, float]) -> dict[str, float]:
    return _normalize_vector(
        {key: idf[key] * (1 + math.log(count)) for key, count in counts.items()}
    )


def _sum_vectors(vectors: Iterable[dict[str, float]]) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for key, weight in vector.items():
            total[key] += weight
    return _normalize_vector(total)


def _normalize_vector(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {key: weight / length for key, weight in vector.items()}


def _list_shared(entities: _EntityCounts, shared_weights: dict[str, float]) -> list[str]:
    """List the shared names and numbers as the article prints them, highest weight first."""
    common = [
        (name, keys) for name, keys in entities.printed if keys and keys <= shared_weights.keys()
    ]
    common.sort(key=lambda entity: -sum(shared_weights[key] for key in entity[1]))
    shared: list[str] = []
    listed_keys: set[str] = set()
    for name, keys in common:
        if not keys <= listed_keys:
            shared.append(name)
            listed_keys |= keys
    return shared
