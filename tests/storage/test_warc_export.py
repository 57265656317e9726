"""Export of captures as WARC, read by warcio and ingested again."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from archive.models import Article, Capture
from archive.storage.export_warc import export_warc
from archive.storage.payloads import get_payload_path
from tests.formats.container_builders import HTML, build_warc
from tests.ingest.article_reading import BODY
from tests.ingest.container_files import build_page
from tests.ingest.file_reading import ingest_paths

pytestmark = pytest.mark.django_db

ADDRESS, MOMENT = "https://gazette.example/a", "2024-03-14T09:00:00Z"


@pytest.fixture
def archive(tmp_path):
    """A page out of a WARC, and a text out of a file."""
    (tmp_path / "a.warc.gz").write_bytes(
        build_warc((ADDRESS, MOMENT, [HTML, ("Server", "a test")], build_page("Harbour closed")))
    )
    (tmp_path / "b.txt").write_text(f"Trams return\n\n{BODY}")
    ingest_paths([tmp_path / "a.warc.gz", tmp_path / "b.txt"])
    return tmp_path


def export_records(captures):
    """Kind, address, moment, type and body of each record, as warcio reads them."""
    file = io.BytesIO()
    export_warc(captures, file)
    file.seek(0)
    return [
        (
            record.rec_type,
            record.rec_headers.get_header("WARC-Target-URI"),
            record.rec_headers.get_header("WARC-Date"),
            record.http_headers.get_header("Server") if record.http_headers else None,
            record.content_stream().read(),
        )
        for record in ArchiveIterator(file, check_digests="raise")
    ]


def test_a_response_stays_as_it_was_and_other_bytes_become_a_resource(archive):
    captures = Capture.objects.order_by("pk").select_related("payload")

    _, response, resource = export_records(captures)

    assert response == ("response", ADDRESS, MOMENT, "a test", build_page("Harbour closed"))
    assert resource[0] == "resource"
    assert resource[1] == f"urn:sha256:{captures[1].digest}"
    assert resource[4] == f"Trams return\n\n{BODY}".encode()


def test_what_went_out_is_known_when_it_comes_back(archive):
    article = Article.objects.get(title="Harbour closed")
    call_command("export_capture", article.identifier, "--output", str(archive / "out.warc.gz"))

    report = ingest_paths([archive / "out.warc.gz"])

    assert (report.added, report.recaptured, report.known) == (0, 0, 1)


def test_the_command_says_what_is_not_there_and_overwrites_nothing(archive):
    (archive / "taken.warc.gz").write_bytes(b"mine")
    number = str(Capture.objects.first().pk)

    with pytest.raises(CommandError, match="no capture ‘nothing1’"):
        call_command("export_capture", "nothing1")
    with pytest.raises(CommandError, match="there already"):
        call_command("export_capture", number, "--output", str(archive / "taken.warc.gz"))

    assert (archive / "taken.warc.gz").read_bytes() == b"mine"


def test_a_reader_may_save_a_capture_and_a_withdrawn_one_is_not_given(archive, client):
    capture = Capture.objects.get(article__title="Harbour closed")
    address = reverse("capture-warc", args=[capture.pk])

    saved = client.get(address)
    Article.objects.filter(pk=capture.article_id).update(withdrawn_at=timezone.now())

    assert 'attachment; filename="' in saved["Content-Disposition"]
    records = [record.rec_type for record in ArchiveIterator(io.BytesIO(saved.content))]
    assert records == ["warcinfo", "response"]
    assert client.get(address).status_code in {404, 410}


def test_bytes_that_are_gone_are_said_to_be(archive, client):
    capture = Capture.objects.get(article__title="Harbour closed")
    get_payload_path(capture.payload_id).unlink()

    answer = client.get(reverse("capture-warc", args=[capture.pk]))

    assert answer.status_code in {404, 410}
    assert capture.payload_id in answer.content.decode()
