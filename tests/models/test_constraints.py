import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from archive.models import Article, Batch, Byline, Collection, Evidence, IndexChange, Payload, Redirect, Refusal
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "old", "new"),
    [
        ("redirect_stays_on_this_site", "https://elsewhere.example/", "/a/"),
        ("redirect_stays_on_this_site", "/a/", "elsewhere"),
        ("redirect_stays_on_this_site", "/a/", "//elsewhere.example/"),
        ("redirect_stays_on_this_site", "/a/", "/\\elsewhere.example/"),
        ("redirect_leads_elsewhere", "/a/", "/a/"),
    ],
)
def test_a_redirect_that_makes_no_sense_is_refused(constraint, old, new):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Redirect.objects.create(old_path=old, new_path=new)


def test_an_old_address_leads_to_one_new_one():
    Redirect.objects.create(old_path="/a/", new_path="/b/")

    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(old_path="/a/", new_path="/c/")


@pytest.mark.parametrize(
    ("start", "end"),
    [(5, 5), (6, 5), (5, None), (None, 5)],
)
def test_a_span_has_a_beginning_before_its_end(start, end):
    article = factories.article()

    with pytest.raises(IntegrityError, match="evidence_span_is_whole"), transaction.atomic():
        article.evidence.create(field="title", status="stated", rule="r", start=start, end=end)


@pytest.mark.parametrize(
    ("constraint", "model", "values"),
    [
        ("article_has_an_identifier", Article, {"identifier": ""}),
        ("article_review_is_of_a_kind", Article, {"review_status": "glanced at"}),
        ("byline_role_is_of_a_kind", Byline, {"role": "muse"}),
        ("collection_has_a_slug", Collection, {"slug": ""}),
        ("evidence_is_of_a_kind", Evidence, {"status": "guessed"}),
        ("evidence_is_of_a_kind", Evidence, {"field": "mood"}),
    ],
)
def test_the_database_takes_nothing_of_an_unknown_kind(constraint, model, values):
    article = factories.article(by=(factories.author(),))
    article.evidence.create(field="title", value="T", status="stated", rule="r")
    Collection.objects.create(name="Kept")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**values)


def test_current_evidence_is_what_nothing_superseded():
    article = factories.article()
    current = article.evidence.create(field="title", value="T", status="stated", rule="r")
    article.evidence.create(field="title", value="S", status="stated", rule="r", superseded_at="2024-01-01T00:00Z")

    assert list(Evidence.objects.current()) == [current]
    assert str(current) == "Title: T (stated)"


@pytest.mark.parametrize("digest", ["", "abc", "A" * 64, "g" * 64])
def test_bytes_are_named_by_a_whole_digest(digest):
    with pytest.raises(IntegrityError, match="payload_is_named_by_sha256"), transaction.atomic():
        Payload.objects.create(sha256=digest, size=1, media_type="text/plain")


def test_a_capture_is_known_again_by_its_digest():
    capture = factories.capture(factories.article())

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.capture(factories.article(), digest=capture.digest)


def test_bytes_and_runs_that_captures_name_cannot_be_deleted():
    capture = factories.capture(factories.article())

    for row in (capture.payload, capture.batch):
        with pytest.raises(ProtectedError):
            row.delete()


def test_deleting_an_article_takes_its_parts_and_leaves_the_bytes():
    article = factories.article(by=(factories.author(),))
    capture = factories.capture(article)
    article.evidence.create(field="title", status="stated", rule="r", capture=capture)

    article.delete()

    assert Evidence.objects.count() == 0
    assert Payload.objects.count() == 1
    assert Batch.objects.count() == 1


def test_records_read_as_what_they_are():
    batch = Batch.objects.create(source="news.txt")
    refusal = Refusal.objects.create(batch=batch, source="a.txt", reason="It is empty.")

    assert str(batch).endswith(" news.txt")
    assert str(refusal) == "a.txt : It is empty."
    assert str(Redirect(old_path="/a/", new_path="/b/")) == "/a/ → /b/"
    assert str(IndexChange(article_id=7)) == "article 7"
