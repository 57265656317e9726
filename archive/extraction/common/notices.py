"""Notices that pages set before or in place of an article: consent, scripts, checks, errors, log-in, offers."""

import re
from enum import Enum
from functools import lru_cache
from typing import Final

from archive.extraction.common import notice_phrases as phrases
from archive.extraction.common.phrase_sets import PhraseSet

MAX_NOTICE: Final = 900  # characters of a paragraph that is a notice
MIN_CONSENT_WORDS: Final = 2
MAX_SHORT: Final = 80
MIN_SHARE: Final = 0.6
MIN_SPEECH: Final = 120  # characters from which on a notice speaks to its reader somewhere


class Notice(Enum):
    """Subject of a notice."""

    CHALLENGE = "challenge"
    SCRIPTS = "scripts"
    REGION = "region"
    ERROR = "error"
    LOGIN = "login"
    OFFER = "offer"
    SEARCH = "search"
    REDIRECT = "redirect"
    CONSENT = "consent"


_PATTERNS: Final = {
    Notice.CHALLENGE: PhraseSet(phrases.CHALLENGE_PHRASES),
    Notice.SCRIPTS: PhraseSet(phrases.SCRIPTS_PHRASES),
    Notice.REGION: PhraseSet(phrases.REGION_PHRASES),
    Notice.ERROR: PhraseSet(phrases.ERROR_PHRASES),
    Notice.LOGIN: PhraseSet(phrases.LOGIN_PHRASES),
    Notice.OFFER: PhraseSet(phrases.OFFER_PHRASES),
    Notice.SEARCH: PhraseSet(phrases.SEARCH_PHRASES),
    Notice.REDIRECT: PhraseSet(phrases.REDIRECT_PHRASES),
    Notice.CONSENT: PhraseSet(phrases.CONSENT_PHRASES),
}
_STEMS: Final = tuple(phrases.STEMS.split())
_CONSENT_WORD: Final = re.compile(
    "|".join(phrases.CONSENT_WORDS.strip().replace("  ", "\n").split("\n")), re.IGNORECASE
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…。！？؟।])\s+|(?<=[。！？])")
_LATIN: Final = re.compile(r"[a-z]", re.IGNORECASE)
_SPEAKS_TO_READER: Final = re.compile(
    r"\b(?:you|your|yours|we|our|us|please|try|this (?:page|site|website|article|content)|requested|sie|wir"
    r"|ihre?[nmrs]?|unser\w*|bitte|vous|votre|vos|nous|notre|nos|veuillez|usted|sus?|tus?|nosotros|nuestr\w+"
    r"|por favor|você|seu|sua"
    r"|tu|tuo|tua|suo|noi|voi|per favore|je|jouw|uw|wij|ons|onze|du|din|ditt|vi|vår\w*|sinun|twoj\w+|państw\w+"
    r"|nasz\w*)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def may_be_offer_or_consent(text: str) -> bool:
    """Return whether a text has a word of offers, log-ins or consent; a quick test before all phrases."""
    lowered = text.lower()
    if len(text) > MAX_NOTICE or not any(stem in lowered for stem in _STEMS):
        return False
    return any(has_notice(text, notice) for notice in (Notice.OFFER, Notice.LOGIN, Notice.CONSENT))


@lru_cache(maxsize=4096)
def classify_notice(text: str) -> Notice | None:
    """Return what a text gives notice of; None for text of an article. At least half of a paragraph must do so."""
    if not 1 < len(text) <= MAX_NOTICE:
        return None
    notice = next((notice for notice in _PATTERNS if has_notice(text, notice)), None)
    if notice in {None, Notice.CONSENT}:
        return notice
    sentences = [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]
    if len(sentences) < 2:
        return notice
    if len(text) >= MIN_SPEECH and _LATIN.search(text) and not _SPEAKS_TO_READER.search(text):
        return None  # a report about such notices
    noticed = sum(len(sentence) for sentence in sentences if any(has_notice(sentence, kind) for kind in _PATTERNS))
    return notice if 2 * noticed >= sum(map(len, sentences)) else None


def has_notice(text: str, notice: Notice) -> bool:
    """Return whether a text has a phrase of this kind; of consent also enough of its words."""
    if not _PATTERNS[notice].is_in(text):
        return False
    if notice is not Notice.CONSENT:
        return True
    words = {word.casefold() for word in _CONSENT_WORD.findall(text)}
    return len(words) >= MIN_CONSENT_WORDS or (bool(words) and len(text) < MIN_SPEECH)


def is_mostly_notice(text: str, notice: Notice) -> bool:
    """Return whether a phrase of this kind is most of a short text, as of a heading."""
    if len(text) > MAX_SHORT:
        return False
    return any(match.end() - match.start() >= MIN_SHARE * len(text) for match in _PATTERNS[notice].iter_matches(text))
