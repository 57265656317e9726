"""Arguments of a request of OAI-PMH, checked as the protocol wants it, and resumption tokens."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from django.core import signing
from django.http import QueryDict

PREFIXES: Final = ("oai_dc", "mods")
_TOKEN_SALT: Final = "archive.harvest.resumption"  # noqa: S105 -- names a use of the key, no secret
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECOND: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_SET: Final = re.compile(r"(outlet|collection)(?::([1-9][0-9]{0,17}))?")
_LIST_ARGUMENTS: Final = ("metadataPrefix",), ("from", "until", "set")
VERBS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...], bool]]] = {
    "Identify": ((), (), False),
    "ListMetadataFormats": ((), ("identifier",), False),
    "ListSets": ((), (), True),
    "ListIdentifiers": (*_LIST_ARGUMENTS, True),
    "ListRecords": (*_LIST_ARGUMENTS, True),
    "GetRecord": (("identifier", "metadataPrefix"), (), False),
}
"""Verb → (required arguments, optional ones, whether a resumption token may stand in their place)."""


class OaiError(Exception):
    """An error that the protocol has a code for."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class SetName:
    """A set: all articles of outlets, or of collections; with a key, those of one."""

    kind: str
    key: int | None = None


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list that a harvester reads page by page; `after` is the position of the page, `total` the size of the list."""

    verb: str
    prefix: str = ""
    earliest: str = ""
    latest: str = ""
    set_spec: str = ""
    after: int = 0
    delivered: int = 0
    total: int | None = None

    def build_token(self, after: int, delivered: int, total: int) -> str:
        """Return the resumption token of the next page, signed and good for this list alone."""
        following = replace(self, after=after, delivered=delivered, total=total)
        values = [getattr(following, name) for name in self.__slots__]
        return signing.dumps(values, salt=_TOKEN_SALT, compress=True)

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """From when to (excluding) when records changed."""
        return parse_datestamp("from", self.earliest), parse_datestamp("until", self.latest, is_end=True)

    @property
    def set_name(self) -> SetName | None:
        """The set; None for the whole archive."""
        return parse_set(self.set_spec) if self.set_spec else None


def read_arguments(data: QueryDict) -> dict[str, str]:
    """Return the arguments of a request; OaiError where the protocol does not allow them."""
    verbs = data.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"Give one of these as verb: {', '.join(VERBS)}.")
    required, optional, has_token = VERBS[verbs[0]]
    names = [name for name in data if name != "verb"]
    for name in names:
        if len(data.getlist(name)) > 1:
            raise OaiError("badArgument", f"‘{name[:40]}’ is given more than once.")
        if len(data[name]) > 2_000:
            raise OaiError("badArgument", f"‘{name[:40]}’ is too long.")
    if has_token and "resumptionToken" in names:
        required, optional = ("resumptionToken",), ()
    for name in names:
        if name not in (*required, *optional):
            raise OaiError("badArgument", f"‘{name[:40]}’ is no argument here. {verbs[0]} takes: {_list(verbs[0])}.")
    for name in required:
        if not data.get(name):
            raise OaiError("badArgument", f"‘{name}’ is missing.")
    return {"verb": verbs[0]} | {name: str(data[name]) for name in names}


def _list(verb: str) -> str:
    required, optional, has_token = VERBS[verb]
    return ", ".join([*required, *optional, *(["resumptionToken alone"] if has_token else [])]) or "nothing"


def read_list_request(arguments: Mapping[str, str]) -> ListRequest:
    """Return the list that arguments ask for, or go on with; OaiError where they are wrong."""
    if token := arguments.get("resumptionToken"):
        return _read_token(token, arguments["verb"])
    listing = ListRequest(
        arguments["verb"],
        require_prefix(arguments["metadataPrefix"]) if "metadataPrefix" in arguments else "",
        arguments.get("from", ""),
        arguments.get("until", ""),
        arguments.get("set", ""),
    )
    if "from" in arguments and "until" in arguments and len(listing.earliest) != len(listing.latest):
        raise OaiError("badArgument", "‘from’ and ‘until’ differ in granularity. Give both to the day or the second.")
    for name, value in (("from", arguments.get("from")), ("until", arguments.get("until"))):
        if value == "":
            raise OaiError("badArgument", f"‘{name}’ is empty.")
    earliest, latest = listing.period
    if earliest and latest and earliest >= latest:
        raise OaiError("badArgument", "‘from’ is later than ‘until’.")
    if "set" in arguments:
        parse_set(arguments["set"])
    return listing


def _read_token(token: str, verb: str) -> ListRequest:
    try:
        listing = ListRequest(*signing.loads(token, salt=_TOKEN_SALT))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise OaiError("badResumptionToken", "This token is not of this archive. Begin the list anew.") from error
    if listing.verb != verb:
        raise OaiError("badResumptionToken", f"This token is of {listing.verb}. Give it with that verb.")
    return listing


def require_prefix(prefix: str) -> str:
    """Return a metadata prefix; OaiError where there is no such format."""
    if prefix not in PREFIXES:
        raise OaiError("cannotDisseminateFormat", f"There is no such format. These are: {', '.join(PREFIXES)}.")
    return prefix


def parse_set(text: str) -> SetName:
    """Return the set of a setSpec: `outlet`, `outlet:12`."""
    if match := _SET.fullmatch(text):
        return SetName(match[1], int(match[2]) if match[2] else None)
    raise OaiError("badArgument", "There is no such set. ListSets gives them.")


def parse_datestamp(name: str, text: str, *, is_end: bool = False) -> datetime | None:
    """Return the moment a datestamp begins, or after which it is over; None for an empty one."""
    if not text:
        return None
    if not (_DAY.fullmatch(text) or _SECOND.fullmatch(text)):
        raise OaiError("badArgument", f"‘{name}’ is no date of the form 2024-03-14 or 2024-03-14T09:30:00Z.")
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
        span = timedelta(days=1) if len(text) == len("2024-03-14") else timedelta(seconds=1)
        return moment + span if is_end else moment
    except (ValueError, OverflowError) as error:
        raise OaiError("badArgument", f"‘{name}’ is no day of the calendar.") from error


def format_datestamp(moment: datetime) -> str:
    """Return `2024-03-14T09:30:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
