"""An upload is one change: it can be undone whole, and what was there before is as it was."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.ingest import uploads
from archive.ingest.pipeline import ingest
from archive.ingest.uploads import claim_next_batch, process_upload
from archive.models import Article, Author, Batch, Capture, Change, OpenChange, Outlet, Payload
from tests import factories
from tests.admin.conftest import get_messages, get_page, get_row_address

pytestmark = pytest.mark.django_db
PAGE = """<html><head><title>The quay is closed</title><meta property="og:site_name" content="The Marden Post">
<meta name="author" content="Nora Whitlock"><meta property="article:published_time" content="2016-02-04T10:00:00Z">
<link rel="canonical" href="https://post.example/quay"></head><body><article><h1>The quay is closed</h1>
<p>The quay of Marden was closed on Thursday after a crane fell into the harbour, the council said in a statement.</p>
<p>Nobody was hurt, but ferries to the islands will not run before Monday, and the fish market moves inland.</p>{more}
</article></body></html>"""


def upload(client, name, more=""):
    file = SimpleUploadedFile(name, PAGE.replace("{more}", more).encode())
    client.post(reverse("admin:archive_batch_upload"), {"pages": [file]})
    return process_upload(claim_next_batch())


def list_rows():
    return [set(model.objects.values_list("pk", flat=True)) for model in (Article, Author, Capture, Outlet, Payload)]


def test_an_upload_is_undone_with_the_outlets_and_authors_it_made(curator):
    before = list_rows()
    upload(curator, "quay.html")
    assert Article.objects.get().outlet.name == "The Marden Post"

    change = Batch.objects.get().change
    assert (change.action, change.made_by) == ("upload", curator.user)
    curator.post(reverse("admin:archive_change_undo", args=[change.pk]))

    assert list_rows() == before
    page = get_page(curator, get_row_address(Batch.objects.get()))
    assert "This upload is undone" in page.text


def test_an_upload_of_a_known_article_takes_only_its_own_capture_along(curator):
    upload(curator, "quay.html")
    before = list_rows()
    upload(curator, "again.html", "<p>The mayor of Marden will speak at the market on Friday, her office said.</p>")
    assert Article.objects.get().captures.count() == 2

    curator.post(reverse("admin:archive_change_undo", args=[Change.objects.first().pk]))

    assert list_rows() == before
    assert "mayor" not in Article.objects.get().body


def test_an_upload_under_way_is_not_undone(curator):
    upload(curator, "quay.html")
    Batch.objects.update(state=Batch.State.RUNNING)

    response = curator.post(reverse("admin:archive_change_undo", args=[Change.objects.get().pk]), follow=True)

    assert get_messages(response) == ["This upload is still under way. Undo it when it has finished."]
    assert Article.objects.exists()


def test_an_upload_that_added_nothing_is_no_change(curator):
    upload(curator, "quay.html")
    upload(curator, "quay.html")

    assert Change.objects.count() == 1


def test_an_upload_whose_article_has_a_capture_of_another_run_is_not_undone(curator):
    upload(curator, "quay.html")
    factories.capture(Article.objects.get())

    response = curator.post(reverse("admin:archive_change_undo", args=[Change.objects.get().pk]))

    assert response.status_code == 409
    assert "1 capture" in response.content.decode()
    assert Article.objects.get().captures.count() == 2


def test_an_upload_that_broke_off_is_undone_and_not_gone_on_with(curator, monkeypatch):
    def break_off(*args, **options):
        ingest(*args, **options)
        raise MemoryError

    monkeypatch.setattr(uploads, "ingest", break_off)
    with pytest.raises(MemoryError):
        upload(curator, "quay.html")
    change = Change.objects.get()
    assert change.row_count == change.rows.count() > 0
    assert not OpenChange.objects.exists()
    Batch.objects.update(state=Batch.State.INTERRUPTED)

    curator.post(reverse("admin:archive_change_undo", args=[change.pk]))

    assert not Article.objects.exists()
    assert claim_next_batch() is None


def test_an_upload_that_is_gone_on_with_stays_one_change(curator, monkeypatch):
    def break_off(*args, **options):
        ingest(*args, **options)
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "ingest", break_off)
        with pytest.raises(MemoryError):
            upload(curator, "quay.html")
    Batch.objects.update(state=Batch.State.INTERRUPTED)

    process_upload(claim_next_batch())

    assert Change.objects.get() == Batch.objects.get().change
    curator.post(reverse("admin:archive_change_undo", args=[Change.objects.get().pk]))
    assert not Article.objects.exists()
