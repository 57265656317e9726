"""The menu of the admin: lists and pages in four groups, each only where the user may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class MenuPage:
    """A page that is no list of a model: its label, its URL name, and who may see it."""

    label: Promise
    url_name: str
    permission: str


REVIEW_PAGE: Final = MenuPage(_("Review queue"), "admin:archive_article_review", "archive.view_evidence")
QUALITY_PAGE: Final = MenuPage(_("Data quality"), "admin:archive_article_quality", "archive.view_article")
NEAR_DUPLICATES_PAGE: Final = MenuPage(
    _("Near-duplicates"), "admin:archive_article_near_duplicates", "archive.view_article"
)
DUPLICATE_OUTLETS_PAGE: Final = MenuPage(
    _("Outlets that may be one"), "admin:archive_outlet_duplicates", "archive.view_outlet"
)
DUPLICATE_AUTHORS_PAGE: Final = MenuPage(
    _("Authors that may be one"), "admin:archive_author_duplicates", "archive.view_author"
)
UPLOAD_PAGE: Final = MenuPage(_("Upload articles"), "admin:archive_batch_upload", "archive.add_batch")
METADATA_PAGE: Final = MenuPage(_("Import metadata"), "admin:archive_article_metadata", "archive.change_article")
MENU: Final[Mapping[Promise, Sequence[str | MenuPage]]] = {
    _("Content"): [
        "Article",
        REVIEW_PAGE,
        QUALITY_PAGE,
        NEAR_DUPLICATES_PAGE,
        "Change",
        "Collection",
        "Story",
        "StoryMembership",
        "Quotation",
        "QuotedPassage",
        "QuotationDecision",
    ],
    _("People and outlets"): [
        "Outlet",
        DUPLICATE_OUTLETS_PAGE,
        "Author",
        DUPLICATE_AUTHORS_PAGE,
        "Speaker",
        "VariantGroup",
    ],
    _("Imports"): [UPLOAD_PAGE, METADATA_PAGE, "Batch", "Refusal", "Capture", "Payload", "PayloadFault", "Evidence"],
    _("System"): [],
}
"""Group → names of models, and pages, in their order; models that no group names follow in the last one."""


def build_menu(request: HttpRequest, entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the groups in the form of Django's list of apps; `entries` are the models that the user may see."""
    entries_by_model = {entry["object_name"]: dict(entry) for entry in entries}
    groups = []
    for number, (title, names) in enumerate(MENU.items(), start=1):
        rows = [row for name in names if (row := _find_entry(request, name, entries_by_model))]
        if number == len(MENU):
            rows += sorted(entries_by_model.values(), key=lambda entry: str(entry["name"]))
        if rows:
            groups.append({"name": title, "app_label": f"group-{number}", "models": rows})
    _mark_current_page(request.path, groups)
    return groups


def _find_entry(
    request: HttpRequest, name: str | MenuPage, entries_by_model: dict[str, dict[str, Any]]
) -> dict[str, Any] | None:
    """Return the entry of a page or a model, taken out of those that are left; None where the user may not see it."""
    if isinstance(name, str):
        return entries_by_model.pop(name, None)
    if not request.user.has_perm(name.permission):
        return None
    return {
        "name": name.label,
        "object_name": name.url_name.partition("_")[2],
        "admin_url": reverse(name.url_name),
        "perms": {},
    }


def _mark_current_page(path: str, groups: Sequence[Mapping[str, Any]]) -> None:
    """Mark the entry whose page it is, or the list that the page belongs to."""
    rows = [
        row for group in groups for row in group["models"] if row["admin_url"] and path.startswith(row["admin_url"])
    ]
    if rows:
        current_row = max(rows, key=lambda row: len(row["admin_url"]))
        current_row["is_current"] = True
