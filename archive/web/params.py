"""Query parameters of a page, checked as they are read, links, and the rows that parameters name."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote_plus

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from archive.models import Outlet
from archive.text.normalize import replace_digits, strip_controls
from archive.web.page_errors import InvalidParameter

MAX_LENGTH = 200
MAX_VALUES = 100
_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_MAX_KEY = 2**63 - 1
Row = TypeVar("Row", bound=Model)
quote_cached = lru_cache(maxsize=4096)(quote_plus)
"""Cached, as a page has dozens of URLs made of the same few words."""


class QueryParams:
    """The query parameters of one request, validated when read; unknown ones are ignored.

    Given `data` and `path`, those of another address, as a form carries them.
    """

    def __init__(self, request: HttpRequest, data: QueryDict | None = None, path: str = "") -> None:
        self.path = path or request.path
        self.data = request.GET if data is None else data

    def get_text(self, name: str, limit: int = MAX_LENGTH) -> str:
        """Return one value, stripped, of at most `limit` characters; empty where absent."""
        return self._validate(name, self.data.get(name, ""), limit)

    def get_raw_text(self, name: str, limit: int) -> str:
        """Return one value unvalidated but for its length; the caller reports what is wrong."""
        value = self.data.get(name, "")
        return value if len(value) <= limit else self._validate(name, value, limit)

    def get_list(self, name: str) -> tuple[str, ...]:
        """Return the distinct values of one parameter, in order."""
        values = [value for value in self.data.getlist(name) if value]
        if len(values) > MAX_VALUES:
            raise InvalidParameter(
                gettext("The address gives %(given)s values of ‘%(name)s’; at most %(most)s can be combined.")
                % {"given": f"{len(values):,}", "name": name, "most": MAX_VALUES},
                self.build_url_without(name),
            )
        return tuple(dict.fromkeys(self._validate(name, value, MAX_LENGTH) for value in values))

    def get_choice(self, name: str, allowed: Collection[str], default: str) -> str:
        """Return a value out of `allowed`; InvalidParameter lists these for any other."""
        value = self.get_text(name) or default
        if value not in allowed:
            raise InvalidParameter(
                gettext("‘%(value)s’ is not a choice of ‘%(name)s’. Choose one of: %(allowed)s.")
                % {"value": truncate(value), "name": name, "allowed": ", ".join(filter(None, allowed))},
                self.build_url_without(name),
            )
        return value

    def get_page_number(self) -> int:
        """Return the page number, from 1."""
        value = replace_digits(self.get_text("page")) or "1"
        if not _PAGE_NUMBER.fullmatch(value):
            raise InvalidParameter(
                gettext("‘%s’ is not a page number. Pages are counted 1, 2, 3 …") % truncate(value),
                self.build_url_without("page"),
            )
        return int(value)

    def build_page_url(self, number: int) -> str:
        """Return this URL with another page number."""
        return self.build_url_with(page="" if number == 1 else str(number))

    def build_url_without(self, *names: str) -> str:
        """Return this URL without some of its parameters."""
        return self.build_url_with(**dict.fromkeys(names, ""))

    def build_url_with(self, **changes: str) -> str:
        """Return this URL with some parameters changed; an empty value removes one."""
        current = {name: self.data.getlist(name) for name in self.data}
        values = {name: [part for part in parts if part] for name, parts in current.items()}
        for name, value in changes.items():
            values[name] = [value] if value else []
        return build_url(self.path, {name: parts for name, parts in values.items() if parts})

    def build_choice_links(
        self, name: str, labels: Mapping[str, object], current: str, counts: Mapping[str, int] = MappingProxyType({})
    ) -> tuple["Link", ...]:
        """Return a link to the first page for each value of a parameter, given with its label."""
        return tuple(
            Link(str(label), self.build_url_with(**{name: value, "page": ""}), value == current, counts.get(value))
            for value, label in labels.items()
        )

    def build_filter_links(self, name: str, rows: Iterable[tuple[str, str, int]], current: str) -> tuple["Link", ...]:
        """Return a link for each value, label and count, the most frequent first; that of `current` clears it."""
        return tuple(
            Link(
                label, self.build_url_with(**{name: "" if value == current else value, "page": ""}), value == current, n
            )
            for value, label, n in sorted(rows, key=lambda row: (-row[2], row[1]))
        )

    def _validate(self, name: str, value: str, limit: int) -> str:
        if strip_controls(value) != value:
            raise InvalidParameter(
                gettext("‘%s’ holds a control character that no text can hold. Leave it out.") % name,
                self.build_url_without(name),
            )
        if len(value) > limit:
            raise InvalidParameter(
                gettext("‘%(name)s’ is %(length)s characters long; at most %(limit)s can be read.")
                % {"name": name, "length": f"{len(value):,}", "limit": f"{limit:,}"},
                self.build_url_without(name),
            )
        return value.strip()


def build_url(path: str, params: Mapping[str, object] | None = None) -> str:
    """Return `path` with a query string; values may be lists."""
    query = "&".join(
        f"{quote_cached(name)}={quote_cached(str(value))}"
        for name, values in (params or {}).items()
        for value in _list_values(values)
    )
    return f"{path}?{query}" if query else path


def _list_values(values: object) -> Sequence[object]:
    return values if isinstance(values, list | tuple) else (values,)


def truncate(value: str, length: int = 40) -> str:
    """Return `value`, cut to `length` characters for use in a message."""
    return value if len(value) <= length else f"{value[:length].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Link:
    """A link: label, URL, whether it is the current choice, and a count."""

    label: str
    url: str
    is_current: bool = False
    count: int | None = None


def get_row_or_404(queryset: QuerySet[Row], **lookups: str | int) -> Row:
    """Return the row with this slug, identifier or key, or raise Http404.

    Values that a database rejects (NUL, integers over 64 bits) are not queried.
    """
    for value in lookups.values():
        if isinstance(value, int) and value > _MAX_KEY:
            raise Http404
        if isinstance(value, str) and strip_controls(value) != value:
            raise Http404
    return get_object_or_404(queryset, **lookups)


def resolve_outlet_slug(slug: str) -> str:
    """Return the current slug of an outlet, given it or a former one; else the slug as given."""
    outlets = Outlet.objects.find_by_slug([slug]) if slug else {}
    return outlets[slug][1] if slug in outlets else slug


def get_site_url(request: HttpRequest) -> str:
    """Return the origin of the request: `https://archive.example`."""
    return f"{request.scheme}://{request.get_host()}"
