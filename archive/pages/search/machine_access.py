"""The page that gives a search as addresses and commands, for programs."""

import shlex
from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.db.addresses import reverse_cached
from archive.pages.search.results_context import FILE_LABELS
from archive.web.params import Link, build_url, get_site_url
from archive.web.search_params import SearchParams


@require_safe
def search_as_code(request: HttpRequest) -> HttpResponse:
    """Show the addresses of all results in each format, and a command that fetches them."""
    params = SearchParams.from_request(request).replace_params()
    site, values = get_site_url(request), dict(params.list_params())
    files = [
        Link(label, site + build_url(reverse("search-export", args=[suffix]), values))
        for suffix, label in FILE_LABELS.items()
    ]
    feed_url = site + build_url(reverse_cached("feed-of-search"), values)
    commands = [
        f"curl -o results.{suffix} {shlex.quote(site + build_url(reverse('search-export', args=[suffix]), values))}"
        for suffix in ("csv", "jsonl")
    ]
    api_url = site + build_url(f"{reverse('api-1:api-root')}search", values)
    context = {
        "search": params,
        "files": files,
        "feed_url": feed_url,
        "commands": [*commands, f"curl {shlex.quote(api_url)}"],
        "python": _write_python(site, params),
    }
    return render(request, "search/as_code.html", context)


def _write_python(site: str, params: SearchParams) -> str:
    """Return the search as a program for the client in `clients/python`."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in params.form_fields:
        values[name].append(value)
    query = "".join(values.pop("q", []))
    filters = "".join(f", {name}={(each[0] if len(each) == 1 else each)!r}" for name, each in values.items())
    return "\n".join(
        [
            "from cuttings_client import Cuttings",
            "",
            f"with Cuttings({site!r}) as archive:",
            f"    results = archive.search({query!r}{filters})",
            "    print(results.total)",
            "    for hit in results:  # all of them, page by page",
            '        print(hit["published"], hit["title"], hit["url"])',
        ]
    )
