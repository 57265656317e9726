"""The original of a capture that was converted: its text by page, and the pictures of its pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from archive.errors import PayloadError, UnreadableDocument
from archive.formats.conversion.conversion import render_page
from archive.formats.media_types import CONVERTED_RECIPES, RECIPE_TYPES
from archive.models import Capture, Evidence
from archive.storage.payloads import read_record_bytes, read_record_text

OCR_MARK: Final = "-ocr"
OCR_RULE: Final = "read by OCR"
"""What the rule of the evidence begins with that names the program and its confidence."""
SHOWN_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
MAX_PICTURES: Final = 4  # pages beside the text of an article; all are on the page of the capture
_HEADING: Final = re.compile(r"^#{1,6} ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ConvertedPage:
    """A page of a converted original; `picture_url` is empty where it cannot be shown."""

    number: int
    text: str
    picture_url: str


@dataclass(frozen=True, slots=True)
class OcrSource:
    """The pictures that a text was read from, and how sure the reading is."""

    capture: Capture
    description: str
    unsure_words: str
    picture_urls: Sequence[str]


def get_recipe_name(capture: Capture) -> str:
    """Return the name of the recipe that read a capture, without its version."""
    return capture.recipe.partition("/")[0]


def is_converted(capture: Capture) -> bool:
    """Return whether the text of a capture came out of a conversion."""
    return get_recipe_name(capture) in CONVERTED_RECIPES


def get_media_type(capture: Capture) -> str:
    """Return the media type of a converted original."""
    return RECIPE_TYPES[get_recipe_name(capture)]


def get_suffix(capture: Capture) -> str:
    """Return the suffix for the file of a converted original."""
    return get_recipe_name(capture).removesuffix(OCR_MARK)


def build_pages(capture: Capture) -> list[ConvertedPage]:
    """Return the pages of a converted original; one where it has no pages. Raises PayloadError."""
    return [
        ConvertedPage(number, _HEADING.sub("", text).strip(), _get_picture_url(capture, number))
        for number, text in enumerate(read_record_text(capture).split("\f"), 1)
    ]


def _get_picture_url(capture: Capture, number: int) -> str:
    media_type = get_media_type(capture)
    has_picture = media_type == "application/pdf" or (number == 1 and media_type in SHOWN_PICTURES)
    return reverse("capture-page", args=[capture.pk, number]) if has_picture else ""


def read_picture(capture: Capture, number: int) -> tuple[bytes, str]:
    """Return the picture of a page and its media type. Raises PayloadError, and UnreadableDocument without one."""
    media_type = get_media_type(capture) if is_converted(capture) else ""
    if media_type == "application/pdf":
        return render_page(read_record_bytes(capture), number), "image/png"
    if media_type in SHOWN_PICTURES and number == 1:
        return read_record_bytes(capture), media_type
    raise UnreadableDocument("There is no picture of this page.")


def find_ocr_source(captures: Sequence[Capture], evidence: Sequence[Evidence]) -> OcrSource | None:
    """Return what the text of an article was read from, if OCR read it."""
    captures_by_key: Mapping[int, Capture] = {capture.pk: capture for capture in captures}
    for row in evidence:
        capture = captures_by_key.get(row.capture_id or 0)
        if row.field != Evidence.Field.BODY or not row.rule.startswith(OCR_RULE) or capture is None:
            continue
        try:
            page_count = len(build_pages(capture))
        except PayloadError:
            page_count = 0
        urls = (_get_picture_url(capture, number) for number in range(1, min(page_count, MAX_PICTURES) + 1))
        return OcrSource(capture, row.rule, row.value, [url for url in urls if url])
    return None
