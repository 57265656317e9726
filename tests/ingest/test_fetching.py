"""A page from the live web: only from where it may come, only so much of it, and all of it kept."""

import http.server
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from archive.errors import RefusedAddress
from archive.formats.documents import RefusedItem, SourceDocument
from archive.ingest import fetch as addresses
from archive.ingest.fetch import Fetcher, is_public, resolve_target
from archive.ingest.pipeline import ingest
from archive.ingest.sources import SourceReader
from archive.models import Article, Capture
from archive.storage.payloads import open_payload, read_record_bytes
from tests.ingest.article_reading import BODY

PAGE = (
    "<!doctype html><html lang=en><head><title>Harbour closed</title></head><body><article>"
    f"<h1>Harbour closed</h1><p>{BODY.replace(chr(10) * 2, '</p><p>')}</p></article></body></html>"
).encode()


class Site(http.server.BaseHTTPRequestHandler):
    """A small site with its responses in `pages`."""

    pages = {}
    asked = []

    def do_GET(self):
        self.asked.append((self.path, self.headers["Host"]))
        status, headers, body = self.pages.get(self.path, (404, {}, b"nothing"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in body if isinstance(body, list) else [body]:
            try:
                self.wfile.write(piece)
            except OSError:
                return
            if isinstance(body, list):
                time.sleep(0.2)

    def log_message(self, *_):
        pass


@contextmanager
def serve_site(pages):
    handler = type("Here", (Site,), {"pages": pages, "asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", handler
        server.shutdown()


def fetch(url, *, most=1_000_000, seconds=20):
    return Fetcher(most, allow_private=True, allowed_ports=None, seconds=seconds)(url)


def fetch_items(url, **options):
    """The items that `SourceReader` reads from an address."""
    with SourceReader([url], store_containers=False, fetch=lambda one: fetch(one, **options)) as sources:
        return list(sources.iter_items())


HTML = {"Content-Type": "text/html; charset=utf-8"}


def test_a_page_is_taken_in_with_its_address_and_the_whole_exchange_is_kept(db):
    pages = {"/a": (302, {"Location": "/b"}, b""), "/b": (200, HTML, PAGE)}
    with serve_site(pages) as (root, _), SourceReader([f"{root}/a"], fetch=fetch) as sources:
        report = ingest(sources.iter_items(), source="a test")

    capture = Capture.objects.select_related("payload").get()
    assert (report.added, report.refused) == (1, 0)
    assert Article.objects.get().title == "Harbour closed"
    assert (capture.url, capture.source, capture.fixity) == (f"{root}/b", f"{root}/a", "sound")
    assert read_record_bytes(capture) == PAGE
    with open_payload(capture.payload) as file:
        assert file.read(2) == b"\x1f\x8b"
    assert capture.payload.media_type == "application/gzip"


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ({}, "status 404"),
        ({"/": (302, {"Location": "/"}, b"")}, "more than 5 times"),
        ({"/": (302, {"Location": "file:///etc/passwd"}, b"")}, "no web address"),
        ({"/": (200, HTML, b"x" * 2_000_000)}, "larger than 1 MB"),
        (
            {"/": (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n")},
            "no page but image/png",
        ),
        ({"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /")}, "robots.txt"),
        ({"/robots.txt": (503, {}, b"")}, "robots.txt"),
    ],
)
def test_what_is_no_page_or_may_not_be_fetched_is_refused_with_the_reason(pages, words):
    with serve_site(pages) as (root, _):
        (refused,) = fetch_items(f"{root}/")

    assert isinstance(refused, RefusedItem)
    assert words in refused.reason


def test_the_rules_of_a_site_are_asked_for_once():
    fetcher = Fetcher(1_000_000, allow_private=True, allowed_ports=None)
    with serve_site({"/b": (200, HTML, PAGE)}) as (root, handler):
        fetcher(f"{root}/b")
        fetcher(f"{root}/b")

    assert [path for path, _ in handler.asked] == ["/robots.txt", "/b", "/b"]


def test_a_page_that_drips_is_given_up():
    with serve_site({"/": (200, HTML, [b"x"] * 200)}) as (root, _):
        began = time.monotonic()
        with pytest.raises(RefusedAddress, match="too long"):
            fetch(f"{root}/", seconds=1)

    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
        "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::10.0.0.1", "ff02::1", "fe80::1%eth0",
        "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.19.0.1", "198.51.100.1", "203.0.113.9", "240.0.0.1",
        "2001:db8::1", "2001:10::1", "3fff::1", "5f00::1", "100::1", "64:ff9b:1::1", "::808:808", "4000::1",
    ],
)  # fmt: skip
def test_private_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "8.8.8.8"])
def test_public_addresses_are(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0/",
        "http://localhost./",
        "http://127.0.0.1:0/",
    ],
)
def test_ways_to_say_this_machine_are_refused(url):
    with pytest.raises(RefusedAddress):
        resolve_target(url, allow_private=False)


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "http://", "http://user:word@a.example/", "http://a b/", "http://a:x/"],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(RefusedAddress):
        resolve_target(url, allow_private=True)


@pytest.mark.parametrize("url", ["http://93.184.216.34:22/", "https://93.184.216.34:8443/a"])
def test_other_ports_than_those_of_the_web_are_refused_unless_allowed(url):
    with pytest.raises(RefusedAddress, match="names port"):
        resolve_target(url, allow_private=True)

    assert resolve_target(url, allow_private=False, allowed_ports=(22, 8443)).ip == "93.184.216.34"


def test_a_host_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    def two(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", two)

    with pytest.raises(RefusedAddress, match=r"10\.0\.0\.1.*no address of the public net"):
        resolve_target("http://rebinding.example/", allow_private=False)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A name that means another machine a moment later leads nowhere else."""
    answers = iter(["127.0.0.1"])

    def once(host, port, *_, **__):
        if host == "127.0.0.1":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    fetcher = Fetcher(1_000_000, allow_private=True, allowed_ports=None)
    with serve_site({"/b": (200, HTML, PAGE)}) as (root, handler):
        port = int(root.rpartition(":")[2])
        monkeypatch.setattr(addresses.socket, "getaddrinfo", once)
        target = resolve_target(f"http://gazette.example:{port}/b", allow_private=True, allowed_ports=None)
        answer = fetcher._send_request(target, time.monotonic() + 9, 1_000_000)

    assert answer.body == PAGE
    assert handler.asked == [("/b", f"gazette.example:{port}")]


def test_a_redirect_to_a_private_machine_is_refused(monkeypatch):
    fetcher = Fetcher(1_000_000, allowed_ports=None)
    checked = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda ip: ip == "127.0.0.1" or checked(ip))
    pages = {"/": (302, {"Location": "http://10.0.0.1/"}, b"")}

    with serve_site(pages) as (root, _), pytest.raises(RefusedAddress, match=r"10\.0\.0\.1"):
        fetcher(f"{root}/")


def test_a_dry_run_fetches_and_keeps_nothing():
    with serve_site({"/b": (200, HTML, PAGE)}) as (root, _):
        (document,) = fetch_items(f"{root}/b")

    assert isinstance(document, SourceDocument)
    assert (document.url, document.original) == (f"{root}/b", None)
