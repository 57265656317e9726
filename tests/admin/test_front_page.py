"""The front page of the admin: what there is to do, each part for who may, and the menu in groups."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from archive.curation.changes import record_change
from archive.models import Article, Batch, Change, Evidence, MaintenanceTask, Payload
from archive.search.indexing import change_queue
from archive.storage.payloads import get_payload_path
from tests import factories
from tests.admin.conftest import get_list_rows, get_page
from tests.ingest.article_reading import BODY
from tests.ingest.file_reading import ingest_paths

pytestmark = pytest.mark.django_db

FRONT_PAGE = reverse("admin:index")


def get_panel(page, name):
    """The part of the front page with this name, as text in one line."""
    panel = page.select_one(f"[aria-labelledby={name}-heading]")
    return " ".join(panel.text.split()) if panel else ""


def get_menu(page):
    """The entries of the menu, by their group."""
    return {
        group.caption.text: [cell.text.strip() for cell in group.select("tbody th")]
        for group in page.select(".menu .module")
    }


def test_files_can_be_uploaded_from_the_front_page(editor):
    page = get_page(editor, FRONT_PAGE)
    form = page.select_one("form.upload")

    answer = editor.post(form["action"], {"pages": [], "pages_paths": ""})

    assert form["enctype"] == "multipart/form-data"
    assert form.select_one("input[type=file][multiple]")["name"] == "pages"
    assert "No file was chosen" in answer.content.decode()
    assert page.select_one("#header .upload-link")["href"] == form["action"]


def test_what_waits_for_review_is_counted_by_reason_and_each_number_leads_to_just_these(editor):
    outlet, author = factories.outlet(), factories.author()
    factories.article("Bare")
    factories.article("Undated", outlet=outlet, by=(author,))
    guessed = factories.article("Guessed", outlet=outlet, by=(author,), published="2024-03-14")
    Evidence.objects.create(article=guessed, field="author", value="x", status="inferred", rule="r")
    factories.article("Seen", review_status="reviewed")
    factories.article("Asked about", review_status="queried")

    panel = get_page(editor, FRONT_PAGE).select_one("[aria-labelledby=review-heading]")

    counts = {row.a.text: (int(row.td.text), row.a["href"]) for row in panel.select("tbody tr")}
    assert {label: count for label, (count, _url) in counts.items()} == {
        "No date": 2,
        "No outlet": 1,
        "No author": 1,
        "Headline, author, date or outlet inferred": 1,
    }
    for count, url in counts.values():
        assert len(get_page(editor, url).select("#result_list tbody tr")) == count
    assert "3 articles in all" in panel.text
    assert "1 article has a question" in panel.text
    assert get_list_rows(editor, "article", queue="inferred") == ["Guessed"]


def test_the_last_imports_stand_there_with_what_they_refused(editor):
    run = Batch.objects.create(source="upload: press.zip", state=Batch.State.FINISHED, added=3, refused=3)
    for source in ("a.txt", "b.txt"):
        run.refusals.create(source=source, reason="The file is empty.")
    run.refusals.create(source="c.exe", reason="This is a program.")

    text = get_panel(get_page(editor, FRONT_PAGE), "runs")

    assert "press.zip" in text
    assert "3 added, 3 rejected" in text
    assert "The file is empty. × 2 This is a program." in text


def test_recent_changes_say_who_changed_what_and_why(editor):
    article = factories.article("Strike called")
    with record_change(Change.Action.EDIT, user=editor.user, reason="As printed.", summary="Strike called: section"):
        Article.objects.filter(pk=article.pk).update(section="World")

    text = get_panel(get_page(editor, FRONT_PAGE), "changes")

    assert "Strike called: section" in text
    assert "the-editor" in text
    assert "As printed." in text


def test_interrupted_runs_and_uploads_that_nobody_takes_in_are_problems(editor):
    Batch.objects.create(source="x", state=Batch.State.INTERRUPTED)
    waiting = Batch.objects.create(source="y", state=Batch.State.WAITING)
    Batch.objects.filter(pk=waiting.pk).update(started_at=timezone.now() - timedelta(minutes=10))

    page = get_page(editor, FRONT_PAGE)

    text = get_panel(page, "problems")
    assert "1 import was interrupted" in text
    assert "1 upload is waiting to be imported" in text
    assert "manage.py" not in text
    for link in page.select("[aria-labelledby=problems-heading] a"):
        assert len(get_page(editor, link["href"]).select("#result_list tbody tr")) == 1


def test_an_interrupted_upload_is_gone_on_with_from_its_page(editor, settings):
    path = settings.UPLOAD_ROOT / "x" / "00001"
    path.parent.mkdir(parents=True)
    path.write_text("Strike called")
    options = {"files": {str(path): "a.txt"}, "attempts": 3}
    run = Batch.objects.create(source="x", state=Batch.State.INTERRUPTED, given_by=editor.user, options=options)

    page = get_page(editor, reverse("admin:archive_batch_change", args=[run.pk]))
    assert page.select_one("[form=again]").text.strip() == "Continue this import"
    editor.post(page.select_one("form#again")["action"])

    run.refresh_from_db()
    assert run.state == Batch.State.WAITING


def test_an_index_that_lacks_articles_is_a_problem_that_a_curator_has_mended(curator, editor):
    factories.article()
    change_queue.apply_queue()
    with change_queue.defer_indexing():
        Article.objects.update(section="x")
        change_queue.queue_changes(Article.objects.values_list("pk", flat=True))

    problem = get_page(curator, FRONT_PAGE).select_one(".problems")
    assert "1 changed article is not in the search index yet" in problem.text
    assert not get_page(editor, FRONT_PAGE).select(".problems form")
    form = problem.select_one("form")
    curator.post(form["action"], {"kind": form.select_one("[name=kind]")["value"]})
    assert "The index is being brought up to date" in get_panel(get_page(curator, FRONT_PAGE), "problems")
    call_command("work", "--once")

    assert get_panel(get_page(curator, FRONT_PAGE), "problems") == ""


def test_originals_that_the_check_finds_missing_are_a_problem_until_they_are_back(curator, tmp_path):
    (tmp_path / "one.txt").write_text(f"Strike called\n\nBy Jane Roe\n14 March 2024\n\n{BODY}")
    ingest_paths([tmp_path / "one.txt"])
    change_queue.apply_queue()
    path = get_payload_path(Payload.objects.get().pk)
    path.rename(tmp_path / "away")

    check_originals(curator)
    problem = get_page(curator, FRONT_PAGE).select_one(".problems")
    assert "1 original is damaged or missing" in problem.text
    assert len(get_page(curator, problem.a["href"]).select("#result_list tbody tr")) == 1
    assert get_list_rows(curator, "article", quality="original") == ["Strike called"]

    (tmp_path / "away").rename(path)
    check_originals(curator)
    assert get_panel(get_page(curator, FRONT_PAGE), "problems") == ""


def check_originals(client):
    """Ask for a check of the originals on the page on data quality, and let the worker do it."""
    form = get_page(client, reverse("admin:archive_article_quality")).select_one(".check-row form")
    assert client.post(form["action"], {"kind": form.select_one("[name=kind]")["value"]}).status_code == 302
    call_command("work", "--once", stdout=StringIO())


def test_a_task_is_asked_for_once_and_only_by_who_may(curator, editor):
    ask = reverse("admin:archive_maintenancetask_ask")
    for _ in range(2):
        curator.post(ask, {"kind": "rebuild index"})

    assert MaintenanceTask.objects.count() == 1
    assert editor.post(ask, {"kind": "rebuild index"}).status_code == 403
    assert curator.get(ask).status_code == 403
    assert curator.post(ask, {"kind": "x\0"}).status_code == 400


def test_an_archive_without_problems_says_nothing_of_them(editor):
    assert get_panel(get_page(editor, FRONT_PAGE), "problems") == ""


def test_the_menu_has_four_groups_and_only_what_the_user_may_see(editor, reader, admin_client):
    of_editor, of_reader = get_menu(get_page(editor, FRONT_PAGE)), get_menu(get_page(reader, FRONT_PAGE))
    of_admin = get_menu(get_page(admin_client, FRONT_PAGE))

    assert list(of_admin) == ["Content", "People and outlets", "Imports", "System"]
    assert of_editor["Imports"][:3] == ["Upload articles", "Import metadata", "Imports"]
    assert "Upload articles" not in of_reader["Imports"]
    assert "System" not in of_reader
    assert "Users" in of_admin["System"]


def test_a_reader_sees_nothing_to_do_that_a_reader_may_not_do(reader):
    page = get_page(reader, FRONT_PAGE)

    assert not page.select("form.upload, .upload-link")
    assert get_panel(page, "runs") == get_panel(page, "changes") == ""


def test_the_menu_beside_a_page_marks_where_one_is(editor):
    page = get_page(editor, reverse("admin:archive_outlet_add"))

    assert [link.text for link in page.select("#nav-sidebar [aria-current=page]")] == ["Outlets"]


def test_breadcrumbs_lead_from_the_front_page_to_the_list_and_name_no_app(editor):
    article = factories.article("Strike called")
    page = get_page(editor, reverse("admin:archive_article_change", args=[article.pk]))

    assert page.select_one(".breadcrumbs").text.split() == "Home › Articles › Strike called".split()
    assert editor.get("/admin/archive/")["Location"] == FRONT_PAGE


def test_upload_stands_in_the_header_of_the_site_and_on_the_list_for_who_may(editor, reader, client):
    upload = reverse("admin:archive_batch_upload")

    assert get_page(editor, "/").select(f".editor-nav a[href='{upload}']")
    tools = get_page(editor, reverse("admin:archive_article_changelist")).select(".object-tools a")
    assert {upload, reverse("admin:archive_article_metadata")} <= {link["href"] for link in tools}
    assert not get_page(reader, "/").select(f".editor-nav a[href='{upload}']")
    assert not get_page(client, "/").select(".editor-nav")


def test_the_front_page_costs_the_same_however_much_there_is(admin_client, django_assert_num_queries):
    for number in (1, 8):
        for _ in range(number):
            run = Batch.objects.create(source="x", state=Batch.State.INTERRUPTED)
            run.refusals.create(source="a", reason=f"r{run.pk}")
            factories.article(outlet=factories.outlet())
        with django_assert_num_queries(16):
            get_page(admin_client, FRONT_PAGE)
    assert Article.objects.count() == 9
