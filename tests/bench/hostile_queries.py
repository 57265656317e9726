"""Hostile questions: `python -m tests.bench.hostile_queries [--questions N] [--articles N] [--home FOLDER] [--json]`.

Questions of a generated grammar (`tests/search/hostile_grammar.py`) are asked of Reuters in a scratch archive, or of
the archive in `--home`, through what readers open: results of all and of any words, exports, feeds, completions.
Printed are how the pages answered (200 found or nothing found, 400 refused, 503 stopped by the time limit), and the
slowest, in milliseconds of this process's CPU, which other programs on the machine do not change. Any other status,
and any question that takes longer than its limit, fails the run.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import compute_percentile, ingest_reuters, make_scratch_archive, print_report, set_up_django
from tests.search.hostile_grammar import generate_questions

ADDRESSES = (
    ("/search/", {}), ("/search/", {"match": "any"}), ("/search/", {"sort": "newest"}), ("/search.csv", {}),
    ("/search.atom", {}), ("/search/suggestions.json", {}),
)  # fmt: skip
"""The first two are asked every question, the others in turn."""
ALLOWED = frozenset({200, 302, 400, 503})
MAX_SECONDS = 1.0


def main() -> None:
    """Ask, print."""
    options = _parse_options()
    _open_archive(options)
    words = _list_frequent_words()
    answers: Counter[str] = Counter()
    timings: list[tuple[float, str, str, str]] = []
    for number, (kind, text) in enumerate(generate_questions(options.questions, words, options.seed)):
        for path, params in (*ADDRESSES[:2], ADDRESSES[2 + number % (len(ADDRESSES) - 2)]):
            status, spent = _ask(path, {"q": text, **params})
            answers[f"{status}"] += 1
            timings.append((spent, f"{status} {kind}", path + "".join(f"?{key}={params[key]}" for key in params), text))
    timings.sort(reverse=True)
    from archive.models import Article

    print_report(_build_rows(timings, answers, options), articles=Article.objects.count(), as_json=options.json)
    accepted = [row for row in timings if row[1][:3] == "200"]
    is_failed = bool(set(answers) - set(map(str, ALLOWED))) or accepted[0][0] > MAX_SECONDS
    sys.exit(is_failed)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=2_000, help="how many; each on three pages")
    parser.add_argument("--articles", type=int, help="how many of Reuters; default: all 21,578")
    parser.add_argument("--home", type=Path, help="the home of an archive that exists already")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--slowest", type=int, default=15, help="how many are printed")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    return parser.parse_args()


def _open_archive(options: argparse.Namespace) -> None:
    if options.home:
        set_up_django(options.home)
    else:
        ingest_reuters(make_scratch_archive(), options.articles)


def _list_frequent_words() -> list[str]:
    """The words of the first articles, the most frequent first."""
    from archive.models import Article
    from archive.search.analysis.analyzer import split_words

    counts: Counter[str] = Counter()
    for body in Article.objects.order_by("pk").values_list("body", flat=True)[:2_000]:
        counts.update(word.casefold() for word in split_words(body) if word.isalpha())
    return [word for word, _ in counts.most_common(8_000)]


def _ask(path: str, params: dict[str, str]) -> tuple[int, float]:
    """Ask one page; return its status and the seconds of CPU it took. Of a file the first piece is read."""
    from django.test import Client

    start = time.process_time()
    answer = Client(raise_request_exception=False, SERVER_NAME="localhost").get(path, params)
    if answer.streaming:
        next(iter(answer.streaming_content), None)
    spent = time.process_time() - start
    answer.close()
    return answer.status_code, spent


def _build_rows(
    timings: list[tuple[float, str, str, str]], answers: Counter[str], options: argparse.Namespace
) -> list[dict[str, object]]:
    """Build a row of the accepted questions together, one for each status, and one for each of the slowest."""
    spent = sorted(row[0] * 1000 for row in timings if row[1][:3] == "200")
    rows: list[dict[str, object]] = [
        {
            "system": "cuttings",
            "operation": "accepted",
            "median_ms": round(compute_percentile(spent, 50), 1),
            "p99_ms": round(compute_percentile(spent, 99), 1),
            "worst_ms": round(spent[-1], 1),
        }
    ]
    rows += [{"system": "cuttings", "operation": status, "answered_times": count} for status, count in answers.items()]
    return rows + [
        {"system": answer, "operation": f"{page} {text[:150]}", "cpu_ms": round(seconds * 1000)}
        for seconds, answer, page, text in timings[: options.slowest]
    ]


if __name__ == "__main__":
    main()
