"""Web archives of Safari hold a page and go in as it; shortcuts hold an address only and are refused with it."""

import plistlib

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.formats.documents import RefusedItem, SourceDocument
from archive.models import Article, Capture
from archive.storage.payloads import read_record_bytes
from tests.ingest.article_reading import BODY
from tests.ingest.file_reading import get_documents, get_refusals, ingest_paths, read_items

PAGE = (
    "<!doctype html><html><head><title>Harbour closed</title></head><body><article><h1>Harbour closed</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in BODY.split("\n\n"))
    + "</article></body></html>"
)
ADDRESS = "https://senn.example/2021/harbour"
FORMATS = [plistlib.FMT_BINARY, plistlib.FMT_XML]


def build_resource(content=PAGE, *, url=ADDRESS, charset="utf-8", media_type="text/html"):
    return {
        "WebResourceData": content if isinstance(content, bytes) else content.encode(charset),
        "WebResourceURL": url,
        "WebResourceMIMEType": media_type,
        "WebResourceTextEncodingName": charset,
        "WebResourceFrameName": "",
    }


def build_webarchive(*, fmt=plistlib.FMT_BINARY, assets=0, **resource):
    values = {"WebMainResource": build_resource(**resource)}
    if assets:
        picture = build_resource(b"\x89PNG\r\n", url="https://senn.example/a.png", media_type="image/png")
        values["WebSubresources"] = [picture] * assets
        values["WebSubframeArchives"] = [{"WebMainResource": build_resource("<p>An advert</p>", url="about:blank")}]
    return plistlib.dumps(values, fmt=fmt)


@pytest.mark.django_db
@pytest.mark.parametrize("fmt", FORMATS)
def test_the_page_of_a_web_archive_goes_in_with_its_address(fmt, tmp_path):
    (tmp_path / "Harbour.webarchive").write_bytes(build_webarchive(fmt=fmt, assets=3))

    report = ingest_paths([tmp_path / "Harbour.webarchive"])

    assert (report.added, report.passed_over, report.refused) == (1, 4, 0), report.refusals
    article, capture = Article.objects.get(), Capture.objects.select_related("payload").get()
    assert (article.title, article.body, capture.url) == ("Harbour closed", BODY, ADDRESS)
    assert read_record_bytes(capture) == PAGE.encode()
    assert capture.payload.media_type == "application/x-webarchive"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "shift_jis"])
def test_the_charset_is_the_one_that_safari_notes(charset, tmp_path):
    page = PAGE.replace("Harbour", "гавань" if "125" in charset else "港")

    items = read_items(tmp_path, build_webarchive(content=page, charset=charset), "a.webarchive")

    assert get_documents(items)[0].charset == charset
    assert get_documents(items)[0].content == page.encode(charset)


def test_a_web_archive_is_told_by_its_content_whatever_its_name(tmp_path):
    assert len(get_documents(read_items(tmp_path, build_webarchive(), "page.download"))) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"bplist00" + b"\0" * 200,
        build_webarchive()[:-100],
        build_webarchive(fmt=plistlib.FMT_XML)[:-100],
        build_webarchive(fmt=plistlib.FMT_XML).replace(b'encoding="UTF-8"', b'encoding="UTa-8"'),
        plistlib.dumps({"WebSubresources": []}),
        plistlib.dumps({"WebMainResource": "a"}, fmt=plistlib.FMT_XML),
        plistlib.dumps({"WebMainResource": {"WebResourceData": "text"}}),
        build_webarchive(media_type="application/pdf", content=b"%PDF-1.4"),
        b'<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "WebMainResource">]><plist><dict/></plist>',
    ],
)
def test_a_broken_web_archive_says_how_to_save_the_page(content, tmp_path):
    items = read_items(tmp_path, content, "a.webarchive")

    [(_, reason)] = get_refusals(items)
    assert "web archive of Safari" in reason
    assert "save it" in reason


SHORTCUTS = {
    "a.url": f"[InternetShortcut]\r\nURL={ADDRESS}\r\nIconIndex=0\r\n".encode(),
    "favourite.url": f"[DEFAULT]\r\nBASEURL={ADDRESS}\r\n[InternetShortcut]\r\nURL={ADDRESS}\r\n".encode(),
    "wide.url": f"[InternetShortcut]\r\nURL={ADDRESS}\r\n".encode("utf-16"),
    "marked.url": f"\ufeff[InternetShortcut]\nURL={ADDRESS}\n".encode(),
    "a.webloc": plistlib.dumps({"URL": ADDRESS}, fmt=plistlib.FMT_XML),
    "b.webloc": plistlib.dumps({"URL": ADDRESS}, fmt=plistlib.FMT_BINARY),
    "a.desktop": f"[Desktop Entry]\nEncoding=UTF-8\nName=Harbour\nType=Link\nURL={ADDRESS}\n".encode(),
    "kde.desktop": f"[Desktop Entry]\nType=Link\nURL[$e]={ADDRESS}\n".encode(),
    "run.desktop": f"#!/usr/bin/env xdg-open\n\n[Desktop Entry]\nType=Link\nURL={ADDRESS}\n".encode(),
    "pinned.website": f"[{{000214A0-0000}}]\nProp3=19,2\n[InternetShortcut]\nIDList=\nURL={ADDRESS}\n".encode(),
    "unnamed": f"[InternetShortcut]\nURL={ADDRESS}\n".encode(),
}


@pytest.mark.parametrize("name", SHORTCUTS)
def test_a_shortcut_is_refused_with_its_address(name, tmp_path):
    [(_, reason)] = get_refusals(read_items(tmp_path, SHORTCUTS[name], name))

    assert reason == f"It is a shortcut to {ADDRESS}, not the page. Open it in a browser and save the page."


@pytest.mark.parametrize(
    "content", [b"[InternetShortcut]\nURL=javascript:alert(1)\n", b"[InternetShortcut]\nURL=file:///etc/passwd\n"]
)
def test_a_shortcut_to_anything_else_is_only_named(content, tmp_path):
    assert len(get_refusals(read_items(tmp_path, content, "a.url"))) == 1


def test_a_shortcut_without_an_address_says_so(tmp_path):
    [(_, reason)] = get_refusals(read_items(tmp_path, b"[InternetShortcut]\nIconIndex=0\n", "a.url"))

    assert "without an address" in reason


def test_text_about_shortcuts_is_text(tmp_path):
    text = f"How links are stored\n\nA file holds [InternetShortcut] and then URL={ADDRESS}.\n"

    assert len(get_documents(read_items(tmp_path, text.encode(), "a.txt"))) == 1


@hypothesis_settings(max_examples=60, deadline=None)
@given(position=st.integers(0, 900), junk=st.binary(min_size=1, max_size=8), fmt=st.sampled_from(FORMATS))
def test_any_damage_gives_a_page_or_a_reason(tmp_path_factory, position, junk, fmt):
    content = build_webarchive(fmt=fmt, assets=1)
    damaged = content[:position] + junk + content[position + len(junk) :]

    items = read_items(tmp_path_factory.getbasetemp(), damaged, "damaged.webarchive")

    assert items
    assert any(isinstance(item, SourceDocument | RefusedItem) for item in items)
