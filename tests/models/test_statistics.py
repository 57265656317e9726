"""Statistics of the database after many rows came in."""

import pytest
from django.db import connection

from archive.db.statistics import MIN_ROWS, renew_statistics


@pytest.mark.django_db(transaction=True)
def test_statistics_are_renewed_after_many_rows_and_not_after_few(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert renew_statistics(MIN_ROWS - 1) is False

    assert renew_statistics(MIN_ROWS) is True
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL")
            assert cursor.fetchone()[0] > 20


@pytest.mark.django_db
def test_within_a_transaction_they_are_left_alone():
    assert renew_statistics(MIN_ROWS) is False
