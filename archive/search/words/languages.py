"""Languages as readers name them."""

from typing import Final

NAMES: Final = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "ga": "Irish", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "ku": "Kurdish", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian Bokmål",
    "ne": "Nepali", "nl": "Dutch", "nn": "Norwegian Nynorsk", "no": "Norwegian",
    "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "so": "Somali", "sq": "Albanian", "sr": "Serbian",
    "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

_TAGS: Final = {name.casefold(): tag for tag, name in NAMES.items()}


def language_name(tag: str) -> str:
    """`French` for `fr`, `Portuguese (BR)` for `pt-BR`; the tag where it has no name here."""
    primary, _, rest = tag.partition("-")
    name = NAMES.get(primary.casefold())
    if name is None:
        return tag
    return f"{name} ({rest})" if rest else name


def tag_for_name(name: str) -> str | None:
    """`fr` for `French` in any letter case; None for a name that is not known here."""
    return _TAGS.get(name.casefold())
