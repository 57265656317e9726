"""Articles of Nexis, LexisNexis Academic, Nexis Uni and Lexis Advance.

Classic exports print the outlet, the date and the title above the labels, the later ones the title, the outlet and the
date. Labels are capitals in the one, words in the other; both come in the language of the interface.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from archive.extraction.press_databases.labels import NEXIS_LABELS
from archive.extraction.press_databases.press_lines import (
    PressItem,
    PressRecord,
    PressValue,
    find_tail_start,
    split_items,
)
from archive.text.dates import find_date, strip_dates
from archive.text.normalize import clean_line, name_key

MAX_HEAD_ITEMS: Final = 60
MAX_DATE_LINE: Final = 120  # characters
MAX_TITLE_LINES: Final = 6
_BODY_HEADINGS: Final = frozenset(map(name_key, "Body;Text;Texte;Texto;Tekst;Textkörper;Cuerpo;Corps".split(";")))
_END_HEADINGS: Final = frozenset(
    map(name_key, "Classification;Klassifizierung;Clasificación;Classificatie;Graphic;Grafik;Graphique".split(";"))
)
_NUMBER: Final = re.compile(
    r"(?:focus - )?(?:do[ck]umento? )?\d{1,6} (?:of|von|de|van|di|sur) \d{1,6}(?: do[ck]um\w{2,8})?", re.IGNORECASE
)
_EDITION: Final = re.compile(
    r"\b(?:edition|edn|ausgabe|ausg|édition|edición|editie|edizione|edição|correction appended|final|late|zone"
    r"|version)\b",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(
    r"\b(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?|uhr|gmt|utc|bst|est|edt|cet|cest|mez|mesz)\b(?:\s?[+-]\d{1,2})?",
    re.IGNORECASE,
)


def read_nexis(text: str, today: date, roles: dict[int, str] | None = None) -> PressRecord:
    """Read the parts of one article of a Nexis export."""
    record = PressRecord("Nexis")
    items = split_items(text, NEXIS_LABELS, roles)
    body_start = _find_body_start(items, today)
    head, below = items[:body_start], items[body_start:]
    body_size = _find_body_size(below)
    _read_head(record, [item for item in head if not item.field], today)
    for item in (*head, *below[body_size:]):
        if item.field:
            _read_label(record, item)
    for item in below[body_size:]:
        if not item.field:
            record.add_note(
                item, "left out: a notice of the database" if item.is_furniture else "left out: a line below the text"
            )
    body = below[:body_size]
    if body:
        record.body_spans.append((body[0].line_start, body[-1].end))
    return record


def _find_body_start(items: Sequence[PressItem], today: date) -> int:
    """Return the index of the first item of the text."""
    for number, item in enumerate(items[:MAX_HEAD_ITEMS]):
        if not item.field and name_key(item.text) in _BODY_HEADINGS:
            return number + 1
        if item.field == "body":
            item.line_start = item.start
            item.field = ""
            return number if item.text else number + 1
    labelled = [number for number, item in enumerate(items[:MAX_HEAD_ITEMS]) if item.field]
    lengths = [number for number in labelled if items[number].field == "length"]
    if labelled and _has_text_after(items, labelled[0]):
        number = (lengths or labelled)[0]
        while number < len(items) and (items[number].field or items[number].is_furniture):
            number += 1
        return number
    return _find_unlabelled_body_start(items, today)


def _has_text_after(items: Sequence[PressItem], first: int) -> bool:
    return any(not item.field and not item.is_furniture for item in items[first:])


def _find_unlabelled_body_start(items: Sequence[PressItem], today: date) -> int:
    """Return the index of the first line below date and title, where no label parts head and text."""
    plain = [number for number, item in enumerate(items[:MAX_HEAD_ITEMS]) if not item.field and not item.is_furniture]
    date_at = next((number for number in plain if is_date_line(items[number].text, today)), None)
    if date_at is None:
        return plain[1] if len(plain) > 1 else len(items)
    above = [number for number in plain if number < date_at]
    below = [number for number in plain if number > date_at]
    titles = [number for number in below if not _EDITION.search(items[number].text)]
    if len(above) < 2 and titles:  # the title stands below the date
        block = items[titles[0]].block
        below = [number for number in titles if items[number].block != block]
    return below[0] if below else len(items)


def _find_body_size(items: Sequence[PressItem]) -> int:
    """Return how many items from the first on are the text."""
    headings = (
        number
        for number, item in enumerate(items)
        if not item.field and name_key(item.text) in _END_HEADINGS and number
    )
    return min(find_tail_start(items, 0), next(headings, len(items)))


def is_date_line(text: str, today: date) -> bool:
    """Return whether a line is a date, with weekday, time and edition at most."""
    if len(text) > MAX_DATE_LINE or find_date(text, today=today) is None:
        return False
    remainder = _CLOCK.sub(" ", strip_dates(text, today=today)).strip(" |,;.()-–—·")
    return not re.search(r"[^\W\d_]{2}", remainder) or _EDITION.search(remainder) is not None


def _read_head(record: PressRecord, items: list[PressItem], today: date) -> None:
    """Read the lines without labels: outlet, date, edition and title, in the order of either kind."""
    lines = []
    for item in items:
        if item.is_furniture or name_key(item.text) in _BODY_HEADINGS:
            record.add_note(item, "left out: a number or a notice of the database")
        else:
            lines.append(item)
    is_classic = any(_NUMBER.fullmatch(item.text) for item in items)
    date_at = next((number for number, item in enumerate(lines) if is_date_line(item.text, today)), None)
    if date_at is None:
        date_at = next(
            (n for n, item in enumerate(lines[:8]) if len(item.text) < 80 and find_date(item.text, today=today)), None
        )
    above, below = (lines, []) if date_at is None else (lines[:date_at], lines[date_at + 1 :])
    if date_at is not None:
        record.add("published", lines[date_at], "the date line")
        if edition := _CLOCK.sub(" ", strip_dates(lines[date_at].text, today=today)).strip(" |,;.()-–—·"):
            record.add_note(lines[date_at], f"the edition beside the date: {edition[:80]}")
    if is_classic or len(above) < 2:
        _read_classic_head(record, above, below, has_date=date_at is not None)
    else:
        _add_title(record, above[:-1])
        record.add("outlet", above[-1], "the line between title and date")
        for item in below:
            record.add_note(item, "the edition" if _EDITION.search(item.text) else "left out: a line of the head")


def _read_classic_head(record: PressRecord, above: list[PressItem], below: list[PressItem], *, has_date: bool) -> None:
    """Read a head with the outlet above the date, and editions and the title below."""
    if not has_date and above:
        above, below = above[:1], above[1:]
    if above:
        record.add("outlet", above[0], "the line above the date")
    for item in above[1:]:
        record.add_note(item, "the edition, or a part of the outlet")
    titles: list[PressItem] = []
    for item in below:
        is_first = not titles
        if is_first and _EDITION.search(item.text) and len(item.text.split()) <= 8 and item is not below[-1]:
            record.add_note(item, "the edition")
        elif is_first or item.block == titles[-1].block:
            titles.append(item)
        else:
            record.add_note(item, "left out: a line of the head")
    _add_title(record, titles)


def _add_title(record: PressRecord, items: list[PressItem]) -> None:
    """Add a title of several lines."""
    items = items[:MAX_TITLE_LINES]
    if items:
        text = clean_line(" ".join(item.text for item in items))
        rule = "Nexis: the line of the head that is neither outlet nor date"
        record.add_value("title", PressValue(text, items[0].start, items[-1].end, rule))


def _read_label(record: PressRecord, item: PressItem) -> None:
    """Add a labelled value to its field, or to the notes."""
    rule = f"the line {item.label}"
    if item.field in {"title", "author", "section", "dateline", "standfirst", "language", "canonical_url"}:
        record.add(item.field, item, rule)
    else:
        record.add_note(item, rule)
