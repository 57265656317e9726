"""English names of languages, by BCP 47 tag."""

from typing import Final

from archive.text.messages import lazy_message

LANGUAGE_NAMES: Final = {
    "ar": lazy_message("Arabic"),
    "bg": lazy_message("Bulgarian"),
    "bn": lazy_message("Bengali"),
    "ca": lazy_message("Catalan"),
    "cs": lazy_message("Czech"),
    "da": lazy_message("Danish"),
    "de": lazy_message("German"),
    "el": lazy_message("Greek"),
    "en": lazy_message("English"),
    "es": lazy_message("Spanish"),
    "et": lazy_message("Estonian"),
    "eu": lazy_message("Basque"),
    "fa": lazy_message("Persian"),
    "fi": lazy_message("Finnish"),
    "fr": lazy_message("French"),
    "ga": lazy_message("Irish"),
    "he": lazy_message("Hebrew"),
    "hi": lazy_message("Hindi"),
    "hr": lazy_message("Croatian"),
    "hu": lazy_message("Hungarian"),
    "hy": lazy_message("Armenian"),
    "id": lazy_message("Indonesian"),
    "it": lazy_message("Italian"),
    "ja": lazy_message("Japanese"),
    "ko": lazy_message("Korean"),
    "ku": lazy_message("Kurdish"),
    "lt": lazy_message("Lithuanian"),
    "lv": lazy_message("Latvian"),
    "nb": lazy_message("Norwegian Bokmål"),
    "ne": lazy_message("Nepali"),
    "nl": lazy_message("Dutch"),
    "nn": lazy_message("Norwegian Nynorsk"),
    "no": lazy_message("Norwegian"),
    "pl": lazy_message("Polish"),
    "ps": lazy_message("Pashto"),
    "pt": lazy_message("Portuguese"),
    "ro": lazy_message("Romanian"),
    "ru": lazy_message("Russian"),
    "sk": lazy_message("Slovak"),
    "sl": lazy_message("Slovenian"),
    "so": lazy_message("Somali"),
    "sq": lazy_message("Albanian"),
    "sr": lazy_message("Serbian"),
    "sv": lazy_message("Swedish"),
    "sw": lazy_message("Swahili"),
    "ta": lazy_message("Tamil"),
    "th": lazy_message("Thai"),
    "tr": lazy_message("Turkish"),
    "uk": lazy_message("Ukrainian"),
    "ur": lazy_message("Urdu"),
    "vi": lazy_message("Vietnamese"),
    "zh": lazy_message("Chinese"),
}

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
