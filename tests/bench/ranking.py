"""How good the order of relevance is: `python -m tests.bench.ranking [--json]`.

Test collections with judgements (Cranfield, CISI) and the topics of the Reuters articles, each
query asked as any of its words: nDCG@10, the mean over all judged queries. `words` is BM25F alone,
`nearness` with what close words add, as the archive ranks. `--collection FOLDER` measures another
collection: `docs.jsonl.gz` (id, title, body), `queries.jsonl` (id, text), `qrels.tsv` (query, 0,
document, grade).
"""

import argparse
import gzip
import json
import sys
import tempfile
from collections import defaultdict
from math import log2
from pathlib import Path
from statistics import mean

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import REUTERS, report

CORPORA = REUTERS.parents[1]
DEPTH = 10


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collection", type=Path, help="a folder; default: all three")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    given = parser.parse_args()
    chosen = [given.collection] if given.collection else [CORPORA / "cranfield", CORPORA / "cisi"]
    rows, count = [], 0
    for folder in chosen:
        docs, queries, judged = collection(folder)
        rows += measured(folder.name, docs, queries, judged)
        count += len(docs)
    if not given.collection:
        docs, queries, judged = reuters()
        rows += measured("reuters-topics", docs, queries, judged)
        count += len(docs)
    report(rows, articles=count, as_json=given.json)


def collection(folder: Path):
    """Documents (id, title, body), queries by id, and the grades of each query's documents."""
    docs = [(one["id"], one.get("title") or "", one.get("body") or "") for one in _lines(folder / "docs.jsonl.gz")]
    queries = {str(one["id"]): one["text"] for one in _lines(folder / "queries.jsonl")}
    judged: dict[str, dict] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text().splitlines():
        query, _, doc, grade = line.split("\t")
        judged[query][doc] = max(0, int(grade))
    return docs, queries, {query: grades for query, grades in judged.items() if query in queries}


def reuters():
    """Topics as queries; the articles that carry one are what it should find."""
    docs, judged = [], defaultdict(dict)
    for one in _lines(REUTERS):
        docs.append((one["id"], one["title"] or "", one["body"] or ""))
        for topic in one["topics"]:
            judged[topic][one["id"]] = 1
    topics = _lines(REUTERS.parent / "topics.jsonl")
    queries = {one["code"]: one["name"] or one["code"] for one in topics if one["documents"]}
    return docs, queries, {code: judged[code] for code in queries if code in judged}


def measured(name: str, docs, queries, judged) -> list[dict[str, object]]:
    """The rows of one collection."""
    from archive.search.analysis.analyzer import PART_SEPARATOR
    from archive.search.engines.base import IndexDocument
    from archive.search.engines.whoosh.engine import WhooshSearchEngine

    with tempfile.TemporaryDirectory(prefix="cuttings-ranking-") as folder:
        engine = WhooshSearchEngine(Path(folder), 256_000_000)
        entries = (
            IndexDocument(
                pk,
                title,
                f"{title}{PART_SEPARATOR}{PART_SEPARATOR}{_own(title, body)}",
                "en",
                None,
                (),
                None,
                None,
            )
            for pk, (_, title, body) in enumerate(docs, start=1)
        )
        engine.rebuild(entries, lambda _: ((), ()))
        ids = [str(doc) for doc, _, _ in docs]
        return [
            {
                "system": "cuttings",
                "operation": f"{name} {label}",
                "ndcg": round(
                    mean(
                        _ndcg([ids[pk - 1] for pk in _found(engine, queries[query], near)], grades)
                        for query, grades in judged.items()
                    ),
                    4,
                ),
            }
            for label, near in (("words", False), ("nearness", True))
        ]


def _found(engine, text: str, near: bool) -> list[int]:
    from archive.search.analysis.analyzer import split_words
    from archive.search.engines.base import EngineQuery
    from archive.search.query.nodes import Or, Term

    words = tuple(map(Term, split_words(text)))  # a word said twice counts twice
    question = EngineQuery(query=Or(words), limit=DEPTH, facets=(), interval=None, use_proximity=near)
    return [found.pk for found in engine.find(question).hits]


def _own(title: str, body: str) -> str:
    """The body without the title, where it begins with that."""
    return body.removeprefix(title)


def _ndcg(found: list[str], grades: dict[str, int]) -> float:
    gained = sum(grades.get(doc, 0) / log2(place + 2) for place, doc in enumerate(found))
    best = sorted(grades.values(), reverse=True)[:DEPTH]
    ideal = sum(grade / log2(place + 2) for place, grade in enumerate(best))
    return gained / ideal if ideal else 0.0


def _lines(path: Path):
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return [json.loads(line) for line in text.split("\n") if line]


if __name__ == "__main__":
    main()
