"""Stories of real articles against gold clusters."""

import gzip
import json
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from archive.models import Article, Capture, Story, StoryMembership
from archive.stories import update
from tests.environment import CORPORA

pytestmark = [pytest.mark.django_db, pytest.mark.corpora]


def compute_b_cubed(gold: dict[int, str]) -> float:
    """The F1 of the stories found; an article that stands alone is a story of its own."""
    stories = dict(StoryMembership.objects.values_list("article", "story"))
    result = {pk: stories.get(pk, -pk) for pk in gold}
    both = Counter((gold[pk], result[pk]) for pk in gold)
    labels, clusters = Counter(gold.values()), Counter(result.values())
    precision = sum(n * n / clusters[cluster] for (_, cluster), n in both.items()) / len(gold)
    recall = sum(n * n / labels[label] for (label, _), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize(("dated", "least"), [(True, 0.98), (False, 0.96)])
def test_the_same_stories_of_three_outlets_are_found_with_and_without_dates(dated, least):
    gold = {}
    with gzip.open(CORPORA / "basil" / "basil.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        published = (row["date"] or "")[:10] if dated else ""
        article = Article.objects.create(title=row["title"], body=row["body"], published=published, language="en")
        gold[article.pk] = row["story"]
    update.assign_articles(update.find_unassigned_articles())

    assert compute_b_cubed(gold) >= least


def test_four_seeds_are_one_story_and_the_fifth_is_not_of_it():
    call_command("ingest", str(CORPORA / "seeds"), stdout=StringIO(), stderr=StringIO())
    update.assign_articles(update.find_unassigned_articles())

    (story,) = Story.objects.all()
    sources = Capture.objects.filter(article__membership__story=story)
    assert sorted(Path(row.source).name[:3] for row in sources) == ["000", "001", "002", "003"]
