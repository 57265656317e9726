"""A whole archive of generated articles, for benches that look at growth; made once and kept in a folder.

Texts, outlets, authors and days are those of `zipf`, spread as the archive grows: more authors and outlets, the same
twenty-five years. With them what pages show beside: several dates of every precision, sections, bylines, evidence,
captures, reprints, stories, quotations and speakers. Rows are inserted in bulk, the index is built by a rebuild.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import zipf
from tests.bench.common import set_up_django

_ADDED = datetime(2024, 1, 1, tzinfo=UTC)
_SECTIONS = ("World", "Business", "Politics", "Sport", "Culture", "")
_BATCH = 1_000
_CAPTURE = {
    "payload_id": "0" * 64,
    "batch_id": 1,
    "source": "generated.jsonl",
    "length": 1,
    "encoding": "utf-8",
    "recipe": "json/1",
    "captured_at": _ADDED,
}
_PASSAGE = {"start": 0, "passage": 0, "paragraph": 1, "kind": "direct", "rule": "said", "certainty": "stated"}
_PAIR = {"kind": "near", "likeness": 0.9, "shared_words": 100, "shared_of_first": 0.9, "shared_of_second": 0.9}
_STORY_EVERY, _QUOTED_EVERY, _REPRINT_EVERY = 20, 4, 50


class Scale(NamedTuple):
    """Numbers of records of an archive of so many articles."""

    articles: int
    outlets: int
    authors: int
    speakers: int


def open_archive(folder: Path, articles: int) -> Path:
    """Set Django up on the archive of so many articles in `folder`, made where it is not there; return its home."""
    home = folder / f"archive-{articles}"
    home.mkdir(parents=True, exist_ok=True)
    set_up_django(home)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from archive.search.indexing.maintenance import get_index_status

    if not (home / "complete").exists():
        _fill(Scale(articles, 40 + articles // 5_000, 500 + articles // 40, 200 + articles // 400))
        (home / "complete").touch()
    if not get_index_status().is_complete:  # none yet, or of an older version
        call_command("rebuild_index", stdout=StringIO(), stderr=StringIO())
    return home


def _fill(scale: Scale) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    _insert_names(scale)
    numbered = enumerate(zipf.articles(scale.articles))
    for batch in _split(numbered, _BATCH):
        _insert_articles(scale, batch)
    _insert_stories(scale)
    _insert_quotations(scale)
    _insert_collection(scale)
    if connection.vendor == "postgresql":  # where a daemon does this; of SQLite nobody asks for it
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _insert_names(scale: Scale) -> None:
    from archive.models import Author, Batch, Outlet, Payload, Speaker

    words = zipf.words()

    def name(number: int, offset: int) -> str:
        return f"{words[offset + number % 400]} {words[offset + 1_000 + number]}".title()

    def make(model: Any, count: int, offset: int, **values: Any) -> None:
        rows = [
            model(pk=pk, name=name(pk, offset), slug=f"{pk}-{words[offset + pk]}", **values)
            for pk in range(1, count + 1)
        ]
        for row in rows:
            row.set_derived_fields()
        model.objects.bulk_create(rows, batch_size=_BATCH)

    make(Outlet, scale.outlets, 5_000, kind="newspaper", country="Norway", language="en")
    make(Author, scale.authors, 10_000)
    make(Speaker, scale.speakers, 100_000)
    Payload.objects.create(sha256="0" * 64, size=1, media_type="text/plain")
    Batch.objects.create(pk=1, source="generated", added=scale.articles, state="finished")


def _insert_articles(scale: Scale, batch: Any) -> None:
    from django.db import transaction

    from archive.models import Article, Byline, Capture, Evidence, NearDuplicate

    rows: dict[Any, list[dict[str, Any]]] = {model: [] for model in (Article, Byline, Evidence, Capture, NearDuplicate)}
    for number, document in batch:
        draws = random.Random(number)
        pk, status = document.pk, "inferred" if draws.random() < 0.1 else "stated"
        rows[Article].append(_make_article(document, draws, scale))
        for position in range(draws.choices((0, 1, 2), (5, 85, 10))[0]):
            author, role = 1 + int(scale.authors * draws.random() ** 2), ("author", "editor")[position]
            rows[Byline].append({"article_id": pk, "author_id": author, "position": position, "role": role})
        rows[Evidence] += [
            {"article_id": pk, "field": field, "status": status, "rule": "generated", "value": "x"}
            for field in ("published", "author", "outlet")
        ]
        digest = hashlib.sha256(str(pk).encode()).hexdigest()
        rows[Capture].append({"article_id": pk, "record": str(pk), "digest": digest, "identity": digest} | _CAPTURE)
        if pk % _REPRINT_EVERY == 0:
            rows[NearDuplicate].append({"first_id": pk - 1, "second_id": pk} | _PAIR)
    with transaction.atomic():
        for model, values in rows.items():
            _insert_rows(model, values)


def _insert_rows(model: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows past the model layer, with the defaults of the columns that are not given."""
    from django.db import models

    from archive.db.bulk import insert_rows

    if not rows:
        return
    fields = [
        field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField) or "id" in rows[0]
    ]
    defaults = {
        field.attname: _ADDED if getattr(field, "auto_now_add", False) else field.get_default() for field in fields
    }
    complete = (defaults | row for row in rows)
    insert_rows(model, [field.name for field in fields], [[row[name] for name in defaults] for row in complete])


def _make_article(document: Any, draws: random.Random, scale: Scale) -> dict[str, Any]:
    from archive.models.named import build_slug
    from archive.search.analysis.analyzer import PART_SEPARATOR

    title, standfirst, body = document.text.split(PART_SEPARATOR, 2)
    published, earliest, latest = _spread_date(date.fromordinal(document.earliest), draws)
    digest = hashlib.sha256(body.encode()).hexdigest()
    added = _ADDED + timedelta(minutes=document.pk // 50)
    return {
        "id": document.pk,
        "identifier": _spread_identifier(document.pk),
        "outlet_id": None if draws.random() < 0.01 else 1 + int(scale.outlets * draws.random() ** 2),
        "title": title,
        "slug": build_slug(title, fallback="article"),
        "standfirst": standfirst,
        "body": body,
        "language": "en" if draws.random() < 0.9 else "fr",
        "section": draws.choice(_SECTIONS),
        "published": published,
        "earliest": earliest,
        "latest": latest,
        "word_count": body.count(" ") + 1,
        "text_digest": digest,
        "added_at": added,
        "changed_at": added,
    }


def _spread_date(day: date, draws: random.Random) -> tuple[str, date | None, date | None]:
    """Return a date as printed and its first and last day: mostly one day, some months and years, few open or none."""
    chance = draws.random()
    if chance < 0.015:
        return "", None, None
    if chance < 0.02:
        return f"../{day.isoformat()}", None, day
    if chance < 0.03:
        return day.isoformat()[:4], day.replace(month=1, day=1), day.replace(month=12, day=31)
    if chance < 0.06:
        first = day.replace(day=1)
        return day.isoformat()[:7], first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day.isoformat(), day, day


def _insert_collection(scale: Scale) -> None:
    """Collect every hundredth article."""
    from archive.models import Article, Collection

    collection = Collection.objects.create(name="Every hundredth", slug="every-hundredth")
    through = Article.collections.through
    rows = (through(collection_id=collection.pk, article_id=pk) for pk in range(1, scale.articles + 1, 100))
    for part in _split(rows, _BATCH):
        through.objects.bulk_create(part)


def _insert_stories(scale: Scale) -> None:
    """Put three articles of each six that follow each other by day in a story."""
    from archive.models import Article, Story, StoryMembership

    ordered = Article.objects.order_by("earliest", "pk").values_list("pk", flat=True)
    keys = list(ordered[: scale.articles // _STORY_EVERY * 6])
    for part in _split(range(1, scale.articles // _STORY_EVERY + 1), _BATCH):
        _insert_rows(Story, [{"id": pk, "identifier": _spread_identifier(pk)} for pk in part])
        members = [(pk, article) for pk in part for article in keys[pk * 6 - 6 : pk * 6 - 3]]
        _insert_rows(StoryMembership, [{"story_id": pk, "article_id": row, "likeness": 0.5} for pk, row in members])


def _insert_quotations(scale: Scale) -> None:
    """Have two articles print one statement."""
    from archive.models import Quotation, QuotedPassage

    words = zipf.words()
    numbered = enumerate(_pair_up(scale.articles), start=1)
    for part in _split(numbered, _BATCH):
        quotations, passages = [], []
        for pk, pair in part:
            text = f"{' '.join(words[pk % 3_000 : pk % 3_000 + 12])} {words[pk % 100_000]}"
            speaker = 1 + int(scale.speakers * random.Random(pk).random() ** 2)
            day, identifier = date(2000, 1, 1) + timedelta(days=pk % 9_000), _spread_identifier(pk)
            known = {"id": pk, "identifier": identifier, "words": text, "key": text, "speaker_id": speaker}
            quotations.append(known | {"printing_count": 2, "outlet_count": 2, "earliest": day})
            said = {"end": len(text), "words": text, "speaker_id": speaker, "quotation_id": pk}
            passages += [{"article_id": article} | said | _PASSAGE for article in pair]
        _insert_rows(Quotation, quotations)
        _insert_rows(QuotedPassage, passages)


def _pair_up(articles: int) -> Iterator[tuple[int, int]]:
    return pairwise(range(1, articles, _QUOTED_EVERY))


def _split(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield part


def _spread_identifier(key: int) -> str:
    """Return an identifier of eight characters that looks drawn, another one for every key."""
    from archive.text.normalize import ALPHABET

    number = key * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFF
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(8))
