"""New bytes of a known article become another capture; the newest one sets the fields."""

import pytest

from archive.ingest.pipeline import ingest
from archive.models import Article, Evidence, IndexChange
from tests.ingest.article_reading import BODY, make_document

pytestmark = pytest.mark.django_db

URL = "https://harbourgazette.example/port/boom"


def make_page(
    *,
    captured,
    title="Boom drawn at dawn",
    head="By Dot Farrow\n14 March 2024",
    body=BODY,
    url=URL,
    more="",
):
    return make_document(f"---\nurl: {url}\ncaptured: {captured}\n{more}---\n# {title}\n\n{head}\n\n{body}\n")


FIRST = make_page(captured="2024-03-14T07:00:00+00:00")
SECOND = make_page(
    captured="2024-03-15T09:00:00+00:00",
    title="Boom drawn before dawn",
    head="By Dorothy Farrow\n15 March 2024",
    body=BODY + "\n\nCorrection: it was before dawn.",
    url=f"{URL}?utm_source=mail#top",
)


def ingest_documents(*documents):
    return ingest(documents, source="a test")


def get_current_evidence(article, field):
    return list(article.evidence.current().filter(field=field).values_list("status", "value"))


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
@pytest.mark.parametrize("together", [True, False])
def test_the_newest_capture_speaks_whenever_it_came(order, together):
    reports = [ingest_documents(*order)] if together else [ingest_documents(one) for one in order]

    assert sum(report.added for report in reports) == sum(report.recaptured for report in reports) == 1
    article = Article.objects.get()
    assert article.captures.count() == 2
    assert (article.title, article.published) == ("Boom drawn before dawn", "2024-03-15")
    assert article.body.endswith("before dawn.")
    assert str(article.earliest) == "2024-03-15"
    assert [str(byline) for byline in article.bylines.all()] == ["Dorothy Farrow"]
    assert get_current_evidence(article, "title") == [("stated", "Boom drawn before dawn")]
    assert get_current_evidence(article, "published") == [("stated", "2024-03-15")]


def test_what_the_older_capture_said_is_kept_as_superseded():
    ingest_documents(FIRST)
    ingest_documents(SECOND)

    past = Evidence.objects.exclude(superseded_at=None).filter(field__in=("title", "author"))
    assert set(past.values_list("field", "value")) == {
        ("title", "Boom drawn at dawn"),
        ("author", "Dot Farrow"),
    }
    now = Evidence.objects.current().get(field="title")
    assert now.former_value == "Boom drawn at dawn"


def test_an_older_capture_that_comes_late_changes_nothing():
    ingest_documents(SECOND)
    IndexChange.objects.all().delete()

    ingest_documents(FIRST)

    article = Article.objects.get()
    assert article.title == "Boom drawn before dawn"
    assert get_current_evidence(article, "author") == [("stated", "Dorothy Farrow")]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": "An editor's title"}),
        ("published", {"published": "2024-03-01"}),
        ("body", {"body": "An editor's text."}),
        ("section", {"section": "Editor's"}),
    ],
)
def test_what_an_editor_set_stays(field, change):
    ingest_documents(FIRST)
    article = Article.objects.get()
    for name, value in change.items():
        setattr(article, name, value)
    article.save()
    article.evidence.current().filter(field=field).update(superseded_at="2024-03-14T12:00:00Z")
    Evidence.objects.create(article=article, field=field, value="x", status="editor", rule="set in the admin")

    ingest_documents(SECOND)

    article.refresh_from_db()
    assert {name: getattr(article, name) for name in change} == change
    assert get_current_evidence(article, field) == [("editor", "x")]
    said_since = Evidence.objects.filter(capture=article.captures.last(), field=field)
    assert not said_since.current().exists()


def test_bylines_that_an_editor_set_stay():
    ingest_documents(FIRST)
    article = Article.objects.get()
    article.evidence.filter(field="author").update(status="editor")

    ingest_documents(SECOND)

    assert [str(byline) for byline in article.bylines.all()] == ["Dot Farrow"]


def test_a_newer_capture_that_does_not_say_leaves_what_was_said():
    ingest_documents(make_page(captured="2024-03-14", more="section: Port\n"))
    ingest_documents(make_page(captured="2024-03-15", head="By Dot Farrow"))

    article = Article.objects.get()
    assert (article.published, article.section) == ("2024-03-14", "Port")
    assert get_current_evidence(article, "published") == [("stated", "2024-03-14")]


def test_a_guess_does_not_replace_a_statement():
    ingest_documents(make_page(captured="2024-03-14", more="language: fr\n"))
    ingest_documents(make_page(captured="2024-03-15"))

    assert Article.objects.get().language == "fr"


def test_a_third_capture_goes_before_the_second():
    third = make_page(captured="2024-03-16", title="Boom opened")

    ingest_documents(FIRST, SECOND, third)

    assert Article.objects.get().title == "Boom opened"
    assert [c.captured_at.day for c in Article.objects.get().captures.all()] == [14, 15, 16]


def test_taking_the_same_captures_again_adds_nothing():
    ingest_documents(FIRST, SECOND)
    evidence = Evidence.objects.count()

    report = ingest_documents(SECOND, FIRST)

    assert (report.known, Evidence.objects.count()) == (2, evidence)


def test_the_index_learns_of_a_new_capture():
    ingest_documents(FIRST)
    IndexChange.objects.all().delete()

    report = ingest_documents(SECOND)

    assert set(IndexChange.objects.values_list("article_id", flat=True)) == set(report.article_ids)


@pytest.mark.parametrize("url", ["", URL])
def test_a_copy_of_a_file_that_is_refused_is_refused_for_the_same_reason(url):
    copies = [make_document("---\ntitle: Boom\n---\n", source=name, url=url) for name in ("a.txt", "b.txt")]

    report = ingest_documents(*copies)

    assert (report.known, report.refused) == (0, 2)
    assert report.refusals[0].reason == report.refusals[1].reason
