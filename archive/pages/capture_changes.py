"""View of two captures of an article compared: what changed in its text, or their originals side by side."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.errors import PayloadError, UnreadableDocument
from archive.ingest.rereading import reread_article
from archive.models import Capture
from archive.pages.article.views import require_visible_original
from archive.pages.compare import MAX_LENGTH, render_comparison
from archive.storage.payloads import read_record_bytes, read_record_text
from archive.text.word_diff import DiffPiece, compare_versions, split_into_paragraphs
from archive.web.page_errors import NotFound
from archive.web.params import QueryParams, get_row_or_404
from archive.web.views import answer_when_busy


@dataclass(frozen=True)
class CaptureChanges:
    """The changes from one capture to a later one."""

    pieces: tuple[DiffPiece, ...]

    @cached_property
    def paragraphs(self) -> list[list[DiffPiece]]:
        """The text in paragraphs, with what was removed and added."""
        return split_into_paragraphs(self.pieces)

    @property
    def removed_words(self) -> int:
        """Number of words that were removed."""
        return sum(piece.word_count for piece in self.pieces if piece.status == "removed")

    @property
    def added_words(self) -> int:
        """Number of words that were added."""
        return sum(piece.word_count for piece in self.pieces if piece.status == "added")


@require_safe
@answer_when_busy
def compare_captures(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Show what changed in the text between two captures; `show=originals`: their originals side by side."""
    params = QueryParams(request)
    labels = {"changes": gettext("Changes in the text"), "originals": gettext("Originals side by side")}
    shown = params.get_choice("show", labels, "changes")
    rows = Capture.objects.select_related("article__outlet", "payload", "text_payload")
    first, second = (get_row_or_404(rows, pk=pk) for pk in (one, other))
    if first == second:
        message = gettext("This is one and the same capture, so there is nothing to compare.")
        raise NotFound.of_article(first.article, message)
    links = params.build_choice_links("show", labels, shown)
    if shown == "originals":
        return render_comparison(
            request, (first, _read_original(first)), (second, _read_original(second)), view_links=links
        )
    if first.article_id == second.article_id and second.captured_at < first.captured_at:
        first, second = second, first
    texts = [_read_text(capture) for capture in (first, second)]
    changes = CaptureChanges(compare_versions(*(text[:MAX_LENGTH] for text in texts)))
    is_cut = max(map(len, texts)) > MAX_LENGTH
    context = {
        "first": first,
        "second": second,
        "changes": changes,
        "view_links": links,
        "max_length": MAX_LENGTH if is_cut else 0,
    }
    return render(request, "compare/capture_changes.html", context)


def _read_text(capture: Capture) -> str:
    """Return headline, standfirst and text as they are read from the capture; the original where nothing reads it."""
    require_visible_original(capture.article)
    try:
        parsed = reread_article(capture)
    except (UnreadableDocument, PayloadError):
        return _read_original(capture)
    return "\n\n".join(filter(None, (parsed.title, parsed.standfirst, parsed.body)))


def _read_original(capture: Capture) -> str:
    """Return the record as text; NotFound where it cannot be shown."""
    require_visible_original(capture.article)
    codec = capture.encoding.partition(" ")[0] or "utf-8"
    try:
        if capture.text_payload_id:
            return read_record_text(capture)
        return read_record_bytes(capture).decode(codec, "replace").replace("\r\n", "\n")
    except PayloadError as error:
        message = gettext("The original file of a capture is missing.")
        raise NotFound.of_article(capture.article, message) from error
    except LookupError as error:
        message = gettext("The encoding of a capture is unknown, so its text cannot be compared.")
        raise NotFound.of_article(capture.article, message) from error
