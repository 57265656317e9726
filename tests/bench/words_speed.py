"""How fast texts are read into words, and snippets made: `python -m tests.bench.words_speed`.

Generated articles of about 420 words in sentences and paragraphs, some of them quoted. `borders`:
their marks put in; `pieces`: the pass that building an index makes over each; `terms`: all its
terms by place, the slow way. `snippet`: title and snippet of one article for one question, all its
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

from tests.bench.common import report, row
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
    given = parser.parse_args()
    texts = [punctuated(entry.text) for entry in articles(given.articles)]
    one, two, three = words()[20:23]
    table = get_chunk_table("english").__getitem__
    rows = [
        row("cuttings", "borders", timed(texts, mark_boundaries)),
        row(
            "cuttings",
            "pieces",
            timed(texts, lambda t: list(map(table, split_chunks(t, boundaries=True)))),
        ),
        row("cuttings", "terms", timed(texts, collect_term_positions)),
    ]
    asked = {
        "words": f"{one} {two}",
        "phrase, prefix": f'"{one} {two}" OR {three}*',
        "near": f"{one} W/20 {two}",
        "sentence": f"{one} W/S {two}",
    }
    for name, query in asked.items():
        wants = build_targets(parse_query(query).node)

        def shown(text: str, wants=wants) -> None:
            highlight_title(text[:60], wants, "en")
            build_snippet((text,), wants, "en")

        get_chunk_table.cache_clear()
        get_stem_table.cache_clear()
        rows.append(row("cuttings", f"first: {name}", once(texts, shown)))
        rows.append(row("cuttings", f"snippet: {name}", once(texts, shown)))
    report(rows, articles=len(texts), as_json=given.json)


def punctuated(text: str) -> str:
    """A full stop every 20 words, a paragraph every 60, a quotation in every other paragraph."""
    said = text.split()
    for at in range(19, len(said), 20):
        said[at] += "." if (at + 1) % 60 else ".\n\n"
        if at % 120 < 20 and at + 8 < len(said):
            said[at + 1], said[at + 8] = f"“{said[at + 1]}", f"{said[at + 8]}”"
    return " ".join(word.capitalize() if at % 20 == 0 else word for at, word in enumerate(said))


def timed(texts: list[str], work: Callable[[str], object]) -> list[float]:
    """Milliseconds for each text, the second time."""
    once(texts, work)
    return once(texts, work)


def once(texts: list[str], work: Callable[[str], object]) -> list[float]:
    """Milliseconds for each text."""
    spent = []
    for text in texts:
        begun = time.process_time()
        work(text)
        spent.append((time.process_time() - begun) * 1000)
    return spent


if __name__ == "__main__":
    main()
