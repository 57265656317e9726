"""Classification of quoted passages: speech, scare quotes, titles, nicknames."""

import re
from enum import StrEnum
from typing import Final

from archive.text.messages import said
from archive.text.quoting.attribution import Attribution, Place

_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")
_TITLED: Final = re.compile(
    r"(?:book|film|movie|novel|song|album|play|show|series|memoir|essay|documentary|program(?:me)?"
    r"|podcast|episode|single|musical|poem|painting|column|blog|game|headlined?|(?:en)?titled|ballad"
    r"|hit|anthem|sitcom|drama|comedy|thriller|classic|magazine|section|network['’]s|author of"
    r"|on (?:abc|cbs|nbc|cnn|fox|msnbc|bbc|hbo)(?: news)?(?:['’]s)?"
    r"|livre|roman|buch|libro|película|romanzo|livro|filme|boek)[\s,:(]*$",
    re.IGNORECASE,
)
_SHOWN: Final = re.compile(r"(?:\w['’]s|s['’]|\b(?:on|watching|wrote|starred in|of))\s*$")
_SMALL: Final = frozenset(
    "a an and as at but by de for from in la le of on or the to vs with".split()
)
_SCARE_LEAD: Final = re.compile(
    r"(?:so-called|self-styled|supposed|soi-disant|sogenannte[nrms]?|known as|nicknamed|aka"
    r"|meaning|means|the (?:word|words|term|phrase|name))\s*$",
    re.IGNORECASE,
)
_CAPITAL_BEFORE: Final = re.compile(r"[A-Z][\w.'’-]+\s*$")
_CAPITAL_AFTER: Final = re.compile(r"\s*[A-Z][\w'’-]+")
MOST_SCARE_WORDS: Final = 4
FAR: Final = 60
"""Characters after a verb of saying beyond which one or two quoted words are not its object."""


class Kind(StrEnum):
    """Kind of quoted passage."""

    DIRECT = said("direct")
    """A full sentence in the speaker's words."""
    PARTIAL = said("partial")
    """The speaker's words within the reporter's sentence."""
    SCARE = said("scare")
    """Words the writer distances themselves from; not attributed to anybody."""
    TITLE = said("title")
    """Title of a book, a film, a programme."""
    NICKNAME = said("nickname")
    INDIRECT = said("indirect")
    """Reported speech in the reporter's words, without marks."""

    @property
    def is_speech(self) -> bool:
        """Return whether the passage is speech."""
        return self in _SPEECH


_SPEECH: Final = frozenset({Kind.DIRECT, Kind.PARTIAL, Kind.INDIRECT})


def kind_of(place: Place, attribution: Attribution | None) -> Kind:
    """Return the kind of a passage, given its attribution if any."""
    words = _WORD.findall(place.words)
    if _is_nickname(place, len(words)):
        return Kind.NICKNAME
    if _is_title(place, words):
        return Kind.TITLE
    ending = place.words.endswith((",", ".", "?", "!", "…", "—"))
    if attribution is None:
        if len(words) <= MOST_SCARE_WORDS and not (place.stands_alone and ending):
            return Kind.SCARE
        return Kind.DIRECT if place.stands_alone or len(words) > 8 else Kind.PARTIAL
    if len(words) <= MOST_SCARE_WORDS and not ending and _SCARE_LEAD.search(place.lead):
        return Kind.SCARE
    if len(words) <= 2 and not ending and attribution.gap > FAR:
        return Kind.SCARE
    opens = place.words.lstrip()[:1]
    ending = ending or place.tail.startswith(",")
    is_sentence = (opens.isupper() or not opens.isalpha()) and (ending or len(words) > 5)
    return Kind.DIRECT if is_sentence else Kind.PARTIAL


def _is_nickname(place: Place, count: int) -> bool:
    """Return whether a passage is a nickname: `Gen. James “Mad Dog” Mattis`."""
    return (
        count <= 3
        and place.words[:1].isupper()
        and place.words[-1:].isalnum()
        and _CAPITAL_BEFORE.search(place.lead) is not None
        and _CAPITAL_AFTER.match(place.tail) is not None
    )


def _is_title(place: Place, words: list[str]) -> bool:
    """Return whether a capitalised passage is a title: `the novel “The Ice House”`."""
    if not 0 < len(words) <= 10 or not place.words[:1].isupper() or place.stands_alone:
        return False
    if not all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words):
        return False
    if _TITLED.search(place.lead[-60:]) is not None:
        return True
    return 1 < len(words) <= 6 and _SHOWN.search(place.lead[-20:]) is not None
