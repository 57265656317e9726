"""Media types of the records that extractors read, and the names of their recipes."""

from typing import Final

from archive.formats.export_types import EXPORT_RECIPES

TEXT_TYPE: Final = "text/plain"
JSON_TYPE: Final = "application/json"
HTML_TYPE: Final = "text/html"
MAIL_TYPE: Final = "message/rfc822"
CSV_TYPE: Final = "text/csv"
FEED_ENTRY_TYPE: Final = "application/feed+xml"
JSON_ENTRY_TYPE: Final = "application/feed+json"
PDF_TYPE: Final = "application/pdf"
DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC_TYPE: Final = "application/msword"
ODT_TYPE: Final = "application/vnd.oasis.opendocument.text"
RTF_TYPE: Final = "application/rtf"
EPUB_TYPE: Final = "application/epub+zip"
PICTURE_TYPES: Final = {name: f"image/{name}" for name in ("png", "jpeg", "tiff", "webp", "gif", "bmp", "jp2")}
"""Media type of each format of pictures that OCR reads."""
CONVERTED_FORMATS: Final = {
    PDF_TYPE: "pdf",
    DOCX_TYPE: "docx",
    DOC_TYPE: "doc",
    ODT_TYPE: "odt",
    RTF_TYPE: "rtf",
    EPUB_TYPE: "epub",
    **{media_type: name for name, media_type in PICTURE_TYPES.items()},
}
"""Format and recipe of each media type whose text comes out of a conversion (`conversion.convert_document`)."""
CONVERTED_RECIPES: Final = frozenset(f"{name}{mark}" for name in CONVERTED_FORMATS.values() for mark in ("", "-ocr"))
"""Names of the recipes of converted documents; those that OCR has read are marked."""
PRESS_TEXT_TYPE: Final = "text/x-press-database"
PRESS_PAGE_TYPE: Final = "text/x-press-database+html"
RECIPE_TYPES: Final = {
    "html": HTML_TYPE,
    "plaintext": TEXT_TYPE,
    "jsonlines": JSON_TYPE,
    "csv": CSV_TYPE,
    "feed": "application/xml",
    "mail": MAIL_TYPE,
    **{name: media_type for media_type, name in CONVERTED_FORMATS.items()},
    **{f"{name}-ocr": media_type for media_type, name in CONVERTED_FORMATS.items()},
    "press": PRESS_TEXT_TYPE,
    "presspage": PRESS_PAGE_TYPE,
    **EXPORT_RECIPES,
}
"""Media type of the records that each recipe reads, by its name without the version."""
