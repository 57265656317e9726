"""Quality checks: what each finds, counts by outlet, and the counts of a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.curation.quality import (
    QUALITY_CHECKS,
    count_quality,
    save_snapshot,
    select_articles,
    select_undecided_pairs,
)
from archive.models import Article, Evidence, NearDuplicate, PayloadFault, QualitySnapshot
from archive.models.relations import save_distinct_pairs
from tests import factories

pytestmark = pytest.mark.django_db


def create_article(title="Sound", **fields):
    """An article with which nothing is wrong but what `fields` say."""
    people = {"by": (factories.author(),), "outlet": factories.outlet(), "published": "2024-03-14"}
    return factories.article(title, **(people | fields))


def find_titles(check):
    return sorted(article.title for article in select_articles(check))


def create_pair(kind):
    """Two articles that are near-duplicates of this kind."""
    first, second = create_article(f"First {kind}"), create_article(f"Second {kind}")
    NearDuplicate.objects.create(
        first=first, second=second, kind=kind, likeness=0.9, shared_words=9, shared_of_first=1, shared_of_second=1
    )
    return first, second


def test_dates_that_are_missing_inexact_or_impossible_are_found():
    create_article()
    create_article("Undated", published="")
    for title, published in {"Month": "2024-03", "Open end": "2024-03-14/..", "Open start": "../2024-03-14"}.items():
        create_article(title, published=published)
    create_article("Next year", published=f"{timezone.now().year + 1}")
    create_article("Of old", published="1599-12-31")
    create_article("Tomorrow", published=f"{timezone.now().date() + timedelta(days=1)}")

    assert find_titles("undated") == ["Undated"]
    assert find_titles("imprecise") == ["Month", "Next year", "Open end", "Open start"]
    assert find_titles("impossible") == ["Next year", "Of old"]


def test_missing_authors_outlets_and_texts_and_inferred_values_are_found():
    create_article()
    create_article("Nobody", by=())
    create_article("Nowhere", outlet=None)
    create_article("Empty", body=" \n")
    guessed, guessed_language = create_article("Guessed"), create_article("Guessed language")
    Evidence.objects.create(article=guessed, field="author", value="x", status="inferred", rule="r")
    Evidence.objects.create(article=guessed_language, field="language", value="en", status="inferred", rule="r")

    found = [find_titles(check) for check in ("no-author", "no-outlet", "no-text", "inferred")]
    assert found == [["Nobody"], ["Nowhere"], ["Empty"], ["Guessed"]]


def test_near_duplicates_count_until_one_is_withdrawn_or_an_editor_says_that_both_stay():
    create_pair("passages")
    first, second = create_pair("same")
    reviewed, _other = create_pair("near")
    reviewed.review_status = "reviewed"
    reviewed.save()
    withdrawn, _other = create_pair("near")
    withdrawn.withdrawn_at = timezone.now()
    withdrawn.save()
    assert find_titles("near-duplicate") == ["First near", "First same", "Second near", "Second same"]

    save_distinct_pairs(Article, [(first.pk, second.pk)], None)

    assert find_titles("near-duplicate") == ["First near", "Second near"]
    assert select_undecided_pairs().count() == 1


def test_articles_whose_originals_are_damaged_or_missing_are_found():
    sound, damaged = factories.capture(create_article()), factories.capture(create_article("Damaged"))
    PayloadFault.objects.create(payload=damaged.payload, state="damaged")

    assert sound.payload_id != damaged.payload_id
    assert find_titles("original") == ["Damaged"]


def test_withdrawn_articles_are_never_found():
    factories.article("Withdrawn", withdrawn_at=timezone.now(), body="")

    assert [key for key in QUALITY_CHECKS if find_titles(key)] == []
    assert count_quality().articles == {}


def test_counting_costs_one_query_a_check_however_much_there_is(django_assert_num_queries):
    gazette = factories.outlet()
    for _ in range(3):
        factories.article(outlet=gazette)
    factories.article()

    with django_assert_num_queries(len(QUALITY_CHECKS) + 1):
        counts = count_quality()

    assert counts.articles == {gazette.pk: 3, None: 1}
    assert counts.by_check["undated"] == {gazette.pk: 3, None: 1}
    assert counts.total("undated") == 4


def test_the_counts_of_a_day_are_kept_once():
    save_snapshot()
    factories.article()
    save_snapshot()

    (snapshot,) = QualitySnapshot.objects.all()
    assert snapshot.counts["articles"] == snapshot.counts["undated"] == snapshot.counts["no-outlet"] == 1
