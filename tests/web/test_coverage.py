"""Date coverage, against a plain count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article
from archive.web.coverage import DateCoverage, find_nearest_days, get_month_end
from tests import factories

DAYS = st.dates(date(2015, 11, 1), date(2017, 2, 28))


@st.composite
def draw_spans(draw):
    """Possible dates of an article: none, open at an end, or two days in order."""
    first, last = sorted([draw(DAYS), draw(DAYS)])
    earliest, latest = draw(st.sampled_from([(None, None), (first, None), (None, last), (first, first), (first, last)]))
    return earliest, latest, draw(st.integers(1, 3))


@given(st.lists(draw_spans(), max_size=12))
def test_what_is_counted_and_what_is_left_adds_up(rows):
    coverage = DateCoverage(tuple(rows))
    single = [(a, b, n) for a, b, n in rows if a and a == b]

    assert sum(coverage.count_by_day().values()) == sum(n for _, _, n in single)
    assert coverage.imprecise_count + coverage.undated_count + sum(coverage.count_by_day().values()) == coverage.total
    assert list(coverage.count_by_month()) == sorted(coverage.count_by_month())


@given(st.lists(draw_spans(), max_size=12), DAYS, st.integers(0, 60))
def test_certain_and_possible_agree_with_looking_at_every_day(rows, first, length):
    last = first + timedelta(days=length)
    coverage = DateCoverage(tuple(rows))
    dated = [(a or date.min, b or date.max, a and b, n) for a, b, n in rows if a or b]
    certain = sum(n for a, b, whole, n in dated if whole and first <= a and b <= last)
    touching = sum(n for a, b, _, n in dated if not (b < first or a > last))

    assert coverage.restrict(first, last).total == certain
    assert coverage.count_possible(first, last) == touching - certain


@pytest.mark.django_db
def test_coverage_is_one_query_over_what_is_given(django_assert_num_queries):
    for published in ("2024-03-14", "2024-03-14", "2024-03", "2024~", ""):
        factories.article(published=published)

    with django_assert_num_queries(1):
        coverage = DateCoverage.from_articles(Article.objects.listed())

    assert coverage.count_by_day() == {date(2024, 3, 14): 2}
    assert coverage.count_by_month() == {date(2024, 3, 1): 3}
    assert coverage.count_by_year() == {date(2024, 1, 1): 3}
    assert (coverage.total, coverage.undated_count, coverage.imprecise_count) == (5, 1, 2)
    assert coverage.first == coverage.last == date(2024, 3, 14)


def test_an_empty_archive_has_no_days():
    assert (DateCoverage().first, DateCoverage().last, DateCoverage().total) == (None, None, 0)


def test_neighbours_and_month_ends():
    known = {date(2024, 1, 1): 1, date(2024, 3, 1): 1}

    assert find_nearest_days(date(2024, 2, 1), known) == (date(2024, 1, 1), date(2024, 3, 1))
    assert find_nearest_days(date(2024, 1, 1), known) == (None, date(2024, 3, 1))
    assert get_month_end(date(2024, 2, 5)) == date(2024, 2, 29)
