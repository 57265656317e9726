"""A plain search engine: the articles that each node finds and their scores, word by word.

The oracle of the array executor. An article is a mapping from terms (stems, reserved ones) to
places; everything else is sets and loops.
"""

from collections import Counter
from itertools import pairwise, product
from math import log

from whoosh.util.numeric import byte_to_length, length_to_byte

from archive.search.analysis.analyzer import get_algorithm, list_query_forms, stem_query
from archive.search.query.nodes import (
    AddedClause,
    And,
    AtLeast,
    DateClause,
    Fuzzy,
    InQuotation,
    LanguageClause,
    MissingClause,
    NameClause,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    SameUnit,
    Spellings,
    StatusClause,
    Term,
    TextUnit,
    Wildcard,
    Window,
)

FORM = "\x1f"
BORDERS = {TextUnit.SENTENCE: "\x1ds", TextUnit.PARAGRAPH: "\x1dp"}
K1, B, TITLE_WEIGHT = 1.2, 0.5, 0.5
SMALL = {"": {"the"}, "en": {"the"}, "pt": {"dos"}}


class Library:
    """All articles that lie in the index, deleted ones too (they count in rarity and length)."""

    def __init__(self, articles, stems_by_place, names, averages):
        self.articles = [Article(one, stems_by_place) for one in articles]
        self.names = names
        self.averages = averages
        self._rarities = {}

    def find(self, node):
        """(number → score) of the articles that a node finds."""
        found = {}
        for number, article in enumerate(self.articles):
            worth = self.worth(node, article)
            if worth is not None:
                found[number] = worth
        return found

    def worth(self, node, article):
        """The score of an article; None where it is not found."""
        match node:
            case None:
                return 1.0
            case And(parts):
                worths = [self.worth(part, article) for part in parts]
                return None if None in worths else sum(worths)
            case Spellings(parts):
                return self._best_spelling(parts, article)
            case Or(parts):
                return self._any(parts, article)
            case Not(part):
                return 0.0 if self.worth(part, article) is None else None
            case Term(_, "text" | "title", False) | Phrase(_, "text" | "title", False):
                return self._words(node, article)
            case NameClause() | LanguageClause() | DateClause() | AddedClause() | StatusClause() | MissingClause():
                return 0.0 if self._matches_field(node, article.entry) else None
        if not find_spans(node, article):
            return None
        return sum(self._bm25(f, k, article) for f, k in add_title_words(find_words(node, article)))

    def _any(self, parts, article):
        light = [is_small(part, article) for part in parts]
        if all(light):
            light = [False for _ in parts]
        worths = [(self.worth(part, article), small) for part, small in zip(parts, light, strict=True)]
        found = [0 if small else worth for worth, small in worths if worth is not None]
        return sum(found) if found else None

    def _best_spelling(self, parts, article):
        """As one word, as rare as all spellings together."""
        worths = [(self.worth(part, article), self._heaviness(part)) for part in parts]
        having = sum(any(self.worth(part, one) is not None for part in parts) for one in self.articles)
        rarity = log(1 + (len(self.articles) - having + 0.5) / (having + 0.5))
        return max((worth * rarity / heavy for worth, heavy in worths if worth is not None), default=None)

    def _heaviness(self, part):
        """The rarity of all words of a spelling, in the language in which they are rarest."""
        if isinstance(part, And):
            return sum(map(self._heaviness, part.parts))
        readings = {tuple(stem_text(part.text, one)) for one in self.articles}
        return max(sum(self._rarity(part.field, (stem,)) for stem in stems) for stems in readings)

    def _words(self, node, article):
        keys = stem_text(node.text, article)
        if not find_spans_of(article, node.field, [[key] for key in keys]):
            return None
        worth = sum(self._bm25(node.field, (key,), article) for key in keys)
        if node.field == "text" and find_spans_of(article, "title", [[key] for key in keys]):
            worth += sum(self._bm25("title", (key,), article) for key in keys)
        return worth

    def _matches_field(self, node, entry):
        match node:
            case NameClause("outlet"):
                return entry.outlet in self.names[node]
            case NameClause("author"):
                return bool(set(entry.authors) & set(self.names[node]))
            case NameClause():
                return entry.pk in self.names[node]
            case LanguageClause(language):
                return entry.language == language or entry.language.startswith(f"{language}-")
            case StatusClause(status):
                return entry.status == status
            case AddedClause(first, last):
                return entry.added is not None and _is_within(entry.added, entry.added, first, last)
            case DateClause(first, last, possible):
                if entry.earliest is None and entry.latest is None:
                    return False
                begins = entry.earliest or 0
                ends = entry.latest or 10**9
                return _is_within(*((ends, begins) if possible else (begins, ends)), first, last)
            case MissingClause(field):
                return not self._field(field, entry)
        raise AssertionError(node)

    def _field(self, field, entry):
        match field:
            case "outlet" | "credit" | "place":
                return getattr(entry, field)
            case "author":
                return entry.authors
            case "lang":
                return entry.language
            case "date":
                return entry.earliest or entry.latest

    def _bm25(self, field, keys, article):
        """A word of one stem, or of several forms taken as one."""
        often = len(article.places(field, keys)) * (TITLE_WEIGHT if field == "title" else 1)
        if not often:
            return 0.0
        idf, average = self._rarity(field, keys), self._average(field)
        length = byte_to_length(length_to_byte(article.length(field)))
        return idf * often * (K1 + 1) / (often + K1 * (1 - B + B * length / average))

    def _rarity(self, field, keys):
        if (field, keys) not in self._rarities:
            self._rarities[field, keys] = self._compute_rarity(field, keys)
        return self._rarities[field, keys]

    def _compute_rarity(self, field, keys):
        counted = "text" if field == "title" else field
        having = sum(bool(one.places(counted, keys)) for one in self.articles)
        return log(1 + (len(self.articles) - having + 0.5) / (having + 0.5))

    def _average(self, field):
        """As the index has it: after a merge it knows of the lengths of deleted articles less."""
        exact = sum(one.length(field) for one in self.articles) / len(self.articles) or 1
        assert abs(self.averages(field) - exact) <= 1
        return self.averages(field)


class Article:
    """One article read: (field, term) → places."""

    def __init__(self, entry, stems_by_place):
        self.entry = entry
        self.terms = {
            field: stems_by_place(getattr(entry, field), entry.language)
            for field in ("text", "title", "credit", "place")
        }

    def length(self, field):
        """Words, borders and forms left out."""
        return sum(len(found) for term, found in self.terms[field].items() if term >= " ")

    def places(self, field, keys):
        """The places of any of these: stems (str) or forms (bytes)."""
        return {place for key in keys for place in self._places(field, key)}

    def _places(self, field, key):
        if isinstance(key, str):
            return self.terms[field].get(key, ())
        form, terms = key.decode(), self.terms[field]
        own = set(terms.get(form, ()))
        for term, found in terms.items():
            if term.startswith(FORM):
                _, printed, stem = term.split(FORM)
                if printed == form:
                    own |= set(found)
                elif stem == form:
                    own -= set(found)
        return own

    def forms(self, field):
        """Every form that stands in a field."""
        found = {term.split(FORM)[1] for term in self.terms[field] if term.startswith(FORM)}
        found |= {term for term in self.terms[field] if term >= " "}
        return {form for form in found if self._places(field, form.encode())}


def stem_text(text, article):
    """The stems of a text in the language of an article."""
    return stem_query(text, get_algorithm(article.entry.language))


def is_small(node, article):
    """Whether it is a small word in the language of an article, by a few of these words."""
    small = SMALL.get(article.entry.language.partition("-")[0], set())
    return isinstance(node, Term) and node.field == "text" and not node.exact and node.text in small


def add_title_words(found):
    """Words of the text also in the title; none twice."""
    words_once = dict.fromkeys(found)
    return [*words_once, *(("title", keys) for field, keys in words_once if field == "text")]


def find_words(node, article):
    """(field, keys) of all words that a node of spans is worth something by."""
    match node:
        case Term(field="about") | Phrase(field="about"):
            return find_words(type(node)(node.text, "text", node.exact), article)
        case Term(text, field, True) | Phrase(text, field, True):
            return [(field, (form.encode(),)) for form, _ in list_query_forms(text, "english")]
        case Term(text, field) | Phrase(text, field):
            return [(field, (stem,)) for stem in stem_text(text, article)]
        case Wildcard() | Fuzzy():
            return [(node.field, FORMS[node])]
        case Window(found, _, field):
            return [(field, (stem,)) for word in found for stem in stem_text(word, article)]
        case Or(parts) | Near(parts) | SameUnit(parts):
            return [one for part in parts for one in find_words(part, article)]
        case NotNear(part) | AtLeast(part) | InQuotation(part):
            return find_words(part, article)
    raise AssertionError(node)


FORMS = {}
"""The forms that each Wildcard and Fuzzy of a library stands for, filled by `expand_nodes`."""


def find_spans(node, article):
    """(first, last) of every occurrence in an article."""
    match node:
        case Term(field="about") | Phrase(field="about"):
            limits = article.places("text", ["\x1da"])
            found = find_spans(type(node)(node.text, "text", node.exact), article)
            return {one for one in found if not limits or one[1] < min(limits)}
        case Term(field=field) | Phrase(field=field) | Wildcard(field=field) | Fuzzy(field=field):
            return find_spans_of(article, field, [keys for _, keys in find_words(node, article)])
        case Window(found, distance, field):
            return _find_windows(found, distance, field, article)
        case Or(parts):
            return {one for part in parts for one in find_spans(part, article)}
        case Near(parts, distance, ordered):
            return {
                (standing[0][0], standing[-1][1])
                for standing in find_rows(parts, article, ordered=ordered)
                if all(b[0] - a[1] <= distance for a, b in pairwise(standing))
            }
        case NotNear(a, b, n):
            unwanted = find_spans(b, article)
            return {
                one
                for one in find_spans(a, article)
                if not any(u[0] <= one[1] + n and u[1] >= one[0] - n for u in unwanted)
            }
        case SameUnit(parts, unit):
            starts = sorted(article.places("text", [BORDERS[unit]]))
            met = {(standing[0][0], standing[-1][1]) for standing in find_rows(parts, article)}
            return {one for one in met if _count_starts(starts, one[0]) == _count_starts(starts, one[1])} & (
                met if starts else set()
            )
        case AtLeast(part, count):
            found = find_spans(part, article)
            return found if len({first for first, _ in found}) >= count else set()
        case InQuotation(part):
            quotes = zip(
                sorted(article.places("text", ["\x1dq"])),
                sorted(article.places("text", ["\x1dQ"])),
                strict=True,
            )
            found, quotes = find_spans(part, article), list(quotes)
            return {one for one in found if any(q <= one[0] and one[1] <= e for q, e in quotes)}
    raise AssertionError(node)


def find_spans_of(article, field, keys):
    """Spans of words that follow each other."""
    if not keys:
        return set()
    sets = [article.places(field, key) for key in keys]
    return {
        (place, place + len(sets) - 1) for place in sets[0] if all(place + at in found for at, found in enumerate(sets))
    }


def find_rows(parts, article, *, ordered=False):
    """An occurrence of each part, none on another, as they stand in the article."""
    for some in product(*(find_spans(part, article) for part in parts)):
        standing = sorted(some)
        if all(a[1] < b[0] for a, b in pairwise(standing)) and (not ordered or standing == list(some)):
            yield standing


def _count_starts(starts, place):
    return sum(start <= place for start in starts)


def _find_windows(found, distance, field, article):
    """For each last place the shortest stretch that holds all."""
    needed = Counter(stem_text(word, article) for word in found)
    occurrences = {key: find_spans_of(article, field, [[k] for k in key]) for key in needed}
    windows = set()
    for end in {last for known in occurrences.values() for _, last in known}:
        firsts = [
            sorted((s for s in known if s[1] <= end), reverse=True)[: needed[key]] for key, known in occurrences.items()
        ]
        if all(len(f) == n for f, n in zip(firsts, needed.values(), strict=True)):
            begin = min(f[-1][0] for f in firsts)
            if end - begin <= distance:
                windows.add((begin, end))
    return windows


def _is_within(begins, ends, first, last):
    return (first is None or begins >= first.toordinal()) and (last is None or ends <= last.toordinal())


def score_nearness(library, stems, article):
    """The score that close words add: neighbours share their rarity over distance²."""
    rare = [stem for stem in stems if library._rarity("text", (stem,)) > 0.2]
    if len(rare) < 2:
        return 0.0
    standing = sorted((place, at) for at, stem in enumerate(rare) for place in article.places("text", [stem]))
    gathered = [0.0] * len(rare)
    for (place, one), (after, other) in pairwise(standing):
        if one != other and after > place:
            share = (after - place) ** -2
            gathered[one] += share * library._rarity("text", (rare[other],))
            gathered[other] += share * library._rarity("text", (rare[one],))
    length = byte_to_length(length_to_byte(article.length("text")))
    below = K1 * (1 - B + B * length / library.averages("text"))
    return sum(
        min(1, library._rarity("text", (stem,))) * got * (K1 + 1) / (got + below)
        for stem, got in zip(rare, gathered, strict=True)
    )
