"""Validation of query parameters, and building of URLs."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from archive.text.normalize import without_controls

MAX_WORDS = 200
MAX_VALUES = 100
_PAGE = re.compile(r"[1-9][0-9]{0,6}")


class BadAddress(BadRequest):
    """An invalid query parameter (400); `suggested_url` is a URL that works."""

    def __init__(self, message: str, repair: str) -> None:
        super().__init__(message)
        self.message = message
        self.repair = repair


class NotHere(Http404):
    """A 404 with a link that helps: `suggested_url`, called `label`."""

    def __init__(self, message: str, repair: str, label: str) -> None:
        super().__init__(message)
        self.message = message
        self.repair = repair
        self.label = label


class Asked:
    """The query parameters of one request, validated when read; unknown ones are ignored."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path
        self.given = request.GET

    def text(self, name: str, limit: int = MAX_WORDS) -> str:
        """Return one value, stripped, of at most `limit` characters; empty where absent."""
        return self._checked(name, self.given.get(name, ""), limit)

    def typed(self, name: str, limit: int) -> str:
        """Return one value unvalidated but for its length; the caller reports what is wrong."""
        value = self.given.get(name, "")
        return value if len(value) <= limit else self._checked(name, value, limit)

    def several(self, name: str) -> tuple[str, ...]:
        """Return the distinct values of one parameter, in order."""
        values = [value for value in self.given.getlist(name) if value]
        if len(values) > MAX_VALUES:
            raise BadAddress(
                gettext(
                    "The address gives %(given)s values of ‘%(name)s’; at most %(most)s can be"
                    " combined."
                )
                % {"given": f"{len(values):,}", "name": name, "most": MAX_VALUES},
                self.without(name),
            )
        return tuple(dict.fromkeys(self._checked(name, value, MAX_WORDS) for value in values))

    def choice(self, name: str, allowed: Collection[str], default: str) -> str:
        """Return a value out of `allowed`; InvalidParameter lists these for any other."""
        value = self.text(name) or default
        if value not in allowed:
            raise BadAddress(
                gettext("‘%(value)s’ is not a choice of ‘%(name)s’. Choose one of: %(allowed)s.")
                % {
                    "value": shortened(value),
                    "name": name,
                    "allowed": ", ".join(filter(None, allowed)),
                },
                self.without(name),
            )
        return value

    def page(self) -> int:
        """Return the page number, from 1."""
        value = self.text("page") or "1"
        if not _PAGE.fullmatch(value):
            raise BadAddress(
                gettext("‘%s’ is not a page number. Pages are counted 1, 2, 3 …")
                % shortened(value),
                self.without("page"),
            )
        return int(value)

    def at_page(self, number: int) -> str:
        """Return this URL with another page number."""
        return self.altered(page="" if number == 1 else str(number))

    def without(self, *names: str) -> str:
        """Return this URL without some of its parameters."""
        return self.altered(**dict.fromkeys(names, ""))

    def altered(self, **changes: str) -> str:
        """Return this URL with some parameters changed; an empty value removes one."""
        given = {name: self.given.getlist(name) for name in self.given}
        kept = {name: [part for part in parts if part] for name, parts in given.items()}
        for name, value in changes.items():
            kept[name] = [value] if value else []
        return address(self.path, {name: parts for name, parts in kept.items() if parts})

    def _checked(self, name: str, value: str, limit: int) -> str:
        if without_controls(value) != value:
            raise BadAddress(
                gettext("‘%s’ holds a control character that no text can hold. Leave it out.")
                % name,
                self.without(name),
            )
        if len(value) > limit:
            raise BadAddress(
                gettext("‘%(name)s’ is %(length)s characters long; at most %(limit)s can be read.")
                % {"name": name, "length": f"{len(value):,}", "limit": f"{limit:,}"},
                self.without(name),
            )
        return value.strip()


def address(path: str, parameters: Mapping[str, object] | None = None) -> str:
    """Return `path` with a query string; values may be lists."""
    query = "&".join(
        f"{_quoted(name)}={_quoted(str(value))}"
        for name, values in (parameters or {}).items()
        for value in (values if isinstance(values, list | tuple) else (values,))
    )
    return f"{path}?{query}" if query else path


_quoted = lru_cache(maxsize=4096)(quote_plus)
"""Cached, as a page has dozens of URLs made of the same few words."""


def shortened(value: str, length: int = 40) -> str:
    """Return `value`, cut to `length` characters for use in a message."""
    return value if len(value) <= length else f"{value[:length].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Way:
    """A link: label, URL, whether it is the current choice, and a count."""

    label: str
    address: str
    current: bool = False
    count: int | None = None
