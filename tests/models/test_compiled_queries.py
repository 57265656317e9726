"""Compiled queries find the rows that their querysets find, for any parameters."""

import pytest
from django.db import NotSupportedError, connection
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

from archive.db.compiled_queries import CompiledQuery
from archive.models import Article
from archive.models.articles import load_article_cards
from tests import factories

pytestmark = pytest.mark.django_db


def create_articles():
    gazette = factories.outlet("Harbour Gazette")
    maud = factories.author("Maud Ellery")
    return [
        factories.article("Harbour closed", outlet=gazette, by=(maud,), published="2024-03-14"),
        factories.article("Bridge open", outlet=gazette, published="2024-03-15"),
        factories.article("100 %s of the quay", published="2024-03"),
    ]


def get_values(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_one_value_picks_the_rows_that_the_queryset_picks():
    rows = create_articles()
    of_outlet = CompiledQuery(lambda outlet: Article.objects.filter(outlet=outlet).oldest_first())

    for outlet in (rows[0].outlet_id, rows[0].outlet_id + 1):
        found = of_outlet(outlet)
        assert list(map(get_values, found)) == list(
            map(get_values, Article.objects.filter(outlet=outlet).oldest_first())
        )


@pytest.mark.parametrize("count", [0, 1, 3])
def test_several_keys_stand_for_one_value(count):
    keys = tuple(row.pk for row in create_articles())[:count]
    with_keys = CompiledQuery(lambda keys: Article.objects.filter(pk__in=[keys]).order_by("pk"))

    assert with_keys(keys) == list(Article.objects.filter(pk__in=keys).order_by("pk"))


def test_values_go_to_their_places_amid_what_is_fixed():
    rows = create_articles()
    question = CompiledQuery(
        lambda outlet, keys, title: Article.objects.exclude(title="100 %s of the quay").filter(
            Q(outlet=outlet) | Q(title=title), ~Q(slug="%"), pk__in=[keys], earliest=F("latest")
        )
    )
    keys = tuple(row.pk for row in rows)

    assert question(rows[0].outlet_id, keys, "") == [rows[1], rows[0]]
    assert question(rows[0].outlet_id, keys[:1], "Bridge open") == [rows[0]]
    assert question(0, keys, "Bridge open") == [rows[1]]


def test_related_rows_come_along_and_deferred_columns_stay_behind():
    first, _, without_outlet = create_articles()
    question = CompiledQuery(
        lambda keys: (
            Article.objects.select_related("outlet", "membership__story")
            .defer("body")
            .filter(pk__in=[keys])
            .order_by("pk")
        )
    )
    with CaptureQueriesContext(connection) as captured:
        found, other = question((first.pk, without_outlet.pk))

        assert (found.outlet.name, other.outlet) == ("Harbour Gazette", None)
        assert getattr(found, "membership", None) is None
    assert len(captured) == 1
    assert found.get_deferred_fields() == {"body"}
    assert found.body == first.body


def test_lists_of_values_come_as_they_would():
    keys = tuple(row.pk for row in create_articles())
    question = CompiledQuery(
        lambda keys: Article.objects.filter(pk__in=[keys]).order_by("pk").values_list("earliest", "outlet__name", "pk")
    )

    assert question(keys) == list(
        Article.objects.filter(pk__in=keys).order_by("pk").values_list("earliest", "outlet__name", "pk")
    )


@pytest.mark.parametrize(
    "rows",
    [
        lambda keys: Article.objects.filter(pk__in=[keys]).annotate(size=F("word_count")),
        lambda keys: Article.objects.filter(pk__in=[keys]).distinct().order_by("pk").values_list("title"),
    ],
)
def test_what_it_cannot_do_is_refused(rows):
    with pytest.raises(NotSupportedError, match="no part of its rows"):
        CompiledQuery(rows)((1, 2))


def test_every_row_is_made_anew():
    row = create_articles()[0]
    question = CompiledQuery(lambda key: Article.objects.filter(pk=key))
    question(row.pk)[0].title = "Changed here"
    Article.objects.filter(pk=row.pk).update(title="Changed there")

    assert question(row.pk)[0].title == "Changed there"


def test_cards_are_the_listed_articles_with_outlet_and_credits():
    rows = create_articles()
    Article.objects.filter(pk=rows[1].pk).update(withdrawn_at="2024-04-01T00:00:00+00:00")
    keys = [row.pk for row in rows]
    with CaptureQueriesContext(connection) as captured:
        found = load_article_cards([*keys, 0])
        row_values = [(row.outlet, [str(line) for line in row.credits]) for row in found.values()]

    assert found == Article.objects.listed().in_bulk(keys)
    assert row_values == [(rows[0].outlet, ["Maud Ellery"]), (None, [])]
    assert len(captured) == 2
    assert load_article_cards([]) == {}
