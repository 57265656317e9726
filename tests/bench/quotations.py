"""Measures of quotations: found, attributed, joined; on PolNeAR, BASIL, the seeds and Reuters."""

import json
import random
import re
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.bench.common import delete_articles, read_json_lines
from tests.bench.comparison import Row, at_least, at_most, equal, unbounded

FUNCTION_WORDS = frozenset(
    "he she they it we i you his her their its our my your him them us who whom the a an of in on"
    " at by for from with to and or but that this these those which as is was one another some"
    " other others many".split()
)
_number = count(1)


def polnear_quotations(corpora: Path) -> Iterator[Row]:
    """Direct quotations found, found passages that are attributions, speakers right; by halves."""
    articles = read_json_lines(corpora / "polnear" / "polnear.jsonl.gz")
    for half, name in ((0, "tuned on"), (1, "held back")):
        sample = articles[half::2]
        found = _score_attributions(sample)
        yield at_least(f"PolNeAR, direct quotations found ({name})", found["found"], 0.95)
        yield at_least(f"PolNeAR, passages that are attributions ({name})", found["right"], 0.93)
        yield at_least(f"PolNeAR, speaker right ({name})", found["speaker"], 0.80)
        yield unbounded(f"PolNeAR, direct quotations ({name})", found["number"])


def german_quotations(corpora: Path) -> Iterator[Row]:
    """The same on German Wikinews, by halves."""
    articles = read_json_lines(corpora / "more" / "quotes-de" / "wikinews.jsonl.gz")
    for half, name in ((0, "tuned on"), (1, "held back")):
        found = _score_attributions(articles[half::2], "de")
        yield at_least(f"German, direct quotations found ({name})", found["found"], 0.95)
        yield at_least(f"German, passages that are attributions ({name})", found["right"], 0.92)
        yield at_least(f"German, speaker right ({name})", found["speaker"], 0.75)


def _score_attributions(articles: list[dict], language: str = "en") -> dict[str, float]:
    from archive.quotations.attribution.quoted_passages import PassageKind, read_quotations

    direct = hits = passages = right = speakers = speakers_right = 0
    for article in articles:
        body = article["body"]
        quotations = [
            each
            for each in read_quotations(body, language)
            if not each.depth and each.kind in (PassageKind.DIRECT, PassageKind.PARTIAL)
        ]
        attributed = bytearray(len(body) + 1)
        for attribution in article["attributions"]:
            for start, end in _spans(attribution):
                attributed[start:end] = b"\1" * (end - start)
        passages += len(quotations)
        right += sum(sum(attributed[each.start : each.end]) >= 0.6 * (each.end - each.start) for each in quotations)
        for attribution in article["attributions"]:
            if attribution["quotation"] != "direct":
                continue
            direct += 1
            spans = _spans(attribution)
            overlaps = [(_overlap(each, spans), each) for each in quotations]
            length = sum(end - start for start, end in spans)
            hits += sum(overlap for overlap, _ in overlaps) >= 0.6 * length
            if attribution.get("source"):
                speakers += 1
                overlap, best = max(overlaps, key=lambda each: each[0], default=(0, None))
                speakers_right += bool(overlap and _is_source(best.speaker, attribution["source"]))
    return {
        "number": direct,
        "found": hits / direct,
        "right": right / passages,
        "speaker": speakers_right / speakers,
    }


def _spans(attribution: dict) -> list[tuple[int, int]]:
    return [tuple(span) for content in attribution["content"] for span in content["spans"]]


def _overlap(quotation, spans) -> int:
    start, end = quotation.start - 1, quotation.end + 1  # gold spans take the marks in
    return sum(max(0, min(end, last) - max(start, first)) for first, last in spans)


def _is_source(speaker, source) -> bool:
    """A word in common that is no function word; where gold has only such, any word."""
    if speaker is None:
        return False
    gold = _words(" ".join(part["text"] for part in source))
    named = _words(speaker.printed) | _words(speaker.name)
    telling = gold - FUNCTION_WORDS
    return bool(telling & (named - FUNCTION_WORDS)) if telling else bool(gold & named)


def _words(text: str) -> set[str]:
    bare = (word.strip(".,;:!?()[]\"“”’'‘").casefold() for word in text.split())
    return {re.sub(r"['’]s$", "", word) for word in bare if word}


def seed_families(corpora: Path) -> Iterator[Row]:
    """Statements that stand in several seeds: families of five words or more, their members."""
    from archive.models import Quotation
    from archive.quotations import reading

    delete_articles()
    dates = {0: "2016-02-04", 2: "2016-02-04", 4: "2017-01-25"}
    for number, path in enumerate(sorted((corpora / "seeds").iterdir())):
        text = path.read_text(encoding="utf-8")
        _save_article(path.stem, f"outlet {number}", text, dates.get(number, ""))
    reading.read_articles(reading.find_unread_articles().values_list("pk", flat=True))
    families = [
        [row.words for row in quotation.printings.exclude(kind="indirect")]
        for quotation in Quotation.objects.multi_outlet()
    ]
    long = [words for words in families if max(len(each.split()) for each in words) >= 5]
    reports = sum(quotation.printings.filter(kind="indirect").count() for quotation in Quotation.objects.multi_outlet())
    yield equal("seeds: families of five words or more", len(long), 4)
    yield equal("seeds: their direct members", sum(map(len, long)), 9)
    yield unbounded("seeds: indirect reports beside them", reports)


def basil_shared_quotes(corpora: Path) -> Iterator[Row]:
    """Pairs of `shared_quotes` that are joined; how many pairs are joined across stories."""
    from archive.models import Quotation
    from archive.quotations import reading

    delete_articles()
    articles = read_json_lines(corpora / "basil" / "basil.jsonl.gz")
    saved = {
        one["id"]: _save_article(one["title"], one["outlet"], one["body"], (one["date"] or "")[:10]) for one in articles
    }
    started = time.perf_counter()
    reading.read_articles(reading.find_unread_articles().values_list("pk", flat=True))
    spent = time.perf_counter() - started
    joined = pairs = 0
    with (corpora / "basil" / "shared_quotes.jsonl").open(encoding="utf-8") as lines:
        for quote in map(json.loads, lines):
            held = [_find_quotations_within(saved[pk], words) for pk, words in quote["articles"].items()]
            for number, one in enumerate(held):
                for two in held[:number]:
                    pairs += 1
                    joined += bool(one & two)
    yield at_least("BASIL, shared quotes joined", joined / pairs, 0.95)
    stories = {saved[one["id"]].pk: one["story"] for one in articles}
    astray = all_pairs = 0
    for quotation in Quotation.objects.multi_outlet():
        members = [stories[pk] for pk in quotation.printings.values_list("article_id", flat=True)]
        for number, one in enumerate(members):
            all_pairs += number
            astray += sum(one != two for two in members[:number])
    yield at_most("BASIL, joined pairs that are of two stories", astray / max(all_pairs, 1), 0.05)
    yield unbounded("BASIL, quotations of two outlets or more", Quotation.objects.multi_outlet().count())
    yield unbounded("BASIL, seconds for 180 articles", round(spent, 2))


def _find_quotations_within(article, words: str) -> set[int]:
    """The quotations that the statements within these words belong to."""
    found = set()
    for at in (match.start() for match in re.finditer(re.escape(words), article.body)):
        rows = article.quoted_passages.filter(start__lt=at + len(words), end__gt=at)
        found |= set(rows.exclude(quotation=None).values_list("quotation_id", flat=True))
    return found


def growth_on_reuters(corpora: Path) -> Iterator[Row]:
    """Seconds of one core for 5,000, 10,000 and 20,000 articles from nothing, of eight outlets."""
    from archive.quotations import reading

    articles = read_json_lines(corpora / "reuters21578" / "reuters21578.jsonl.gz")
    spent = {}
    for number in (5_000, 10_000, 20_000):
        delete_articles()
        _save_articles(articles[:number])
        ids = list(reading.find_unread_articles().values_list("pk", flat=True))
        started = time.process_time()
        reading.read_articles(ids)
        spent[number] = time.process_time() - started
        yield unbounded(f"Reuters, {number:,} articles, seconds of one core", round(spent[number], 1))
    yield at_most("Reuters, 20,000 articles, seconds of one core", spent[20_000], 600)
    yield at_most("Reuters, 20,000 over 10,000", spent[20_000] / spent[10_000], 2.6)
    body = articles[20_001]["body"] or ""
    fresh = _save_article("One more", "outlet 1", body, "1987-10-20")
    started = time.process_time()
    reading.read_articles([fresh.pk])
    yield at_most("Reuters, one new article among 20,000", time.process_time() - started, 1)


MEASURES = (polnear_quotations, german_quotations, seed_families, basil_shared_quotes, growth_on_reuters)
SLOW = (growth_on_reuters,)


def _outlet(name: str):
    from archive.models import Outlet

    found = Outlet.objects.filter(name=name).first()
    return found or Outlet.objects.create(name=name, slug=f"bench-{next(_number)}")


def _save_article(title: str, outlet: str, body: str, published: str):
    from archive.models import Article

    return Article.objects.create(
        title=title or "–", outlet=_outlet(outlet), body=body, published=published, language="en"
    )


def _save_articles(articles: list[dict]) -> None:
    from archive.models import Article
    from archive.text.sentences import split_wire_paragraphs

    outlets = [_outlet(f"outlet {number}") for number in range(8)]
    draws = random.Random(5)
    rows = []
    for one in articles:
        row = Article(
            title=one["title"] or "–",
            outlet=draws.choice(outlets),
            body="\n\n".join(split_wire_paragraphs(one["body"] or "")),
            published=(one["date"] or "")[:10],
            language="en",
        )
        row.set_derived_fields()
        rows.append(row)
    Article.objects.bulk_create(rows, batch_size=500)
