"""From a search to a change: articles found are edited in bulk, or by a spreadsheet, with a preview."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import Article, Change
from archive.search.indexing.maintenance import rebuild_index
from tests import factories
from tests.admin.conftest import get_messages, get_page

pytestmark = pytest.mark.django_db
LIST = "/admin/archive/article/"
IMPORT = "/admin/archive/article/metadata/"


@pytest.fixture
def articles():
    rows = [
        factories.article("The harbour"),
        factories.article("Another harbour"),
        factories.article("A hill", body="Up."),
    ]
    Article.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(body="The harbour was closed.")
    rebuild_index()
    return rows


def run_action(client, action, rows, **values):
    data = {"action": action, "_selected_action": [row.pk for row in rows], "confirmed": "yes"}
    return client.post(LIST, data | values, follow=True)


def export(client, rows):
    response = run_action(client, "export_csv", rows)
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def give(client, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return client.post(IMPORT, {"file": SimpleUploadedFile("metadata.csv", out.getvalue().encode())})


def test_the_articles_of_a_search_are_listed_in_the_admin_to_be_edited(editor, articles):
    page = get_page(editor, "/search/", q="title:harbour")

    (link,) = [a for a in page.select(".export-links a") if a["href"].startswith(LIST)]
    listed = get_page(editor, link["href"]).select("#result_list tbody th")

    assert {cell.text.strip() for cell in listed} == {"The harbour", "Another harbour"}


def test_readers_are_offered_no_editing(client, articles):
    assert "found=" not in client.get("/search/", {"q": "harbour"}).content.decode()


@pytest.mark.parametrize("found", ["q=a&sort=up", "q=a&outlet=%00", "page=x", "q=((("])
def test_a_search_that_cannot_be_run_is_a_bad_request_in_words(editor, articles, found):
    assert editor.get(LIST, {"found": found}).status_code == 400


def test_authors_are_added_set_and_removed_and_each_step_is_undone(editor, articles):
    maud, lena = factories.author("Maud Ellery"), factories.author("Lena Hartog")

    run_action(editor, "set_authors", articles[:2], author=maud.pk, how="add")
    run_action(editor, "set_authors", articles[:2], author=lena.pk, how="add")
    assert [b.author for b in articles[0].bylines.all()] == [maud, lena]
    run_action(editor, "set_authors", articles[:2], author=maud.pk, how="remove")
    assert [b.author for b in articles[1].bylines.all()] == [lena]
    run_action(editor, "set_authors", articles[:2], author="", how="set")
    evidence = articles[0].evidence.current().get(field="author")
    assert (evidence.value, evidence.former_value) == ("", "Lena Hartog")

    for change in Change.objects.order_by("-pk"):
        editor.post(reverse("admin:archive_change_undo", args=[change.pk]))
    assert not articles[0].bylines.exists()
    assert not articles[0].evidence.exists()


def test_dates_and_sections_are_set_for_many(editor, articles):
    run_action(editor, "set_date", articles, published="Feb 2016")
    run_action(editor, "set_section", articles, section="World")

    assert set(Article.objects.values_list("published", "section")) == {("2016-02", "World")}
    assert {str(day) for day in Article.objects.values_list("earliest", flat=True)} == {"2016-02-01"}


def test_metadata_goes_out_is_edited_and_comes_in_as_one_change(editor, articles):
    rows = export(editor, articles)
    rows[0] |= {"title": "The closed harbour", "outlet": "The Gazette"}
    rows[1] |= {"published": "soon"}

    preview = give(editor, rows).content.decode()
    assert "The closed harbour" in preview
    assert "New records:" in preview
    assert "Row 3" in preview
    token = preview.partition('name="token" value="')[2].partition('"')[0]
    key = preview.partition('name="row" value="')[2].partition('"')[0]
    response = editor.post(IMPORT, {"token": token, "row": key, "reason": "From the catalogue."}, follow=True)

    assert get_messages(response) == ["Metadata imported: 1 article changed."]
    change = Change.objects.get()
    assert (change.action, change.reason, change.made_by) == ("import", "From the catalogue.", editor.user)
    editor.post(reverse("admin:archive_change_undo", args=[change.pk]))
    assert not Article.objects.filter(title="The closed harbour").exists()


def test_an_import_leads_to_its_undo_and_without_a_tick_nothing_is_changed(editor, articles):
    rows = export(editor, articles)
    rows[0]["title"] = "Another headline"
    page = give(editor, rows).content.decode()
    token = page.partition('name="token" value="')[2].partition('"')[0]
    key = page.partition('name="row" value="')[2].partition('"')[0]

    response = editor.post(IMPORT, {"token": token})
    assert get_messages(response) == ["No row was ticked; nothing was changed."]
    assert key in response.content.decode()
    response = editor.post(IMPORT, {"token": token, "row": key}, follow=True)

    url = reverse("admin:archive_change_change", args=[Change.objects.get().pk])
    assert any(url in str(message) for message in response.context["messages"])


def test_a_workbook_is_exported_too(editor, articles):
    response = run_action(editor, "export_xlsx", articles)

    assert response["Content-Type"].endswith("sheet")
    assert b"".join(response).startswith(b"PK")


def test_a_preview_is_applied_only_by_who_made_it(editor, curator, articles):
    rows = export(editor, articles)
    rows[0]["title"] = "Mine"
    page = give(editor, rows).content.decode()
    token = page.partition('name="token" value="')[2].partition('"')[0]
    key = page.partition('name="row" value="')[2].partition('"')[0]

    for forged in (token, "x", "", token + "x"):
        response = curator.post(IMPORT, {"token": forged, "row": key}, follow=True)
        assert get_messages(response) == ["This preview is too old. Give the file again."]
    assert not Article.objects.filter(title="Mine").exists()


@pytest.mark.parametrize("content", [b"", b"\0\0", b"identifier\0\n", b"PK\x03\x04", b"a,b\n1,2\n", b"\xff\xfe"])
def test_files_that_are_no_such_table_are_refused_on_the_form(editor, content):
    response = editor.post(IMPORT, {"file": SimpleUploadedFile("x.csv", content)})

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


def test_readers_import_nothing(reader):
    assert reader.get(IMPORT).status_code == 403
