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

from archive.admin.cells import review_set
from archive.admin.excerpts import shown
from archive.admin.form_state import MOMENT_NAME, read_moment, sign_moment
from archive.admin.meanwhile import done_since
from archive.admin.questions import write_history
from archive.curation import bulk
from archive.models import Article, Byline, Evidence

DOUBTED = (
    Evidence.Field.TITLE, Evidence.Field.AUTHOR, Evidence.Field.PUBLISHED, Evidence.Field.OUTLET,
)  # fmt: skip
"""Fields whose inferred values need review."""

ANSWERS = {
    Article.Review.REVIEWED: _("Reviewed, next"),
    Article.Review.QUERIED: _("Has a question, next"),
}


def queue(rows: QuerySet[Article]) -> QuerySet[Article]:
    """Filter to unreviewed articles with a missing date, outlet or author, or inferred values."""
    guessed = Evidence.objects.current().filter(
        article=OuterRef("pk"), field__in=DOUBTED, status=Evidence.Status.INFERRED
    )
    credited = Byline.objects.filter(article=OuterRef("pk"))
    doubtful = Q(Exists(guessed)) | Q(published="") | Q(outlet=None) | ~Q(Exists(credited))
    return rows.filter(doubtful, review_status=Article.Review.UNREVIEWED, withdrawn_at=None)


class InQueue(admin.SimpleListFilter):
    """Filter of articles in the review queue."""

    title = _("the review queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", gettext("waits for review"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queue(queryset) if self.value() == "yes" else queryset


class Reviewing(admin.ModelAdmin):
    """Mixin: the views of the review queue, for the admin of articles."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        own = [
            path("review/", site.admin_view(self.next_in_queue), name="archive_article_review"),
            path("<int:pk>/how/", site.admin_view(self.how), name="archive_article_how"),
        ]
        return own + super().get_urls()

    def next_in_queue(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the next article of the queue, or to the list with a message at its end."""
        after = request.GET.get("after", "")
        rows = queue(self.get_queryset(request)).order_by("pk")
        if after.isascii() and after.isdigit() and len(after) < 19:
            rows = rows.filter(pk__gt=int(after))
        pk = rows.values_list("pk", flat=True).first()
        if pk is None:
            self.message_user(request, gettext("The review queue ends here."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:archive_article_changelist"))
        return HttpResponseRedirect(reverse("admin:archive_article_how", args=[pk]))

    def how(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the evidence of an article beside its marked originals; accept a review answer."""
        if not request.user.has_perm("archive.view_evidence"):
            raise PermissionDenied
        article = self.get_object(request, str(pk))
        if article is None:
            raise Http404
        may_review = self.has_change_permission(request, article)
        asked_at = read_moment(request.POST.get(MOMENT_NAME))
        if request.method == "POST":
            if answered := self._answered(request, article, asked_at, may_review=may_review):
                return answered
            article.refresh_from_db()
        rows = article.evidence.current().select_related("capture__payload", "recorded_by")
        valued = set(rows.exclude(value="").values_list("field", flat=True))
        failed = Q(value="", field__in=valued - {Evidence.Field.BODY})  # failed attempts
        context = self.admin_site.each_context(request) | {
            "title": article.title,
            "article": article,
            "opts": self.opts,
            "media": self.media,
            "shown": shown(rows.exclude(failed).order_by("field", "start", "pk")),
            "lost": article.evidence.filter(~Q(superseded_at=None) | failed).order_by(
                "field", "pk"
            )[:50],
            "waiting": queue(Article.objects.all()).count() if may_review else 0,
            "answers": ANSWERS.items() if may_review else (),
            "asked_at": (MOMENT_NAME, sign_moment()),
            "is_changed": asked_at is not None,
            "meanwhile": done_since(article, asked_at) if asked_at else (),
        }
        status = 409 if asked_at else 200
        template = "admin/archive/article/how.html"
        return TemplateResponse(request, template, context, status=status)

    def _answered(
        self,
        request: HttpRequest,
        article: Article,
        asked_at: datetime | None,
        *,
        may_review: bool,
    ) -> HttpResponse | None:
        """Set the review status and redirect to the next; None if others changed the article."""
        answer = request.POST.get("answer", "")
        if not may_review or answer not in ANSWERS:
            raise PermissionDenied
        chosen = Article.objects.filter(pk=article.pk)
        with transaction.atomic():
            if asked_at and bulk.changed_since(chosen, asked_at):
                return None
            ids = bulk.set_review_status(chosen, answer)
            write_history(request, Article, ids, lambda: review_set(answer))
        address = reverse("admin:archive_article_review")
        return HttpResponseRedirect(f"{address}?after={article.pk}")
