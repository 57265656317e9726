from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from archive.errors import DateSyntaxError
from archive.models import Article, Byline
from archive.text.normalize import IDENTIFIER
from tests import factories

pytestmark = pytest.mark.django_db


def get_titles(rows):
    return [article.title for article in rows]


def test_an_article_gets_a_permanent_identifier_and_a_slug():
    article = factories.article("Harbour closed, minister says")

    assert IDENTIFIER.fullmatch(article.identifier)
    assert article.get_absolute_url() == f"/articles/{article.identifier}/harbour-closed-minister-says/"


def test_a_new_headline_moves_the_slug_and_keeps_the_identifier():
    article = factories.article("Old headline")
    identifier = article.identifier

    article.title = "Élections : l’après"
    article.save()

    assert (article.identifier, article.slug) == (identifier, "élections-laprès")


@pytest.mark.parametrize("title", ["!!!", "undated", "Unknown"])
def test_a_headline_that_makes_no_slug_of_its_own_gets_one(title):
    assert factories.article(title).slug == "article"


@pytest.mark.parametrize(
    ("published", "earliest", "latest"),
    [
        ("", None, None),
        ("2016-02-04", date(2016, 2, 4), date(2016, 2, 4)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016~", date(2015, 1, 1), date(2017, 12, 31)),
        ("[2016-02-03..2016-02-11]", date(2016, 2, 3), date(2016, 2, 11)),
        ("../2016-02-04", None, date(2016, 2, 4)),
        ("2016-02-04/..", date(2016, 2, 4), None),
    ],
)
def test_day_bounds_follow_from_the_date(published, earliest, latest):
    article = factories.article(published=published)
    article.refresh_from_db()

    assert (article.earliest, article.latest) == (earliest, latest)
    assert article.is_exactly_dated == (earliest is not None and earliest == latest)


def test_an_impossible_date_is_not_saved():
    with pytest.raises(DateSyntaxError, match="no day 30 in February"):
        factories.article(published="2016-02-30")

    assert Article.objects.count() == 0


def test_word_count_and_digest_follow_from_the_text_also_when_few_fields_are_saved():
    article = factories.article("T", body="One two  three.\n\nFour.")
    digest = article.text_digest
    assert article.word_count == 4

    article.body = "One."
    article.save(update_fields=["body"])

    article.refresh_from_db()
    assert article.word_count == 1
    assert article.text_digest != digest


def test_texts_that_read_the_same_have_one_digest():
    first = factories.article("The “Harbour”", body="Closed  today")
    second = factories.article('the "harbour"', body="closed today.")

    assert first.text_digest == second.text_digest


def test_the_body_is_cut_into_paragraphs_at_empty_lines():
    assert factories.article(body="One.\n\n\n\nTwo\nlines. \n\n").paragraphs == [
        "One.",
        "Two\nlines.",
    ]


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("article_has_a_title", {"title": ""}),
        (
            "article_earliest_day_is_not_after_latest",
            {"published": "x", "earliest": "2016-02-05", "latest": "2016-02-04"},
        ),
        ("article_bounds_go_with_its_date", {"published": "", "earliest": "2016-02-04"}),
        (
            "article_bounds_go_with_its_date",
            {"published": "2016", "earliest": None, "latest": None},
        ),
    ],
)
def test_the_database_refuses(constraint, changes):
    article = factories.article()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**changes)


def test_one_address_belongs_to_one_article_and_no_address_to_many():
    factories.article(canonical_url="")
    factories.article(canonical_url="")
    factories.article(canonical_url="https://example.org/a")

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.article(canonical_url="https://example.org/a")


def test_someone_is_credited_once_in_each_role():
    writer = factories.author()
    article = factories.article(by=(writer,))
    Byline.objects.create(article=article, author=writer, role="photographer")

    with pytest.raises(IntegrityError), transaction.atomic():
        Byline.objects.create(article=article, author=writer)


def test_a_byline_is_what_was_printed_or_else_the_name():
    writer = factories.author("Maud Ellery")
    article = factories.article(by=(writer,))
    Byline.objects.create(article=article, author=writer, role="editor", credited_as="M.E.", position=1)

    assert [str(byline) for byline in article.bylines.all()] == ["Maud Ellery", "M.E."]


def test_newest_and_oldest_first_put_the_undated_last():
    for title, published in [("a", ""), ("b", "2016"), ("c", "2017-01-01"), ("d", "2015-05")]:
        factories.article(title, published=published)

    assert get_titles(Article.objects.newest_first()) == ["c", "b", "d", "a"]
    assert get_titles(Article.objects.all()) == ["c", "b", "d", "a"]
    assert get_titles(Article.objects.oldest_first()) == ["d", "b", "c", "a"]


def test_undated_imprecise_and_certain_articles_are_told_apart():
    for title, published in [
        ("day", "2016-02-04"),
        ("month", "2016-02"),
        ("open", "2016-02-04/.."),
        ("none", ""),
    ]:
        factories.article(title, published=published)

    assert get_titles(Article.objects.undated()) == ["none"]
    assert sorted(get_titles(Article.objects.imprecise())) == ["month", "open"]
    february = Article.objects.of_period(date(2016, 2, 1), date(2016, 2, 29))
    assert sorted(get_titles(february)) == ["day", "month"]


def test_cards_cost_the_same_for_two_and_for_twenty(django_assert_num_queries):
    def get_shown():
        cards = list(Article.objects.for_cards())
        return [(card.outlet, [byline.author.name for byline in card.bylines.all()]) for card in cards]

    for _ in range(2):
        factories.article(by=(factories.author(),), outlet=factories.outlet())
    with django_assert_num_queries(2):
        get_shown()
    for _ in range(18):
        factories.article(by=(factories.author(),), outlet=factories.outlet())
    with django_assert_num_queries(2):
        assert len(get_shown()) == 20


def test_a_form_that_leaves_the_bounds_out_is_not_held_to_them():
    article = factories.article(published="2016-02-04")
    article.published = "2016"

    with pytest.raises(ValidationError):
        Article(title="").full_clean(exclude=["earliest", "latest"])
    article.full_clean(exclude=["earliest", "latest", "slug"])
