"""Quality of the order by relevance: `python -m tests.bench.ranking [--json]`.

Test collections with judgements (Cranfield, CISI) and the topics of the Reuters articles: nDCG@10, the mean over all
judged queries. Of each collection three rows: `reader`, a search for any of the words as a reader's goes, through
request, parser and expansion (one that is refused finds nothing); `words`, BM25F alone, asked of the engine for the
words of the query; `nearness`, with what close words add, as the archive ranks. `--collection FOLDER` measures another
collection: `docs.jsonl.gz` (id, title, body), `queries.jsonl` (id, text), `qrels.tsv` (query, 0, document, grade).
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from math import log2
from pathlib import Path
from statistics import mean

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import REUTERS, make_scratch_archive, print_report, read_json_lines

CORPORA = REUTERS.parents[1]
DEPTH = 10
Ranker = Callable[[str], Sequence[int]]
"""From the text of a query to the numbers of the best documents, from 1."""


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collection", type=Path, help="a folder; default: all three")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    options = parser.parse_args()
    make_scratch_archive()
    folders = [options.collection] if options.collection else [CORPORA / "cranfield", CORPORA / "cisi"]
    rows, count = [], 0
    for folder in folders:
        docs, queries, judged = load_collection(folder)
        rows += measure_collection(folder.name, docs, queries, judged)
        count += len(docs)
    if not options.collection:
        docs, queries, judged = load_reuters()
        rows += measure_collection("reuters-topics", docs, queries, judged)
        count += len(docs)
    print_report(rows, articles=count, as_json=options.json)


def load_collection(folder: Path):
    """Documents (id, title, body), queries by id, and the grades of each query's documents."""
    docs = [
        (one["id"], one.get("title") or "", one.get("body") or "") for one in read_json_lines(folder / "docs.jsonl.gz")
    ]
    queries = {str(one["id"]): one["text"] for one in read_json_lines(folder / "queries.jsonl")}
    judged: dict[str, dict] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text().splitlines():
        query, _, doc, grade = line.split("\t")
        judged[query][doc] = max(0, int(grade))
    return docs, queries, {query: grades for query, grades in judged.items() if query in queries}


def load_reuters():
    """Topics as queries; the articles that carry one are what it should find."""
    docs, judged = [], defaultdict(dict)
    for one in read_json_lines(REUTERS):
        docs.append((one["id"], one["title"] or "", one["body"] or ""))
        for topic in one["topics"]:
            judged[topic][one["id"]] = 1
    topics = read_json_lines(REUTERS.parent / "topics.jsonl")
    queries = {one["code"]: one["name"] or one["code"] for one in topics if one["documents"]}
    return docs, queries, {code: judged[code] for code in queries if code in judged}


def measure_collection(name: str, docs, queries, judged) -> list[dict[str, object]]:
    """The rows of one collection."""
    _index_documents(docs)
    ids = [str(doc) for doc, _, _ in docs]
    rankers: dict[str, Ranker] = {
        "reader": _find_as_reader,
        "words": lambda text: _ask_engine(text, near=False),
        "nearness": lambda text: _ask_engine(text, near=True),
    }
    return [
        {"system": "cuttings", "operation": f"{name} {label}", "ndcg": round(_measure(rank, ids, queries, judged), 4)}
        for label, rank in rankers.items()
    ]


def _measure(rank: Ranker, ids: Sequence[str], queries, judged) -> float:
    return mean(
        compute_ndcg([ids[number - 1] for number in rank(queries[query])[:DEPTH]], grades)
        for query, grades in judged.items()
    )


def _index_documents(docs) -> None:
    from archive.search.analysis.analyzer import PART_SEPARATOR
    from archive.search.engines.base import IndexDocument
    from archive.search.indexing.change_queue import get_engine

    entries = (
        IndexDocument(
            pk,
            title,
            f"{title}{PART_SEPARATOR}{PART_SEPARATOR}{_remove_title(title, body)}",
            "en",
            None,
            (),
            None,
            None,
        )
        for pk, (_, title, body) in enumerate(docs, start=1)
    )
    get_engine().rebuild(entries, lambda _: ((), ()))


def _find_as_reader(text: str) -> Sequence[int]:
    """What a reader finds who searches for any of the words."""
    from archive.errors import QuerySyntaxError
    from archive.search.query.request import MatchMode
    from archive.search.service import find_keys
    from archive.web.search_params import SearchParams

    params = SearchParams(text=text, match=MatchMode.ANY)
    try:
        node = params.parse_query().node
    except QuerySyntaxError:
        return ()
    return find_keys(params.build_search_request(node))


def _ask_engine(text: str, *, near: bool) -> Sequence[int]:
    from archive.search.analysis.analyzer import split_words
    from archive.search.engines.base import EngineQuery
    from archive.search.indexing.change_queue import get_engine
    from archive.search.query.nodes import Or, Term

    words = tuple(map(Term, split_words(text)))  # a word typed twice counts twice
    engine_query = EngineQuery(query=Or(words), limit=DEPTH, facets=(), interval=None, use_proximity=near)
    return [hit.pk for hit in get_engine().find(engine_query).hits]


def _remove_title(title: str, body: str) -> str:
    """The body without the title, where it begins with that."""
    return body.removeprefix(title)


def compute_ndcg(found: Sequence[str], grades: dict[str, int]) -> float:
    """The gain of a ranking, as a share of that of the best one."""
    gained = sum(grades.get(doc, 0) / log2(place + 2) for place, doc in enumerate(found))
    best = sorted(grades.values(), reverse=True)[:DEPTH]
    ideal = sum(grade / log2(place + 2) for place, grade in enumerate(best))
    return gained / ideal if ideal else 0.0


if __name__ == "__main__":
    main()
