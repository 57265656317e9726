"""How fast a question is answered: `python -m tests.bench.search_speed [--articles N] [--json]`.

Sixty questions of one to four words, from very common to rare, drawn from the articles' own words
with a fixed seed, and twenty phrases. `relevance`, `newest` and `phrase` are one call of the engine
with the question parsed: first ten, total, four facets and the months; SQLite FTS5 beside it on the
same texts: `bm25()`, total, and a join and group each for outlet and month. `cold` is the first
call of each question in the process. `service` is what a page costs before its template: parsing,
names, one engine run, the rows of ten hits from the database, snippets.
"""

import random
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from io import StringIO
from pathlib import Path

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import (
    arguments,
    first_timings,
    report,
    reuters_file,
    row,
    scratch_archive,
    timings,
)

QUESTIONS = 60
OPERATORS = frozenset({"and", "or", "not", "but"})


def main() -> None:
    """Measure, print."""
    given = arguments(__doc__)
    home = scratch_archive()

    from django.core.management import call_command

    from archive.models import Article

    call_command(
        "ingest", str(reuters_file(home, given.articles)), stdout=StringIO(), stderr=StringIO()
    )
    texts = list(Article.objects.values_list("pk", "title", "body", "earliest"))
    questions = draw(texts)
    phrases = [[f'"{" ".join(pair)}"'] for pair in pairs(texts)]
    rows = [row("cuttings", "cold", first_timings([_engine(words) for words in questions]))]
    for operation, calls in (
        ("relevance", [_engine(words) for words in questions]),
        ("newest", [_engine(words, "newest") for words in questions]),
        ("phrase", [_engine(words) for words in phrases]),
        ("service", [_service(words) for words in questions]),
    ):
        rows.append(row("cuttings", operation, timings(calls)))
    database = _fts5(home / "fts5", texts)
    for operation, asked in (("relevance", questions), ("phrase", phrases)):
        rows.append(row("sqlite-fts5", operation, timings([_theirs(database, q) for q in asked])))
    report(rows, articles=len(texts), as_json=given.json)


def draw(texts) -> list[list[str]]:
    """Questions of one to four words; the first word runs from the commonest to the rare."""
    counts = Counter(w for _, t, b, _ in texts for w in set(re.findall(r"[a-z]{3,}", b.casefold())))
    ranked = [w for w, count in counts.most_common() if count >= 3 and w not in OPERATORS]
    draws = random.Random(21578)
    questions = []
    for number in range(QUESTIONS):
        place = int(len(ranked) ** (number / QUESTIONS)) - 1
        others = [ranked[int(len(ranked) ** draws.random()) - 1] for _ in range(number % 4)]
        questions.append([ranked[place], *others])
    return questions


def pairs(texts) -> list[tuple[str, str]]:
    """Twenty pairs of neighbouring words that stand in the articles."""
    draws = random.Random(87)
    bodies = [re.findall(r"[a-z]{3,}", body.casefold()) for _, _, body, _ in texts[:400]]
    long_enough = [words for words in bodies if len(words) > 20]
    return [tuple(words[5:7]) for words in draws.sample(long_enough, 20)]


def _engine(words: list[str], sort: str = "relevance") -> Callable[[], object]:
    from archive.search.engines.contract import Question
    from archive.search.queue import engine
    from archive.search.request import Sort
    from archive.search.syntax import parse

    question = Question(query=parse(" ".join(words)).node, sort=Sort(sort), limit=10)
    return lambda: engine().find(question)


def _service(words: list[str]) -> Callable[[], object]:
    from archive.search.request import SearchRequest
    from archive.search.service import search
    from archive.search.syntax import parse

    text = " ".join(words)
    return lambda: search(SearchRequest(query=parse(text).node, text=text, limit=10))


def _fts5(path, texts) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize='porter')")
    database.execute("CREATE TABLE article (id INTEGER PRIMARY KEY, outlet TEXT, month TEXT)")
    for pk, title, body, day in texts:
        database.execute(
            "INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)", (pk, title, body)
        )
        month = day.isoformat()[:7] if day else ""
        database.execute("INSERT INTO article VALUES (?, ?, ?)", (pk, "Reuters", month))
    database.commit()
    return database


def _theirs(database: sqlite3.Connection, words: list[str]) -> Callable[[], object]:
    match = " AND ".join(f'"{word.strip(chr(34))}"' for word in words)

    def run() -> None:
        found = "FROM words JOIN article ON article.id = words.rowid WHERE words MATCH ?"
        database.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT 10", (match,)
        ).fetchall()
        database.execute("SELECT COUNT(*) FROM words WHERE words MATCH ?", (match,)).fetchall()
        for column in ("outlet", "month"):
            database.execute(
                f"SELECT {column}, COUNT(*) {found} GROUP BY {column}", (match,)
            ).fetchall()

    return run


if __name__ == "__main__":
    main()
