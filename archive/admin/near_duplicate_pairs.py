"""Admin page of near-duplicates that nobody has decided on: both stay, or one of them is withdrawn."""

from typing import Any, Final

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, override

from archive.admin.article_actions import WithdrawForm
from archive.curation.changes import describe_open_change
from archive.curation.quality import select_undecided_pairs
from archive.editing.confirmation import handle_bulk_action
from archive.editing.form_state import validate_keys
from archive.editing.recording import record_request
from archive.models import Article, Change, NearDuplicate
from archive.models.relations import save_distinct_pairs

PAIRS_PER_PAGE: Final = 25


class NearDuplicatesMixin(admin.ModelAdmin):
    """Mixin: the page of undecided near-duplicates, for the admin of articles."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.near_duplicates_view)
        return [path("near-duplicates/", view, name="archive_article_near_duplicates"), *super().get_urls()]

    def near_duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """Show the pairs; note that both of one stay, or withdraw an article."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = self._decide_pair(request) if request.method == "POST" else None
        return response or self._render_pairs(request)

    def _decide_pair(self, request: HttpRequest) -> HttpResponse:
        """Do what was chosen; return the page to confirm it, or back to the pairs."""
        action, sent_keys = request.POST.get("action", ""), request.POST.getlist(ACTION_CHECKBOX_NAME)
        if action not in {"keep", "withdraw"} or len(sent_keys) != 1:
            raise BadRequest(gettext("What was sent names no action. Nothing was changed."))
        needed = self.has_change_permission if action == "keep" else self.has_delete_permission
        if not needed(request):
            raise PermissionDenied
        if action == "keep":
            validate_keys(NearDuplicate, sent_keys)
            self._keep_both(request, select_undecided_pairs().filter(pk__in=sent_keys))
            return HttpResponseRedirect(request.get_full_path())
        validate_keys(Article, sent_keys)
        response = handle_bulk_action(self, request, Article.objects.filter(pk__in=sent_keys), WithdrawForm)
        return response or HttpResponseRedirect(request.get_full_path())

    def _keep_both(self, request: HttpRequest, pairs: QuerySet[NearDuplicate]) -> None:
        pair = pairs.select_related("first", "second").defer("first__body", "second__body").first()
        if pair is None:
            message = gettext("These two were decided on, or withdrawn, meanwhile. Nothing was changed.")
            self.message_user(request, message, messages.WARNING)
            return
        titles = {"one": pair.first, "other": pair.second}
        with record_request(request, Change.Action.REVIEW):
            save_distinct_pairs(Article, [(pair.first_id, pair.second_id)], request.user.pk)
            with override(settings.LANGUAGE_CODE):
                describe_open_change(gettext("Both stay, though alike: ‘%(one)s’ and ‘%(other)s’") % titles)
        message = gettext("Both stay, though alike: ‘%(one)s’ and ‘%(other)s’") % titles
        self.message_user(request, message, messages.SUCCESS)

    def _render_pairs(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(select_undecided_pairs(), PAIRS_PER_PAGE).get_page(request.GET.get("page"))
        rows: Any = page.object_list
        context = self.admin_site.each_context(request) | {
            "title": gettext("Near-duplicates to decide on"),
            "opts": self.opts,
            "pairs": rows.select_related("first__outlet", "second__outlet").defer("first__body", "second__body"),
            "page": page,
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "may_keep": self.has_change_permission(request),
            "may_withdraw": self.has_delete_permission(request),
        }
        return TemplateResponse(request, "admin/archive/article/near_duplicates.html", context)
