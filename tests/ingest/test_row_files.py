"""Tables whose rows name the files that hold their texts."""

import pytest

from archive.models import Article
from tests.formats.container_builders import build_zip
from tests.ingest.file_reading import get_refusals, ingest_paths, read_items
from tests.ingest.workbook_files import build_xlsx

HEAD = "post_id,post_date,is_published,title,subtitle\n"
POST = "1001.weir,2023-02-03T08:00:00.000Z,true,The weir is down,Nobody heard it\n"
PAGE = "<p>The weir at Orrin gave way on Friday night.</p><p>The keeper, who slept, was told by the cook at six.</p>"

pytestmark = pytest.mark.django_db


def write_posts(folder, rows=POST):
    (folder / "posts").mkdir()
    (folder / "posts.csv").write_text(HEAD + rows)
    (folder / "posts" / "1001.weir.html").write_text(PAGE)


def test_a_list_of_posts_is_joined_with_the_pages_beside_it(tmp_path):
    write_posts(tmp_path)

    ingest_paths([tmp_path])

    article = Article.objects.get()
    assert (article.title, article.standfirst, article.published) == (
        "The weir is down",
        "Nobody heard it",
        "2023-02-03",
    )
    assert article.body.startswith("The weir at Orrin gave way")
    assert article.body.endswith("by the cook at six.")
    assert article.captures.count() == 2


def test_they_are_joined_within_a_zip_too(tmp_path):
    (tmp_path / "export.zip").write_bytes(
        build_zip({"posts.csv": (HEAD + POST).encode(), "posts/1001.weir.html": PAGE.encode()})
    )

    ingest_paths([tmp_path / "export.zip"])

    assert Article.objects.get().title == "The weir is down"


def test_a_row_whose_file_is_not_there_is_refused_with_the_step_that_helps(tmp_path):
    write_posts(tmp_path, POST.replace("weir,", "mill,"))

    (refusal,) = ingest_paths([tmp_path / "posts.csv"]).refusals

    assert "names a file for its text (posts/1001.mill.html), which does not lie beside it" in refusal.reason
    assert "Take in the whole folder, or pack it as a ZIP" in refusal.reason


def test_a_draft_in_a_list_of_posts_is_passed_over(tmp_path):
    items = read_items(tmp_path, (HEAD + POST.replace("true", "false")).encode(), "posts.csv")

    assert get_refusals(items) == []
    assert [item.reason for item in items] == ["it is not published"]


def test_a_first_line_that_is_no_title_stays_in_the_text(tmp_path):
    (tmp_path / "list.csv").write_text('Filename,Headline,Author\ntexts/1.txt,Weir down,"Roe, Jane"\n')
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "1.txt").write_text("The weir gave way on Friday.\n\nThe keeper slept.\n")

    ingest_paths([tmp_path])

    article = Article.objects.get()
    assert (article.title, article.body) == ("Weir down", "The weir gave way on Friday.\n\nThe keeper slept.")


def test_a_row_with_a_text_of_its_own_needs_no_file(tmp_path):
    (tmp_path / "list.csv").write_text("File,Title,Text\n1.txt,Weir down,The weir gave way on Friday.\n")
    (tmp_path / "1.txt").write_text("Other\n\nAnother text.\n")

    ingest_paths([tmp_path])

    assert sorted(Article.objects.values_list("title", flat=True)) == ["Other", "Weir down"]


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/secret.txt", "C:\\secret.txt"])
def test_a_row_leads_to_no_file_outside_its_folder(path, tmp_path):
    (tmp_path / "secret.txt").write_text("Secret\n\nNobody may read it.\n")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "list.csv").write_text(f"File,Title\n{path},Weir down\n")

    ingest_paths([folder])

    assert not Article.objects.exists()


def test_rows_of_a_workbook_are_joined_with_their_files_too(tmp_path):
    (tmp_path / "list.xlsx").write_bytes(build_xlsx({"List": [["Document", "Headline"], ["1.txt", "Weir down"]]}))
    (tmp_path / "1.txt").write_text("Weir down\n\nThe weir gave way on Friday.\n")

    ingest_paths([tmp_path])

    article = Article.objects.get()
    assert (article.title, article.body) == ("Weir down", "The weir gave way on Friday.")
