"""Concurrent editing: a form older than the record saves only what its editor changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext

from archive.admin.form_state import FIELD_NAME, FormState, read_state, sign_state
from archive.admin.meanwhile import Meanwhile, newest_entry, who_deleted
from archive.admin.rebase import KeptChange, Rebase
from archive.admin.rebase_rows import RowMerge, Rows, fill_in_counts, sent_texts, state_of
from archive.admin.value_texts import typed_texts

MOST_TOLD = 10
"""Changes by others that are listed one by one; the rest is counted."""
_LONGEST = 200  # characters of a value in such a message


class ConcurrentEditing(admin.ModelAdmin):
    """Admin whose change forms carry the state they were made from, and rebase onto the record.

    Changes by others stay and are reported; where an editor changed the same, the form is shown
    again with both values to choose from.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Add or change a record; try again once where a concurrent save interfered."""
        sent = request.POST
        try:
            return self._saved(request, object_id, form_url, extra_context)
        except IntegrityError:
            request.POST = sent
            return self._saved(request, object_id, form_url, extra_context)

    def _saved(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None or "_saveasnew" in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            record = self._locked(request, object_id)
            if not self.has_change_permission(request, record):
                return super().changeform_view(request, object_id, form_url, extra_context)
            if record is None:
                return self._gone(request, object_id)
            rebase = self._rebased(request, record)
            request.POST = rebase.post  # type: ignore[assignment]
            response = super().changeform_view(request, object_id, form_url, extra_context)
        self._tell(request, rebase.kept)
        if rebase.conflicts:
            response.status_code = 409
        return response

    def who_changed(self, record: Model, form: BaseForm, name: str, meanwhile: Meanwhile) -> str:
        """Return who last changed a field (or row, without `name`), and when; empty if unknown."""
        instance: Model = form.instance  # type: ignore[attr-defined]
        if name and type(instance) is type(record):
            return meanwhile.who_changed_field(form[name].label)
        return meanwhile.who_changed_rows(type(instance))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any
    ) -> Any:
        """Return the form class; with conflicts it is never valid."""
        form = super().get_form(request, obj, change=bool(change), **kwargs)
        rebase = _rebase_of(request)
        if rebase is None or not rebase.conflicts:
            return form
        return type(form.__name__, (_Conflicting, form), {})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the page, with the signed state its form is made from."""
        record = kwargs.get("obj")
        if kwargs.get("change") and record and self.has_change_permission(request, record):
            if rebase := _rebase_of(request):
                state = replace(rebase.now, asked=rebase.asked, removed=rebase.removed)
                context["conflicts"] = rebase.conflicts
                context["meanwhile"] = _meanwhile(record, rebase.state).in_words()
            else:
                shown = (
                    one for one in context["inline_admin_formsets"] if one.has_change_permission
                )
                inlines = [_rows_of(one.formset) for one in shown]
                state = state_of(context["adminform"].form, inlines, newest_entry())
            context |= {"state_name": FIELD_NAME, "form_state": sign_state(state, record)}
        return super().render_change_form(request, context, *args, **kwargs)

    def _locked(self, request: HttpRequest, object_id: str) -> Any:
        """Return the current record, locked until this request ends."""
        found = self.get_object(request, unquote(object_id))
        if found is None:
            return None
        rows = self.model._base_manager.select_for_update().filter(pk=found.pk)
        return self.get_object(request, unquote(object_id)) if rows.exists() else None

    def _rebased(self, request: HttpRequest, record: Model) -> Rebase:
        """Rebase the posted form onto the record; the request keeps it for the form made next."""
        signed = request.POST.get(FIELD_NAME)
        state = read_state(signed, record) if signed is not None else None
        meanwhile = _meanwhile(record, state)

        def who_changed(form: BaseForm, name: str) -> str:
            return self.who_changed(record, form, name, meanwhile)

        rebase = Rebase(request.POST, state, who_changed)
        form = self.get_form(request, record, change=True)(instance=record)
        inlines = list(self._inline_rows(request, record, rebase.post))
        rebase.merge_record(form)
        for rows in inlines:
            RowMerge(rebase, rows).merge()
        rebase.now = state_of(form, inlines, newest_entry())
        request.rebase = rebase  # type: ignore[attr-defined]
        return rebase

    def _inline_rows(
        self, request: HttpRequest, record: Model | None, post: QueryDict
    ) -> Iterator[Rows]:
        """Yield the rows of each inline the editor may change, with the prefix Django gives it.

        For the others, add missing row counts to `post`.
        """
        seen: dict[str, int] = {}
        for made, inline in self.get_formsets_with_inlines(request, record):
            prefix = made.get_default_prefix()
            seen[prefix] = seen.get(prefix, 0) + 1
            if seen[prefix] != 1 or not prefix:
                prefix = f"{prefix}-{seen[prefix]}"
            if inline.has_change_permission(request, record):
                queryset = inline.get_queryset(request)
                yield _rows_of(made(instance=record, prefix=prefix, queryset=queryset))
            else:
                fill_in_counts(post, prefix)

    def _tell(self, request: HttpRequest, kept: Sequence[KeptChange]) -> None:
        """Show messages on what others changed meanwhile, and that it stays."""
        for change in kept[:MOST_TOLD]:
            self.message_user(request, _in_words(change), messages.WARNING)
        if len(kept) > MOST_TOLD:
            further = gettext("%s further changes by others meanwhile are kept, too.")
            self.message_user(request, further % (len(kept) - MOST_TOLD), messages.WARNING)

    def _gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return the page for a record deleted while its form was open, with what was typed."""
        form = self.get_form(request, None, change=True)
        typed = typed_texts(form(), request.POST)
        for rows in self._inline_rows(request, None, request.POST.copy()):
            typed += [(rows.noun, text) for text in sent_texts(rows, request.POST)]
        context = self.admin_site.each_context(request) | {
            "title": gettext("This record is no longer there"),
            "opts": self.opts,
            "who": who_deleted(self.model, unquote(object_id)),
            "typed": typed,
            "has_list": self.has_view_or_change_permission(request),
        }
        return TemplateResponse(request, "admin/archive/record_gone.html", context, status=404)


class _Conflicting:
    """Mixin: a form in which the editor must resolve conflicts before it is saved."""

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        told = gettext("Nothing is saved yet: others changed the same meanwhile. Choose below.")
        self.add_error(None, told)  # type: ignore[attr-defined]
        return cleaned


def _meanwhile(record: Model, state: FormState | None) -> Meanwhile:
    return Meanwhile(record, state.newest_entry if state else 0)


def _rows_of(formset: Any) -> Rows:
    return Rows(formset, capfirst(str(formset.model._meta.verbose_name)))


def _rebase_of(request: HttpRequest) -> Rebase | None:
    return getattr(request, "rebase", None)


def _in_words(change: KeptChange) -> str:
    """Return `Changed by others meanwhile, and kept: Section, from ‘Home’ to ‘World’ (…).`"""
    form = gettext(
        "Changed by others meanwhile, and kept: %(label)s, from ‘%(before)s’ to ‘%(after)s’%(who)s."
    )
    return form % {
        "label": change.label,
        "before": Truncator(change.before).chars(_LONGEST) or gettext("nothing"),
        "after": Truncator(change.after).chars(_LONGEST) or gettext("nothing"),
        "who": f" ({change.who})" if change.who else "",
    }
