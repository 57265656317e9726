"""Kinds of pages without an article: a consent wall, a shell of scripts, a check, an error, a log-in, a list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from archive.extraction.common.notices import Notice, classify_notice, has_notice, is_mostly_notice
from archive.extraction.html.link_lists import is_sentence, measure_link_list
from archive.extraction.html.page import WebPage, get_visible_text
from archive.extraction.html.page_notices import NoticeBox
from archive.text.normalize import collapse_whitespace, name_key

MIN_PROSE: Final = 300  # characters of sentences that are an article whatever else the page says
MIN_LONG_PROSE: Final = 900  # the same under a heading that is an error message
MAX_LIST_PROSE: Final = 12_000  # characters of standfirsts in a list
MIN_OTHER_TEXT: Final = 200  # characters of lines that are no sentences, as results and lists have them
MIN_LINE: Final = 40  # characters of a line without a full stop that is worth taking in
MAX_NOTICE_TEXT: Final = 4000  # characters of a page that are searched for notices
MAX_HEADING: Final = 160
MAX_SOURCE: Final = 200_000  # characters of the source that are searched for scripts
MAX_ERROR_TEXT: Final = 1500  # characters of an error page
SAVE: Final = (
    "once the article shows, save the page there (Ctrl+S or Cmd+S, as “Webpage, Complete” or “Single File”)"
    " and take in that file."
)
_ERROR_HEADING: Final = re.compile(
    r"(?:error|fehler|erreur|http|oops\W*|whoops\W*|sorry\W*)?\s*(?:code|status)?\W*(?:40[0134568]|410|42[0-9]|451"
    r"|50[0-5]|52\d)\b(?!\s*(?:\w+\s+){3}).{0,60}|(?:page )?not found.{0,30}|forbidden|access denied|unauthori[sz]ed"
    r"|(?:oops|whoops|uh-?oh|sorry)\W*|gone|maintenance|under construction|problem loading page|server not found"
    r"|unable to connect|(?:this|the) (?:site|page|webpage) (?:can(?:'|’)?t be|is not|isn(?:'|’)t) .{0,40}"
    r"|welcome to nginx.{0,3}|apache2? .{0,30}default page.{0,20}|account suspended|bad request"
    r"|connection .{0,30}error",
    re.IGNORECASE,
)
_CHALLENGE_SOURCE: Final = re.compile(
    r"cf[-_]chl|challenges\.cloudflare\.com|captcha-delivery\.com|_Incapsula_Resource|px-captcha|/_sec/cp_challenge"
    r"|geo\.captcha|hcaptcha\.com/1/api|awswaf|sucuri_cloudproxy|ddos-guard|DDoS-Guard|perimeterx|kasada|datadome",
    re.IGNORECASE,
)
_CONSENT_SOURCE: Final = re.compile(
    r"onetrust|didomi|usercentrics|qc-cmp|sp_message|sourcepoint|trustarc|cookiebot|consentmanager|iubenda|__tcfapi"
    r"|consent\.(?:yahoo|google|youtube)|privacy-mgmt|fundingchoices",
    re.IGNORECASE,
)
_LOGIN_HEADING: Final = re.compile(
    r"(?:please )?(?:log|sign)[ -]?(?:in|on|up)(?:\W+.{0,50}| to .{1,50})?"
    r"|(?:your )?(?:account|login|registration|register)"
    r"(?: required)?|anmelde(?:n|ung)|einloggen|registrier(?:en|ung)|(?:se )?connecter|(?:me )?connexion|identification"
    r"|inici(?:ar|e) sesión|acceder|accedi|entrar|inloggen|logga in|logg inn|log ind|zaloguj się|logowanie|přihlášení"
    r"|вход|войти|giriş(?: yap)?|تسجيل الدخول|כניסה|התחברות|ログイン|登录|登錄|로그인|subscribe to (?:read|continue)"
    r"|register to (?:read|continue)|(?:members|subscribers)(?: only)?",
    re.IGNORECASE,
)
_REFRESH: Final = re.compile(
    r"\s*(?P<delay>\d{1,3})(?:\.\d+)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?(?P<url>[^\"'<>\s]{1,2000})", re.I
)
_SCRIPT_REDIRECT: Final = re.compile(
    r"(?:window\.|document\.|top\.|self\.)?location(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*[\"'](?P<url>[^\"'\s]{1,2000})[\"']"
)
_ROOT_IDS: Final = frozenset(
    "root app __next __nuxt ___gatsby react-root app-root main-app svelte ember-app application q-app".split()
)
_TITLE_SEPARATOR: Final = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|»«｜]\s*")


@dataclass(frozen=True, slots=True)
class PageKind:
    """Kind of a page that is no article, and the next step for its reader."""

    what: str
    step: str

    @property
    def reason(self) -> str:
        """The refusal."""
        return f"{self.what} {self.step}"


def _open_and_save(action: str) -> str:
    return f"Open its address in a browser, {action}; {SAVE}"


_KINDS: Final = {
    Notice.CONSENT: PageKind(
        "It is a page that asks for consent to cookies; the article behind it is not in it.",
        _open_and_save("accept or refuse the cookies"),
    ),
    Notice.SCRIPTS: PageKind(
        "It is the empty shell of a page that scripts fill; the article is not in it.",
        _open_and_save("let it load to the end"),
    ),
    Notice.CHALLENGE: PageKind(
        "It is a check whether a person or a program asks for the page; the article is not in it.",
        _open_and_save("pass the check"),
    ),
    Notice.ERROR: PageKind(
        "It is an error message of the site or the browser, no article.",
        f"Check the address, or look for a copy at web.archive.org; {SAVE}",
    ),
    Notice.REGION: PageKind(
        "It says that the site does not show the page in this region or for legal reasons; the article is not in it.",
        f"Look for a copy of it at web.archive.org or ask the publisher; {SAVE}",
    ),
    Notice.LOGIN: PageKind(
        "It is a page that asks the reader to log in or to register; the article behind it is not in it.",
        _open_and_save("log in"),
    ),
    Notice.OFFER: PageKind(
        "It is an offer to subscribe; the article behind it is not in it.",
        _open_and_save("log in as a subscriber"),
    ),
    Notice.SEARCH: PageKind(
        "It is a list of search results, not one article.",
        "Open each article in a browser and save it by itself (Ctrl+S or Cmd+S), then take in those files.",
    ),
    Notice.REDIRECT: PageKind(
        "It only sends the reader on to another page; the article is not in it.",
        _open_and_save("wait for the other page"),
    ),
}
_TELLING_ORDER: Final = (
    Notice.CHALLENGE, Notice.REGION, Notice.REDIRECT, Notice.ERROR, Notice.OFFER, Notice.CONSENT, Notice.LOGIN,
)  # fmt: skip
"""Notices by which a page without text is named, the most telling first."""
_UNMISTAKABLE: Final = (Notice.CHALLENGE, Notice.REGION, Notice.REDIRECT, Notice.ERROR)
_WALLS: Final = (Notice.OFFER, Notice.LOGIN, Notice.CONSENT)
_LIST: Final = PageKind(
    "It is a list of links to articles, not one article.",
    "Open each article in a browser and save it by itself (Ctrl+S or Cmd+S), then take in those files.",
)
_FRAMES: Final = PageKind(
    "It is only a frame around other pages; the article is not in it.",
    "Open the page inside the frame by itself (in a browser: right click, “Open Frame in New Tab”), save that one and"
    " take it in.",
)
_EMPTY: Final = PageKind(
    "It is a page without text: there is nothing to read in it, no article.",
    f"Open its address in a browser and see whether an article shows; {SAVE}"
    " Of pictures or a film alone nothing can be taken in.",
)


@dataclass(frozen=True, slots=True)
class PageContent:
    """Paragraphs and headings of a page, whether its tags call it an article, and the notices taken out of it."""

    paragraphs: Sequence[str]
    headings: Sequence[str]
    is_stated_article: bool
    boxes: Sequence[NoticeBox]


def find_page_kind(page: WebPage, content: PageContent) -> PageKind | None:
    """Return what a page is instead of an article; None if it holds one."""
    sizes = _measure_text(content)
    has_little = sizes.prose < MIN_LONG_PROSE and not content.is_stated_article
    if has_little and (kind := _find_by_heading(page, content, sizes)):
        return kind
    if sizes.prose < (MIN_LONG_PROSE if content.is_stated_article else MAX_LIST_PROSE):
        links = measure_link_list(page, content.paragraphs, next(iter(content.headings), ""))
        if links.is_list(is_stated_article=content.is_stated_article):
            return _KINDS[Notice.SEARCH] if links.is_search or _is_search(content) else _LIST
    if sizes.prose == 0 and sizes.other < MIN_OTHER_TEXT:
        return _find_by_notice(page, content, sizes)
    return None


def _is_search(content: PageContent) -> bool:
    return any(has_notice(heading, Notice.SEARCH) for heading in content.headings)


@dataclass(frozen=True, slots=True)
class TextSizes:
    """Characters of sentences, of other lines, and of notices."""

    prose: int
    other: int
    noticed: int


def _measure_text(content: PageContent) -> TextSizes:
    """Measure the paragraphs; what repeats a heading counts as nothing."""
    prose = other = noticed = 0
    heading_keys = set(map(name_key, content.headings))
    for text in content.paragraphs:
        if prose >= MIN_LONG_PROSE:  # enough; the rest counts as read
            prose += len(text)
        elif classify_notice(text) is not None:
            noticed += len(text)
        elif is_sentence(text):
            prose += len(text)
        elif name_key(text) not in heading_keys:
            other += len(text)
    return TextSizes(prose, other, noticed)


def _find_by_heading(page: WebPage, content: PageContent, sizes: TextSizes) -> PageKind | None:
    """Return the kind that the headings or the source say beyond doubt."""
    parts = [part for heading in content.headings for part in (heading, *_TITLE_SEPARATOR.split(heading))]
    parts = [part.strip(" .!…") for part in parts if 2 < len(part) <= MAX_HEADING]
    if sizes.prose < MIN_PROSE and _CHALLENGE_SOURCE.search(page.text[:MAX_SOURCE]):
        text = _collect_notice_text(page)
        if has_notice(text, Notice.CHALLENGE) or len(text) < MIN_OTHER_TEXT:
            return _KINDS[Notice.CHALLENGE]
    for notice in (Notice.CHALLENGE, Notice.REGION):
        if any(is_mostly_notice(part, notice) for part in parts):
            return _KINDS[notice]
    if any(part.lower().startswith("index of /") for part in parts):
        return _LIST
    if any(_ERROR_HEADING.fullmatch(part) or is_mostly_notice(part, Notice.ERROR) for part in parts):
        return _KINDS[Notice.REGION if has_notice(_collect_notice_text(page), Notice.REGION) else Notice.ERROR]
    if sizes.prose >= MIN_PROSE:
        return None
    if any(map(_LOGIN_HEADING.fullmatch, parts)) and _has_password_field(page):
        return _KINDS[Notice.LOGIN]
    wall_notices = [notice for notice in _WALLS if any(is_mostly_notice(part, notice) for part in parts)]
    return _KINDS[wall_notices[0]] if wall_notices and sizes.noticed >= sizes.prose else None


def _find_by_notice(page: WebPage, content: PageContent, sizes: TextSizes) -> PageKind | None:
    """Return the kind of a page with hardly any text of its own, by the notices on it."""
    if _has_frames(page):
        return _FRAMES
    if _is_search(content):
        return _KINDS[Notice.SEARCH]
    text = _collect_notice_text(page)
    if target := _find_redirect(page, text):
        return PageKind(_KINDS[Notice.REDIRECT].what, f"Open {target} in a browser; {SAVE}")
    noticed = {box.notice for box in content.boxes} | set(map(classify_notice, content.paragraphs))
    told_anywhere = _TELLING_ORDER if sizes.other < MIN_LINE else _UNMISTAKABLE
    noticed |= {notice for notice in told_anywhere if has_notice(text, notice)}
    if _CHALLENGE_SOURCE.search(page.text[:MAX_SOURCE]):
        noticed.add(Notice.CHALLENGE)
    if len(text) >= MAX_ERROR_TEXT:
        noticed -= {Notice.ERROR, Notice.LOGIN}
    elif sizes.other < MIN_LINE and _has_password_field(page):
        return _KINDS[Notice.LOGIN]
    if found := next((notice for notice in _TELLING_ORDER if notice in noticed), None):
        return _KINDS[found]
    return None if sizes.other >= MIN_LINE else _name_empty_page(page, text)


def _name_empty_page(page: WebPage, text: str) -> PageKind:
    """Return the kind of a page without any text of its own."""
    if has_notice(text, Notice.SCRIPTS) or _has_empty_root(page):
        return _KINDS[Notice.SCRIPTS]
    if _CONSENT_SOURCE.search(page.text[:MAX_SOURCE]):
        return _KINDS[Notice.CONSENT]
    return _KINDS[Notice.LOGIN] if has_notice(text, Notice.LOGIN) else _EMPTY


def _collect_notice_text(page: WebPage) -> str:
    """Return the words of a page, those for browsers without scripts among them."""
    body = page.tree.find("body")
    if body is None:
        return ""
    hidden = " ".join(collapse_whitespace("".join(part.itertext())) for part in islice(page.tree.iter("noscript"), 20))
    return f"{get_visible_text(body, MAX_NOTICE_TEXT)} {hidden[:MAX_NOTICE_TEXT]}".strip()


def _has_frames(page: WebPage) -> bool:
    if next(page.tree.iter("frameset"), None) is not None:
        return True
    frames = [frame for frame in islice(page.tree.iter("iframe"), 20) if (frame.get("src") or "").strip()]
    body = page.tree.find("body")
    return bool(frames) and body is not None and len(get_visible_text(body, 200)) < 60


def _find_redirect(page: WebPage, text: str) -> str:
    """Return where a page without text sends the reader on to; empty if nowhere."""
    for value in page.meta_tags.get("refresh", ()):
        if (found := _REFRESH.match(value)) is not None:
            return found["url"]
    if len(text) > 300:
        return ""
    scripts = (script.text or "" for script in islice(page.tree.iter("script"), 20))
    found = next(filter(None, (_SCRIPT_REDIRECT.search(script[:5000]) for script in scripts)), None)
    return found["url"] if found else ""


def _has_password_field(page: WebPage) -> bool:
    return any(field.get("type", "").lower() == "password" for field in islice(page.tree.iter("input"), 300))


def _has_empty_root(page: WebPage) -> bool:
    """Return whether the element that scripts fill is empty, or there are scripts and nothing else."""
    roots = [element for element in page.elements if element.get("id") in _ROOT_IDS or element.tag == "app-root"]
    return bool(roots) or next(page.tree.iter("script"), None) is not None


def get_page_headings(page: WebPage, title: str) -> list[str]:
    """Return the title, the tag title, and the first headings of a page as it was read."""
    tags: list[HtmlElement] = [*islice(page.tree.iter("title"), 1), *islice(page.tree.iter("h1", "h2"), 3)]
    return list(dict.fromkeys(filter(None, (title, *(get_visible_text(tag, 400) for tag in tags)))))
