"""Review queue: articles with inferred or missing values, one after the other."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import describe_review_status
from archive.admin.excerpts import build_evidence_review
from archive.admin.form_state import MOMENT_FIELD, read_moment, sign_moment
from archive.admin.meanwhile import describe_changes_since
from archive.admin.questions import write_history
from archive.curation import bulk
from archive.models import Article, Byline, Evidence

FIELDS_TO_REVIEW = (
    Evidence.Field.TITLE, Evidence.Field.AUTHOR, Evidence.Field.PUBLISHED, Evidence.Field.OUTLET,
)  # fmt: skip
"""Fields whose inferred values need review."""

REVIEW_ANSWERS = {
    Article.Review.REVIEWED: _("Reviewed, next"),
    Article.Review.QUERIED: _("Has a question, next"),
}


def filter_review_queue(rows: QuerySet[Article]) -> QuerySet[Article]:
    """Filter to unreviewed articles with a missing date, outlet or author, or inferred values."""
    inferred_evidence = Evidence.objects.current().filter(
        article=OuterRef("pk"), field__in=FIELDS_TO_REVIEW, status=Evidence.Status.INFERRED
    )
    bylines = Byline.objects.filter(article=OuterRef("pk"))
    needs_review = (
        Q(Exists(inferred_evidence)) | Q(published="") | Q(outlet=None) | ~Q(Exists(bylines))
    )
    return rows.filter(needs_review, review_status=Article.Review.UNREVIEWED, withdrawn_at=None)


class ReviewQueueListFilter(admin.SimpleListFilter):
    """Filter of articles in the review queue."""

    title = _("the review queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", gettext("waits for review"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return filter_review_queue(queryset) if self.value() == "yes" else queryset


class ReviewQueueMixin(admin.ModelAdmin):
    """Mixin: the views of the review queue, for the admin of articles."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        urls = [
            path(
                "review/", site.admin_view(self.next_in_queue_view), name="archive_article_review"
            ),
            path("<int:pk>/how/", site.admin_view(self.evidence_view), name="archive_article_how"),
        ]
        return urls + super().get_urls()

    def next_in_queue_view(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the next article of the queue, or to the list with a message at its end."""
        after = request.GET.get("after", "")
        rows = filter_review_queue(self.get_queryset(request)).order_by("pk")
        if after.isascii() and after.isdigit() and len(after) < 19:
            rows = rows.filter(pk__gt=int(after))
        pk = rows.values_list("pk", flat=True).first()
        if pk is None:
            self.message_user(request, gettext("The review queue ends here."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:archive_article_changelist"))
        return HttpResponseRedirect(reverse("admin:archive_article_how", args=[pk]))

    def evidence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the evidence of an article beside its marked originals; accept a review answer."""
        if not request.user.has_perm("archive.view_evidence"):
            raise PermissionDenied
        article = self.get_object(request, str(pk))
        if article is None:
            raise Http404
        may_review = self.has_change_permission(request, article)
        asked_at = read_moment(request.POST.get(MOMENT_FIELD))
        if request.method == "POST":
            if response := self._process_answer(request, article, asked_at, may_review=may_review):
                return response
            article.refresh_from_db()
        rows = article.evidence.current().select_related("capture__payload", "recorded_by")
        fields_with_value = set(rows.exclude(value="").values_list("field", flat=True))
        failed_attempts = Q(
            value="", field__in=fields_with_value - {Evidence.Field.BODY}
        )  # failed attempts
        context = self.admin_site.each_context(request) | {
            "title": article.title,
            "article": article,
            "opts": self.opts,
            "media": self.media,
            "shown": build_evidence_review(
                rows.exclude(failed_attempts).order_by("field", "start", "pk")
            ),
            "lost": article.evidence.filter(~Q(superseded_at=None) | failed_attempts).order_by(
                "field", "pk"
            )[:50],
            "waiting": filter_review_queue(Article.objects.all()).count() if may_review else 0,
            "answers": REVIEW_ANSWERS.items() if may_review else (),
            "asked_at": (MOMENT_FIELD, sign_moment()),
            "is_changed": asked_at is not None,
            "meanwhile": describe_changes_since(article, asked_at) if asked_at else (),
        }
        status = 409 if asked_at else 200
        template = "admin/archive/article/how.html"
        return TemplateResponse(request, template, context, status=status)

    def _process_answer(
        self,
        request: HttpRequest,
        article: Article,
        asked_at: datetime | None,
        *,
        may_review: bool,
    ) -> HttpResponse | None:
        """Set the review status and redirect to the next; None if others changed the article."""
        answer = request.POST.get("answer", "")
        if not may_review or answer not in REVIEW_ANSWERS:
            raise PermissionDenied
        articles = Article.objects.filter(pk=article.pk)
        with transaction.atomic():
            if asked_at and bulk.find_changed_since(articles, asked_at):
                return None
            ids = bulk.set_review_status(articles, answer)
            write_history(request, Article, ids, lambda: describe_review_status(answer))
        url = reverse("admin:archive_article_review")
        return HttpResponseRedirect(f"{url}?after={article.pk}")
