"""Admin of damaged or missing originals, and of the tasks that editors ask for: checking them, renewing the index."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curation.claims import delete_lost_processes
from archive.curation.tasks import count_queues, request_task
from archive.editing.base import ReadOnlyAdmin
from archive.editing.cells import render_list_link
from archive.models import MaintenanceTask, PayloadFault, RunningProcess


@admin.register(PayloadFault)
class PayloadFaultAdmin(ReadOnlyAdmin):
    """Admin of originals that the last check found damaged or missing."""

    list_display = ["payload", "state", "captures_link", "found_at"]
    list_filter = ["state"]
    search_fields = ["^payload__sha256"]
    fields = ["payload", "state", "note", "captures_link", "found_at"]
    readonly_fields = ["captures_link"]
    ordering = ["-found_at", "pk"]

    @admin.display(description=_("captures"))
    def captures_link(self, fault: PayloadFault) -> str:
        return render_list_link("capture", gettext("what was read from it"), payload__sha256__exact=fault.pk)


@admin.register(MaintenanceTask)
class MaintenanceTaskAdmin(ReadOnlyAdmin):
    """Admin of tasks; they are asked for on the page that shows the problem."""

    list_display = ["kind", "state", "requested_at", "requested_by", "finished_at", "processed_count"]
    list_filter = ["kind", "state"]
    fields = ["kind", "state", "requested_at", "requested_by", "finished_at", "processed_count"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MaintenanceTask]:
        return super().get_queryset(request).select_related("requested_by")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.request_view)
        return [path("ask/", view, name="archive_maintenancetask_ask"), *super().get_urls()]

    def request_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a task, and return to the front page."""
        if request.method != "POST" or not request.user.has_perm("archive.add_maintenancetask"):
            raise PermissionDenied
        kind = request.POST.get("kind", "")
        if kind not in MaintenanceTask.Kind.values:
            raise BadRequest(gettext("There is no such task."))
        request_task(kind, user=cast(User, request.user))
        message: Any = gettext("This is done in the background now: %s.") % MaintenanceTask.Kind(kind).label
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:index"))


@admin.register(RunningProcess)
class RunningProcessAdmin(ReadOnlyAdmin):
    """Admin of the workers and imports that run now, on all hosts, above what waits for them."""

    change_list_template = "admin/archive/runningprocess/change_list.html"
    list_display = ["host", "pid", "kind", "doing", "started_at", "seen_at"]
    fields = ["host", "pid", "kind", "doing", "started_at", "seen_at"]
    ordering = ["host", "pid"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, with the length of each queue."""
        delete_lost_processes()
        return super().changelist_view(request, {**(extra_context or {}), "queues": count_queues()})
