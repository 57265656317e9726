"""English names of languages, by BCP 47 tag."""

from typing import Final

from archive.text.messages import said

NAMES: Final = {
    "ar": said("Arabic"),
    "bg": said("Bulgarian"),
    "bn": said("Bengali"),
    "ca": said("Catalan"),
    "cs": said("Czech"),
    "da": said("Danish"),
    "de": said("German"),
    "el": said("Greek"),
    "en": said("English"),
    "es": said("Spanish"),
    "et": said("Estonian"),
    "eu": said("Basque"),
    "fa": said("Persian"),
    "fi": said("Finnish"),
    "fr": said("French"),
    "ga": said("Irish"),
    "he": said("Hebrew"),
    "hi": said("Hindi"),
    "hr": said("Croatian"),
    "hu": said("Hungarian"),
    "hy": said("Armenian"),
    "id": said("Indonesian"),
    "it": said("Italian"),
    "ja": said("Japanese"),
    "ko": said("Korean"),
    "ku": said("Kurdish"),
    "lt": said("Lithuanian"),
    "lv": said("Latvian"),
    "nb": said("Norwegian Bokmål"),
    "ne": said("Nepali"),
    "nl": said("Dutch"),
    "nn": said("Norwegian Nynorsk"),
    "no": said("Norwegian"),
    "pl": said("Polish"),
    "ps": said("Pashto"),
    "pt": said("Portuguese"),
    "ro": said("Romanian"),
    "ru": said("Russian"),
    "sk": said("Slovak"),
    "sl": said("Slovenian"),
    "so": said("Somali"),
    "sq": said("Albanian"),
    "sr": said("Serbian"),
    "sv": said("Swedish"),
    "sw": said("Swahili"),
    "ta": said("Tamil"),
    "th": said("Thai"),
    "tr": said("Turkish"),
    "uk": said("Ukrainian"),
    "ur": said("Urdu"),
    "vi": said("Vietnamese"),
    "zh": said("Chinese"),
}

_TAGS: Final = {name.casefold(): tag for tag, name in NAMES.items()}


def language_name(tag: str) -> str:
    """Return `French` for `fr`, `Portuguese (BR)` for `pt-BR`; the tag if it has no name here."""
    primary, _, rest = tag.partition("-")
    name = NAMES.get(primary.casefold())
    if name is None:
        return tag
    return f"{name} ({rest})" if rest else name


def tag_for_name(name: str) -> str | None:
    """Return `fr` for `French` in any letter case; None for an unknown name."""
    return _TAGS.get(name.casefold())
