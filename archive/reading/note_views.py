"""Views of highlights and notes: the form without script, what the script sends, changes and deletions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from archive.errors import ReadingError
from archive.models import Annotation, Article
from archive.reading import annotations
from archive.reading.notes import MAX_NOTE
from archive.reading.requests import get_reader, parse_number, report_faults
from archive.text.passages import PassageText
from archive.web.logins import require_login, take_kept_form
from archive.web.params import get_row_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@require_login
def new_note(request: HttpRequest, identifier: str) -> HttpResponse:
    """Mark a passage or write a note: chosen by its sentences, pasted, or selected with script.

    Form values: `paragraph`, `sentence` (several) or `passage` with the words `before` it, and `note`; the action `ask`
    shows the form with what was selected.
    """
    article = get_row_or_404(Article.objects.listed().select_related("outlet"), identifier=identifier)
    text = annotations.read_text(article)
    values = request.POST if request.method == "POST" else take_kept_form(request) or request.GET
    paragraph, error = parse_number(values.get("paragraph", "")), ""
    if request.method == "POST" and values.get("action") != "ask":
        sentences = [parse_number(number, -1) for number in values.getlist("sentence")[:500]]
        try:
            words, before = values.get("passage", ""), values.get("before", "")
            passage = annotations.choose_passage(text, paragraph, words, sentences, before)
            row = annotations.add_annotation(get_reader(request), article, passage, values.get("note", ""))
            return redirect(f"{article.get_absolute_url()}#note-{row.identifier}")
        except ReadingError as fault:
            error = str(fault)
    context = _build_form(article, text, paragraph) | {"values": values, "error": error}
    return render(request, "reading/new_note.html", context, status=400 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require_login
def edit_note(request: HttpRequest, identifier: str) -> HttpResponse:
    """Change the note of a highlight."""
    row = _get_own_annotation(request, identifier)
    article = Article.objects.filter(identifier=row.article_identifier).first()
    if request.method == "POST":
        with report_faults(reverse("note-edit", args=[identifier])):
            annotations.change_note(row, request.POST.get("note", ""))
        return redirect(_build_back_url(row, article))
    note = (take_kept_form(request) or {"note": row.note}).get("note", "")
    context = {
        "row": row,
        "note": note,
        "article": article,
        "back": _build_back_url(row, article),
        "max_note": MAX_NOTE,
    }
    return render(request, "reading/edit_note.html", context)


@require_POST
@require_login
def delete_note(request: HttpRequest, identifier: str) -> HttpResponse:
    """Delete a highlight or note."""
    row = _get_own_annotation(request, identifier)
    article = Article.objects.filter(identifier=row.article_identifier).first()
    row.delete()
    return redirect(f"{article.get_absolute_url()}#text" if article and not article.withdrawn_at else "my")


def _build_form(article: Article, text: PassageText, paragraph: int) -> dict[str, Any]:
    sentences = [text.text[start:end] for start, end in annotations.list_sentences(text, paragraph)]
    return {
        "article": article,
        "paragraph": paragraph if sentences else 0,
        "sentences": sentences,
        "max_note": MAX_NOTE,
        "max_passage": annotations.MAX_PASSAGE,
    }


def _get_own_annotation(request: HttpRequest, identifier: str) -> Annotation:
    return get_row_or_404(Annotation.objects.filter(reader=get_reader(request)), identifier=identifier)


def _build_back_url(row: Annotation, article: Article | None) -> str:
    if article is None or article.withdrawn_at:
        return reverse("my")
    return f"{article.get_absolute_url()}#note-{row.identifier}"
