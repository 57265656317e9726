"""Fetch a URL into a WARC of its requests and responses, redirects included (entry point)."""

import io
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

import urllib3
from urllib3.exceptions import HTTPError
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import RefusedAddress
from archive.ingest.fetching.addresses import Target, target_of
from archive.ingest.limits import limited

AGENT: Final = "Cuttings/0.1 (a news archive; it reads one page at a time)"
NAME: Final = "Cuttings"
HOPS: Final = 5
SECONDS: Final = 60  # time limit per page, redirects included
IDLE: Final = 15  # connect and read timeout in seconds
LONGEST_RULES: Final = 500_000
TOO_SLOW: Final = "It takes too long to come. Try again later."
_PIECE: Final = 65_536
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ASKED: Final = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """An HTTP response, its body as sent over the wire."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(slots=True)
class Fetcher:
    """Page fetcher that obeys robots.txt, which it fetches once per site."""

    most: int
    allow_private: bool = False
    seconds: int = SECONDS
    _rules: dict[tuple[str, str, int], RobotFileParser] = field(default_factory=dict)

    def __call__(self, url: str) -> bytes:
        """Return a gzipped WARC of each request and response, or raise RefusedAddress."""
        with limited(self.seconds + IDLE, RefusedAddress(TOO_SLOW)):
            return self._fetched(url)

    def _fetched(self, url: str) -> bytes:
        file = io.BytesIO()
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record("fetched.warc.gz", {"software": AGENT}))
        deadline = time.monotonic() + self.seconds
        for _ in range(HOPS + 1):
            target = target_of(url, allow_private=self.allow_private)
            self._check_rules(target, deadline)
            answer = self._asked(target, deadline, self.most)
            _record(writer, target, answer)
            if answer.status not in _REDIRECTS or not answer.header("location"):
                return file.getvalue()
            url = urljoin(url, answer.header("location"))
        raise RefusedAddress(f"It leads on more than {HOPS} times. Give the last address itself.")

    def _check_rules(self, target: Target, deadline: float) -> None:
        """Raise RefusedAddress if robots.txt disallows the page."""
        key = (target.scheme, target.host, target.port)
        if key not in self._rules:
            self._rules[key] = self._rules_of(target, deadline)
        if not self._rules[key].can_fetch(NAME, target.url):
            raise RefusedAddress(
                f"{target.host} asks programs not to fetch this page (robots.txt). Save the page"
                " in a browser and take in the file."
            )

    def _rules_of(self, target: Target, deadline: float) -> RobotFileParser:
        rules = RobotFileParser()
        default = f"{target.scheme}://{target.host}:{target.port}/robots.txt"
        url = default
        for _ in range(HOPS + 1):
            there = target_of(url, allow_private=self.allow_private)
            answer = self._asked(there, deadline, LONGEST_RULES, cut=True)
            if answer.status not in _REDIRECTS or not answer.header("location"):
                break
            url = urljoin(url, answer.header("location"))
        lines = answer.body.decode("utf-8", "replace").splitlines()
        if answer.status in {401, 403} or answer.status >= 500:
            lines = ["User-agent: *", "Disallow: /"]
        elif answer.status >= 300:
            lines = []
        rules.parse(lines)
        return rules

    def _asked(self, target: Target, deadline: float, most: int, *, cut: bool = False) -> _Answer:
        """Send one request and return the response, limited to `max_bytes` and the deadline."""
        try:
            with _pool(target) as pool:
                response = pool.urlopen(
                    "GET",
                    target.path,
                    headers={**_ASKED, "Host": _host_header(target)},
                    preload_content=False,
                    decode_content=False,
                    redirect=False,
                    retries=False,
                    timeout=urllib3.Timeout(connect=IDLE, read=IDLE),
                )
                body = b"".join(_pieces(response, deadline, most, cut=cut))
                headers = [(name, value) for name, value in response.headers.items()]
                return _Answer(response.status, response.reason or "", headers, body)
        except (HTTPError, OSError, ValueError) as error:
            raise RefusedAddress(
                f"{target.host} did not answer as a web server does ({error}). Try again later, or"
                " save the page in a browser and take in the file."
            ) from error


def _pieces(
    response: urllib3.BaseHTTPResponse, deadline: float, most: int, *, cut: bool
) -> Iterator[bytes]:
    size = 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > most:
            if cut:
                return
            raise RefusedAddress(
                f"It is larger than {most / 1_000_000:g} MB, which is no single article."
            )
        if time.monotonic() > deadline:
            raise RefusedAddress(TOO_SLOW)
        yield piece


@contextmanager
def _pool(target: Target) -> Iterator[urllib3.HTTPConnectionPool]:
    """Open a connection to the checked IP address, with the host name of the URL for TLS."""
    pool = (
        urllib3.HTTPSConnectionPool(
            target.ip,
            target.port,
            server_hostname=target.host,
            assert_hostname=target.host,
            ssl_context=ssl.create_default_context(),
        )
        if target.scheme == "https"
        else urllib3.HTTPConnectionPool(target.ip, target.port)
    )
    try:
        yield pool
    finally:
        pool.close()


def _host_header(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    usual = target.port == (443 if target.scheme == "https" else 80)
    return host if usual else f"{host}:{target.port}"


def _record(writer: WARCWriter, target: Target, answer: _Answer) -> None:
    """Write request and response as two records that refer to each other."""
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    facts = {"WARC-IP-Address": target.ip, "WARC-Date": moment}
    status = StatusAndHeaders(
        f"{answer.status} {answer.reason}".strip(),
        [(name, value) for name, value in answer.headers if name.lower() != "transfer-encoding"],
        protocol="HTTP/1.1",
    )
    told = writer.create_warc_record(
        target.url,
        "response",
        payload=io.BytesIO(answer.body),
        length=len(answer.body),
        http_headers=status,
        warc_headers_dict=facts,
    )
    asked = writer.create_warc_record(
        target.url,
        "request",
        payload=io.BytesIO(),
        length=0,
        http_headers=StatusAndHeaders(
            f"GET {target.path} HTTP/1.1",
            list({**_ASKED, "Host": _host_header(target)}.items()),
            is_http_request=True,
        ),
        warc_headers_dict=facts,
    )
    writer.write_request_response_pair(asked, told)
