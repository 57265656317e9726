import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from archive.curation import bulk_edit
from archive.models import Article, Collection, Evidence
from tests import factories

pytestmark = pytest.mark.django_db


def get_evidence(article):
    return [(row.field, row.value, row.former_value) for row in article.evidence.current()]


def test_an_outlet_is_set_with_evidence_where_it_differs(curator):
    gazette, courier = factories.outlet("Gazette"), factories.outlet("Courier")
    theirs = factories.article(outlet=gazette)
    nobodys = factories.article()
    already = factories.article(outlet=courier)

    ids = bulk_edit.set_outlet(Article.objects.all(), courier, user=curator)

    assert set(ids) == {theirs.pk, nobodys.pk}
    assert set(Article.objects.values_list("outlet__name", flat=True)) == {"Courier"}
    assert get_evidence(theirs) == [("outlet", "Courier", "Gazette")]
    assert get_evidence(nobodys) == [("outlet", "Courier", "")]
    assert get_evidence(already) == []


def test_an_outlet_can_be_said_to_be_unknown(curator):
    article = factories.article(outlet=factories.outlet("RS21"))

    assert bulk_edit.set_outlet(Article.objects.all(), None, user=curator) == [article.pk]
    assert get_evidence(article) == [("outlet", "", "RS21")]


def test_evidence_that_spoke_for_the_former_outlet_is_superseded(curator):
    article = factories.article(outlet=factories.outlet("RS21"))
    stated = article.evidence.create(field="outlet", value="RS21", status="stated", rule="a line")
    title = article.evidence.create(field="title", value="T", status="stated", rule="a line")

    bulk_edit.set_outlet(Article.objects.all(), factories.outlet("Other"), user=curator)

    stated.refresh_from_db()
    title.refresh_from_db()
    assert stated.superseded_at is not None
    assert title.superseded_at is None


def test_a_queryset_that_the_change_itself_empties_is_changed_whole(curator):
    articles = [factories.article() for _ in range(3)]
    outlet = factories.outlet()

    ids = bulk_edit.set_outlet(Article.objects.filter(outlet=None), outlet, user=curator)

    assert set(ids) == {article.pk for article in articles}
    assert outlet.articles.count() == 3


@pytest.mark.parametrize(
    "narrow",
    [
        lambda rows: rows.filter(bylines__author__name__startswith="W").distinct(),
        lambda rows: rows.order_by("title")[:2],
        lambda rows: rows.for_cards().newest_first(),
    ],
)
def test_any_queryset_of_articles_will_do(curator, narrow):
    writers = (factories.author("Writer A"), factories.author("Writer B"))
    for _ in range(2):
        factories.article(by=writers)

    assert len(bulk_edit.set_language(narrow(Article.objects.all()), "fr", user=curator)) == 2
    assert Evidence.objects.filter(field="language", value="fr").count() == 2


def test_a_language_is_set_with_evidence(curator):
    article = factories.article(language="en")
    already = factories.article(language="fr")

    assert bulk_edit.set_language(Article.objects.all(), "fr", user=curator) == [article.pk]
    assert get_evidence(article) == [("language", "fr", "en")]
    assert get_evidence(already) == []


def test_a_review_status_is_set_without_evidence():
    article = factories.article()
    factories.article(review_status="reviewed")

    assert bulk_edit.set_review_status(Article.objects.all(), "reviewed") == [article.pk]
    assert Evidence.objects.count() == 0


def test_a_change_moves_the_moment_of_the_last_change(curator):
    article = factories.article()

    bulk_edit.set_language(Article.objects.all(), "fr", user=curator)

    assert Article.objects.get().changed_at > article.changed_at


def test_articles_join_and_leave_a_collection_once():
    first, second = factories.article(), factories.article()
    collection = Collection.objects.create(name="Harbour")
    collection.articles.add(first)

    assert bulk_edit.add_to_collection(Article.objects.all(), collection) == [second.pk]
    assert collection.articles.count() == 2
    assert set(bulk_edit.remove_from_collection(Article.objects.all(), collection)) == {
        first.pk,
        second.pk,
    }
    assert bulk_edit.remove_from_collection(Article.objects.all(), collection) == []


def test_more_articles_than_a_statement_can_name_are_changed_in_parts(curator, monkeypatch):
    monkeypatch.setattr(bulk_edit, "BATCH_SIZE", 3)
    for _ in range(7):
        factories.article()

    assert len(bulk_edit.set_language(Article.objects.all(), "fr", user=curator)) == 7
    assert Evidence.objects.filter(former_value="", value="fr").count() == 7


def test_the_number_of_queries_does_not_grow_with_the_articles(curator):
    def queries(language):
        with CaptureQueriesContext(connection) as run:
            bulk_edit.set_language(Article.objects.all(), language, user=curator)
        return len(run)

    for _ in range(2):
        factories.article()
    few = queries("fr")
    for _ in range(18):
        factories.article()

    assert queries("de") == few


def test_nothing_is_half_done_when_the_database_refuses(curator):
    article = factories.article(language="en")
    article.evidence.create(field="language", value="en", status="stated", rule="a line")

    with pytest.raises(IntegrityError):
        bulk_edit.set_language(Article.objects.all(), None, user=curator)

    article.refresh_from_db()
    assert article.language == "en"
    assert article.evidence.get().superseded_at is None
