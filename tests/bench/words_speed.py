"""Speed of analysis and of snippets: `python -m tests.bench.words_speed`.

Generated articles of about 420 words in sentences and paragraphs, some of them quoted. `boundaries`:
their marks put in; `chunks`: the pass that building an index makes over each; `terms`: all its
terms by place, the slow way. `snippet`: title and snippet of one article for one query, all its
words met before; `first`: the same in a process that has read no other text before the first one.
Milliseconds of processor time an article: median, 90th percentile, worst.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import print_report, timing_row
from tests.bench.zipf import articles, words


def main() -> None:
    """Measure, print."""
    from archive.search.analysis.analyzer import (
        get_chunk_table,
        get_stem_table,
        mark_boundaries,
        split_chunks,
    )
    from archive.search.highlight.snippets import build_snippet, build_targets, highlight_title
    from archive.search.query.parser import parse_query
    from tests.search.term_positions import collect_term_positions

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500, help="how many; default: 500")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    options = parser.parse_args()
    texts = [punctuate(entry.text) for entry in articles(options.articles)]
    one, two, three = words()[20:23]
    table = get_chunk_table("english").__getitem__
    rows = [
        timing_row("cuttings", "boundaries", time_second(texts, mark_boundaries)),
        timing_row(
            "cuttings",
            "chunks",
            time_second(texts, lambda t: list(map(table, split_chunks(t, boundaries=True)))),
        ),
        timing_row("cuttings", "terms", time_second(texts, collect_term_positions)),
    ]
    queries = {
        "words": f"{one} {two}",
        "phrase, prefix": f'"{one} {two}" OR {three}*',
        "near": f"{one} W/20 {two}",
        "sentence": f"{one} W/S {two}",
    }
    for name, query in queries.items():
        targets = build_targets(parse_query(query).node)

        def render(text: str, targets=targets) -> None:
            highlight_title(text[:60], targets, "en")
            build_snippet((text,), targets, "en")

        get_chunk_table.cache_clear()
        get_stem_table.cache_clear()
        rows.append(timing_row("cuttings", f"first: {name}", time_each(texts, render)))
        rows.append(timing_row("cuttings", f"snippet: {name}", time_each(texts, render)))
    print_report(rows, articles=len(texts), as_json=options.json)


def punctuate(text: str) -> str:
    """A full stop every 20 words, a paragraph every 60, a quotation in every other paragraph."""
    words_of_text = text.split()
    for at in range(19, len(words_of_text), 20):
        words_of_text[at] += "." if (at + 1) % 60 else ".\n\n"
        if at % 120 < 20 and at + 8 < len(words_of_text):
            words_of_text[at + 1], words_of_text[at + 8] = f"“{words_of_text[at + 1]}", f"{words_of_text[at + 8]}”"
    return " ".join(word.capitalize() if at % 20 == 0 else word for at, word in enumerate(words_of_text))


def time_second(texts: list[str], work: Callable[[str], object]) -> list[float]:
    """Milliseconds for each text, the second time."""
    time_each(texts, work)
    return time_each(texts, work)


def time_each(texts: list[str], work: Callable[[str], object]) -> list[float]:
    """Milliseconds for each text."""
    spent = []
    for text in texts:
        started = time.process_time()
        work(text)
        spent.append((time.process_time() - started) * 1000)
    return spent


if __name__ == "__main__":
    main()
