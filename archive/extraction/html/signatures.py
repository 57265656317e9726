"""Lines below the text of a page that sign it: a name, a role, a source; and those that say whom to contact."""

import re
from typing import Final

from archive.extraction.html.bylines import MAX_BYLINE_LENGTH, is_desk, is_newsroom
from archive.text.byline_words import AGENCIES
from archive.text.names import find_byline_start, find_names, is_probable_name
from archive.text.normalize import name_key
from archive.text.reporters import may_be_east_asian_name

_DATELINE_AGENCY: Final = re.compile(r"[^\W\da-z_][^()\n]{1,60}\((?P<by>[^()\n]{2,30})\)\s*[-–—:.]")
_BRACKETED_NAME: Final = re.compile(
    r"(?:^|[。」』])\s*[（(【](?P<name>[\u3400-\u9fff々][\u3041-\u30fa\u3400-\u9fff々]{2,5})[】）)]\s*$"
)
_SOURCE: Final = re.compile(
    r"(?:quellen?|sources?|fuentes?|fontes?|fonti|bron|källa|kilde|źródło|источник|来源|出典)\s*[:：]\s*(?P<name>.{2,60})",
    re.IGNORECASE,
)
_SIGNATURE_DASH: Final = re.compile(r"^\s*[-–—~]+\s*")
_QUOTATION_MARK: Final = re.compile('["“”„»«]')
_SENTENCE_END: Final = re.compile(r"[.!?…:।。؟][\"”’'»)\]]*\s*$")
_CONTACT: Final = re.compile(
    r"\b(?:contacts?|kontakt|pressekontakt|ansprechpartner(?:in)?|contatto|contacto|contato|phone|tel|telefon|fax"
    r"|e-?mail|t[ée]l[ée]phone)\b|\S@\S|\+\d[\d /()-]{6,}",
    re.IGNORECASE,
)
MAX_SIGNATURE_LENGTH: Final = 60


def extract_end_credit(line: str) -> str:
    """Return the credit of a last line (`Source: AFP`, `Gazette newsroom`); empty if none."""
    if source := _SOURCE.fullmatch(line):
        return source["name"]
    may_be_desk = len(line) <= 40 and is_newsroom(line) and not line.endswith((".", ":"))
    return line if may_be_desk and is_desk(line) else ""


def find_opening_agency(opening: str) -> str:
    """Return the agency in the dateline of a text, as printed: `dpa/lno` of `Hamburg (dpa/lno) - …`; empty if none."""
    match = _DATELINE_AGENCY.match(opening)
    return match["by"] if match and name_key(re.split(r"[/,]", match["by"])[0]) in AGENCIES else ""


def find_bracketed_name(paragraph: str) -> str:
    """Return the name in brackets that ends a text, 山田花子 of `…。（山田花子）`; empty if there is none."""
    match = _BRACKETED_NAME.search(paragraph[-MAX_SIGNATURE_LENGTH:])
    return match["name"] if match and may_be_east_asian_name(match["name"]) else ""


def is_signed(text: str, ending: str) -> bool:
    """Return whether a last line signs the text above it: a name after a whole sentence, and no contact of its own."""
    if (
        not text
        or len(ending) > MAX_SIGNATURE_LENGTH
        or _QUOTATION_MARK.search(ending)
        or not is_probable_name(strip_signature(ending))
    ):
        return False
    paragraphs = text.rsplit("\n\n", 2)
    return _SENTENCE_END.search(paragraphs[-1]) is not None and not any(map(is_contact, paragraphs[-2:]))


def strip_signature(ending: str) -> str:
    """Return the name of a signature without its dash, brackets, ‘By’ and role: `- Nora Vry, Columnist`."""
    words = _SIGNATURE_DASH.sub("", ending).strip(" ()[]")
    words = words[find_byline_start(words) or 0 :]
    names = find_names(words)
    return names[0].printed if len(names) == 1 and words.startswith(names[0].printed) else words


def is_contact(line: str) -> bool:
    """Return whether a line is about whom to contact, as below a press release."""
    return len(line) <= MAX_BYLINE_LENGTH and _CONTACT.search(line) is not None
