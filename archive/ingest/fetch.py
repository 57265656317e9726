"""Fetch a page of the live web into a WARC, from public addresses only."""

import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

import urllib3
from urllib3.exceptions import HTTPError
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import RefusedAddress, Remedy
from archive.ingest.time_limits import limit_waiting

USER_AGENT: Final = "Cuttings/0.1 (a news archive; it reads one page at a time)"
ROBOT_NAME: Final = "Cuttings"
MAX_REDIRECTS: Final = 5
PAGE_SECONDS: Final = 60  # time limit per page, redirects included
IDLE_SECONDS: Final = 15  # connect and read timeout in seconds
MAX_ANSWER_SIZE: Final = 2_000  # of what a receiver of a message answers
MAX_ROBOTS_SIZE: Final = 500_000
TIMEOUT_MESSAGE: Final = "It takes too long to come. Try again later."
WEB_PORTS: Final = frozenset({80, 443})
_CHUNK_SIZE: Final = 65_536
_REDIRECT_STATUSES: Final = frozenset({301, 302, 303, 307, 308})
_REQUEST_HEADERS: Final = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}
_SPECIAL_NETWORKS: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24"
        " 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
        " 2001::/23 2001:db8::/32 3fff::/20"
    ).split()
)
"""Networks of no public machine (IANA's registries): what `ipaddress` says of them differs between Pythons."""
_PUBLIC_IPV6: Final = ipaddress.ip_network("2000::/3")
_TRANSLATED_IPV4: Final = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class FetchTarget:
    """A URL and the IP address that was checked for it, which the connection must use."""

    url: str
    scheme: str
    host: str
    port: int
    ip: str
    path: str

    @property
    def request_headers(self) -> dict[str, str]:
        """Headers of a request, with the host and, if it is not the default one, the port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        is_default_port = self.port == (443 if self.scheme == "https" else 80)
        return {**_REQUEST_HEADERS, "Host": host if is_default_port else f"{host}:{self.port}"}


def resolve_target(url: str, *, allow_private: bool, allowed_ports: Collection[int] | None = WEB_PORTS) -> FetchTarget:
    """Resolve a URL to a checked IP address; raise RefusedAddress if it may not be fetched. None allows any port."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError) as error:
        raise RefusedAddress(f"‘{url[:300]}’ is no web address ({error}). Check it.") from error
    if parts.scheme not in {"http", "https"} or not host or any(c.isspace() for c in host):
        raise RefusedAddress(f"‘{url[:300]}’ is no web address. Write http:// or https://.")
    if parts.username or parts.password:
        raise RefusedAddress("The address has a user name in it. Give it without.")
    port = port or (443 if parts.scheme == "https" else 80)
    if allowed_ports is not None and port not in allowed_ports:
        raise RefusedAddress(
            f"The address names port {port}, where pages of the public web seldom are. Save the page in a browser, and"
            " take in the file.",
            remedy=Remedy.ALLOW_PORTS,
        )
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return FetchTarget(url, parts.scheme, host, port, _resolve_ip(host, port, allow_private), path)


def _resolve_ip(host: str, port: int, allow_private: bool) -> str:  # noqa: FBT001 -- named by its caller
    """Return one IP address of the host; refuse the host if any of its addresses is private."""
    try:
        address_infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedAddress(f"No machine is called {host} ({error}). Check the address.") from error
    addresses = [str(address_info[4][0]) for address_info in address_infos]
    for address in addresses:
        if not (allow_private or is_public(address)):
            raise RefusedAddress(
                f"{host} is {address}, which is no address of the public net. Save the page in a browser, and take in"
                " the file.",
                remedy=Remedy.ALLOW_PRIVATE_ADDRESSES,
            )
    if not addresses:
        raise RefusedAddress(f"No machine is called {host}. Check the address.")
    return addresses[0]


def is_public(address: str) -> bool:
    """Return whether an IP address is of the public net; one that embeds an IPv4 address is where that one is."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        embedded = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _TRANSLATED_IPV4:
            embedded = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if embedded is not None:
            return is_public(str(embedded))
        if ip not in _PUBLIC_IPV6:
            return False
    return not any(ip in network for network in _SPECIAL_NETWORKS)


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def location(self) -> str:
        """Where it redirects to; empty if it does not."""
        names = (value for key, value in self.headers if key.lower() == "location")
        return next(names, "") if self.status in _REDIRECT_STATUSES else ""


@dataclass(slots=True)
class Fetcher:
    """Page fetcher that obeys robots.txt, which it fetches once per site."""

    max_bytes: int
    allow_private: bool = False
    allowed_ports: Collection[int] | None = WEB_PORTS
    seconds: int = PAGE_SECONDS
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def __call__(self, url: str) -> bytes:
        """Return a gzipped WARC of each request and response, or raise RefusedAddress."""
        file = io.BytesIO()
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record("fetched.warc.gz", {"software": USER_AGENT}))
        deadline = time.monotonic() + self.seconds
        with limit_waiting(self.seconds + IDLE_SECONDS, RefusedAddress(TIMEOUT_MESSAGE)):
            for _ in range(MAX_REDIRECTS + 1):
                target = self._resolve(url)
                self._check_robots(target, deadline)
                response = self._send_request(target, deadline, self.max_bytes)
                _write_records(writer, target, response)
                if not response.location:
                    return file.getvalue()
                url = urljoin(url, response.location)
        raise RefusedAddress(f"It leads on more than {MAX_REDIRECTS} times. Give the last address itself.")

    def _resolve(self, url: str) -> FetchTarget:
        return resolve_target(url, allow_private=self.allow_private, allowed_ports=self.allowed_ports)

    def _check_robots(self, target: FetchTarget, deadline: float) -> None:
        robots_url = f"{target.scheme}://{target.host}:{target.port}/robots.txt"
        if robots_url not in self._robots:
            self._robots[robots_url] = self._load_robots(robots_url, deadline)
        if not self._robots[robots_url].can_fetch(ROBOT_NAME, target.url):
            raise RefusedAddress(
                f"{target.host} asks programs not to fetch this page (robots.txt). Save the page"
                " in a browser and take in the file."
            )

    def _load_robots(self, url: str, deadline: float) -> RobotFileParser:
        for _ in range(MAX_REDIRECTS + 1):
            robots_target = self._resolve(url)
            response = self._send_request(robots_target, deadline, MAX_ROBOTS_SIZE, truncate=True)
            if not response.location:
                break
            url = urljoin(url, response.location)
        lines = response.body.decode("utf-8", "replace").splitlines()
        if response.status in {401, 403} or response.status >= 500:
            lines = ["User-agent: *", "Disallow: /"]
        elif response.status >= 300:
            lines = []
        robots = RobotFileParser()
        robots.parse(lines)
        return robots

    def _send_request(
        self, target: FetchTarget, deadline: float, max_bytes: int, *, truncate: bool = False
    ) -> _Response:
        """Send one request and return the response, limited to `max_bytes` and the deadline."""
        try:
            with closing(_open_pool(target)) as pool:
                response = pool.urlopen(
                    "GET",
                    target.path,
                    headers=target.request_headers,
                    preload_content=False,
                    decode_content=False,
                    redirect=False,
                    retries=False,
                    timeout=urllib3.Timeout(connect=IDLE_SECONDS, read=IDLE_SECONDS),
                )
                body = b"".join(_iter_body(response, deadline, max_bytes, truncate=truncate))
                return _Response(response.status, response.reason or "", [*response.headers.items()], body)
        except (HTTPError, OSError, ValueError) as error:
            raise RefusedAddress(
                f"{target.host} did not answer as a web server does ({error}). Try again later, or"
                " save the page in a browser and take in the file."
            ) from error


def _iter_body(
    response: urllib3.BaseHTTPResponse, deadline: float, max_bytes: int, *, truncate: bool
) -> Iterator[bytes]:
    size = 0
    while chunk := response.read1(_CHUNK_SIZE):
        size += len(chunk)
        if size > max_bytes:
            if truncate:
                return
            raise RefusedAddress(
                f"It is larger than {max_bytes / 1_000_000:g} MB, which is no single article. Fetch the article itself."
            )
        if time.monotonic() > deadline:
            raise RefusedAddress(TIMEOUT_MESSAGE)
        yield chunk


def _open_pool(target: FetchTarget) -> urllib3.HTTPConnectionPool:
    """Return a pool of connections to the checked IP address, with the host name of the URL for TLS."""
    if target.scheme == "http":
        return urllib3.HTTPConnectionPool(target.ip, target.port)
    return urllib3.HTTPSConnectionPool(
        target.ip,
        target.port,
        server_hostname=target.host,
        assert_hostname=target.host,
        ssl_context=ssl.create_default_context(),
    )


def post_message(target: FetchTarget, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Post JSON to a checked address; return status and the first words of the answer. Redirects are not followed."""
    try:
        with closing(_open_pool(target)) as pool:
            response = pool.urlopen(
                "POST",
                target.path,
                body=body,
                headers=target.request_headers | {"Content-Type": "application/json", "Accept": "*/*"} | dict(headers),
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(connect=IDLE_SECONDS, read=IDLE_SECONDS),
            )
            return response.status, response.read1(MAX_ANSWER_SIZE).decode("utf-8", "replace")
    except (HTTPError, OSError, ValueError) as error:
        raise RefusedAddress(f"{target.host} did not take it ({error}).") from error


def _write_records(writer: WARCWriter, target: FetchTarget, response: _Response) -> None:
    """Write request and response as two records that refer to each other."""
    date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    response_head = StatusAndHeaders(
        f"{response.status} {response.reason}".strip(),
        [(name, value) for name, value in response.headers if name.lower() != "transfer-encoding"],
        protocol="HTTP/1.1",
    )
    request_headers = list(target.request_headers.items())
    request_head = StatusAndHeaders(f"GET {target.path} HTTP/1.1", request_headers, is_http_request=True)
    response_record, request_record = (
        writer.create_warc_record(
            target.url,
            record_type,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=head,
            warc_headers_dict={"WARC-IP-Address": target.ip, "WARC-Date": date},
        )
        for record_type, body, head in (("response", response.body, response_head), ("request", b"", request_head))
    )
    writer.write_request_response_pair(request_record, response_record)
