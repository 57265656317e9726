"""Who else worked on a text: parts of a byline that name contributors, editors, translators and photographers."""

import re
from dataclasses import dataclass
from typing import Final

MAX_LENGTH: Final = 300  # characters of a line that may name contributors
_ROLE_FORMS: Final = {
    "contributor": (
        r"(?:additional|further|extra|contributing|supplementary)\s+(?:reporting|research|material|writing)\s*(?:by|from|:)"
        r"|with\s+(?:reporting|research|contributions?|help|assistance|material)\s+(?:by|from)"
        r"|(?:illustrations?|videos?|graphics?|interviews?|produced|production)\s+by|contributors?\s*:|unter\s+mitarbeit\s+von|(?:mitarbeit|mitarbeiter(?:in)?|zuarbeit)\s*:"
        r"|(?:avec|con)\s+(?:la\s+)?(?:collaboration|contribution|colaboración|collaborazione)\s+d[ei]"
        r"|com\s+(?:a\s+)?colaboração\s+de|通[讯訊][员員]\s*[:：]?"
    ),
    "editor": (
        r"(?:edited|editing)\s+by|editors?\s*:|édité\s+par|(?:editado|edición)\s+(?:por|de)|bearbeitet\s+von|bearbeitung\s*:"
        r"|editör\s*:|редактор\s*:|עריכה\s*:|עורך\s*:|(?:ویراستار|ویرایش|دبیر|تحرير|المحرر)\s*[:：]|επιμέλεια\s*:"
        r"|(?:责任|責任)?(?:编辑|編輯|校对|校對)\s*[:：]|編集\s*[・:：]|편집\s*[:=]|บรรณาธิการ\s*[:：]"
    ),
    "translator": (
        r"(?:translated|translation)(?:\s+from\s+(?:the\s+)?\w+)?\s*(?:by|:)|übersetzt(?:\s+\w+){0,3}\s+von|übersetzung\s*(?:von|:)"
        r"|aus\s+dem\s+\w+\s+(?:übersetzt\s+)?von|traduite?(?:\s+de\s+l['’]\w+|\s+du\s+\w+)?\s+par|traduction\s*(?:par|de|:)"
        r"|(?:traducid[oa]|traduzid[oa])(?:\s+d[eo]l?\s+\w+)?\s+por|(?:traducción|tradução)\s*(?:de|por|:)|traduzione\s*(?:di|:)"
        r"|çevir(?:i|en)\s*:|перев[её]л[аи]?\s|перевод(?:чик)?\s*:|תרגום\s*:|(?:ترجمة|ترجمه|مترجم)\s*[:：]?\s|μετάφραση\s*:"
        r"|(?:翻[译譯]|[译譯]者?|訳)\s*[:：/／・]|번역\s*[:=]|แปล(?:โดย|\s*[:：])"
    ),
    "photographer": (
        r"(?:photo(?:graph)?s?|photography|pictures?|images?)\s*(?:\w+\s+)?(?:by\b|:|courtesy\s+of)"
        r"|(?:fotos?|bilder?|fotografie|illustration)\s*(?:von\b|:|©)|(?:photos?|photographies?|images?|dessins?)\s*(?:de\b|par\b|:)"
        r"|(?:fotos?|fotografías?|imágenes)\s*(?:de\b|por\b|:)|foto\s*(?:di\b|:)|fotoğraf(?:lar)?\s*:|фото\s*:?\s"
        r"|(?:צילום|צילומים|תצלום)\s*:|(?:تصوير|عکس|عکاس|عدسة)\s*[:：]|φωτο(?:γραφί(?:α|ες))?\s*:"
        r"|(?:摄影|攝影|撮影|写真|图片|圖片)\s*[:：/／・]|(?<![^\W_])[图圖]\s*[:：/／]|사진\s*[:=]|ภาพ\s*[:：]|ภาพโดย"
    ),
}
_BEFORE: Final = r"(?:(?<=[\s,;|(（\[【·•–—/／])|^)"
_LINK: Final = r"(?:(?:with|and|mit|und|avec|et|con|com|y|e)\s+)?"
_MARK: Final = re.compile(
    _BEFORE + _LINK + "(?:" + "|".join(f"(?P<{role}>{form})" for role, form in _ROLE_FORMS.items()) + ")",
    re.IGNORECASE,
)
_BOTH: Final = re.compile(
    r"(?:texte?|words|testo|texto|story|文)\s*(?:&|\+|・|\b(?:and|und|et|e|y)\b)\s*$", re.IGNORECASE
)
_IN_SENTENCE: Final = re.compile(r"(?:^|\s)[a-zß-öø-ÿ]+\s*$")
_TRIMMED: Final = " ,;|()（）[]【】–—-·/"
_END: Final = re.compile(
    r"\s*(?:[|｜;；\n]|(?:,\s*)?(?:text|words|story|written|reported|texte|testo|texto|文|作者|撰文|记者|記者)\s*(?:by|von|par|di|por|[:：/／])|\)\s*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """Words that name who else worked on a text, as printed, the role they give, and where the names begin in them."""

    role: str
    words: str
    names_start: int


def split_contributions(line: str) -> tuple[str, list[Contribution]]:
    """Return a line without the parts that name contributors, and those parts."""
    marks = _find_marks(line) if len(line) <= MAX_LENGTH else []
    if not marks:
        return line, []
    rest, parts = [line[: marks[0].start()]], []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        limit = following.start() if following else len(line)
        end = _END.search(line, mark.end(), limit)
        last = end.start() if end else limit
        if any(map(str.isalpha, line[mark.end() : last])):
            parts.append(_build_contribution(mark, line[mark.start() : last]))
        rest.append(line[last:limit])
    bare_parts = [part.strip(" ,;|(（·•–—-/").removesuffix(".") for part in rest]
    return " | ".join(part for part in bare_parts if part.strip(" )）")), parts


def _find_marks(line: str) -> list[re.Match[str]]:
    """Return the marks of contributions; ‘Text & photos:’ marks one who did both, ‘is edited by’ a sentence."""
    return [
        mark
        for mark in _MARK.finditer(line)
        if not _BOTH.search(line[: mark.start(mark.lastgroup or 0)]) and not _IN_SENTENCE.search(line[: mark.start()])
    ]


def _build_contribution(mark: re.Match[str], words: str) -> Contribution:
    bare = words.lstrip(_TRIMMED)
    names_start = mark.end() - mark.start() - (len(words) - len(bare))
    return Contribution(mark.lastgroup or "", bare.rstrip(_TRIMMED), names_start)
