"""Pictures that came with a page are kept with it, however the page was saved."""

import base64
import plistlib
import random
import zipfile
from email.message import EmailMessage

import pytest

from archive.curation.bulk_edit import delete_articles
from archive.formats.detection.page_pictures import MAX_PICTURES
from archive.models import Article, Payload, Picture
from archive.storage.payloads import read_record_bytes
from tests.formats.container_builders import build_warc
from tests.ingest.file_reading import get_documents, ingest_paths, read_items
from tests.web.pages import parse_page

pytestmark = pytest.mark.django_db

ADDRESS = "https://courier.example/harbour/closed"
TEXT = "<p>" + "The harbour was closed on Thursday after the soundings were found to be false. " * 6 + "</p>"


def build_picture(seed, size=4_000):
    return b"\x89PNG\r\n\x1a\n" + random.Random(seed).randbytes(size)


BOOM, CRANE, ICON, LOGO = build_picture(1), build_picture(2), build_picture(3, 200), build_picture(4)


def build_page(boom, crane, logo="logo.png"):
    return f"""<!doctype html><html lang="en"><head><title>Harbour closed</title><meta charset="utf-8"></head><body>
      <header><img src="{logo}" alt="The Courier"></header>
      <article><h1>Harbour closed</h1>
        <figure><img src="{boom}" alt="A boom across the water">
          <figcaption>The boom at <b>dawn</b></figcaption></figure>
        {TEXT}<img src="{crane}"><img src="{boom}" alt="again"><img src="https://elsewhere.example/x.png">
      </article></body></html>""".encode()


def to_data(content, media_type="image/png"):
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def save_alone(folder):
    page = folder / "page.html"
    page.write_bytes(build_page(to_data(BOOM), to_data(CRANE), to_data(LOGO)))
    return page


def save_with_folder(folder):
    files = folder / "Harbour closed_files"
    files.mkdir()
    for name, content in (("boom 1.png", BOOM), ("crane.png", CRANE), ("logo.png", LOGO)):
        (files / name).write_bytes(content)
    start = "./Harbour%20closed_files/"
    (folder / "Harbour closed.html").write_bytes(
        build_page(f"{start}boom%201.png", f"{start}crane.png", f"{start}logo.png")
    )
    return folder


def save_as_mhtml(folder):
    mail = EmailMessage()
    mail["Snapshot-Content-Location"] = ADDRESS
    mail["Subject"] = "Harbour closed"
    mail.set_content(build_page("/pictures/boom.png", "cid:crane@frame").decode(), subtype="html")
    mail.add_related(BOOM, "image", "png", headers=["Content-Location: https://courier.example/pictures/boom.png"])
    mail.add_related(CRANE, "image", "png", cid="<crane@frame>")
    path = folder / "page.mhtml"
    path.write_bytes(b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n" + mail.as_bytes())
    return path


def save_as_webarchive(folder):
    pictures = {"boom.png": BOOM, "crane.png": CRANE}
    resources = [
        {"WebResourceURL": f"{ADDRESS}/{name}", "WebResourceMIMEType": "image/png", "WebResourceData": content}
        for name, content in pictures.items()
    ]
    page = build_page(f"{ADDRESS}/boom.png", f"{ADDRESS}/crane.png")
    main = {"WebResourceURL": ADDRESS, "WebResourceMIMEType": "text/html", "WebResourceData": page}
    main["WebResourceTextEncodingName"] = "UTF-8"
    path = folder / "page.webarchive"
    path.write_bytes(plistlib.dumps({"WebMainResource": main, "WebSubresources": resources}, fmt=plistlib.FMT_BINARY))
    return path


def save_as_warc(folder):
    """A page and its pictures as a crawler captures them: one picture before the page, one after it, in chunks."""
    path = folder / "crawl.warc.gz"
    chunked = [("Content-Type", "image/png"), ("Transfer-Encoding", "chunked")]
    middle = len(CRANE) // 2
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (CRANE[:middle], CRANE[middle:], b""))
    records = [
        ("https://courier.example/pictures/boom.png", [("Content-Type", "image/png")], BOOM),
        (ADDRESS, [("Content-Type", "text/html")], build_page("/pictures/boom.png", "https://cdn.example/crane")),
        ("https://cdn.example/crane", chunked, chunks),
        ("https://courier.example/lost.png", [("Content-Type", "image/png")], LOGO),
    ]
    moment = "2024-03-14T12:00:00Z"
    path.write_bytes(build_warc(*((url, moment, headers, body) for url, headers, body in records)))
    return path


def save_zipped(folder):
    (folder / "in").mkdir()
    save_with_folder(folder / "in")
    path = folder / "pages.zip"
    with zipfile.ZipFile(path, "w") as pack:
        for file in sorted((folder / "in").rglob("*.*")):
            pack.write(file, file.relative_to(folder / "in"))
    return path


WAYS = [save_alone, save_with_folder, save_as_mhtml, save_as_webarchive, save_as_warc, save_zipped]


@pytest.mark.parametrize("save", WAYS, ids=lambda save: save.__name__)
def test_pictures_of_the_article_are_kept_in_its_order_with_their_words(save, tmp_path, settings, client):
    settings.SHOW_PICTURES = True
    report = ingest_paths([save(tmp_path)])
    article = Article.objects.get()

    assert report.refused == 0
    assert [(row.alternative_text, row.caption) for row in Picture.objects.all()] == [
        ("A boom across the water", "The boom at dawn"),
        ("", ""),
    ]
    page = parse_page(client.get(article.get_absolute_url()))
    shown = [client.get(image["src"]) for image in page.select(".pictures img")]
    assert [response.content for response in shown] == [BOOM, CRANE]
    assert {response["Content-Type"] for response in shown} == {"image/png"}
    assert all("sandbox" in response["Content-Security-Policy"] for response in shown)
    assert [image["alt"] for image in page.select(".pictures img")][1] == "Picture 2, without a description"
    assert read_record_bytes(article.captures.get())  # the page itself is kept as it was


def test_an_archive_shows_no_pictures_unless_its_administrator_says_so(tmp_path, client):
    ingest_paths([save_alone(tmp_path)])
    article, picture = Article.objects.get(), Picture.objects.first()

    assert not parse_page(client.get(article.get_absolute_url())).select(".pictures")
    assert client.get(f"/captures/{picture.capture_id}/pictures/1/").status_code == 404


def test_pictures_go_with_their_article(tmp_path, settings, client):
    settings.SHOW_PICTURES = True
    ingest_paths([save_alone(tmp_path)])
    picture = Picture.objects.first()
    Article.objects.update(withdrawn_at="2026-01-01T00:00Z")
    assert client.get(f"/captures/{picture.capture_id}/pictures/1/").status_code == 404
    delete_articles(Article.objects.all())
    assert not Payload.objects.exists()


HOSTILE = {
    "an icon": to_data(ICON),
    "a drawing that may hold scripts": to_data(
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + b" " * 4000, "image/svg+xml"
    ),
    "a page that says it is a picture": to_data(b"<!doctype html><script>alert(1)</script>" + b" " * 4000),
    "no base64": "data:image/png;base64,%%%%" + "A" * 4001,
    "nothing": "",
    "a folder above": "../../../../../../etc/passwd",
    "a file address": "file:///etc/passwd",
    "an address that is none": "http://[::1",
    "a very long address": "x" * 100_000,
}


@pytest.mark.parametrize("address", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_picture_of_the_page_is_left_out_and_the_page_is_read(address, tmp_path):
    (document,) = get_documents(read_items(tmp_path, build_page(address, address), "page.html"))
    assert document.pictures == ()


def test_a_page_keeps_a_bounded_number_of_pictures(tmp_path):
    images = "".join(f'<img src="{to_data(build_picture(seed))}">' for seed in range(MAX_PICTURES + 5))
    page = build_page("", "").replace(b"</article>", images.encode() + b"</article>")
    (document,) = get_documents(read_items(tmp_path, page, "page.html"))
    assert len(document.pictures) == MAX_PICTURES
