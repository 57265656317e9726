"""Boxes of a page that give notice of consent, offers, log-in; they are taken out before the text is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from archive.extraction.common.boilerplate import BoilerplateKind
from archive.extraction.common.notices import Notice, classify_notice, may_be_offer_or_consent
from archive.extraction.common.phrase_sets import PhraseSet
from archive.extraction.html.page import WebPage, get_visible_text
from archive.text.normalize import collapse_whitespace

MAX_BOX: Final = 12_000  # characters of a box
MAX_BOXES: Final = 30
MAX_OTHER_TEXT: Final = 240  # characters of sentences in a box that are no notice; more may be the article
MIN_SENTENCE: Final = 40
OFFER: Final = BoilerplateKind("left out: an offer to subscribe or to log in")
COOKIES: Final = BoilerplateKind("left out: a notice about cookies")
NOTICE_KINDS: Final = {Notice.OFFER: OFFER, Notice.LOGIN: OFFER, Notice.CONSENT: COOKIES}
"""Notices that stand in the text of articles, with their rules; the others stand in its place."""
MAX_OFFER_LINE: Final = 400
MAX_LINES_AFTER: Final = 3  # lines after an offer at the end of a text
_BOX_NAMES: Final = PhraseSet(
    r"""
(?:^|[\s_-])(?:cookies?|consent|gdpr|dsgvo|rgpd|cmp\d?|ccpa)(?:$|[\s_-])
(?:^|[\s_-])privacy-?(?:banner|wall|manager|notice|modal|popup)(?:$|[\s_-])
onetrust  didomi  usercentrics  qc-cmp  sp_message  truste  trustarc  cookiebot  borlabs  klaro  cmplz  iubenda
osano  evidon  fc-consent
cookie-?(?:banner|wall|notice|consent|bar|layer|law|popup|modal|overlay|info|message)
pay-?wall  reg-?wall  metered?-?(?:wall|paywall)?(?:$|[\s_-])  piano  (?:^|[\s_-])tp-  subscri(?:be|ption|ber)
abo-?(?:box|teaser|offer|wall)  offer  premium-?(?:wall|box|teaser|overlay|gate)  gate(?:way|d)?(?:$|[\s_-])
login-?(?:wall|box|gate|form|prompt)  barrier  poool  zephr  leaky  upsell  conversion  registration
member-?(?:wall|gate)
"""
)
"""Classes and identifiers of boxes of consent and of offers."""
_DIALOG_ROLES: Final = frozenset({"dialog", "alertdialog"})
_BLOCK_TAGS: Final = ("p", "h1", "h2", "h3", "h4", "h5", "li", "button", "label", "td", "dt", "dd", "div", "span", "a")


@dataclass(frozen=True, slots=True)
class NoticeBox:
    """A box taken out of a page: what it gave notice of, and its words."""

    notice: Notice
    text: str


def take_out_notices(page: WebPage) -> list[NoticeBox]:
    """Take the boxes of consent and of offers out of the tree; an element that may hold the article stays."""
    boxes: list[NoticeBox] = []
    names = [f"{element.get('class') or ''} {element.get('id') or ''}"[:300] for element in page.named_elements]
    distinct_names = set(names)
    phrases = _BOX_NAMES.select("\n".join(distinct_names))
    box_names = {name for name in distinct_names if len(name) > 1 and phrases.is_in(name)}
    for element, name in zip(page.named_elements, names, strict=True):
        if len(boxes) >= MAX_BOXES:
            break
        if not (name in box_names or element.get("role") in _DIALOG_ROLES):
            continue
        if element.tag in {"html", "body", "main", "article"}:
            continue
        if element.getparent() is None or next(element.iterancestors("body"), None) is None:
            continue
        if (box := _read_box(element)) is not None:
            boxes.append(box)
            element.drop_tree()
    return boxes


def _read_box(element: HtmlElement) -> NoticeBox | None:
    """Return a box that gives notice of something and says little else; None for any other."""
    text = get_visible_text(element, MAX_BOX + 1)
    if not text or len(text) > MAX_BOX:
        return None
    pieces = _split_box(element)
    notices = [notice for piece in pieces if (notice := classify_notice(piece)) is not None]
    if not notices:
        return None
    other_size = sum(len(piece) for piece in pieces if len(piece) >= MIN_SENTENCE and classify_notice(piece) is None)
    return (
        NoticeBox(max(set(notices), key=notices.count), " ".join(pieces)[:300])
        if other_size <= MAX_OTHER_TEXT
        else None
    )


def _split_box(element: HtmlElement) -> list[str]:
    """Return the texts of the innermost blocks of a box."""
    pieces = []
    for part in element.iter(*_BLOCK_TAGS):
        own = collapse_whitespace(f"{part.text or ''} {' '.join(child.tail or '' for child in part)}")
        is_leaf = next(part.iterchildren("p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4"), None) is None
        text = get_visible_text(part, 2000) if is_leaf and part.tag not in {"span", "a"} else own
        if text:
            pieces.append(text)
    return pieces or [get_visible_text(element, 2000)]


def find_notice_lines(texts: Sequence[str]) -> dict[int, BoilerplateKind]:
    """Return the lines of a text that are a notice, by their number.

    A single offer counts only at the end: elsewhere it may be what the article is about.
    """
    kinds = {
        number: kind
        for number, text in enumerate(texts)
        if may_be_offer_or_consent(text)
        and (kind := NOTICE_KINDS.get(classify_notice(text) or Notice.ERROR)) is not None
        and (kind is COOKIES or len(text) <= MAX_OFFER_LINE)
    }
    offers = [number for number, kind in kinds.items() if kind is OFFER]
    for number in offers:
        has_neighbour = number - 1 in kinds or number + 1 in kinds
        if number < len(texts) - MAX_LINES_AFTER and not has_neighbour:
            del kinds[number]
    return kinds
