"""Outlets of which no article on a story was found, and articles of other languages that may be on it."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from archive.models import Article, Outlet
from archive.models.articles import ArticleQuerySet
from archive.text.event_features import COMPARED_LANGUAGES
from archive.text.languages import get_base_language, is_function_word
from archive.text.normalize import fold
from archive.text.numbers import build_digit_pattern, parse_number
from archive.web.links import build_search_url

MIN_SIMILARITY: Final = 0.1
MIN_SHARED: Final = 3  # names and numbers in common
MIN_SIMILARITY_UNDATED: Final = 0.15
MIN_SHARED_UNDATED: Final = 4
MAX_SHOWN: Final = 5
MAX_COMPARED: Final = 60  # articles in other languages compared with a story; the earliest first
_PRIOR_TEXTS: Final = 20  # pseudo-count of texts without any of the names: idf from a few texts is unreliable
_MAX_CHARS: Final = 8_000  # of a text that are read
_MIN_NUMBER: Final = 10
_DAYS_BEFORE: Final = timedelta(days=2)
_DAYS_AFTER: Final = timedelta(days=7)
"""Days around those of a story within which an article in another language may report it."""
_LONGEST_SPAN: Final = timedelta(days=366)  # of a date, a year: dates starting earlier cannot reach the story
_CAPITALISED_RUN: Final = re.compile(r"(?<=[\w,;:»”’\")] )(?:[dlDL]['’])?[^\W\d_a-z][\w’'-]*(?: [^\W\d_a-z][\w’'-]*)*")
_ELISION: Final = re.compile(r"^[dlDL]['’]")
_NAME_PART: Final = re.compile(r"[^\W\d_]{3,}")
_DOUBLED: Final = re.compile(r"(.)\1")
_NOT_LATIN: Final = re.compile(r"[^a-z]")
PrintedEntity = tuple[str, frozenset[str]]
"""A name or number as printed, with its keys."""


@dataclass(frozen=True, slots=True)
class PossibleArticle:
    """An article that may be on the event of a story, with the shared names and numbers."""

    article: Article
    likeness: float
    shared: tuple[str, ...]


def find_possible_articles(members: Sequence[Article], others: Iterable[Article]) -> list[PossibleArticle]:
    """Return those of the others similar enough to a story's members, best first."""
    entities_by_article = [(article, *_extract_entities(article)) for article in others]
    if not entities_by_article:
        return []
    member_counts = [_extract_entities(article)[0] for article in members]
    texts = [*member_counts, *(counts for _, counts, _ in entities_by_article)]
    text_counts = Counter(key for counts in texts for key in counts)
    text_total = len(texts) + _PRIOR_TEXTS + 1
    idf = {key: math.log(text_total / (count + 1)) for key, count in text_counts.items()}
    story_weights: defaultdict[str, float] = defaultdict(float)
    for counts in member_counts:
        for key, weight in _compute_tfidf(counts, idf).items():
            story_weights[key] += weight
    story_vector = _normalize_vector(story_weights)
    matches = []
    for article, counts, printed in entities_by_article:
        weights = _compute_tfidf(counts, idf)
        shared_weights = {key: weight * story_vector[key] for key, weight in weights.items() if key in story_vector}
        likeness = sum(shared_weights.values())
        shared = _list_shared(printed, shared_weights)
        is_dated = article.earliest or article.latest
        min_likeness = MIN_SIMILARITY if is_dated else MIN_SIMILARITY_UNDATED
        min_shared = MIN_SHARED if is_dated else MIN_SHARED_UNDATED
        if likeness >= min_likeness and len(shared) >= min_shared:
            matches.append(PossibleArticle(article, round(likeness, 2), tuple(shared[:MAX_SHOWN])))
    return sorted(matches, key=lambda match: (-match.likeness, match.article.pk))


def _extract_entities(article: Article) -> tuple[Counter[str], list[PrintedEntity]]:
    """Return the names and numbers of a text: counts by key, and printed forms."""
    language = get_base_language(article.language)
    text = f"{article.title}. {article.body}"[:_MAX_CHARS]
    counts: Counter[str] = Counter()
    printed: list[PrintedEntity] = []
    for run in _CAPITALISED_RUN.findall(text):
        words = [word for word in run.split() if _ELISION.sub("", word)[:1].isupper()]
        parts = [name_part for word in words for name_part in _NAME_PART.findall(word) if name_part[0].isupper()]
        keys = [_normalize_name(name_part) for name_part in parts if not is_function_word(name_part, language)]
        counts.update(key for key in keys if key)
        printed.append((_ELISION.sub("", " ".join(words)), frozenset(keys) - {""}))
    is_english = language in {"", "en"}
    for match in re.finditer(rf"(?<![\w.,:/-]){build_digit_pattern(is_english=is_english)}(?![\w:])", text):
        value = parse_number(match.group(), is_english=is_english)
        may_be_a_year = 1700 <= value <= 2100
        if not value.is_integer() or (value >= _MIN_NUMBER and not may_be_a_year):
            counts[str(value)] += 1
            printed.append((match.group(), frozenset({str(value)})))
    return counts, printed


def _normalize_name(name: str) -> str:
    """Normalise a name: no accents, doubled letters or final vowels: `Sorokin(e)`."""
    letters = _DOUBLED.sub(r"\1", _NOT_LATIN.sub("", fold(name)))
    if len(letters) > 4:
        return letters.rstrip("es")
    return letters if len(letters) > 2 else ""


def _compute_tfidf(counts: Counter[str], idf: dict[str, float]) -> dict[str, float]:
    return _normalize_vector({key: idf[key] * (1 + math.log(count)) for key, count in counts.items()})


def _normalize_vector(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {key: weight / length for key, weight in vector.items()}


def _list_shared(printed: list[PrintedEntity], shared_weights: dict[str, float]) -> list[str]:
    """List the shared names and numbers as the article prints them, highest weight first."""
    common = [(name, keys) for name, keys in printed if keys and keys <= shared_weights.keys()]
    common.sort(key=lambda entity: -sum(shared_weights[key] for key in entity[1]))
    shared: list[str] = []
    listed_keys: set[str] = set()
    for name, keys in common:
        if not keys <= listed_keys:
            shared.append(name)
            listed_keys |= keys
    return shared


@dataclass(frozen=True, slots=True)
class HeldLanguage:
    """Number of articles of an outlet of a story's days in one language, and the search that lists them."""

    language: str
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class AbsentOutlets:
    """Outlets of which no article was found in a story: with articles of the story's days, and without any.

    `held_languages` of each are its articles of these days, of which `held_count` are in languages that stories are
    compared in; `uncertain_count` are undated or may be of these days; `possible` ones may be on the event.
    `not_compared` have only articles of other languages of these days: nothing can be said of them.
    """

    held: tuple[Outlet, ...] = ()
    not_held: tuple[Outlet, ...] = ()
    not_compared: tuple[Outlet, ...] = ()


def find_absent_outlets(
    members: Sequence[Article], present: Set[int | None], first_day: date, last_day: date
) -> AbsentOutlets:
    """Return the outlets not in `present`, for a story of these certain days; three queries."""
    languages = {code for row in members if (code := get_base_language(row.language))}
    possible_by_outlet = _find_possible_articles(members, present, languages, first_day, last_day)
    articles = Article.objects.listed().filter(outlet=OuterRef("pk"))
    is_possible = Q(published="") | Q(
        earliest__gte=first_day - _LONGEST_SPAN, earliest__lte=last_day, latest__gte=first_day
    )
    uncertain = articles.filter(is_possible).exclude(earliest__gte=first_day, latest__lte=last_day)
    outlets: QuerySet[Any] = Outlet.objects.annotate(uncertain_count=_count_by_outlet(uncertain))
    absent_outlets = [row for row in outlets.order_by("name") if row.pk not in present]
    numbers = _count_languages(present, first_day, last_day)
    for row in absent_outlets:
        row.possible = possible_by_outlet[row.pk]
        row.held_languages = _list_languages(row, numbers[row.pk], first_day, last_day)
        row.held_count = sum(
            held.number
            for held in row.held_languages
            if is_compared_language(held.language) or held.language in languages
        )
    return AbsentOutlets(
        tuple(row for row in absent_outlets if row.held_count),
        tuple(row for row in absent_outlets if not row.held_languages),
        tuple(row for row in absent_outlets if row.held_languages and not row.held_count),
    )


def is_compared_language(language: str) -> bool:
    """Return whether articles of a language are compared with those of others; of an unknown one, by its words."""
    return not language or language in COMPARED_LANGUAGES


def _count_languages(present: Set[int | None], first_day: date, last_day: date) -> dict[int, Counter[str]]:
    """Return the numbers of articles of these days by outlet and base language; one query."""
    held = Article.objects.listed().of_period(first_day, last_day).exclude(outlet=None)
    rows = held.exclude(outlet__in=present - {None}).order_by().values_list("outlet", "language")
    numbers: dict[int, Counter[str]] = defaultdict(Counter)
    for outlet, language, number in rows.annotate(number=Count("pk")):
        numbers[outlet][get_base_language(language)] += number
    return numbers


def _list_languages(outlet: Outlet, numbers: Counter[str], first_day: date, last_day: date) -> list[HeldLanguage]:
    """List the languages of the articles, the most frequent first, each with the search that shows them."""
    days = f"date:[{first_day.isoformat()} TO {last_day.isoformat()}]"
    return [
        HeldLanguage(language, number, build_search_url(days, outlet=outlet.slug, language=language))
        for language, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    ]


def _count_by_outlet(articles: ArticleQuerySet) -> Coalesce:
    counts = articles.order_by().values("outlet").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def _build_language_filter(languages: Iterable[str]) -> Q:
    """Build the filter for articles in one of these languages, or in an unknown one."""
    language_filter = Q(language="")
    for code in languages:
        language_filter |= Q(language__iexact=code) | Q(language__istartswith=f"{code}-")
    return language_filter


def _find_possible_articles(
    members: Sequence[Article], present: Set[int | None], languages: Set[str], first_day: date, last_day: date
) -> dict[int | None, list[PossibleArticle]]:
    """Find other outlets' articles in other languages that may be on the story, by outlet."""
    by_outlet: dict[int | None, list[PossibleArticle]] = defaultdict(list)
    if not languages:
        return by_outlet
    days = Q(earliest__gte=first_day - _LONGEST_SPAN, earliest__lte=last_day + _DAYS_AFTER)
    rows = Article.objects.listed().filter(Q(published="") | (days & Q(latest__gte=first_day - _DAYS_BEFORE)))
    rows = rows.exclude(_build_language_filter(languages)).exclude(outlet=None).exclude(outlet__in=present - {None})
    rows = rows.only("identifier", "slug", "title", "body", "language", "published", "earliest", "latest", "outlet")
    oldest_first = rows.order_by(F("earliest").asc(nulls_last=True), "pk")
    for match in find_possible_articles(members, oldest_first[:MAX_COMPARED]):
        by_outlet[match.article.outlet_id].append(match)
    return by_outlet
