"""Uploads by editors: a worker ingests the files, and the page of the batch shows the results."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from archive.ingest import uploads
from archive.models import Article, Batch, Collection, IndexChange
from tests import factories
from tests.admin.conftest import get_errors, get_page, get_row_address
from tests.ingest.article_reading import BODY
from tests.ingest.container_files import build_page as web_page

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:archive_batch_upload")


def build_file(name, content):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def upload_files(client, *files, **more):
    """Upload files; returns their batch."""
    answer = client.post(UPLOAD, {"pages": list(files), **more})
    assert answer.status_code == 302, get_errors(answer)
    return Batch.objects.get(pk=int(answer["Location"].split("/")[-3]))


def list_stored_uploads(settings):
    return sorted(path for path in Path(settings.UPLOAD_ROOT).rglob("*") if path.is_file())


def test_files_wait_and_a_worker_takes_them_in(editor, settings):
    batch = upload_files(
        editor,
        build_file("harbour.html", web_page("Harbour closed")),
        build_file("trams.txt", f"Trams return\n\nBy Jane Roe\n\n{BODY}"),
        build_file("style.css", "p { color: red }"),
        build_file("bad.txt", b"\0\1\2"),
    )
    waiting = get_page(editor, get_row_address(batch))

    call_command("work", "--once")

    batch.refresh_from_db()
    assert "Waiting to be taken in: 4 files" in waiting.select_one(".run-progress").text
    assert waiting.select_one('meta[http-equiv="refresh"]')["content"] == "3"
    assert (batch.state, batch.added, batch.refused, batch.passed_over) == ("finished", 2, 1, 1)
    assert batch.given_by == editor.user
    assert not IndexChange.objects.exists()
    assert len(list_stored_uploads(settings)) == 1  # what was refused may be tried again


def test_the_page_of_the_run_says_why_author_date_and_outlet_are_what_they_are(editor):
    batch = upload_files(editor, build_file("a.txt", f"Trams return\n\nBy Jane Roe\n14 March 2024\n\n{BODY}"))
    call_command("work", "--once")

    soup = get_page(editor, get_row_address(batch))

    (row,) = soup.select("#taken-heading ~ div tbody tr")
    author, date, outlet = [cell.text for cell in row.select("td")]
    assert "Jane Roe" in author
    assert "stated: “Jane Roe”" in author
    assert "2024-03-14" in date
    assert "not known" in outlet
    assert not soup.select('meta[http-equiv="refresh"]')
    article = Article.objects.get()
    assert row.a["href"] == reverse("admin:archive_article_how", args=[article.pk])


def test_outlet_and_collection_go_to_all_of_them(editor):
    outlet, collection = factories.outlet("Gazette"), Collection.objects.create(name="Ports")
    upload_files(editor, build_file("a.txt", f"A\n\n{BODY}"), outlet=outlet.pk, collection=collection.pk)

    call_command("work", "--once")

    article = Article.objects.get()
    assert (article.outlet, list(collection.articles.all())) == (outlet, [article])


def test_a_folder_may_hold_files_of_one_name(editor):
    pages = [build_file("index.html", web_page(f"Page {n}")) for n in range(3)]

    answer = editor.post(UPLOAD, {"folder": pages})
    call_command("work", "--once")

    assert answer.status_code == 302
    assert Article.objects.count() == 3


def test_nothing_chosen_is_said(editor):
    answer = editor.post(UPLOAD, {})

    assert get_errors(answer) == ["No file was chosen. Drag some into one of the boxes."]


@pytest.mark.parametrize("group", ["Reader"])
def test_who_may_not_add_runs_may_not_upload(login_as, group, settings):
    client = login_as(group)

    assert client.get(UPLOAD).status_code == 403
    assert client.post(UPLOAD, {"pages": [build_file("a.txt", "x")]}).status_code == 403
    assert list_stored_uploads(settings) == []


def test_the_form_takes_many_files_and_folders_without_script(editor):
    soup = get_page(editor, UPLOAD)

    form = soup.select_one("#content-main form, #content form")
    assert form["enctype"] == "multipart/form-data"
    assert form.select_one("#id_pages").has_attr("multiple")
    assert form.select_one("#id_folder").has_attr("webkitdirectory")
    assert all(form.select_one(f"label[for={name}]") for name in ("id_pages", "id_folder"))


def test_names_of_files_are_only_names(editor, settings):
    upload_files(editor, build_file("../../evil\nname.txt", f"A\n\n{BODY}"))

    assert [path.name for path in list_stored_uploads(settings)] == ["00001"]
    call_command("work", "--once")
    assert Article.objects.get().captures.get().source == "evilname.txt"


def test_a_worker_that_was_killed_is_followed_by_one_that_goes_on(editor):
    batch = upload_files(editor, build_file("a.txt", f"A\n\n{BODY}"))
    gone = {"host": __import__("socket").gethostname(), "pid": 99999999, "began": "1"}
    Batch.objects.filter(pk=batch.pk).update(state="running", options={**batch.options, "process": gone, "attempts": 1})

    call_command("work", "--once")

    batch.refresh_from_db()
    assert (batch.state, batch.added, batch.options["attempts"]) == ("finished", 1, 2)


def test_a_run_that_kills_each_worker_is_left_alone(editor):
    batch = upload_files(editor, build_file("a.txt", f"A\n\n{BODY}"))
    Batch.objects.filter(pk=batch.pk).update(
        state="interrupted", options={**batch.options, "attempts": uploads.MAX_ATTEMPTS}
    )

    call_command("work", "--once")

    batch.refresh_from_db()
    assert (batch.state, Article.objects.exists()) == ("interrupted", False)


def test_two_workers_do_not_take_the_same_run(editor):
    batch = upload_files(editor, build_file("a.txt", f"A\n\n{BODY}"))

    first = uploads.claim_next_batch()

    assert first == batch
    assert uploads.claim_next_batch() is None


def test_refused_files_may_be_tried_again(editor, settings):
    batch = upload_files(editor, build_file("bad.txt", b"\0"), build_file("good.txt", f"Good\n\n{BODY}"))
    call_command("work", "--once")
    (path,) = list_stored_uploads(settings)
    path.write_text(f"Mended\n\n{BODY} And more of it.")

    button = get_page(editor, get_row_address(batch)).select_one("button[form=again]")
    editor.post(reverse("admin:archive_batch_again", args=[batch.pk]))
    call_command("work", "--once")

    batch.refresh_from_db()
    assert button.text == "Try the rejected files again"
    assert (batch.state, batch.added, batch.refused) == ("finished", 2, 0)
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Good", "Mended"]
    assert list_stored_uploads(settings) == []


def test_a_path_that_somebody_wrote_into_the_row_is_not_read(editor, tmp_path):
    batch = upload_files(editor, build_file("a.txt", f"A\n\n{BODY}"))
    (tmp_path / "secret.txt").write_text(f"Secret\n\n{BODY}")
    files = {str(tmp_path / "secret.txt"): "a.txt"}
    Batch.objects.filter(pk=batch.pk).update(options={"files": files})

    call_command("work", "--once")

    assert not Article.objects.exists()
    assert (tmp_path / "secret.txt").exists()


def test_the_page_of_a_large_run_asks_few_questions(editor, django_assert_max_num_queries):
    pages = [build_file(f"{n}.txt", f"Title {n}\n\nBy Jane Roe\n\n{BODY} {n}") for n in range(30)]
    batch = upload_files(editor, *pages)
    call_command("work", "--once")

    with django_assert_max_num_queries(20):
        soup = get_page(editor, get_row_address(batch))

    assert len(soup.select("#taken-heading ~ div tbody tr")) == 30
    assert BeautifulSoup(str(soup), "lxml").select("mark") == []


EMPTY_NAMES = ("a.html", "b.md", "c.csv", "d.jsonl", "e.warc.gz", "f.zip", "g.pdf", "h", "i.xml")


@pytest.mark.parametrize("name", EMPTY_NAMES)
@pytest.mark.parametrize("content", [b"", b" \r\n\n", b"\xef\xbb\xbf"])
def test_an_empty_upload_is_called_empty_whatever_its_name(editor, name, content):
    batch = upload_files(editor, build_file(name, content))

    call_command("work", "--once")

    batch.refresh_from_db()
    assert (batch.added, batch.known, batch.refused) == (0, 0, 1)
    assert batch.refusals.get().reason.startswith("It is empty")


def test_a_table_without_rows_is_refused_and_not_lost(editor):
    batch = upload_files(editor, build_file("a.csv", b"title,text\n,\n"))

    call_command("work", "--once")

    assert "no rows" in batch.refusals.get().reason


def test_files_of_a_folder_keep_their_paths(editor, settings):
    pages = [build_file("index.html", web_page(f"Page {n}")) for n in range(2)]
    paths = "press/2024/index.html\npress/2025/index.html"

    answer = editor.post(UPLOAD, {"folder": pages, "folder_paths": paths.replace("\n", "\r\n")})
    stored = [str(path) for path in list_stored_uploads(settings)]
    call_command("work", "--once")

    assert answer.status_code == 302
    assert [path.partition("/tree/")[2] for path in stored] == paths.split("\n")
    batch = Batch.objects.get()
    assert list(batch.options["files"].values()) == paths.split("\n")
    assert Article.objects.count() == 2
    assert list(Path(settings.UPLOAD_ROOT).iterdir()) == []


@pytest.mark.parametrize(
    "path",
    [
        "../../x/index.html",
        "/etc/passwd",
        "a/../../b.html",
        "a/b\x07c.html",
        "a/" * 30 + "b.html",
        "a/" + "b" * 300,
        "one",
    ],
)
def test_a_path_that_leads_elsewhere_is_not_followed(editor, settings, path):
    editor.post(UPLOAD, {"folder": [build_file("index.html", web_page("Page"))], "folder_paths": path})

    root = Path(settings.UPLOAD_ROOT).resolve()
    (stored,) = list_stored_uploads(settings)
    assert stored.resolve().is_relative_to(root)
    assert not [part for part in stored.relative_to(root).parts if part == ".."]
    assert not any(root.parent.glob("**/passwd.html"))
    call_command("work", "--once")
    assert Article.objects.count() == 1


def test_paths_that_do_not_fit_the_files_are_left_out(editor):
    pages = [build_file(f"{n}.html", web_page(f"Page {n}")) for n in range(2)]

    batch = upload_files(editor, folder=pages, folder_paths="a/0.html")

    assert list(batch.options["files"].values()) == ["0.html", "1.html"]
