"""Quality and cost of duplicates and stories: measures for `comparison`, alone `python -m tests.bench.stories`."""

import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

from tests.bench.common import delete_articles, read_json_lines
from tests.bench.comparison import Row, at_least, at_most, equal, run_measures, unbounded

SIZES = (5_000, 10_000, 20_000)
MANY = 100_000


def basil_stories(corpora: Path) -> Iterator[Row]:
    """Stories of three outlets against the gold clusters, dates kept and dates taken away, from
    all articles or from every second one."""
    rows = read_json_lines(corpora / "basil" / "basil.jsonl.gz")
    cases = (("with dates", 1, 0.99), ("every second dated", 2, 0.965), ("without dates", 0, 0.965))
    for words, dated, least in cases:
        gold = _fill_archive(
            (row["outlet"], row["title"] or "", row["body"], _day(row, number, dated))
            for number, row in enumerate(rows)
        )
        _find_stories()
        labels = dict(zip(gold, (row["story"] for row in rows), strict=True))
        precision, recall, f1 = _b_cubed(labels, _clusters(gold))
        yield at_least(f"BASIL stories, B-cubed F1, {words}", f1, least)
        shares = f"{precision:.3f} / {recall:.3f}"
        yield unbounded(f"BASIL stories, B-cubed precision / recall, {words}", shares)


def _day(row: dict, number: int, dated: int) -> str:
    return (row["date"] or "")[:10] if dated and number % dated == 0 else ""


def kindred_stories(corpora: Path) -> Iterator[Row]:
    """Stories of two events of one kind a topic, without dates: all topics, and two halves of them."""
    rows = read_json_lines(corpora / "more" / "stories" / "ecb.jsonl.gz")
    topics = sorted({row["topic"] for row in rows}, key=int)
    for words, chosen in (("all topics", topics), ("one half", topics[::2]), ("other half", topics[1::2])):
        part = [row for row in rows if row["topic"] in chosen]
        gold = _fill_archive((row["outlet"], row["title"] or "", row["body"], "") for row in part)
        yield from _score(f"ECB+, {words}", part, gold, 0.88)


def translated_stories(corpora: Path) -> Iterator[Row]:
    """Stories of invented events in several languages."""
    from tests.stories.test_events_in_languages import read_events

    rows = read_json_lines(corpora / "more" / "invented" / "stories.jsonl")
    yield from _score("invented example", rows, _fill_in_languages(rows), 0.9)
    for name in ("events_tuned.txt", "events_held_out.txt"):
        parts = [dict(zip(("story", "lang", "date", "title", "body"), row, strict=True)) for row in read_events(name)]
        yield from _score(name, parts, _fill_in_languages(parts), 0.9)


def _fill_in_languages(rows: Iterable[dict]) -> list[int]:
    from archive.models import Article

    rows = list(rows)
    keys = _fill_archive(
        (row.get("outlet") or row["lang"], row["title"], row["body"], row["date"] or "") for row in rows
    )
    for key, row in zip(keys, rows, strict=True):
        Article.objects.filter(pk=key).update(language=row["lang"])
    return keys


def _score(words: str, rows: list[dict], keys: list[int], least: float) -> Iterator[Row]:
    """Rows of one set: B-cubed, and pairs of articles of two languages that are joined."""
    _find_stories()
    labels = {key: row["story"] or f"none {key}" for key, row in zip(keys, rows, strict=True)}
    clusters = _clusters(keys)
    precision, recall, f1 = _b_cubed(labels, clusters)
    yield at_least(f"{words}: B-cubed F1", f1, least)
    yield unbounded(f"{words}: precision / recall", f"{precision:.3f} / {recall:.3f}")
    languages = {key: row.get("lang", "en") for key, row in zip(keys, rows, strict=True)}
    pairs = [(one, two) for one in keys for two in keys if one < two and languages[one] != languages[two]]
    if pairs:
        gold_pairs = [(one, two) for one, two in pairs if labels[one] == labels[two]]
        found = sum(clusters[one] == clusters[two] for one, two in gold_pairs)
        false = sum(clusters[one] == clusters[two] for one, two in pairs) - found
        yield unbounded(f"{words}: pairs of two languages joined", f"{found} of {len(gold_pairs)}")
        yield equal(f"{words}: pairs joined wrongly", false, 0)


def seeds_stories(corpora: Path) -> Iterator[Row]:
    """The five seeds through the whole pipeline: four on one event, one on another."""
    from django.core.management import call_command

    from archive.models import Capture

    delete_articles()
    call_command("ingest", str(corpora / "seeds"), stdout=StringIO(), stderr=StringIO())
    _find_stories()
    names = {row.article_id: Path(row.source).name[:3] for row in Capture.objects.all()}
    groups: dict[int, list[str]] = defaultdict(list)
    for article, cluster in _clusters(list(names)).items():
        groups[cluster].append(names[article])
    found = " ".join(sorted("{" + ",".join(sorted(group)) + "}" for group in groups.values()))
    yield equal("seeds: stories", found, "{000,001,002,003} {004}")


def reuters_printings(corpora: Path) -> Iterator[Row]:
    """Groups of equal bodies, apart from case and marks, that fold into one text each."""
    from archive.duplicates import update
    from archive.duplicates.update import group_reprints
    from archive.models import Article
    from archive.text.normalize import compute_text_digest

    _fill_archive(_reuters(corpora))
    spent = time.perf_counter()
    update.compare_articles(update.find_uncompared_articles())
    spent = time.perf_counter() - spent
    groups: dict[str, list[int]] = defaultdict(list)
    for pk, body in Article.objects.exclude(body="").values_list("pk", "body"):
        groups[compute_text_digest(body)].append(pk)
    several = [group for group in groups.values() if len(group) > 1]
    texts = {pk: number for number, group in enumerate(group_reprints()) for pk in group}
    folded = sum(len({texts.get(pk, -pk) for pk in group}) == 1 for group in several)
    yield equal("Reuters: groups of equal bodies found as one text", folded, len(several))
    yield unbounded("Reuters: seconds for the duplicates of all", round(spent, 1))


def growth(corpora: Path) -> Iterator[Row]:
    """Seconds of one core from nothing at three sizes: quotations, duplicates and stories.

    A run uses one core, so on a machine with nothing else to do it takes as long.
    """
    spent = {}
    for size in SIZES:
        _fill_archive(_reuters(corpora, size))
        parts = {name: _time_call(read) for name, read in _steps().items()}
        spent[size] = sum(parts.values())
        for name, seconds in parts.items():
            yield unbounded(f"{size:,} articles: seconds of one core for {name}", round(seconds, 1))
        yield unbounded(f"{size:,} articles: MB of memory at most so far", _megabytes())
    small, middle, large = SIZES
    yield at_most(f"{large:,} articles from nothing, seconds of one core", spent[large], 600)
    for one, other in ((small, middle), (middle, large)):
        ratio = (spent[other] / spent[one]) / (other / one)
        yield at_most(f"cost of an article at {other:,} / at {one:,}", ratio, 1.4)


def _steps() -> dict[str, Callable[[], object]]:
    """By feature the step that processes what it has not read."""
    from archive.duplicates import update as duplicates
    from archive.quotations import reading as quotations
    from archive.stories import update as stories

    return {
        "quotations": lambda: quotations.read_articles(
            list(quotations.find_unread_articles().values_list("pk", flat=True))
        ),
        "duplicates": lambda: duplicates.compare_articles(duplicates.find_uncompared_articles()),
        "stories": lambda: stories.assign_articles(stories.find_unassigned_articles()),
    }


def _time_call(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def one_among_many(corpora: Path) -> Iterator[Row]:
    """Seconds of one core for one new article in an archive of 100,000, made of Reuters in later
    years: to see what waits, and to read its quotations, near copies and story."""
    from archive.db.bulk import iter_batches
    from archive.duplicates import near_duplicates
    from archive.models import Article, FingerprintedText, TermProfile
    from archive.quotations import reading as quotations
    from archive.stories import candidates
    from archive.stories import update as stories

    old = _fill_archive(_many(corpora, MANY))
    quotations.read_articles(old)
    for part in iter_batches(old, 1000):
        articles = list(Article.objects.filter(pk__in=part))
        near_duplicates.save_fingerprints(articles, {})
        stories.update_profiles(articles, [])
    known = candidates.ProfileCache(stories.load_counts())
    for part in iter_batches(old, 1000):
        candidates.save_keys(known.load(part).values())
    FingerprintedText.objects.update(is_compared=True)
    TermProfile.objects.update(is_placed=True)
    worst: Counter[str] = Counter()
    for outlet, title, body, day in islice(_many(corpora, MANY + 5), MANY, None):
        _add_articles([(outlet, title, body, day)])
        parts = {name: _time_call(read) for name, read in _steps().items()}
        for name, seconds in (*parts.items(), ("all", sum(parts.values()))):
            worst[name] = max(worst[name], seconds)
    for name, seconds in worst.items():
        yield unbounded(f"one new article among {MANY:,}: seconds for {name}", round(seconds, 3))
    yield at_most(f"one new article among {MANY:,}, seconds (worst of five)", worst["all"], 1)


MEASURES = (
    basil_stories,
    kindred_stories,
    translated_stories,
    seeds_stories,
    reuters_printings,
    growth,
    one_among_many,
)
SLOW = (reuters_printings, growth, one_among_many)


def _reuters(corpora: Path, count: int | None = None) -> Iterator[tuple[str, str, str, str]]:
    from archive.text.sentences import split_wire_paragraphs

    for row in read_json_lines(corpora / "reuters21578" / "reuters21578.jsonl.gz")[:count]:
        body = "\n\n".join(split_wire_paragraphs(row["body"] or ""))
        yield row["outlet"], row["title"] or "Untitled", body, row["date"][:10]


def _many(corpora: Path, count: int) -> Iterator[tuple[str, str, str, str]]:
    """Reuters again and again, a year later each time, every fifth word another."""
    rows = list(_reuters(corpora))
    for number in range(count):
        time_round, place = divmod(number, len(rows))
        outlet, title, body, day = rows[place]
        words = body.split(" ")
        words[:: 5 if time_round else len(words) + 1] = [
            f"{word}{time_round}" for word in words[:: 5 if time_round else len(words) + 1]
        ]
        yield outlet, title, " ".join(words), f"{int(day[:4]) + time_round}{day[4:]}"


def _fill_archive(rows: Iterable[tuple[str, str, str, str]]) -> list[int]:
    """An archive of these outlets, titles, bodies and dates and nothing else; the keys in order."""
    delete_articles()
    return _add_articles(rows)


def _add_articles(rows: Iterable[tuple[str, str, str, str]]) -> list[int]:
    """More articles; their keys in order."""
    from archive.models import Article, Outlet

    outlets = {row.name: row for row in Outlet.objects.all()}
    articles = []
    for name, title, body, published in rows:
        if name not in outlets:
            outlets[name] = Outlet.objects.create(name=name, slug=f"outlet-{len(outlets)}")
        article = Article(outlet=outlets[name], title=title, body=body, published=published, language="en")
        article.set_derived_fields()
        articles.append(article)
    created = Article.objects.bulk_create(articles, batch_size=1000)
    return [article.pk for article in created]


def _find_stories() -> None:
    from archive.stories import update

    update.assign_articles(update.find_unassigned_articles())


def _clusters(articles: list[int]) -> dict[int, int]:
    """The story of each article; one that stands alone is a cluster of its own."""
    from archive.models import StoryMembership

    stories = dict(StoryMembership.objects.values_list("article", "story"))
    return {pk: stories.get(pk, -pk) for pk in articles}


def _b_cubed(gold: dict[int, str], found: dict[int, int]) -> tuple[float, float, float]:
    """Precision, recall and F1, each the mean over articles."""
    both = Counter((gold[pk], found[pk]) for pk in gold)
    sizes, clusters = Counter(gold.values()), Counter(found.values())
    precision = sum(n * n / clusters[cluster] for (_, cluster), n in both.items()) / len(gold)
    recall = sum(n * n / sizes[label] for (label, _), n in both.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    run_measures(("tests.bench.stories",))
