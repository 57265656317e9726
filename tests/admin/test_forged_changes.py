"""Forged requests at the changes and the import of metadata are answered in words."""

import io
import zipfile
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from xlsxwriter import Workbook

from archive.models import Article, Change
from tests import factories
from tests.admin.conftest import get_messages, get_page
from tests.admin.test_changes import save_title
from tests.admin.test_metadata import IMPORT, give

pytestmark = pytest.mark.django_db
LIST = "/admin/archive/change/"


@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 30, "abc", "1%00", "-1", "%C2%B2", "%F0%9D%9F%99"])
@pytest.mark.parametrize("page", ["change", "undo", "history", "delete"])
def test_forged_keys_of_changes_are_not_found(curator, key, page):
    for method in (curator.get, curator.post):
        assert method(f"{LIST}{key}/{page}/").status_code in {302, 400, 403, 404}


@pytest.mark.parametrize(
    "query",
    [
        {"undone": "\0"}, {"undone": "x"}, {"action__exact": "\0"}, {"action__exact": "x" * 5000}, {"q": "\0a"},
        {"made_by__id__exact": "9" * 40}, {"made_by__id__exact": "x"}, {"made_at__year": "0"}, {"p": "9" * 30},
        {"o": "9.9.x"}, {"rows__before": "1"}, {"made_by__password__startswith": "p"},
    ],
)  # fmt: skip
def test_forged_filters_of_changes_are_answered_in_words(curator, query):
    assert curator.get(LIST, query).status_code in {200, 302, 400}


@pytest.mark.parametrize("reason", ["x" * 2001, "a\0b", "\ud800"])
def test_a_reason_that_cannot_be_kept_undoes_nothing(curator, reason):
    article = factories.article("Right")
    save_title(curator, article, "Wrong")

    url = reverse("admin:archive_change_undo", args=[Change.objects.get().pk])
    body = b"reason=%ED%A0%80" if reason == "\ud800" else None
    answer = (
        curator.post(url, body, content_type="application/x-www-form-urlencoded")
        if body
        else curator.post(url, {"reason": reason})
    )

    assert answer.status_code in {302, 400}
    assert answer.status_code == 302 or Article.objects.get().title == "Wrong"


def test_the_address_of_an_undo_leads_to_its_change_after_a_new_login(curator):
    save_title(curator, factories.article("Right"), "Wrong")
    change = Change.objects.get()

    answer = curator.get(reverse("admin:archive_change_undo", args=[change.pk]))

    assert answer["Location"] == reverse("admin:archive_change_change", args=[change.pk])


def send(client, content, name="x.csv"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def write_workbook(rows, merge=()):
    file = io.BytesIO()
    with Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for cells in merge:
            sheet.merge_range(*cells)
    return file.getvalue()


def build_bomb():
    file = io.BytesIO(write_workbook([["identifier", "title"]]))
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name.endswith("sheet1.xml"):
                with target.open(name, "w", force_zip64=True) as out:
                    out.write(b"<worksheet><sheetData>")
                    for _ in range(300):
                        out.write(b" " * 1_000_000)
            else:
                target.writestr(name, source.read(name))
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"identifier,title\n" + b"x" * 1_100_000, b"identifier,title\n" + b'"a\n' * 1000, b"PK\x03\x04" + b"\0" * 900,
        b"identifier,identifier\n", b"identifier,title,headline\n", b"identifier" * 5000, b"\xef\xbb\xbf", b"\n" * 100,
        b",".join([b"identifier"] + [b"x"] * 20_000) + b"\n", write_workbook([]), write_workbook([["a"], ["b"]]),
        b"identifier,title\r\n" + b"x,y\r\n" * 20_001,
    ],
    ids=range(12),
)  # fmt: skip
def test_files_made_to_break_the_import_are_answered_on_its_form(curator, content):
    assert send(curator, content).status_code == 200
    assert not Change.objects.exists()


def test_a_workbook_that_swells_is_refused(curator):
    page = send(curator, build_bomb(), "x.xlsx")

    assert page.status_code == 200
    assert "errorlist" in page.content.decode()


def read_cells(page):
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")[-2:]]
        for row in BeautifulSoup(page.content.decode(), "lxml").select(".metadata-differences tbody tr")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_file_of_any_spreadsheet_program_is_read(curator, encoding, mark):
    article = factories.article("The old café near the harbour", published="2016-02-03")
    rows = [
        ["Identifier", "Headline", "Date"],
        [article.identifier, "Der Hafen für größere Fähren – “nie wieder”", "4 February 2016"],
    ]
    text = "\r\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"

    assert read_cells(send(curator, text.encode(encoding))) == [
        ["The old café near the harbour", "Der Hafen für größere Fähren – “nie wieder”"],
        ["2016-02-03", "2016-02-04"],
    ]


def test_dates_numbers_and_merged_cells_of_a_workbook_are_read(curator):
    article = factories.article("Old")
    file = io.BytesIO()
    with Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["identifier", "title", "published", "section"])
        sheet.write(1, 0, article.identifier)
        sheet.write(1, 1, 1984)
        sheet.write_datetime(1, 2, date(2016, 2, 4), workbook.add_format({"num_format": "d.m.yyyy"}))
        sheet.merge_range(1, 3, 2, 3, "World")

    page = send(curator, file.getvalue(), "x.xlsx")

    assert read_cells(page) == [["Old", "1984"], ["–", "2016-02-04"], ["–", "World"]]


@pytest.mark.parametrize(
    "values",
    [
        {"title": "=cmd|' /C calc'!A0"}, {"title": "+1"}, {"title": "'tis"}, {"section": "-"},
        {"standfirst": "x" * 40_000}, {"authors": "; ; ("}, {"authors": "a (writer of odes)"}, {"authors": "A;" * 3000},
        {"outlet": "…"}, {"outlet": "x" * 500}, {"published": "9" * 400}, {"published": "-1"},
        {"published": "2016-13-45"}, {"canonical_url": "javascript:alert(1)"},
        {"canonical_url": "http://" + "a" * 3000 + ".example/"}, {"language": "x" * 300}, {"review_status": "\u202e"},
        {"title": "a\u0000b"}, {"title": "\ud800"}, {"canonical_url": "http://[::1"}, {"section": "a\x07b"},
        {"outlet": "\x07Gazette"}, {"authors": "Maud\x0bEllery"},
    ],
    ids=range(23),
)  # fmt: skip
def test_cells_made_to_break_the_import_are_named_or_taken_as_they_are(curator, values):
    article = factories.article("Old")
    rows = [{"identifier": article.identifier, **values}]
    text = ",".join(rows[0]) + "\n" + ",".join('"' + cell.replace('"', '""') + '"' for cell in rows[0].values())

    page = send(curator, text.encode("utf-8", "surrogatepass"))
    assert page.status_code == 200
    html = page.content.decode()
    token = html.partition('name="token" value="')[2].partition('"')[0]
    key = html.partition('name="row" value="')[2].partition('"')[0]
    if token:
        assert curator.post(IMPORT, {"token": token, "row": key}, follow=True).status_code == 200
        Article.objects.get().full_clean()
        curator.post(reverse("admin:archive_change_undo", args=[Change.objects.get().pk]))
        assert Article.objects.get().title == "Old"


def test_a_preview_is_applied_once(curator):
    article = factories.article("Old")
    html = give(curator, [{"identifier": article.identifier, "title": "New"}]).content.decode()
    token = html.partition('name="token" value="')[2].partition('"')[0]
    key = html.partition('name="row" value="')[2].partition('"')[0]

    for bad in ({"row": ["\0", "x" * 10_000]}, {"row": "", "reason": "\0"}):
        assert curator.post(IMPORT, {"token": token, **bad}, follow=True).status_code == 200
    curator.post(IMPORT, {"token": token, "row": key, "reason": "a\0b"})
    assert Article.objects.get().title == "New"
    answer = curator.post(IMPORT, {"token": token, "row": key}, follow=True)
    assert "1 article not changed" in " ".join(get_messages(answer))
    assert Change.objects.count() == 1
    assert get_page(curator, LIST)
