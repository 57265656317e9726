"""Files that people report trouble with, each ingested and compared with the right answer beside it."""

import json
import unicodedata

import pytest

from archive.models import Article
from tests.environment import CORPORA
from tests.ingest.file_reading import ingest_paths

CASES = CORPORA.parent / "cases" / "ingest"
SUFFIX = ".expected.json"
NAMES = sorted(path.name.removesuffix(SUFFIX) for path in CASES.glob(f"*{SUFFIX}"))
NOW_READ = {"29-nexisuni.docx", "36-safari.webarchive", "07-zotero.ris"}
"""Files of kinds that were refused when their answers were written, and are read today."""

pytestmark = pytest.mark.skipif(not NAMES, reason=f"no cases in {CASES}")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_people_have_goes_in_right_or_is_refused(db, name):
    expected = json.loads((CASES / f"{name}{SUFFIX}").read_text())
    report = ingest_paths([CASES / name])
    articles = list(Article.objects.order_by("pk"))
    if "refused" in expected and not (name in NOW_READ and articles):
        assert not articles
        assert report.refusals
        assert not any("the program’s" in refusal.reason for refusal in report.refusals)
    else:
        assert not find_differences(expected, articles)


def test_a_copy_of_a_known_page_from_a_web_archive_is_a_capture_of_it(db):
    ingest_paths([CASES / "100a-original.html", CASES / "100b-wayback-copy.html"])
    article = Article.objects.get()
    assert article.captures.count() == 2


def find_differences(expected, articles):
    """Return what differs, by the rules of the cases' README: a list stands for several articles."""
    values = [get_values(article) for article in articles]
    if not values:
        return ["nothing taken in"]
    found = []
    if len(values) != expected.get("count", len(values)):
        found.append(f"{len(values)} articles")
    for key in ("title", "outlet", "date", "url", "language", "authors"):
        for want, got in zip(spread(expected, key), values, strict=False):
            if not any(is_same(choice, got[key]) for choice in want):
                found.append((key, got[key]))
    found.extend(find_text_differences(expected, values))
    return found


def find_text_differences(expected, values):
    text = fold(" ".join(one["text"] for one in values))
    wanted = expected.get("body_contains") or []
    wanted = [wanted] if isinstance(wanted, str) else wanted
    for words in [*wanted, *expected.get("body_contains_all", [])]:
        if fold(words) not in text:
            yield "lacks", words
    for words in expected.get("body_lacks", []):
        if fold(words) in text:
            yield "has", words
    for name in expected.get("authors_lack", []):
        if any(fold(name) in map(fold, one["authors"]) for one in values):
            yield "author", name
    if expected.get("outlet_lacks") and expected["outlet_lacks"] in values[0]["outlet"]:
        yield "outlet", values[0]["outlet"]
    if len(values[0]["paragraphs"]) < expected.get("paragraphs", 0):
        yield "paragraphs", len(values[0]["paragraphs"])


def spread(expected, key):
    """Return the accepted values of each article."""
    if f"{key}_any" in expected:
        return [expected[f"{key}_any"]]
    value = expected.get(key)
    if value is None:
        return []
    if key == "language":  # its region is not compared
        value = value.partition("-")[0]
    is_of_several = isinstance(value, list) and (key != "authors" or (value and isinstance(value[0], list)))
    if not is_of_several:
        return [[value]]
    return [one if isinstance(one, list) and key != "authors" else [one] for one in value]


def get_values(article):
    is_one_day = article.earliest is not None and article.earliest == article.latest
    return {
        "title": article.title,
        "text": f"{article.standfirst} {article.body}",
        "paragraphs": [part for part in article.body.split("\n\n") if part.strip()],
        "outlet": article.outlet.name if article.outlet else "",
        "date": str(article.earliest) if is_one_day else article.published,
        "url": article.canonical_url,
        "language": article.language.partition("-")[0],
        "authors": [byline.author.name for byline in article.bylines.order_by("position", "pk")],
    }


def is_same(want, got):
    if isinstance(got, list):
        return sorted(map(fold, want or [])) == sorted(map(fold, got))
    return fold(want) == fold(got)


def fold(value):
    text = unicodedata.normalize("NFC", str(value or "")).replace("’", "'")
    return " ".join(text.split()).casefold()
