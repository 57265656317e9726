"""Highlights and notes of readers: kept, changed, and placed in the text of an article as it is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.utils.translation import gettext

from archive.errors import ReadingError
from archive.models import Annotation, Article
from archive.reading.notes import clean_note
from archive.text.passages import CONTEXT_CHARS, Passage, PassagePlace, PassageText, strip_heading_mark
from archive.text.sentences import find_sentence_spans

MAX_ANNOTATIONS: Final = 5_000  # of one reader
MAX_ON_ARTICLE: Final = 200  # of one reader on one article
MAX_PASSAGE: Final = 2_000  # characters


@dataclass(frozen=True, slots=True)
class PlacedAnnotation:
    """An annotation with its number on the page and its place in the text: none if it is lost, or of no passage.

    `paragraph` is the number of the paragraph in which the passage begins now.
    """

    row: Annotation
    number: int
    place: PassagePlace | None = None
    paragraph: int = 0

    @property
    def is_lost(self) -> bool:
        """True if the passage is no longer in the text."""
        return bool(self.row.exact) and self.place is None


def read_text(article: Article) -> PassageText:
    """Return the text of an article as its page shows it."""
    return PassageText([strip_heading_mark(paragraph) for paragraph in article.paragraphs])


def load_annotations(reader: User, article: Article) -> list[Annotation]:
    """Return the annotations of a reader on an article, in the order in which they were made."""
    rows = Annotation.objects.filter(reader=reader, article_identifier=article.identifier)
    return list(rows.order_by("start", "pk")[:MAX_ON_ARTICLE])


def place_annotations(rows: Sequence[Annotation], text: PassageText) -> list[PlacedAnnotation]:
    """Place annotations in a text, in its order; then notes on the whole article, and lost passages."""
    placed = [(row, text.locate(_get_passage(row)) if row.exact else None) for row in rows]
    placed.sort(key=lambda each: (each[1] is None, each[1].start if each[1] else 0, each[0].pk))
    return [
        PlacedAnnotation(row, number, place, text.get_paragraph(place.start) if place else 0)
        for number, (row, place) in enumerate(placed, 1)
    ]


def add_annotation(reader: User, article: Article, passage: Passage | None, note: str) -> Annotation:
    """Keep a passage, a note, or both; the same twice is kept once. ReadingError past a limit."""
    note = clean_note(note)
    if passage is None and not note:
        raise ReadingError(gettext("Choose a passage, write a note, or both."))
    if passage and len(passage.exact) > MAX_PASSAGE:
        raise ReadingError(
            gettext("This passage has %(length)s characters; at most %(most)s can be marked at once.")
            % {"length": f"{len(passage.exact):,}", "most": f"{MAX_PASSAGE:,}"}
        )
    passage = passage or Passage("")
    own = Annotation.objects.filter(reader=reader)
    on_article = own.filter(article_identifier=article.identifier)
    if passage.exact and (same := on_article.filter(exact=passage.exact, start=passage.start, note=note).first()):
        return same
    if on_article.count() >= MAX_ON_ARTICLE or own.count() >= MAX_ANNOTATIONS:
        raise ReadingError(
            gettext("You have reached the limit of %(here)s notes on an article, or of %(most)s in all.")
            % {"here": f"{MAX_ON_ARTICLE:,}", "most": f"{MAX_ANNOTATIONS:,}"}
        )
    return Annotation.objects.create(
        reader=reader,
        article_identifier=article.identifier,
        article_title=article.title,
        exact=passage.exact,
        prefix=passage.prefix,
        suffix=passage.suffix,
        start=passage.start,
        end=passage.start + len(passage.exact),
        paragraph=read_text(article).get_paragraph(passage.start) if passage.exact else 0,
        note=note,
    )


def change_note(row: Annotation, note: str) -> None:
    """Change the note; ReadingError where nothing would be left."""
    row.note = clean_note(note)
    if not row.note and not row.exact:
        raise ReadingError(gettext("Without a passage, a note needs words. Delete it if you no longer want it."))
    row.save(update_fields=["note"])


def choose_passage(
    text: PassageText, paragraph: int, words: str, sentences: Sequence[int] = (), before: str = ""
) -> Passage | None:
    """Return the passage that a reader pasted, selected after the words `before`, or chose by its sentences; or None.

    ReadingError where the words stand nowhere in the text. From the first sentence chosen to the last, all are taken.
    """
    if words.strip():
        words, before = words[: 2 * MAX_PASSAGE], before[-CONTEXT_CHARS:]
        place = text.find_words(words, paragraph, before) or text.find_words(words, paragraph)
        if place is None:
            raise ReadingError(gettext("These words do not stand in the text. Copy them from the article as they are."))
        return text.cut_passage(place.start, place.end)
    spans = list_sentences(text, paragraph)
    chosen = [spans[number] for number in sentences if 0 <= number < len(spans)]
    if not chosen:
        if sentences:
            raise ReadingError(gettext("These sentences are not in the text any more. Choose them again."))
        return None
    return text.cut_passage(min(start for start, _ in chosen), max(end for _, end in chosen))


def list_sentences(text: PassageText, paragraph: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a paragraph in the text; none for a paragraph that is not there."""
    if not 0 < paragraph <= len(text.paragraphs):
        return []
    start = text.starts[paragraph - 1]
    return find_sentence_spans(text.text, start, start + len(text.paragraphs[paragraph - 1]))


def _get_passage(row: Annotation) -> Passage:
    return Passage(row.exact, row.prefix, row.suffix, row.start)
