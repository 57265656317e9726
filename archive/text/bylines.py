"""Byline prefixes in the press languages: ‘By’, ‘Par’, ‘Von’, ‘Автор:’, ‘作者’."""

import re
from typing import Final

_WORK_NOUNS: Final = (
    r"story|text|texte|words|article|report|review|analysis|opinion|comment|commentary|interview"
    r"|essay|column"
    r"|written|reported|reporting|compiled|posted|published|exclusive|submitted|dispatch"
)
_COLON_LABELS: Final = (
    r"authors?|(?:texte?|words|testo|texto)\s*(?:&|and|und|et|e|y)\s*(?:fotos?|photos?|images|bilder)"
    r"|auteure?s?|autor(?:es|as?|in|innen|en|i)?|autore|autrice|byline|words|text|texte?"
    r"|testo|texto|tekst|interview|reporter|yazar|haber|penulis|tác giả|forfatter|författare"
    r"|kirjoittaja|szerző|автор[ыа]?|текст|беседовала?|подготовила?|автори"
    r"|लेखक|रिपोर्ट|रिपोर्टर|संवाददाता|بقلم|كتب|كتبت|إعداد|تقرير|المؤلف|الكاتب"
    r"|作者|撰文|撰稿|文字|文|记者|記者|取材・文|執筆|筆者|著者|ライター|글"
)
BYLINE_PREFIX: Final = re.compile(
    rf"(?:(?:{_WORK_NOUNS})\s+)?by\s*:?\s+"
    r"|(?:un\s+article\s+de|propos recueillis par|(?:(?:publié|rédigé|écrit|posté)\s+)?par)\s*:?\s+"
    r"|(?:(?:ein\s+(?:gast)?(?:beitrag|kommentar)|artikel|text|verfasst|geschrieben|gespeichert"
    r"|erstellt|eingestellt|veröffentlicht)\s+)?von\s*:?\s+"
    r"|(?:(?:escrito|publicado|reportagem)\s+)?por\s*:?\s+|di\s+|от\s+|(?:scritto|pubblicato)\s+da\s*:?\s+"
    r"|(?:geschreven\s+)?door\s+|oleh\s*:?\s+"
    rf"|(?:{_COLON_LABELS})\s*[:：]\s*"
    r"|(?:بقلم|द्वारा|作者|撰文|記者|记者)\s+|文\s*[/／|｜]\s*|[■◎●]\s*文\s*[/／:：]?\s*",
    re.IGNORECASE,
)
