"""Review queue: one article after the other, each question with its value, its evidence and the decision in a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from typing import Any, Final, NamedTuple, Self, cast

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Q
from django.forms import BoundField, HiddenInput
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.filters import ConditionListFilter
from archive.admin.marked_originals import EvidenceExcerpt, build_evidence_review
from archive.curation import bulk_edit, quality
from archive.curation.changes import record_change
from archive.curation.edit import read_values
from archive.curation.open_questions import QUESTION_FIELDS, confirm_value, list_open_questions
from archive.editing.cells import describe_review_status
from archive.editing.confirmation import write_history
from archive.editing.form_state import is_row_key
from archive.editing.rebase import Rebase
from archive.editing.typed_date_field import show_date_reading
from archive.models import Article, Change, Evidence

REVIEW_ANSWERS: Final = {
    Article.Review.REVIEWED: _("Reviewed, next"),
    Article.Review.QUERIED: _("Has a question, next"),
}
SAVE_ONLY: Final = "save"
MAX_SUPERSEDED: Final = 50


@dataclass(frozen=True, slots=True)
class QueueReason:
    """A reason why articles wait for review: its label, and the condition of these articles."""

    label: Promise
    build_condition: Callable[[], Q]


QUEUE_REASONS: Final = {
    "date": QueueReason(_("no date"), quality.has_no_date),
    "outlet": QueueReason(_("no outlet"), lambda: Q(outlet=None)),
    "author": QueueReason(_("no author"), quality.has_no_author),
    "inferred": QueueReason(_("headline, author, date or outlet inferred"), quality.has_inferred_value),
}


def build_queue_condition(reason: str = "") -> Q:
    """Return the condition of the unreviewed, listed articles with one of the QUEUE_REASONS, or with this one."""
    reasons = [QUEUE_REASONS[reason]] if reason else QUEUE_REASONS.values()
    needs_review = reduce(or_, (each.build_condition() for each in reasons))
    return needs_review & Q(review_status=Article.Review.UNREVIEWED, withdrawn_at=None)


class ReviewQueueListFilter(ConditionListFilter):
    """Filter of articles in the review queue, or of those there for one reason."""

    title, parameter_name = _("the review queue"), "queue"
    conditions = {
        "yes": (_("waits for review"), build_queue_condition),
        **{key: (reason.label, partial(build_queue_condition, key)) for key, reason in QUEUE_REASONS.items()},
    }


class Decision(NamedTuple):
    """Decision of an editor: on the status of the article, or that the value of one field is right, or neither."""

    status: str = ""
    field: str = ""

    @classmethod
    def from_post(cls, post: QueryDict) -> Self:
        """Read the button that was pressed; raise PermissionDenied for one that there is not."""
        answer, field = post.get("answer", ""), post.get("right", "")
        if field in QUESTION_FIELDS:
            return cls(field=field)
        if answer in REVIEW_ANSWERS:
            return cls(status=answer)
        if answer != SAVE_ONLY:
            raise PermissionDenied
        return cls()


class Question(NamedTuple):
    """One row of the page: a field with its input (None: only to read), its value, its evidence, and what is open."""

    field: Evidence.Field
    value: str
    excerpts: Sequence[EvidenceExcerpt]
    is_open: bool
    box: BoundField | None
    has_focus: bool


class ReviewQueueMixin(admin.ModelAdmin):
    """Mixin: the addresses of the review queue, for the admin of articles."""

    review_admin: type["ReviewMixin"]

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        return [
            path("review/", site.admin_view(self.next_in_queue_view), name="archive_article_review"),
            path("date/", site.admin_view(show_date_reading), name="archive_article_date"),
            path("<int:pk>/how/", site.admin_view(self.evidence_view), name="archive_article_how"),
            *super().get_urls(),
        ]

    def next_in_queue_view(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the next article of the queue, or at its end to the list, of those skipped if any."""
        after = request.GET.get("after", "")
        waiting_rows = self.get_queryset(request).filter(build_queue_condition()).order_by("pk")
        if after and not is_row_key(after):
            raise BadRequest(gettext("The address names no article to go on after. Open the review queue again."))
        rows = waiting_rows.filter(pk__gt=int(after)) if after else waiting_rows
        pk = rows.values_list("pk", flat=True).first()
        if pk is None:
            self.message_user(request, gettext("The review queue ends here."), messages.SUCCESS)
            url = reverse("admin:archive_article_changelist")
            return HttpResponseRedirect(f"{url}?queue=yes" if waiting_rows.exists() else url)  # those that were skipped
        return HttpResponseRedirect(reverse("admin:archive_article_how", args=[pk]))

    def evidence_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the evidence of an article beside its values, to be corrected and decided on."""
        return self.review_admin(self.model, self.admin_site).changeform_view(request, str(pk))


class ReviewMixin(admin.ModelAdmin):
    """Mixin: the form of an article under review, with its evidence; a decision leads to the next question."""

    change_form_template = "admin/archive/article/evidence_review.html"
    is_first_field_focused = False  # but the first decision

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": ["title", "outlet", "published", "review_status"]})]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field of a form; the status is hidden in it, so that another’s decision is noticed."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "review_status":
            field.widget = HiddenInput()
        return field

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the page, or note a decision."""
        if not request.user.has_perm("archive.view_evidence"):
            raise PermissionDenied
        if request.method == "POST":
            Decision.from_post(request.POST)
        elif self.get_object(request, object_id or "") is None:
            raise Http404
        return super().changeform_view(request, object_id, form_url, extra_context)

    def find_objection(self, rebase: Rebase) -> str:
        """Return why nothing is saved: who decides must have seen what others changed, too."""
        objection = super().find_objection(rebase)  # type: ignore[misc]
        if objection or not rebase.kept_changes:
            return objection
        return gettext(
            "Your answer was not noted: this article was changed by others since this page was made. This is how it"
            " stands now; look at it, and answer again."
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save, then note the decision: with the last question settled, the article is reviewed."""
        super().save_related(request, form, formsets, change)
        article, decision = form.instance, Decision.from_post(request.POST)
        if decision == Decision():
            return
        user = cast("AbstractBaseUser", request.user)  # only reached after login
        with record_change(Change.Action.REVIEW, user=user) as details:
            status = decision.status
            if decision.field in list_open_questions(article):
                confirm_value(article, decision.field, user=user)
            if decision.field and not list_open_questions(article):
                status = Article.Review.REVIEWED
            if status and bulk_edit.set_review_status(Article.objects.filter(pk=article.pk), status):
                article.review_status = status
                write_history(request, Article, [article.pk], lambda: describe_review_status(status))
            details.summary = f"‘{article}’: {status or decision.field}"

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Add an entry to the history, but not that nothing was corrected."""
        return super().log_change(request, obj, message) if message else None

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Lead to the next question: of this article, else of the next one in the queue."""
        decision = Decision.from_post(request.POST)
        if decision.status or (decision.field and obj.review_status == Article.Review.REVIEWED):
            values = {"title": obj.title, "status": obj.get_review_status_display()}
            self.message_user(request, gettext("‘%(title)s’: %(status)s.") % values, messages.SUCCESS)
            return HttpResponseRedirect(f"{reverse('admin:archive_article_review')}?after={obj.pk}")
        return HttpResponseRedirect(reverse("admin:archive_article_how", args=[obj.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the page, with the evidence and the marked originals."""
        article = kwargs["obj"]
        may_review = self.has_change_permission(request, article)
        rows = article.evidence.current().select_related("capture__payload", "recorded_by")
        fields_with_value = set(rows.exclude(value="").values_list("field", flat=True))
        failed_attempts = Q(value="", field__in=fields_with_value - {Evidence.Field.BODY})
        superseded = article.evidence.filter(~Q(superseded_at=None) | failed_attempts)
        review = build_evidence_review(rows.exclude(failed_attempts).order_by("field", "start", "pk"))
        form = context["adminform"].form
        context |= {
            "title": gettext("Is this right?") if may_review else gettext("How we know"),
            "subtitle": article.title,
            "questions": _build_questions(article, review.excerpts, form),
            "other_excerpts": [one for one in review.excerpts if one.evidence.field not in QUESTION_FIELDS],
            "texts": review.texts,
            "superseded": superseded.order_by("field", "pk")[:MAX_SUPERSEDED],
            "waiting_count": Article.objects.filter(build_queue_condition()).count() if may_review else 0,
            "answers": REVIEW_ANSWERS.items() if may_review else (),
            "save_only": SAVE_ONLY,
            "may_review": may_review,
        }
        return super().render_change_form(request, context, *args, **kwargs)


def _build_questions(article: Article, excerpts: Sequence[EvidenceExcerpt], form: Any) -> list[Question]:
    """Return the rows of the page; the first open one has the focus, unless something is wrong in the form."""
    values = read_values(article)
    open_fields = list_open_questions(article, values)
    focused = "" if form.errors else next(iter(open_fields), "")
    return [
        Question(
            field,
            values[field],
            [one for one in excerpts if one.evidence.field == field],
            field in open_fields,
            form[field] if field in form.fields else None,
            field == focused,
        )
        for field in QUESTION_FIELDS
    ]
