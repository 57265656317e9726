"""Relative dates in the press languages: `yesterday`, `vor 2 Tagen`, `il y a 3 heures`."""

import re
from typing import Final

_TODAY: Final = "today heute hoy hoje oggi vandaag сегодня اليوم आज 今日 今天 aujourd'hui".split()
_YESTERDAY: Final = "yesterday gestern ayer ontem ieri gisteren hier вчера أمس कल 昨日 昨天".split()
RELATIVE_DAYS: Final = dict.fromkeys(_TODAY, 0) | dict.fromkeys(_YESTERDAY, 1)
_HOUR: Final = (
    r"seconds?|minutes?|mins?|hours?|hrs?|sekunden?|minuten?|stunden?|secondes?|heures?|segundos?"
    r"|minutos?|horas?|ore|minuti|час(?:а|ов)?|минут[уы]?|घंटे|मिनट|ساعات|ساعة|دقيقة|時間|分"
    r"|小时|小時|分钟|分鐘"
)
_RELATIVE_DAY: Final = r"days?|tage?n?|jours?|d[ií]as?|giorni|день|дн(?:я|ей)|दिन|أيام|يوم|日|天"
_WEEK: Final = r"weeks?|wochen?|semaines?|semanas?|settiman[ae]|недел[юиь]|सप्ताह|हफ्ते|أسابيع|週間|周"
_UNIT: Final = rf"(?:(?P<hour>{_HOUR})|(?P<day>{_RELATIVE_DAY})|(?P<week>{_WEEK}))"
_NUMBER: Final = r"(?P<number>\d{1,3})"
AGO_PATTERNS: Final = tuple(
    re.compile(form.format(n=_NUMBER, unit=_UNIT), re.IGNORECASE)
    for form in (
        r"{n}\s*{unit}\s*(?:ago|fa|atrás|назад|पहले|前)",
        r"(?:vor|il y a|hace|há|قبل|منذ)\s+{n}\s+{unit}",
    )
)
"""A number with a unit and ‘ago’, in both orders."""
