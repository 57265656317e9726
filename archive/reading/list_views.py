"""Views of lists: one list, what changes it, adding to lists, and a list that was shared."""

from typing import Final

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.errors import SearchError
from archive.models import Article, ListEntry, ReadingList
from archive.reading import lists
from archive.reading.exported_items import ItemExporter
from archive.reading.library import KeptItem, build_entry_item
from archive.reading.named_articles import load_named_articles
from archive.reading.notes import MAX_NOTE
from archive.reading.requests import get_own_list, get_reader, parse_number, report_faults
from archive.reading.views import build_file, build_file_links
from archive.web.logins import require_login
from archive.web.paging import Paging, paginate
from archive.web.params import QueryParams, build_url, get_row_or_404, get_site_url
from archive.web.search_params import SearchParams
from archive.web.views import render_search_failure

ENTRIES_PER_PAGE: Final = 50
MAX_CARRIED: Final = 100  # identifiers that an address carries through the login


@require_safe
@require_login
def list_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a list to its reader, with what changes it."""
    reading_list = get_own_list(request, pk)
    entries = ListEntry.objects.filter(reading_list=reading_list)
    params = QueryParams(request)
    paging = paginate(params.get_page_number(), entries.count(), params.build_page_url, ENTRIES_PER_PAGE)
    context = {
        "reading_list": reading_list,
        "items": _load_entries(list(entries[paging.slice])),
        "paging": paging,
        "shared_url": _build_shared_url(request, reading_list),
        "files": build_file_links("list-file", {}, reading_list.pk),
        "limits": {"name": lists.MAX_NAME, "description": lists.MAX_DESCRIPTION, "note": MAX_NOTE},
    }
    return render(request, "reading/list_detail.html", context)


@require_safe
@require_login
def export_list(request: HttpRequest, pk: int, suffix: str) -> HttpResponseBase:
    """Send the file of one list."""
    reading_list = get_own_list(request, pk)
    address = get_site_url(request) + reading_list.get_absolute_url()
    return build_file(request, suffix, reading_list.name, address, ItemExporter(request).iter_list(reading_list))


@require_POST
@require_login
def create_list(request: HttpRequest) -> HttpResponse:
    """Create an empty list."""
    with report_faults(reverse("my")):
        return redirect(lists.create_list(get_reader(request), request.POST.get("name", "")))


@require_POST
@require_login
def edit_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, share, no longer share, or delete a list."""
    reading_list = get_own_list(request, pk)
    with report_faults(reading_list.get_absolute_url()):
        match request.POST.get("action"):
            case "rename":
                lists.rename_list(reading_list, request.POST.get("name", ""), request.POST.get("description", ""))
            case "share":
                lists.share_list(reading_list, is_shared=True)
            case "unshare":
                lists.share_list(reading_list, is_shared=False)
            case "delete":
                reading_list.delete()
                messages.success(request, gettext("The list “%s” was deleted.") % reading_list.name)
                return redirect("my")
    return redirect(reading_list)


@require_POST
@require_login
def edit_entry(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Annotate, move or remove an entry."""
    reading_list = get_own_list(request, pk)
    entry = get_row_or_404(ListEntry.objects.filter(reading_list=reading_list), pk=entry_pk)
    entry.reading_list = reading_list
    position = entry.position
    with report_faults(reading_list.get_absolute_url()):
        match request.POST.get("action"):
            case "save":
                lists.annotate_entry(entry, request.POST.get("note", ""))
                position = parse_number(request.POST.get("position", ""), entry.position)
                if position != entry.position:
                    lists.move_entry(entry, position)
            case "up":
                position -= 1
                lists.move_entry(entry, position)
            case "down":
                position += 1
                lists.move_entry(entry, position)
            case "remove":
                lists.remove_entry(entry)
                messages.success(request, gettext("“%s” was removed from the list.") % entry.title)
                return redirect(_build_place_url(reading_list, entry.position - 1))
    return redirect(f"{_build_place_url(reading_list, position)}#entry-{entry.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def add_entries(request: HttpRequest) -> HttpResponseBase:
    """Add articles, all articles of a search, or a search itself to a list; without a list given, ask for one.

    Form values: `identifier` (several), or the parameters of a search with `what` (`articles` or `search`); `list` or
    the `name` of a new one.
    """
    values = request.POST if request.method == "POST" else request.GET
    if not request.user.is_authenticated:
        return redirect(build_url(reverse("login"), {"next": _build_next_url(values)}))
    if not _has_selection(values):
        messages.error(request, gettext("Nothing was chosen to add to a list."))
        return redirect("my")
    search_url = str(SearchParams.from_request(request, values))
    if request.method != "POST" or not (values.get("list") or values.get("name")):
        return _ask_for_list(request, values)
    with report_faults(search_url):
        if values.get("list"):
            reading_list = get_own_list(request, parse_number(values["list"]))
        else:
            reading_list = lists.create_list(get_reader(request), values.get("name", ""))
        try:
            addition = _add_selection(request, reading_list, values)
        except SearchError as error:
            return render_search_failure(request, error, SearchParams.from_request(request, values))
    for sentence in lists.describe_addition(addition):
        messages.success(request, sentence)
    return redirect(reading_list)


@require_safe
def shared_list(request: HttpRequest, token: str) -> HttpResponse:
    """Show a shared list to whoever has its address, without articles that were withdrawn or deleted."""
    reading_list = get_row_or_404(ReadingList.objects.all(), token=token)
    visible = _select_visible_entries(reading_list)
    params = QueryParams(request)
    paging: Paging = paginate(params.get_page_number(), visible.count(), params.build_page_url, ENTRIES_PER_PAGE)
    context = {
        "reading_list": reading_list,
        "items": _load_entries(list(visible[paging.slice])),
        "paging": paging,
        "files": build_file_links("shared-list-file", {}, token),
    }
    response = render(request, "reading/shared_list.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def export_shared_list(request: HttpRequest, token: str, suffix: str) -> HttpResponseBase:
    """Send the file of a shared list, with the entries that its page shows; it does not say whose list it is."""
    reading_list = get_row_or_404(ReadingList.objects.all(), token=token)
    items = ItemExporter(request).iter_list(reading_list, _select_visible_entries(reading_list))
    return build_file(request, suffix, reading_list.name, _build_shared_url(request, reading_list), items, reader="")


def _select_visible_entries(reading_list: ReadingList) -> QuerySet[ListEntry]:
    """Select the entries of a list that others may see: not those of articles withdrawn or deleted."""
    listed = Article.objects.listed().order_by().values("identifier")
    entries = ListEntry.objects.filter(reading_list=reading_list)
    return entries.filter(Q(article_identifier="") | Q(article_identifier__in=listed))


def _load_entries(entries: list[ListEntry]) -> list[KeptItem]:
    articles = load_named_articles((row.article_identifier, row.title) for row in entries)
    return [build_entry_item(row, articles) for row in entries]


def _build_shared_url(request: HttpRequest, reading_list: ReadingList) -> str:
    if not reading_list.token:
        return ""
    return get_site_url(request) + reverse("shared-list", args=[reading_list.token])


def _build_place_url(reading_list: ReadingList, position: int) -> str:
    """Return the URL of the page of a list that has this place."""
    page = (max(1, position) - 1) // ENTRIES_PER_PAGE + 1
    return build_url(reading_list.get_absolute_url(), {"page": page} if page > 1 else {})


def _has_selection(values: QueryDict) -> bool:
    return "identifier" in values or "q" in values


def _build_next_url(values: QueryDict) -> str:
    """Return the address that asks for a list after the login; My archive where it would be too long."""
    carried = {name: values.getlist(name) for name in values if name != "csrfmiddlewaretoken"}
    if len(carried.get("identifier", ())) > MAX_CARRIED or len(values.get("q", "")) > 1_500:
        return reverse("my")
    return build_url(reverse("list-add"), carried)


def _ask_for_list(request: HttpRequest, values: QueryDict) -> HttpResponse:
    """Show the form that chooses a list, or names a new one."""
    identifiers = values.getlist("identifier")
    fields = [
        (name, value)
        for name in values
        if name not in ("list", "name", "csrfmiddlewaretoken", "what")
        for value in values.getlist(name)
    ]
    article = None
    if len(identifiers) == 1:
        article = Article.objects.listed().filter(identifier=identifiers[0][:8]).first()
    context = {
        "fields": fields[: 2 * lists.MAX_ENTRIES],
        "article": article,
        "count": len(identifiers),
        "search": None if identifiers else SearchParams.from_request(request, values),
        "what": values.get("what", "articles"),
        "reading_lists": ReadingList.objects.filter(reader=get_reader(request))[: lists.MAX_LISTS],
        "max_name": lists.MAX_NAME,
        "max_entries": lists.MAX_ENTRIES,
    }
    return render(request, "reading/choose_list.html", context)


def _add_selection(request: HttpRequest, reading_list: ReadingList, values: QueryDict) -> lists.Addition:
    if identifiers := values.getlist("identifier"):
        return lists.add_articles(reading_list, identifiers)
    params = SearchParams.from_request(request, values)
    if values.get("what") == "search":
        return lists.add_search(reading_list, params)
    return lists.add_found_articles(reading_list, params)
