"""An afternoon of two editors: uploads, bulk edits, a wrong merge, a mistaken deletion, a spreadsheet; all undone."""

import csv
import io
import re

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from archive.management.long_runs import compare_pending
from archive.models import Article, Author, Change, Outlet, Quotation
from archive.search.indexing.change_queue import get_engine
from archive.search.indexing.maintenance import check_index, rebuild_index
from tests import factories
from tests.admin.conftest import get_row_address, read_form

pytestmark = pytest.mark.django_db(transaction=True)
JOURNALS = {
    "change", "rowchange", "openchange", "indexchange", "batch", "refusal", "termcounts", "maintenancetask",
    "qualitysnapshot", "payloadfault", "archiveevent",
}  # fmt: skip
SAID = "“The quay stays closed until the crane is lifted,” said Nora Whitlock, the harbour master, on Thursday."
FILLER = (
    "Ferries to the islands will not run before Monday, and the fish market has moved to the square behind the church."
)
PAGE = """<html><head><title>{title}</title><meta property="og:site_name" content="{outlet}">
<meta name="author" content="{author}"><meta property="article:published_time" content="2016-02-04T10:00:00Z">
</head><body><article><h1>{title}</h1><p>{said}</p><p>{filler}</p><p>{more}</p></article></body></html>"""


def dump_rows():
    """Every row of the archive but journals, without the time of the last change."""
    tables = {}
    for model in apps.get_app_config("archive").get_models(include_auto_created=True):
        if model._meta.model_name in JOURNALS:
            continue
        names = [f'"{f.column}"' for f in model._meta.local_concrete_fields if f.name not in {"changed_at", "read_at"}]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(names)} FROM {model._meta.db_table}")
            tables[model._meta.db_table] = sorted(map(repr, cursor.fetchall()))
    return tables


def look_at_archive(client):
    """All that the archive holds and shows: rows, index, exports, pages."""
    addresses = ["/search.csv?q=quay", "/search.jsonl?q=quay", "/outlets/", "/authors/", "/quotations/", "/sitemap.xml"]
    pages = {}
    for address in addresses:
        response = client.get(address)
        text = b"".join(response).decode() if response.streaming else response.content.decode()
        # equal hits stand in the order of the index; a sitemap says when a page last changed
        pages[address] = sorted(re.sub(r"<lastmod>.*?</lastmod>", "", text).splitlines())
    return dump_rows(), get_engine().read_fingerprints(), pages


@pytest.fixture
def archive():
    rows = []
    for number, name in enumerate(("The Marden Post", "Marden Gazette", "The Islander")):
        outlet, author = factories.outlet(name), factories.author(f"Writer {'ABC'[number]}. Crane")
        body = f"{SAID}\n\n{FILLER}\n\nSeen by {name}."
        rows.append(
            factories.article(
                f"Quay closed, {name}", outlet=outlet, by=(author,), body=body, published="2016-02-04", language="en"
            )
        )
    factories.capture(rows[0])
    rebuild_index()
    compare_pending()
    return rows


def post_action(client, model, action, rows, **values):
    data = {"action": action, "_selected_action": [row.pk for row in rows], "confirmed": "yes", **values}
    return client.post(reverse(f"admin:archive_{model}_changelist"), data, follow=True)


def upload(client, name):
    page = PAGE.format(
        title="Crane lifted", outlet="The New Paper", author="Ines Rook", said=SAID, filler=FILLER, more=name
    )
    client.post(reverse("admin:archive_batch_upload"), {"pages": [SimpleUploadedFile(name, page.encode())]})
    call_command("work", "--once", stdout=io.StringIO())


def edit(client, row, **values):
    client.post(get_row_address(row), read_form(client, get_row_address(row)) | values, follow=True)


def work_through_the_afternoon(orla, lena, archive):
    post, gazette, islander = (row.outlet for row in archive)
    upload(orla, "crane.html")
    edit(lena, archive[0], title="Quay closed until Monday", published="5 February 2016")
    post_action(orla, "article", "set_language", archive, language="mt")
    post_action(lena, "article", "set_outlet", archive[1:], outlet=post.pk)
    post_action(lena, "outlet", "merge_publishers", [post, islander], keep=islander.pk, reason="Thought they were one.")
    post_action(orla, "article", "set_authors", archive, author=Author.objects.first().pk, how="add")
    edit(lena, gazette, name="Marden Daily Gazette", slug="marden-daily-gazette")
    orla.post(reverse("admin:archive_article_delete", args=[archive[2].pk]), {"post": "yes"})
    post_action(orla, "article", "withdraw_articles", archive[:1], reason="A mistake.")
    import_spreadsheet(lena, archive[:2])


def import_spreadsheet(client, rows):
    response = post_action(client, "article", "export_csv", rows)
    exported = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    for row in exported:
        row |= {"section": "Harbour", "authors": "Somebody New; Ines Rook"}
    out = io.StringIO()
    writer = csv.DictWriter(out, exported[0])
    writer.writeheader()
    writer.writerows(exported)
    address = reverse("admin:archive_article_metadata")
    file = SimpleUploadedFile("edited.csv", out.getvalue().encode())
    page = client.post(address, {"file": file}).content.decode()
    keys = [part.partition('"')[0] for part in page.split('name="row" value="')[1:]]
    token = page.partition('name="token" value="')[2].partition('"')[0]
    client.post(address, {"token": token, "row": keys, "reason": "From the catalogue."})


def test_an_afternoon_of_two_editors_is_undone_step_by_step(admin_client, archive):
    orla, lena, reader = admin_client, Client(), Client()
    lena.force_login(User.objects.create_superuser("lena"))
    morning = look_at_archive(reader)

    work_through_the_afternoon(orla, lena, archive)
    changes = list(Change.objects.order_by("-pk"))
    assert [change.action for change in reversed(changes)] == [
        "upload", "edit", "bulk edit", "bulk edit", "merge", "bulk edit", "edit", "delete", "withdraw", "import",
    ]  # fmt: skip
    assert look_at_archive(reader) != morning
    assert Outlet.objects.count() == 3  # one merged away, one come with the upload

    for change in changes:
        response = orla.post(reverse("admin:archive_change_undo", args=[change.pk]), follow=True)
        assert response.status_code == 200, (change, response.context.get("obstacles"))
    compare_pending()

    evening = look_at_archive(reader)
    assert not check_index()
    for table, rows in morning[0].items():
        assert evening[0][table] == rows, table
    assert evening[1:] == morning[1:]
    assert Article.objects.count() == 3
    assert Quotation.objects.get(words__startswith="The quay stays").outlet_count == 3
