"""Originals go out as WACZ, as other programs read it, and come back into a second archive that says the same."""

import hashlib
import io
import json
import zipfile

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.models import Article, Byline, Capture, Collection, Evidence, Outlet, Payload
from archive.storage.payloads import get_payload_path
from tests.formats.container_builders import HTML, build_warc
from tests.ingest.file_reading import ingest_paths
from tests.storage.test_warc_export import BODY, MOMENT, build_page

pytestmark = pytest.mark.django_db
COLUMNS = ("title", "published", "body", "standfirst", "section", "language", "canonical_url", "outlet__name")


@pytest.fixture
def articles(tmp_path):
    pages = [
        (f"https://www.gazette.example/News?id={n}&b=1", MOMENT, [HTML, ("Server", "a test")], build_page(title))
        for n, title in enumerate(("Harbour closed", "Trams return", "Ferry sold"))
    ]
    (tmp_path / "a.warc.gz").write_bytes(build_warc(*pages))
    (tmp_path / "b.txt").write_text(f"Lamps lit\n\n{BODY}")
    ingest_paths([tmp_path / "a.warc.gz", tmp_path / "b.txt"])
    return {article.title: article for article in Article.objects.all()}


def download(client, address: str, **parameters) -> bytes:
    response = client.get(address, parameters)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def open_package(content: bytes) -> tuple[zipfile.ZipFile, list[dict]]:
    """A package that holds what it says, and its pages."""
    package = zipfile.ZipFile(io.BytesIO(content))
    assert package.testzip() is None
    described = json.loads(package.read("datapackage.json"))
    assert described["profile"] == "data-package"
    assert described["wacz_version"] == "1.1.1"
    for row in described["resources"]:
        data = package.read(row["path"])
        assert row["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert row["bytes"] == len(data)
    digest = json.loads(package.read("datapackage-digest.json"))
    assert digest["hash"] == f"sha256:{hashlib.sha256(package.read(digest['path'])).hexdigest()}"
    head, *pages = map(json.loads, package.read("pages/pages.jsonl").splitlines())
    assert head["format"] == "json-pages-1.0"
    return package, pages


def test_every_file_of_the_package_is_as_its_standard_wants_it(client, articles):
    package, pages = open_package(download(client, "/archive.wacz"))

    assert {page["title"] for page in pages} == set(articles)
    assert all(page["url"] and page["ts"].endswith("Z") and page["text"] for page in pages)
    lines = package.read("indexes/index.cdxj").decode().splitlines()
    assert lines == sorted(lines)
    assert package.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
    data = package.read("archive/data.warc.gz")
    for line in lines:
        key, moment, values = line.split(" ", 2)
        row = json.loads(values)
        member = io.BytesIO(data[int(row["offset"]) : int(row["offset"]) + int(row["length"])])
        (record,) = ArchiveIterator(member, check_digests="raise")
        assert record.rec_headers.get_header("WARC-Target-URI") == row["url"]
        if row["url"].startswith("http"):
            assert key.startswith("example,gazette)/news?b=1&id=")
            assert moment == "20240314090000"
            assert record.rec_type == "response"


def test_a_second_archive_takes_the_package_in_and_says_the_same(client, articles, tmp_path):
    content = download(client, "/archive.wacz")
    first = sorted(Article.objects.values_list(*COLUMNS))
    captures = sorted(Capture.objects.values_list("url", "captured_at", "digest"))
    for model in (Evidence, Capture, Byline, Article, Outlet, Payload):
        model.objects.all().delete()
    (tmp_path / "archive.wacz").write_bytes(content)

    report = ingest_paths([tmp_path / "archive.wacz"])

    assert (report.added, report.refused) == (4, 0)
    assert sorted(Article.objects.values_list(*COLUMNS)) == first
    assert [row[:2] for row in sorted(Capture.objects.exclude(url="").values_list("url", "captured_at"))][:3] == [
        row[:2] for row in captures if row[0]
    ]


@pytest.mark.parametrize("kind", ["article", "collection", "search"])
def test_a_part_of_the_archive_goes_out_alone_as_warc_and_as_wacz(kind, client, articles):
    chosen = articles["Trams return"]
    Collection.objects.create(name="Trams", slug="trams").articles.add(chosen)
    address = {"article": f"/articles/{chosen.identifier}", "collection": "/collections/trams", "search": "/search"}[
        kind
    ]
    parameters = {"q": "title:trams"} if kind == "search" else {}

    _, pages = open_package(download(client, f"{address}.wacz", **parameters))
    stream = io.BytesIO(download(client, f"{address}.warc.gz", **parameters))

    assert [page["title"] for page in pages] == ["Trams return"]
    kinds = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
    assert kinds == ["warcinfo", "response"]


def test_what_is_withdrawn_stays_and_what_is_lost_is_named(client, articles):
    Article.objects.filter(title="Trams return").update(withdrawn_at="2024-04-01T00:00Z")
    lost = Capture.objects.get(article=articles["Lamps lit"])
    get_payload_path(lost.payload_id).unlink()

    package, pages = open_package(download(client, "/archive.wacz"))

    assert {page["title"] for page in pages} == {"Harbour closed", "Ferry sold", "Lamps lit"}
    assert json.loads(package.read("datapackage.json"))["missingOriginals"] == [f"urn:sha256:{lost.digest}"]
    assert client.get(f"/articles/{articles['Trams return'].identifier}.wacz").status_code == 404
