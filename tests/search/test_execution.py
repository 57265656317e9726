"""The engine finds and scores as the plain oracle does, for every kind of node."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.search.analysis.analyzer import PART_POSITION_GAP, PART_SEPARATOR, fold_word, get_algorithm, get_stem_table
from archive.search.engines.base import EngineQuery, IndexDocument
from archive.search.engines.whoosh.building import commit
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.engines.whoosh.execution import chains, phrases, positions
from archive.search.engines.whoosh.execution.compile import compile_query
from archive.search.engines.whoosh.execution.plans import Matches
from archive.search.engines.whoosh.storage import segment as segments
from archive.search.engines.whoosh.storage.codec import ArraySegment
from archive.search.engines.whoosh.storage.columns import build_columns
from archive.search.engines.whoosh.storage.schema import TEXT_FIELDS, build_row
from archive.search.engines.whoosh.storage.segment import encode_lengths, write_segment
from archive.search.query import nodes as q
from tests.search import plain_oracle
from tests.search.postings_tables import build_table

VOCABULARY = [
    "talk",
    "talks",
    "talking",
    "siege",
    "sieges",
    "dam",
    "dams",
    "damn",
    "us",
    "the",
    "dos",
]
TAGS = ["en", "en", "en", "fr", "pt-BR", ""]
STATUSES = ["", "reviewed", "queried"]
DAYS = range(735_000, 735_012)
NAMES = {
    q.NameClause("outlet", "gazette"): (1, 2),
    q.NameClause("author", "ellery"): (3,),
    q.NameClause("speaker", "envoy"): (2, 5, 9),
    q.NameClause("id", "x"): (4,),
    q.NameClause("outlet", "none"): (),
}
NODES = 14
LIMITS = {
    (positions, "_FEW_DOCS"): (0, 1 << 13),
    (positions, "_BLOCK_DOCS"): (4, 1 << 12),
    (positions, "_DENSE_RATIO"): (1, 4),
    (positions, "_MAX_SELECTED_POSITIONS"): (5, 1 << 20),
    (segments, "_CACHE_SHARES"): (4, 20_000, 1 << 20),
    (phrases, "_UNEVEN_RATIO"): (1, 8),
    (chains, "_EVENTS_PER_BATCH"): (1, 1 << 17),
    (chains, "_PAIRS_PER_BATCH"): (1, 1 << 20),
}
"""What makes words of many articles and of few take other ways to one answer."""
chances = st.randoms(use_true_random=False, note_method_calls=False)


def analyze_plainly(text, language=""):
    """A small analysis with borders and forms: sentences end in ., paragraphs in ¶, quotes in "."""
    table = get_stem_table(get_algorithm(language))
    places, place = {}, 0
    fresh, quoted = {"\x1ds", "\x1dp"}, None
    for token in re.findall(rf'\w+|["¶.]|{PART_SEPARATOR}', text):
        if token == PART_SEPARATOR:
            place, fresh = place + PART_POSITION_GAP, fresh | {"\x1ds", "\x1dp"}
        elif token in '¶."':
            fresh |= {"¶": {"\x1ds", "\x1dp"}, ".": {"\x1ds"}, '"': set()}[token]
            if token == '"':
                if quoted is not None and quoted < place:
                    places.setdefault("\x1dq", []).append(quoted)
                    places.setdefault("\x1dQ", []).append(place - 1)
                quoted = place if quoted is None else None
        else:
            for term in [*fresh, *(iter_terms(table, token))]:
                places.setdefault(term, []).append(place)
            place, fresh = place + 1, set()
    if "\x1dp" in places and len(places["\x1dp"]) > 2:
        places["\x1da"] = [places["\x1dp"][2]]
    return places


def iter_terms(table, token):
    form = fold_word(token)
    for stem in table[token]:
        yield stem
        if stem != form:
            yield f"\x1f{form}\x1f{stem}"


def draw_entry(chance, pk):
    title = " ".join(chance.choices(VOCABULARY, k=chance.randrange(4)))
    body = " ".join(
        word + chance.choice(["", "", "", ".", '"', ".¶"])
        for word in chance.choices(VOCABULARY, k=chance.randrange(16))
    )
    first, last = sorted(chance.choices(DAYS, k=2))
    return IndexDocument(
        pk,
        title,
        f"{title}{PART_SEPARATOR}{body}",
        chance.choice(TAGS),
        chance.choice([None, 1, 2, 3]),
        tuple(chance.choices(range(1, 5), k=chance.randrange(3))),
        chance.choice([None, first]),
        chance.choice([None, last]),
        credit=chance.choice(["", "the wire"]),
        place=chance.choice(["", "Dam"]),
        added=chance.choice([None, *DAYS]),
        status=chance.choice(STATUSES),
    )


def draw_word(chance):
    text, field = (
        chance.choice(VOCABULARY),
        chance.choice(["text", "text", "text", "title", "about"]),
    )
    exact = chance.random() < 0.3
    return chance.choice(
        [
            q.Term(text, field, exact),
            q.Term(text, field, exact),
            q.Phrase(f"{text} {chance.choice(VOCABULARY)}", field, exact),
            q.Wildcard(chance.choice(["tal*", "dam?", "*s", "s?ege*", "d*m*s"])),
            q.Fuzzy(text, chance.choice([1, 2])),
            q.Window(tuple(chance.choices(VOCABULARY, k=3)), chance.randrange(1, 9)),
            q.Window(tuple(chance.choices(VOCABULARY, k=2)), chance.randrange(1, 4)),
        ]
    )


def draw_placed_node(chance, depth=2):
    if depth == 0 or chance.random() < 0.35:
        return draw_word(chance)
    several = tuple(draw_placed_node(chance, depth - 1) for _ in range(chance.choice([2, 2, 3, 4])))
    a, b, n = several[0], several[1], chance.randrange(1, 8)
    return chance.choice(
        [
            q.Near(several, n, chance.random() < 0.5),
            q.Near(several, n),
            q.NotNear(a, b, n),
            q.SameUnit(several, chance.choice(list(q.TextUnit))),
            q.AtLeast(a, chance.randrange(1, 4)),
            q.InQuotation(a),
            q.Or((a, b)),
        ]
    )


def draw_known_node(chance):
    first, last = (chance.choice([None, *map(date.fromordinal, DAYS)]) for _ in range(2))
    return chance.choice(
        [
            chance.choice(list(NAMES)),
            q.LanguageClause(chance.choice(["en", "pt", "fr"])),
            q.DateClause(first, last, chance.random() < 0.5),
            q.AddedClause(first, last),
            q.StatusClause(chance.choice(STATUSES)),
            q.MissingClause(chance.choice(["outlet", "author", "lang", "date", "credit", "place"])),
        ]
    )


def draw_tree(chance, depth=3):
    if depth == 0 or chance.random() < 0.4:
        return chance.choice(
            [draw_word, draw_word, draw_placed_node, draw_placed_node, draw_known_node, draw_spellings]
        )(chance)
    parts = tuple(draw_tree(chance, depth - 1) for _ in range(chance.randrange(2, 4)))
    return chance.choice([q.And(parts), q.Or(parts), q.Not(parts[0])])


def draw_spellings(chance):
    """Spellings of one word: words, phrases, words side by side."""
    drawn = [chance.choices(["talk", "talks", "siege", "dam", "damn", "us"], k=chance.choice([1, 1, 2])) for _ in "ab"]
    together = q.And(tuple(map(q.Term, ["dam", "siege"])))
    parts = [q.Term(words[0]) if len(words) == 1 else q.Phrase(" ".join(words)) for words in drawn]
    return q.Spellings(tuple(chance.sample([*parts, together], k=chance.choice([2, 3]))))


def build_segment(entries, folder):
    """A segment made term by term, of the small analysis above."""
    entries = list(entries)
    if not entries:
        return []
    words, lengths = {}, {}
    for field in TEXT_FIELDS:
        found = [analyze_plainly(getattr(one, field), one.language) for one in entries]
        words[field] = [
            build_table(
                sorted(
                    (
                        (term.encode(), doc, np.array(places, np.uint32))
                        for doc, terms in enumerate(found)
                        for term, places in terms.items()
                    ),
                    key=lambda posting: posting[:2],
                )
            )
        ]
        lengths[field] = encode_lengths([sum(len(p) for term, p in terms.items() if term >= " ") for terms in found])
    segment = ArraySegment("MAIN", len(entries))
    columns = build_columns([build_row(one) for one in entries])
    write_segment(folder, segment.segment_id(), words, lengths, columns)
    return [segment]


def read_library(engine, written):
    """Everything that lies in the index, in order; each row names the entry it was made of."""
    snapshot = engine.get_snapshot()
    marks = snapshot.columns.fingerprints.tolist()
    return plain_oracle.Library([written[mark] for mark in marks], analyze_plainly, NAMES, snapshot.get_average_length)


def expand_nodes(node, library, forms_by_node):
    """Store the forms that wildcards and misspellings of a tree stand for, by the plain articles."""
    for part in get_parts(node):
        if isinstance(part, (q.Wildcard, q.Fuzzy)):
            forms = {form for one in library.articles for form in one.forms(part.field)}
            forms_by_node[part] = tuple(sorted(form.encode() for form in forms if is_meant(part, form)))
        else:
            expand_nodes(part, library, forms_by_node)


def get_parts(node):
    match node:
        case q.Wildcard() | q.Fuzzy():
            return [node]
        case q.And(parts) | q.Or(parts) | q.Near(parts) | q.SameUnit(parts):
            return parts
        case q.NotNear(a, b):
            return [a, b]
        case q.Not(part) | q.AtLeast(part) | q.InQuotation(part):
            return [part]
    return []


def is_meant(node, form):
    if isinstance(node, q.Fuzzy):
        return form[0] == node.text[0] and count_edits(form, node.text) <= node.edits
    return bool(re.fullmatch(node.pattern.replace("*", ".*").replace("?", "."), form))


def count_edits(a, b):
    """Letters added, left out, changed or swapped with their neighbour."""
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            least = min(rows[-1][j], row[-1], rows[-1][j - 1] - (a[i - 1] == b[j - 1])) + 1
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                least = min(least, rows[-2][j - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]


def check_execution(chance):
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit, "build_segments", build_segment)
        for (module, limit), values in LIMITS.items():
            patch.setattr(module, limit, chance.choice(values))
        engine, written = WhooshSearchEngine(Path(folder), 1_000_000), {}
        for _ in range(chance.randrange(1, 4)):
            entries = [draw_entry(chance, pk) for pk in chance.sample(range(1, 15), k=8)]
            written |= {one.fingerprint: one for one in entries}
            engine.write(entries, chance.sample(range(1, 15), k=2))
        snapshot, library = engine.get_snapshot(), read_library(engine, written)
        for _ in range(NODES):
            node = draw_tree(chance)
            expand_nodes(node, library, plain_oracle.FORMS)
            matches = Matches(snapshot, compile_query(node, NAMES, snapshot))
            ours = dict(zip(matches.docs.tolist(), matches.scores.tolist(), strict=True))
            theirs = {n: w for n, w in library.find(node).items() if snapshot.alive[n]}
            assert ours == pytest.approx(theirs, rel=1e-4, abs=1e-5), node
            page = engine.find(EngineQuery(query=node, name_keys=NAMES, use_proximity=False)).hits
            assert [one.score for one in page] == sorted((one.score for one in page), reverse=True)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_nearness_adds_what_a_plain_reading_says(chance):
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit, "build_segments", build_segment)
        engine = WhooshSearchEngine(Path(folder), 1_000_000)
        entries = [replace(draw_entry(chance, pk), language="en") for pk in range(1, 15)]
        engine.write(entries)
        library = read_library(engine, {document.fingerprint: document for document in entries})
        for _ in range(4):
            words = chance.sample(["talk", "siege", "dam", "damn", "us", "the"], k=3)
            question = EngineQuery(query=q.Or(tuple(map(q.Term, words))))
            stems = [plain_oracle.stem_text(word, library.articles[0])[0] for word in words if word != "the"]
            hits = engine.find(question).hits
            for hit in hits:
                explanation = engine.explain(question, hit.pk)
                (article,) = [a for a in library.articles if a.entry.pk == hit.pk]
                near = plain_oracle.score_nearness(library, stems, article)
                assert explanation.proximity == pytest.approx(near, rel=1e-4, abs=1e-6), words
                assert hit.score == pytest.approx(explanation.score, rel=1e-4)


@settings(max_examples=14, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_arrays_answer_as_a_plain_reading_does(chance):
    check_execution(chance)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=720, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_arrays_answer_as_a_plain_reading_does_ten_thousand_times(chance):
    check_execution(chance)
