"""The search service, on a real database and a real index."""

from datetime import date

import pytest

from archive.models import Article, AuthorAlias, IndexChange, OutletAlias
from archive.search.query.nodes import Term
from archive.search.query.parser import parse_query
from archive.search.query.request import FacetName, SearchRequest, SortOrder
from archive.search.service import search
from tests import factories

pytestmark = pytest.mark.django_db


def find_page(text="", **options):
    return search(SearchRequest(query=parse_query(text).node, text=text, **options))


def get_titles(page):
    return [hit.article.title for hit in page.hits]


def get_facet_values(page, name):
    (facet,) = [facet for facet in page.facets if facet.name is name]
    return [(value.value, value.label, value.count, value.selected) for value in facet.values]


def test_a_hit_has_its_row_its_score_and_its_words():
    factories.article("Aleppo talks collapse", body="The talks on Aleppo ended.", language="en")

    (hit,) = find_page("aleppo").hits

    assert hit.article.title == "Aleppo talks collapse"
    assert hit.score > 0
    assert [fragment.text for fragment in hit.title if fragment.matched] == ["Aleppo"]
    assert [fragment.text for fragment in hit.snippet if fragment.matched] == ["Aleppo"]


def test_a_word_has_the_stem_of_the_articles_own_language():
    factories.article("Nouvelles", body="Des nouvelles du port.", language="fr")
    factories.article("New harbour", body="A new settlement on the quay.", language="en")
    factories.article("The news", body="News from the quay was settled.", language="en")

    assert get_titles(find_page("news")) == ["The news"]
    assert get_titles(find_page("settlement")) == ["New harbour"]
    assert get_titles(find_page("nouvelle")) == ["Nouvelles"]
    assert get_titles(find_page("NOT news", sort=SortOrder.OLDEST)).count("The news") == 0


def test_nothing_asked_finds_everything_newest_first():
    factories.article("Old", published="2015")
    factories.article("Undated")
    factories.article("New", published="2016-02-04")

    assert get_titles(find_page()) == ["New", "Old", "Undated"]


def test_orders():
    factories.article("Old", published="2015", body="siege siege siege")
    factories.article("New", published="2016-02-04", body="the siege of a city and many other words")

    assert get_titles(find_page("siege")) == ["Old", "New"]
    assert get_titles(find_page("siege", sort=SortOrder.NEWEST)) == ["New", "Old"]
    assert get_titles(find_page("siege", sort=SortOrder.OLDEST)) == ["Old", "New"]
    assert {hit.score for hit in find_page("siege", sort=SortOrder.NEWEST).hits} == {0.0}


def test_a_withdrawn_article_neither_shows_nor_counts():
    from django.utils import timezone

    remaining = factories.article("Kept", body="siege")
    gone = factories.article("Gone", body="siege")
    assert find_page("siege").total == 2

    gone.withdrawn_at = timezone.now()
    gone.save()

    page = find_page("siege")
    assert (get_titles(page), page.total) == ([remaining.title], 1)
    assert sum(count for *_, count, _ in get_facet_values(page, FacetName.OUTLET)) == 1


def test_a_row_deleted_behind_our_back_is_no_hit():
    remaining = factories.article("Kept", body="siege")
    gone = factories.article("Gone", body="siege")
    assert find_page("siege").total == 2

    Article.objects.filter(pk=gone.pk)._raw_delete(using="default")

    page = find_page("siege")
    assert (get_titles(page), page.total) == ([remaining.title], 1)
    assert find_page("siege").total == 1


def test_a_correction_shows_on_the_next_search():
    article = factories.article("Aleppo", body="siege")
    assert find_page("siege").total == 1

    article.body = "blockade"
    article.save()

    assert find_page("siege").total == 0
    assert find_page("blockade").total == 1


def test_a_new_byline_shows_on_the_next_search():
    article = factories.article("Aleppo")
    person = factories.author("Bill Van Auken")
    assert find_page("author:auken").total == 0

    article.authors.add(person)

    assert find_page("author:auken").total == 1
    article.bylines.all().delete()
    assert find_page("author:auken").total == 0


def test_a_renamed_outlet_needs_no_indexing():
    outlet = factories.outlet("The Gazette", slug="gazette")
    factories.article("Aleppo", outlet=outlet)
    assert find_page("outlet:gazette").total == 1
    IndexChange.objects.all().delete()

    outlet.name = "The Morning Post"
    outlet.slug = "morning-post"
    outlet.save()

    assert find_page('outlet:"morning post"').total == 1
    assert get_facet_values(find_page(), FacetName.OUTLET) == [("morning-post", "The Morning Post", 1, False)]
    assert not IndexChange.objects.exists()


@pytest.mark.parametrize("name", ["wsws", "World Socialist Web Site", "world socialist", "WSWS.org"])
def test_an_outlet_is_found_by_any_of_its_names(name):
    outlet = factories.outlet("World Socialist Web Site", slug="wsws")
    OutletAlias.objects.create(outlet=outlet, name="WSWS.org")
    factories.article("Aleppo", outlet=outlet)
    factories.article("Other", outlet=factories.outlet("World Web"))

    assert get_titles(find_page(f'outlet:"{name}"')) == ["Aleppo"]


def test_the_very_name_comes_before_names_that_hold_it():
    guardian = factories.outlet("The Guardian", slug="guardian")
    weekly = factories.outlet("The Guardian Weekly", slug="guardian-weekly")
    factories.article("Daily", outlet=guardian)
    factories.article("Weekly", outlet=weekly)

    assert get_titles(find_page('outlet:"The Guardian"')) == ["Daily"]
    assert get_titles(find_page("outlet:weekly")) == ["Weekly"]
    assert sorted(get_titles(find_page("outlet:the"))) == ["Daily", "Weekly"]


def test_who_was_meant_is_said():
    author = factories.author("Bill Van Auken")
    AuthorAlias.objects.create(author=author, name="B. V. Auken")
    factories.article("Aleppo", by=(author,))

    assert any("Bill Van Auken" in note for note in find_page("author:auken").notes)
    assert find_page('author:"bill van auken"').notes == ()


def test_a_name_of_nobody_finds_nothing_and_says_so():
    factories.article("Aleppo")

    page = find_page("author:nobody")

    assert page.total == 0
    assert any("No author is called “nobody”" in note for note in page.notes)
    assert find_page("-author:nobody").total == 1


def test_facets_carry_slugs_labels_and_plain_buckets():
    outlet = factories.outlet("The Gazette, Ltd", slug="gazette")
    author = factories.author("Auken, Bill Van", slug="auken")
    factories.article("A", outlet=outlet, by=(author,), published="2016-02-04", language="fr")
    factories.article("B", published="2015", language="")
    factories.article("C", published="2015-12-30/2016-01-02", language="pt-BR")
    factories.article("D")

    page = find_page()

    assert get_facet_values(page, FacetName.OUTLET) == [
        ("gazette", "The Gazette, Ltd", 1, False),
        ("unknown", "outlet unknown", 3, False),
    ]
    assert get_facet_values(page, FacetName.AUTHOR) == [
        ("auken", "Auken, Bill Van", 1, False),
        ("unknown", "author unknown", 3, False),
    ]
    assert get_facet_values(page, FacetName.YEAR) == [
        ("2016", "2016", 1, False),
        ("2015", "2015", 1, False),
        ("uncertain", "year uncertain", 1, False),
        ("undated", "undated", 1, False),
    ]
    assert get_facet_values(page, FacetName.LANGUAGE) == [
        ("fr", "French", 1, False),
        ("pt-BR", "Portuguese (BR)", 1, False),
        ("unknown", "language unknown", 2, False),
    ]


@pytest.mark.parametrize("name", list(FacetName))
def test_choosing_a_value_keeps_exactly_what_it_counted(name):
    outlets = [None, factories.outlet("The Guardian"), factories.outlet("Guardian Weekly")]
    people = [factories.author(), factories.author()]
    dates = ["", "2016-02-04", "2015", "2015/2016"]
    for number in range(12):
        factories.article(
            outlet=outlets[number % 3],
            by=tuple(people[: number % 3]),
            published=dates[number % 4],
            language=["", "en", "fr"][number % 3],
        )

    for value, _, count, _ in get_facet_values(find_page(), name):
        page = find_page(selected={name: (value,)})
        assert page.total == count
        assert (value, count, True) in [(v, c, s) for v, _, c, s in get_facet_values(page, name)]


def test_several_values_of_a_facet_are_alternatives():
    guardian, weekly = (
        factories.outlet("The Guardian", slug="g"),
        factories.outlet("Guardian Weekly", slug="w"),
    )
    factories.article("Daily", outlet=guardian, published="2016")
    factories.article("Weekly", outlet=weekly, published="2015")
    factories.article("Nobody's", published="2016")

    page = find_page(selected={FacetName.OUTLET: ("g", "unknown"), FacetName.YEAR: ("2016",)})

    assert sorted(get_titles(page)) == ["Daily", "Nobody's"]
    assert [(value, count) for value, _, count, _ in get_facet_values(page, FacetName.OUTLET)] == [
        ("g", 1),
        ("unknown", 1),
    ]
    assert [(value, count) for value, _, count, _ in get_facet_values(page, FacetName.YEAR)] == [("2016", 2)]


@pytest.mark.parametrize("value", ["no-such", "x OR y", '"', "20166", "٢٠١٦", "-1"])
@pytest.mark.parametrize("name", list(FacetName))
def test_a_value_that_is_nothing_finds_nothing_and_can_be_unticked(name, value):
    factories.article("Aleppo", language="en")

    page = find_page(selected={name: (value,)})

    assert page.total == 0
    assert (value, value, 0, True) in get_facet_values(page, name) or name is FacetName.LANGUAGE


def test_months_undated_and_imprecise_make_the_total():
    for published in ("2016-02-04", "2016-02", "2016-04-01", "2016", ""):
        factories.article(published=published)

    page = find_page()

    assert [(row.month, row.count) for row in page.months] == [
        (date(2016, 2, 1), 2),
        (date(2016, 3, 1), 0),
        (date(2016, 4, 1), 1),
    ]
    assert (page.imprecise, page.undated, page.total) == (1, 1, 5)


def test_what_a_date_leaves_out_is_counted():
    factories.article(published="2016-02-04")
    factories.article(published="2016")
    factories.article(published="")

    page = find_page("date:2016-02")

    assert (page.total, page.possible) == (1, 1)
    assert find_page("date~:2016-02").total == 2


def test_pages_follow_each_other_without_gap_or_overlap():
    for number in range(25):
        factories.article(f"Article {number:02}", body="siege " * (number % 3 + 1))

    whole = get_titles(find_page("siege", limit=100))
    pages = [get_titles(find_page("siege", offset=offset, limit=7)) for offset in range(0, 35, 7)]

    assert [title for page in pages for title in page] == whole
    assert len(set(whole)) == 25


@pytest.mark.parametrize("rows", [2, 20])
def test_a_page_costs_the_same_with_two_hits_and_with_twenty(rows, django_assert_num_queries):
    for _ in range(rows):
        factories.article(
            by=(factories.author(), factories.author()),
            outlet=factories.outlet(),
            body="siege",
            published="2016",
        )
    find_page("siege")

    with django_assert_num_queries(6):  # queue, names, rows, bylines, authors, labels of two facets
        page = find_page("siege")
        for hit in page.hits:
            assert hit.article.outlet.name
            assert [str(byline) for byline in hit.article.credits]
    assert len(page.hits) == rows


def test_names_and_ticks_cost_a_fixed_number_more(django_assert_num_queries):
    person, outlet = (
        factories.author("Ellery", slug="ellery"),
        factories.outlet("Gazette", slug="gazette"),
    )
    factories.article(by=(person,), outlet=outlet)
    find_page()

    with django_assert_num_queries(9):
        find_page(
            "author:ellery outlet:gazette",
            selected={FacetName.OUTLET: ("gazette",), FacetName.AUTHOR: ("ellery",)},
        )


def test_an_empty_index_of_a_full_archive_says_so():
    factories.article("Aleppo")
    IndexChange.objects.all().delete()

    page = search(SearchRequest(query=Term("aleppo")))

    assert page.total == 0
    assert any("cannot be found yet" in note for note in page.notes)


def test_an_archive_without_articles_has_nothing_to_say():
    page = find_page()

    assert (page.total, page.hits, page.notes) == (0, (), ())
    assert [facet.values for facet in page.facets] == [(), (), (), ()]
