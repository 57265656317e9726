"""Admin page of outlets or authors that may be one: groups to merge, or to be told apart for good."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext

from archive.curation.duplicate_records import DuplicateGroup, suggest_duplicates
from archive.curation.merge import keep_records_apart
from archive.editing.base import PageAdmin
from archive.editing.cells import format_count
from archive.editing.confirmation import MAX_RECORDS, BulkActionForm, handle_bulk_action
from archive.editing.form_state import validate_keys
from archive.editing.recording import record_request
from archive.models import Change
from archive.web.language import translate_message

GROUPS_PER_PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class GroupOfRecords:
    """A group on the page: its records, each with its years, and why they may be one."""

    records: list[tuple[Any, str]]
    reasons: list[str]
    is_clear: bool


def format_years(record: Any) -> str:
    """Return the years of the articles of a record that has counts: `1999–2016`."""
    years = sorted({day.year for day in (record.first_day, record.last_day) if day})
    return "–".join(str(year) for year in years)


class DuplicatesMixin(PageAdmin):
    """Mixin: a page of records that may be one, with the actions merge and keep apart."""

    change_list_template = "admin/archive/names/change_list.html"
    merge_form: ClassVar[type[BulkActionForm]]

    def get_urls(self) -> list[URLPattern]:
        name = f"archive_{self.opts.model_name}_duplicates"
        view = self.admin_site.admin_view(self.duplicates_view)
        return [path("duplicates/", view, name=name), *super().get_urls()]

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """Show the groups; merge the records that were chosen in one, or note that they are not the same."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST" and (response := self._decide(request)):
            return response
        return self._render_groups(request)

    def _decide(self, request: HttpRequest) -> HttpResponse:
        """Do what was chosen for a group; return the page to confirm it, or back to the groups."""
        sent_keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        validate_keys(self.model, sent_keys)
        rows = self.model._default_manager.filter(pk__in=sent_keys)
        action = request.POST.get("action")
        if action == "merge" and self.has_merge_permission(request):
            response = handle_bulk_action(self, request, rows, self.merge_form)
            return response or HttpResponseRedirect(request.get_full_path())
        if action == "apart" and self.has_change_permission(request):
            self._keep_apart(request, list(rows[: MAX_RECORDS + 1]))
            return HttpResponseRedirect(request.get_full_path())
        if action in {"merge", "apart"}:
            raise PermissionDenied
        raise BadRequest(gettext("What was sent names no action. Nothing was changed."))

    def _keep_apart(self, request: HttpRequest, records: list[Any]) -> None:
        if not 2 <= len(records) <= MAX_RECORDS:
            message = gettext("Tick between 2 and %s records of a group. Nothing was changed.") % MAX_RECORDS
            self.message_user(request, message, messages.WARNING)
            return
        user: Any = request.user
        with record_request(request, Change.Action.EDIT):
            keep_records_apart(records, user=user)
        names = ", ".join(f"‘{record}’" for record in records)
        self.message_user(request, gettext("Not suggested again: %s are not the same.") % names, messages.SUCCESS)

    def _render_groups(self, request: HttpRequest) -> HttpResponse:
        suggestions = suggest_duplicates(self.model)
        page = Paginator(suggestions.groups, GROUPS_PER_PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": gettext("%s that may be one") % str(self.opts.verbose_name_plural).capitalize(),
            "opts": self.opts,
            "media": self.media,
            "groups": self._load_records(list(page.object_list)),
            "page": page,
            "suggestions": suggestions,
            "total": format_count(suggestions.record_count, str(self.opts.model_name)),
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "may_merge": self.has_merge_permission(request),
            "may_keep_apart": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/archive/names/duplicates.html", context)

    def _load_records(self, groups: list[DuplicateGroup]) -> list[GroupOfRecords]:
        """Load the records of some groups with their counts and other names; a fixed number of queries."""
        keys = [key for group in groups for key in group.keys]
        rows = self.with_counts(self.model._default_manager.filter(pk__in=keys)).prefetch_related("aliases")
        records = {record.pk: record for record in rows}
        return [
            GroupOfRecords(
                [(records[key], format_years(records[key])) for key in group.keys if key in records],
                [translate_message(reason) for reason in group.reasons],
                group.is_clear,
            )
            for group in groups
        ]
