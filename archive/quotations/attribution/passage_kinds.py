"""Classification of quoted passages: speech, scare quotes, titles, nicknames."""

import re
from enum import StrEnum
from typing import Final

from archive.quotations.attribution.attribute import Attribution, PassageContext
from archive.text.messages import lazy_message

_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")
_TITLE_LEAD: Final = re.compile(
    r"(?:book|film|movie|novel|song|album|play|show|series|memoir|essay|documentary|program(?:me)?"
    r"|podcast|episode|single|musical|poem|painting|column|blog|game|headlined?|(?:en)?titled|ballad"
    r"|hit|anthem|sitcom|drama|comedy|thriller|classic|magazine|section|network['’]s|author of"
    r"|on (?:abc|cbs|nbc|cnn|fox|msnbc|bbc|hbo)(?: news)?(?:['’]s)?"
    r"|livre|roman|buch|libro|película|romanzo|livro|filme|boek)[\s,:(]*$",
    re.IGNORECASE,
)
_SHOW_LEAD: Final = re.compile(r"(?:\w['’]s|s['’]|\b(?:on|watching|wrote|starred in|of))\s*$")
_TITLE_SMALL_WORDS: Final = frozenset("a an and as at but by de for from in la le of on or the to vs with".split())
_SCARE_LEAD: Final = re.compile(
    r"(?:so-called|self-styled|supposed|soi-disant|sogenannte[nrms]?|known as|nicknamed|aka"
    r"|meaning|means|the (?:word|words|term|phrase|name))\s*$",
    re.IGNORECASE,
)
_CAPITAL_BEFORE: Final = re.compile(r"[A-Z][\w.'’-]+\s*$")
_CAPITAL_AFTER: Final = re.compile(r"\s*[A-Z][\w'’-]+")
MAX_SCARE_WORDS: Final = 4
MAX_VERB_GAP: Final = 60
"""Characters after a verb of saying beyond which one or two quoted words are not its object."""


class PassageKind(StrEnum):
    """Kind of quoted passage."""

    DIRECT = lazy_message("direct")
    """A full sentence in the speaker's words."""
    PARTIAL = lazy_message("partial")
    """The speaker's words within the reporter's sentence."""
    SCARE = lazy_message("scare")
    """Words the writer distances themselves from; not attributed to anybody."""
    TITLE = lazy_message("title")
    """Title of a book, a film, a programme."""
    NICKNAME = lazy_message("nickname")
    INDIRECT = lazy_message("indirect")
    """Reported speech in the reporter's words, without marks."""

    @property
    def is_speech(self) -> bool:
        """Return whether the passage is speech."""
        return self in _SPEECH_KINDS


_SPEECH_KINDS: Final = frozenset({PassageKind.DIRECT, PassageKind.PARTIAL, PassageKind.INDIRECT})


def classify_passage(context: PassageContext, attribution: Attribution | None) -> PassageKind:
    """Return the kind of a passage, given its attribution if any."""
    words = _WORD.findall(context.words)
    if _is_nickname(context, len(words)):
        return PassageKind.NICKNAME
    if _is_title(context, words):
        return PassageKind.TITLE
    ends_clause = context.words.endswith((",", ".", "?", "!", "…", "—"))
    if attribution is None:
        if len(words) <= MAX_SCARE_WORDS and not (context.is_standalone and ends_clause):
            return PassageKind.SCARE
        return PassageKind.DIRECT if context.is_standalone or len(words) > 8 else PassageKind.PARTIAL
    if len(words) <= MAX_SCARE_WORDS and not ends_clause and _SCARE_LEAD.search(context.lead):
        return PassageKind.SCARE
    if len(words) <= 2 and not ends_clause and attribution.gap > MAX_VERB_GAP:
        return PassageKind.SCARE
    first_char = context.words.lstrip()[:1]
    ends_clause = ends_clause or context.tail.startswith(",")
    is_sentence = (first_char.isupper() or not first_char.isalpha()) and (ends_clause or len(words) > 5)
    return PassageKind.DIRECT if is_sentence else PassageKind.PARTIAL


def _is_nickname(context: PassageContext, word_count: int) -> bool:
    """Return whether a passage is a nickname: `Gen. James “Mad Dog” Mattis`."""
    return (
        word_count <= 3
        and context.words[:1].isupper()
        and context.words[-1:].isalnum()
        and _CAPITAL_BEFORE.search(context.lead) is not None
        and _CAPITAL_AFTER.match(context.tail) is not None
    )


def _is_title(context: PassageContext, words: list[str]) -> bool:
    """Return whether a capitalised passage is a title: `the novel “The Ice House”`."""
    if not 0 < len(words) <= 10 or not context.words[:1].isupper() or context.is_standalone:
        return False
    if not all(word[0].isupper() or word[0].isdigit() or word in _TITLE_SMALL_WORDS for word in words):
        return False
    if _TITLE_LEAD.search(context.lead[-60:]) is not None:
        return True
    return 1 < len(words) <= 6 and _SHOW_LEAD.search(context.lead[-20:]) is not None
