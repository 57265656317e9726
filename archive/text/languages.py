"""Normalise language codes, and detect the language of a text."""

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from archive.text.messages import lazy_message
from archive.text.normalize import fold

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE_CHARS: Final = 400  # characters; enough for a reliable and quick answer
MIN_LETTERS: Final = 40
MIN_CONFIDENCE: Final = 0.5  # minimum normalised probability

_CODES_BY_NAME: Final = {
    fold(name): code
    for code, names in {
        "en": "English", "fr": "French;français", "de": "German;Deutsch", "es": "Spanish;español;castellano",
        "it": "Italian;italiano", "pt": "Portuguese;português", "nl": "Dutch;Nederlands", "ru": "Russian;русский",
        "ar": "Arabic;العربية", "zh": "Chinese;中文", "ja": "Japanese;日本語", "tr": "Turkish;Türkçe",
        "pl": "Polish;polski", "uk": "Ukrainian;українська", "sv": "Swedish;svenska",
    }.items()
    for name in names.split(";")
}  # fmt: skip
_COMMON_WORDS: Final = {
    "en": frozenset("the of and to for with said that was has from will would which this have been are its by".split()),
    "fr": frozenset("le les des du et est dans que qui pour sur une par pas plus avec sont au aux ont cette".split()),
    "de": frozenset("der die das und den dem nicht mit von zu sich auf ist ein eine auch für wird als werden".split()),
    "es": frozenset("el los las del y en que una por con para se su como más pero sus fue este".split()),
    "it": frozenset("il di della dei che gli e per una sono nel con non alla delle più dal anche degli".split()),
    "pt": frozenset("o os da do das dos em que uma para com não por mais na no foi ao pela são".split()),
    "nl": frozenset("de het een van en dat niet op met voor zijn aan er maar bij ook naar wordt door".split()),
}
_LANGUAGES_BY_WORD: Final = {
    word: tuple(code for code, small in _COMMON_WORDS.items() if word in small)
    for word in frozenset().union(*_COMMON_WORDS.values())
}
_CODE: Final = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_EXCLUDED_CODES: Final = frozenset({"und", "zxx", "pcm"})
"""Undetermined, no language, and Nigerian Pidgin, a false positive for terse English telegrams."""


def normalize_language_code(text: str) -> str:
    """Return the BCP 47 code of a source's language (`EN_gb`, `français`); empty if unknown."""
    if code := _CODES_BY_NAME.get(fold(text.strip())):
        return code
    match = _CODE.fullmatch(text.strip())
    if not match:
        return ""
    language, script, region = match.groups()
    parts = (language.lower(), script and script.title(), region and region.upper())
    return "-".join(part for part in parts if part)


def get_base_language(code: str) -> str:
    """Return the primary language of a BCP 47 code: `fr` of `fr-CA`."""
    return code.casefold().partition("-")[0]


def detect_language(text: str) -> str:
    """Detect the language of a text; empty if it is too short or too uncertain."""
    sample = " ".join(_LETTERS.findall(text[: SAMPLE_CHARS * 2]))[:SAMPLE_CHARS]
    if len(sample.replace(" ", "")) < MIN_LETTERS:
        return ""
    if language := _detect_by_common_words(sample):
        return language
    language, confidence = _load_identifier().classify(sample)
    return "" if confidence < MIN_CONFIDENCE else str(language)


def _detect_by_common_words(sample: str) -> str:
    """Return the language whose common words clearly dominate: a quick check before the model."""
    words = sample.casefold().split()
    counts = Counter(code for word in words for code in _LANGUAGES_BY_WORD.get(word, ()))
    if not counts:
        return ""
    (language, most), *others = counts.most_common(2)
    next_most = others[0][1] if others else 0
    return language if most >= 6 and most * 8 >= len(words) and most >= 5 * next_most else ""


@cache
def _load_identifier() -> "LanguageIdentifier":
    """Load the library and its model on first use (one second, 30 MB)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow to import, seldom needed

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if code not in _EXCLUDED_CODES])
    return identifier


LANGUAGE_NAMES: Final = {  # English names by BCP 47 tag
    "ar": lazy_message("Arabic"), "bg": lazy_message("Bulgarian"), "bn": lazy_message("Bengali"),
    "ca": lazy_message("Catalan"), "cs": lazy_message("Czech"), "da": lazy_message("Danish"),
    "de": lazy_message("German"), "el": lazy_message("Greek"), "en": lazy_message("English"),
    "es": lazy_message("Spanish"), "et": lazy_message("Estonian"), "eu": lazy_message("Basque"),
    "fa": lazy_message("Persian"), "fi": lazy_message("Finnish"), "fr": lazy_message("French"),
    "ga": lazy_message("Irish"), "he": lazy_message("Hebrew"), "hi": lazy_message("Hindi"),
    "hr": lazy_message("Croatian"), "hu": lazy_message("Hungarian"), "hy": lazy_message("Armenian"),
    "id": lazy_message("Indonesian"), "it": lazy_message("Italian"), "ja": lazy_message("Japanese"),
    "ko": lazy_message("Korean"), "ku": lazy_message("Kurdish"), "lt": lazy_message("Lithuanian"),
    "lv": lazy_message("Latvian"), "nb": lazy_message("Norwegian Bokmål"), "ne": lazy_message("Nepali"),
    "nl": lazy_message("Dutch"), "nn": lazy_message("Norwegian Nynorsk"), "no": lazy_message("Norwegian"),
    "pl": lazy_message("Polish"), "ps": lazy_message("Pashto"), "pt": lazy_message("Portuguese"),
    "ro": lazy_message("Romanian"), "ru": lazy_message("Russian"), "sk": lazy_message("Slovak"),
    "sl": lazy_message("Slovenian"), "so": lazy_message("Somali"), "sq": lazy_message("Albanian"),
    "sr": lazy_message("Serbian"), "sv": lazy_message("Swedish"), "sw": lazy_message("Swahili"),
    "ta": lazy_message("Tamil"), "th": lazy_message("Thai"), "tr": lazy_message("Turkish"),
    "uk": lazy_message("Ukrainian"), "ur": lazy_message("Urdu"), "vi": lazy_message("Vietnamese"),
    "zh": lazy_message("Chinese"),
}  # fmt: skip
_TAGS_BY_NAME: Final = {name.casefold(): tag for tag, name in LANGUAGE_NAMES.items()}


def get_language_name(tag: str) -> str:
    """Return `French` for `fr`, `Portuguese (BR)` for `pt-BR`; the tag if it has no name here."""
    primary, _, subtags = tag.partition("-")
    name = LANGUAGE_NAMES.get(primary.casefold())
    if name is None:
        return tag
    return f"{name} ({subtags})" if subtags else name


def find_language_tag(name: str) -> str | None:
    """Return `fr` for `French` in any letter case; None for an unknown name."""
    return _TAGS_BY_NAME.get(name.casefold())
