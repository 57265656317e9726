"""Metadata of articles out into spreadsheets, and in again with a preview of each difference."""

import re
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curation.metadata_files import MAX_BYTES, MetadataFile, iter_csv, read_file, write_workbook
from archive.curation.metadata_import import apply_differences, compare_file
from archive.db.bulk import iter_batches
from archive.editing.cells import format_count
from archive.editing.confirmation import write_history
from archive.editing.recording import record_request
from archive.errors import CurationError
from archive.models import Article, Change
from archive.text.normalize import strip_controls
from archive.web.language import translate_message

MAX_DIFFERENCES_SHOWN: Final = 500
MAX_PROBLEMS_SHOWN: Final = 200
KEPT_SECONDS: Final = 24 * 3600  # time that a file waits for its import
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_SALT: Final = "metadata"


class MetadataFileForm(forms.Form):
    """Form to give a file of metadata."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, as exported from the list of articles and edited. It needs the column ‘identifier’."),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.xls,.ods,.tsv,.txt"}),
    )

    def clean_file(self) -> bytes:
        """Return the content of a file of at most MAX_BYTES."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                gettext("The file is larger than %s MB. Send it in parts.") % (MAX_BYTES // 10**6)
            )
        return file.read()


class MetadataImportMixin(admin.ModelAdmin):
    """Mixin: the page that imports metadata, with a preview."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.metadata_view)
        return [path("metadata/", view, name="archive_article_metadata"), *super().get_urls()]

    def metadata_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a file, preview it, or apply the chosen rows of the file that was previewed."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if "token" in request.POST:
            return self._apply(request)
        form = MetadataFileForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._render(request, {"form": form})
        try:
            content = form.cleaned_data["file"]
            return self._preview(request, read_file(content), _keep_file(content, cast(User, request.user)))
        except CurationError as error:
            form.add_error("file", translate_message(error.args[0]))
            return self._render(request, {"form": form})

    def _preview(self, request: HttpRequest, file: MetadataFile, token: str) -> HttpResponse:
        preview = compare_file(file)
        further = preview.differences[MAX_DIFFERENCES_SHOWN:]
        context = {
            "preview": preview,
            "differences": preview.differences[:MAX_DIFFERENCES_SHOWN],
            "further_count": len(further),
            "problems": [
                (problem, translate_message(problem.problem)) for problem in preview.problems[:MAX_PROBLEMS_SHOWN]
            ],
            "further_problem_count": max(0, len(preview.problems) - MAX_PROBLEMS_SHOWN),
            "token": token,
        }
        return self._render(request, context)

    def _apply(self, request: HttpRequest) -> HttpResponse:
        user, token = cast(User, request.user), request.POST.get("token", "")
        file = _read_kept_file(token, user)
        if file is None:
            self.message_user(request, gettext("This preview is too old. Give the file again."), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:archive_article_metadata"))
        keys = set(request.POST.getlist("row"))
        if request.POST.get("further"):
            keys |= {difference.key for difference in compare_file(file).differences[MAX_DIFFERENCES_SHOWN:]}
        if not keys:
            self.message_user(request, gettext("No row was ticked; nothing was changed."), messages.WARNING)
            return self._preview(request, file, token)
        reason = strip_controls(request.POST.get("reason", ""))[:2000]
        summary = gettext("Metadata imported from a spreadsheet")
        with record_request(request, Change.Action.IMPORT, reason=reason, summary=summary):
            result = apply_differences(file, keys, user=user)
        self._report(request, result.change, result.article_count, result.outdated_count)
        return HttpResponseRedirect(reverse("admin:archive_article_changelist"))

    def _report(self, request: HttpRequest, change: Change, article_count: int, outdated_count: int) -> None:
        message = gettext("Metadata imported: %s changed.") % format_count(article_count, "article")
        self.message_user(request, message, messages.SUCCESS)
        if outdated_count:
            template = gettext("%s not changed: changed by others since the preview. Give the file again to see them.")
            self.message_user(request, template % format_count(outdated_count, "article"), messages.WARNING)
        if change.pk:
            rows = (
                change.rows.filter(table_name="archive_article").order_by().values_list("row_key", flat=True).distinct()
            )
            write_history(
                request, Article, [int(key) for key in rows], lambda: gettext("Metadata imported from a spreadsheet")
            )

    def _render(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": gettext("Import metadata"),
            "opts": self.opts,
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, "admin/archive/article/metadata_import.html", context)


@admin.action(description=_("Export metadata as CSV"), permissions=["view"])
def export_csv(_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase:  # noqa: ARG001
    """Stream the metadata of the chosen articles, in the form that the import reads."""
    chunks = (chunk.encode() for chunk in iter_csv(_iter_articles(queryset)))
    return StreamingHttpResponse(chunks, "text/csv; charset=utf-8", headers=_name_file("csv"))


@admin.action(description=_("Export metadata as XLSX"), permissions=["view"])
def export_xlsx(_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponseBase:  # noqa: ARG001
    """Send the metadata of the chosen articles as a workbook."""
    return HttpResponse(write_workbook(_iter_articles(queryset)), XLSX_TYPE, headers=_name_file("xlsx"))


def _iter_articles(queryset: QuerySet) -> Iterable[Article]:
    """Yield the articles in the order of the list, with what the columns need, in batches."""
    for batch in iter_batches(list(queryset.values_list("pk", flat=True)), 400):
        articles = Article.objects.for_cards().defer("body").in_bulk(batch)
        yield from (articles[pk] for pk in batch if pk in articles)


def _name_file(suffix: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="metadata.{suffix}"', "Cache-Control": "no-store"}


def _get_folder() -> Path:
    return Path(settings.UPLOAD_ROOT) / "metadata"


def _keep_file(content: bytes, user: User) -> str:
    """Keep a previewed file for its import; return the signed token that only this user can use."""
    folder = _get_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for path_ in folder.iterdir():
        with suppress(OSError):
            if time.time() - path_.stat().st_mtime > KEPT_SECONDS:
                path_.unlink()
    name = secrets.token_hex(16)
    (folder / name).write_bytes(content)
    return signing.dumps([name, user.pk], salt=_SALT)


def _read_kept_file(token: str, user: User) -> MetadataFile | None:
    """Return the file of a token; None where it is forged, another user's, or too old."""
    try:
        name, pk = signing.loads(token, salt=_SALT, max_age=KEPT_SECONDS)
        if pk != user.pk or not _TOKEN.fullmatch(name):
            return None
        return read_file((_get_folder() / name).read_bytes())
    except (signing.BadSignature, OSError, ValueError, TypeError):
        return None
