"""Regular expressions of the date formats that newspapers print.

Digits may be of any script (`\\d` and `int` accept them). The kind of a pattern says how its named
groups `year`, `month`, `day` and `era` are read.
"""

import re
from typing import Final

from archive.text.months import CIRCA_PATTERN, MONTH_PATTERN

_NOT_INSIDE: Final = r"(?<![^\W\u3040-\u30ff\u3400-\u9fff])(?<!/)"
"""Not inside a word or a URL, except in scripts without spaces."""
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[.º°ª])?"
_YEAR: Final = r"(?P<year>\d{4})(?:\s?(?:г\.|года?|م\b))?"
_NAME: Final = rf"(?P<month>{MONTH_PATTERN})(?:\s?/\s?{MONTH_PATTERN})?\.?"
_OF: Final = r"(?:(?:de|of|del|عام|سنة)\s+)?"
_WESTERN: Final = (
    ("about", rf"{CIRCA_PATTERN}\s*(?:{_NAME},?\s+{_OF})?(?P<year>\d{{4}})"),
    (
        "iso",
        (
            r"(?P<year>\d{4})(?:[-/]|\.\s?)(?P<month>\d{1,2})(?:[-/]|\.\s?)(?P<day>\d{1,2})"
            r"(?:T[\d:.,]+(?:Z|[+-][\d:]+)?)?"
        ),
    ),
    ("names", rf"{_DAY}[\s-]\s*{_OF}{_NAME}[\s,،-]\s*{_OF}{_YEAR}"),
    ("names", rf"{_NAME}\s+{_DAY}[,،]?\s+{_OF}{_YEAR}"),
    ("names", rf"(?P<year>\d{{4}})\.?[\s,]+{_NAME}\s+{_DAY}"),
    ("names", rf"{_NAME}\s+{_DAY}\s+\d\d:\d\d:\d\d\s+(?:[a-z]{{2,5}}\s+)?(?P<year>\d{{4}})"),
    ("dots", r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"),
    ("dots", r"(?P<day>\d{1,2})\s?\|\s?(?P<month>\d{1,2})\s?\|\s?(?P<year>\d{4})"),
    ("dots", r"(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})(?:,|\s+năm)\s+(?P<year>\d{4})"),
    ("slashes", r"(?P<day>\d{1,2})(?P<by>[/-])(?P<month>\d{1,2})(?P=by)(?P<year>\d{4})"),
    ("names", rf"{_NAME},?\s+{_OF}{_YEAR}"),
)
_EASTERN: Final = (
    (
        "iso",
        (
            r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일号號]?"
        ),
    ),
    (
        "era",
        (
            r"(?P<era>令和|平成|昭和|民國|民国)\s?(?P<year>\d{1,3}|元)\s?年\s?(?P<month>\d{1,2})\s?月\s?"
            r"(?P<day>\d{1,2})\s?日"
        ),
    ),
    (
        "numerals",
        (
            r"(?P<year>[〇○零一二三四五六七八九]{4})年(?P<month>[一二三四五六七八九十]{1,2})月"
            r"(?P<day>[一二三四五六七八九十]{1,3})日"
        ),
    ),
)
DATE_PATTERNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    *(
        (kind, re.compile(rf"{_NOT_INSIDE}{form}(?![\w/])", re.IGNORECASE))
        for kind, form in _WESTERN
    ),
    *((kind, re.compile(form)) for kind, form in _EASTERN),
)
SHORT_YEAR_DATE: Final = re.compile(
    r"(?<![\w/.])(?P<day>\d{1,2})(?P<by>[/.])(?P<month>\d{1,2})(?P=by)(?P<short>\d{2})(?![\w/.]*\d)"
)
"""`12/16/16`: the century is not printed."""
ISO_DATE: Final = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:T[\d:.,]+(?:Z|[+-][\d:]+)?)?(?![\w/])"
)
TIMESTAMP: Final = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=T?\d{4}|\b)"
)
"""`20240305` and `20240305T1200`, in machine-readable values only."""
DAY_WITHOUT_YEAR: Final = re.compile(
    rf"(?<!\w)(?:{_NAME}\s+{_DAY}"
    rf"|{_DAY.replace('day', 'day2')}\s+{_NAME.replace('month', 'month2')})(?![\w,]*\s*\d)",
    re.IGNORECASE,
)
TIME_OF_DAY: Final = re.compile(
    r"(?<!\d)\d{1,2}(?:[:.h]\s?\d{2}(?::\d{2})?|\s?h)?\s*(?:[ap]\.?\s?m\b\.?|uhr|h(?:rs?|s)|hours)"
    r"|(?<!\d)\d{1,2}[:.h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[ap]\.?m\b\.?)?|(?<!\d)\d{1,2}\s?h\b"
    r"|(?<!\w)(?:gmt|utc|bst|ce?s?t|[ecmp][sd]?t|cest|msk|ist|jst|wita|wib|мск"
    r"|z)\b(?:\s*[+-]\s*\d{1,2}(?::?\d{2})?)?"
    r"|[+-]\d{2}:?\d{2}|\d{1,2}\s?時\s?\d{1,2}\s?分|[(（]?(?:星期|周|週)[一二三四五六日天][)）]?"
    r"|[(（][月火水木金土日][)）]",
    re.IGNORECASE,
)
DATE_LABEL_WORDS: Final = frozenset(
    "published posted publication updated update last modified edited first issued issue"
    " filed edited created on at the date dated of day print edition web from a.m p.m le"
    " du au à el al en em il lo la publié publiée mis mise jour modifié modifiée den der"
    " dem am um vom stand veröffentlicht aktualisiert publicado publicada actualizado"
    " atualizado às as pubblicato aggiornato alle ore op om gepubliceerd et o time online"
    " erstellt datum fecha data dátum tarih güncelleme yayınlanma дата опубликовано обновлено в"
    " наступил نشر النشر تاريخ تم في آخر تحديث التحديث الساعة प्रकाशित अपडेट अपडेटेड तारीख बजे पर"
    " 公開 更新 配信 掲載 发布 发布于 發布 更新于 时间 發稿 時間"
    " 日付 日期 입력 수정 publish release opublikowano dodano aktualizacja data publikacji godz"
    " publicerad uppdaterad publiceret udgivet opdateret publisert oppdatert kl klo publikováno"
    " aktualizováno diterbitkan dipublikasikan diperbarui опубліковано оновлено publicat actualizat"
    " julkaistu päivitetty г ч ngày lúc প্রকাশ প্রকাশিত আপডেট شائع تاریخ".split()
)
"""Words beside a date that only label it."""
UPDATE_LABEL: Final = re.compile(
    r"\b(?:updated?|modified|edited|mise? à jour|modifiée?|aktualisiert|stand|actualizad[oa]"
    r"|atualizad[oa]|aggiornato|güncellen?me|изменено|обновлено|diperbarui|bijgewerkt|oppdatert"
    r"|uppdaterad|opdateret|aktualizacja|aktualizováno|оновлено|actualizat|päivitetty)\b|更新|تحديث|अपडेट|수정",
    re.IGNORECASE,
)
PUBLICATION_LABEL: Final = re.compile(
    r"\b(?:published|posted|created|publié|veröffentlicht|erstellt|publicad[oa]|pubblicato"
    r"|опубликовано|yayınlanma|gepubliceerd|opublikowano|dodano|publicerad|publiceret|publisert"
    r"|publikováno|diterbitkan|опубліковано|publicat|julkaistu)\b|公開|发布|發布|配信|掲載|نشر|प्रकाशित|입력",
    re.IGNORECASE,
)
