"""The address of a cluster, as SEARCH_URL has it: `opensearch://user:password@host1:9200,host2:9200/name`."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from archive.errors import ConfigurationError

SCHEMES: Final = {"opensearch": False, "opensearch+https": True}
"""Whether each scheme is encrypted."""
_DEFAULT_PORT: Final = 9200
_MAX_SHARDS: Final = 1_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
_HINT: Final = (
    "Set it to opensearch://user:password@host:9200,host2:9200/name (opensearch+https://… with encryption;"
    " ?shards=3&replicas=1 for how a new index is spread, ?ca=FILE for a certificate authority of your own), or unset"
    " it for the index in CUTTINGS_HOME."
)


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Hosts of a cluster, the name of the archive's indexes there, and how new ones are spread over its nodes."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    user: str = ""
    password: str = ""
    is_encrypted: bool = False
    certificate_authority: str = ""
    shards: int = 1
    replicas: int = 1


def parse_address(url: str) -> ClusterAddress:
    """Parse SEARCH_URL; ConfigurationError where it names no cluster."""
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES:
        raise ConfigurationError(f"SEARCH_URL names no search engine that the archive knows. {_HINT}")
    parts = urlsplit(f"//{rest}")
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    name = unquote(parts.path.strip("/")) or "cuttings"
    if not _NAME.fullmatch(name):
        raise ConfigurationError(f"SEARCH_URL: ‘{name}’ cannot name an index: use small letters, digits and -. {_HINT}")
    options = dict(parse_qsl(parts.query))
    if unknown := set(options) - {"shards", "replicas", "ca"}:
        raise ConfigurationError(f"SEARCH_URL: there is no option {', '.join(sorted(unknown))}. {_HINT}")
    return ClusterAddress(
        hosts=tuple(map(_parse_host, hosts.split(","))),
        name=name,
        user=unquote(user),
        password=unquote(password),
        is_encrypted=SCHEMES[scheme],
        certificate_authority=options.get("ca", ""),
        shards=_parse_count(options, "shards", 1),
        replicas=_parse_count(options, "replicas", 0),
    )


def _parse_host(text: str) -> tuple[str, int]:
    host, port = text.strip(), str(_DEFAULT_PORT)
    if not host.endswith("]") and ":" in host:
        host, _, port = host.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise ConfigurationError(f"SEARCH_URL: ‘{text}’ is no host with a port. {_HINT}")
    return host.strip("[]"), int(port)


def _parse_count(options: dict[str, str], name: str, lowest: int) -> int:
    text = options.get(name, "1")
    if not text.isdecimal() or not lowest <= int(text) <= _MAX_SHARDS:
        raise ConfigurationError(f"SEARCH_URL: {name} is ‘{text}’, which is no such number. {_HINT}")
    return int(text)
