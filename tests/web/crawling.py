"""Every view that pages lead to, with the parameters of its links and forms; and forged values for each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlsplit

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import Resolver404, resolve

FORGED = ("abc", "1%00", "9" * 40, "%5B%5D", "%ff%fe", "0", "-1", "1.5", "", "%F0%9F%98%80'\"%3C")
"""Values as they stand in an address: letters, NUL, beyond 64 bits, an array, no UTF-8, no key, …"""
MAX_PAGES = 5_000
_NUMBER = re.compile(r"\d+")
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass
class View:
    """A view: one address of it, the names of what it is asked by, and the forms on its pages."""

    path: str
    parameters: dict[str, str] = field(default_factory=dict)
    forms: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Fields of the forms that are posted, by the address they are posted to."""
    read: int = 0


def crawl(
    client: Client, starts: Iterable[str], prefix: str | tuple[str, ...] = "", *, read: int = 2
) -> dict[str, View]:
    """Follow the links of this site from `starts`; returns one page of each view whose name has this prefix.

    Of each view so many pages are `read`: one of them may be an empty list.
    """
    views: dict[str, View] = {}
    waiting = list(dict.fromkeys(starts))
    seen = set(waiting)
    for address in waiting:  # it grows
        name = get_view_name(address)
        if not name or not name.startswith(prefix) or (not prefix and ":" in name) or len(seen) > MAX_PAGES:
            continue
        view = views.setdefault(name, View(urlsplit(address).path))
        view.parameters |= dict(parse_qsl(urlsplit(address).query))
        if view.read < read:
            view.read += 1
            for found in read_page(client, address, view):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
    return views


def read_page(client: Client, address: str, view: View) -> Iterator[str]:
    """Note the forms of a page; yield the addresses it leads to."""
    response = client.get(address)
    if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
        return
    path = urlsplit(address).path
    page = BeautifulSoup(response.content.decode(errors="replace"), "lxml")
    for form in page.select("form"):
        target = urlsplit(form.get("action") or address)._replace(fragment="").geturl()
        target = f"{path}{target}" if target.startswith("?") else target
        if form.get("method", "get").lower() == "post":
            view.forms.setdefault(target, read_fields(form))
        else:
            names = "&".join(f"{quote(name)}=1" for name, _ in read_fields(form))
            yield f"{urlsplit(target).path}?{names}"
    for link in page.select("a[href], link[rel~=alternate][href]"):
        if link["href"].startswith(("/", "?")):
            yield link["href"] if link["href"].startswith("/") else f"{path}{link['href']}"


def read_fields(form: Tag) -> list[tuple[str, str]]:
    """The names and values in a form, about as a browser sends them."""
    return [
        (one["name"], read_value(one))
        for one in form.select("[name]")
        if one["name"] != "csrfmiddlewaretoken" and "__prefix__" not in one["name"]
    ]


def read_value(element: Tag) -> str:
    """The value of an input, a text area, or what is chosen in a select."""
    if element.name == "select":
        chosen = element.select_one("option[selected]")
        return chosen.get("value", "") if chosen else ""
    return element.text if element.name == "textarea" else element.get("value", "")


def get_view_name(address: str) -> str:
    """The name of the view at an address; empty where there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


class Forger:
    """Puts the forged values in the place of good ones, so many at each place, and each in its turn."""

    def __init__(self, values: int = len(FORGED)):
        self.values = values
        self.turn = 0

    def list_values(self) -> list[str]:
        """The next values."""
        self.turn += self.values
        return [FORGED[(self.turn + number) % len(FORGED)] for number in range(self.values)]

    def forge_addresses(self, views: dict[str, View], more: Iterable[str] = ()) -> Iterator[str]:
        """Addresses with each part of the path, and each parameter, forged."""
        for view in views.values():
            parts = view.path.split("/")
            arguments = set(map(str, resolve(view.path).captured_kwargs.values()))
            for place, part in enumerate(parts):
                for value in self.list_values() if part.partition(".")[0] in arguments else ():
                    yield "/".join([*parts[:place], value, *parts[place + 1 :]])
            for name in dict.fromkeys([*view.parameters, *more]):
                others = "&".join(f"{quote(key)}={quote(one)}" for key, one in view.parameters.items() if key != name)
                for value in self.list_values():
                    yield f"{view.path}?{others}&{quote(name)}={value}"

    def forge_posts(self, views: dict[str, View], more: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
        """Addresses of forms, and what is posted to them, with each field forged; of rows of fields the first."""
        seen = set()
        for view in views.values():
            for address, fields in view.forms.items():
                target = _NUMBER.sub("", urlsplit(address).path)
                for name in dict.fromkeys([*(name for name, _ in fields), *more]):
                    if (kind := (target, _NUMBER.sub("", name))) in seen:
                        continue
                    seen.add(kind)
                    others = "&".join(f"{quote(key)}={quote(one)}" for key, one in fields if key != name)
                    for value in self.list_values():
                        yield address, f"{others}&{quote(name)}={value}".encode()


def find_faults(client: Client, requests: Iterable[str | tuple[str, bytes]]) -> list[str]:
    """The requests that are answered by a fault of the program, and not by a page or a refusal."""
    faults = []
    for request in requests:
        try:
            status = send_request(client, request)
        except Exception as error:  # noqa: BLE001 -- any is a fault, and all are to be listed
            status = f"{type(error).__name__}: {error}"[:200]
        if not isinstance(status, int) or (status >= 500 and status != 503):
            faults.append(f"{status} at {str(request)[-400:]}")
    return faults


def send_request(client: Client, request: str | tuple[str, bytes]) -> int:
    """Read a page, or post a form; returns the status."""
    if isinstance(request, str):
        response = client.get(request)
    else:
        response = client.post(request[0], request[1], content_type=FORM_TYPE)
    if response.streaming:
        b"".join(response)
    return response.status_code
