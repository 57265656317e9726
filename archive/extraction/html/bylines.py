"""Bylines of a page: the markup and words that mark them, and how they are read as people or credits."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from archive.extraction.html.metadata import AUTHOR_LABEL, JsonLdNode, LinkedData, get_types, iter_texts
from archive.extraction.html.page import PageStatement, WebPage, get_visible_text
from archive.extraction.html.titles import is_site_name
from archive.extraction.html.visible_text import VisibleLine
from archive.formats.documents import FindingStatus
from archive.text.author_fields import MAX_FIELD_CHARS, NameOrder, parse_author_field
from archive.text.byline_words import AGENCIES, OUTLET_WORDS, SECTION_NAMES
from archive.text.contributions import split_contributions
from archive.text.date_patterns import AGO_PATTERNS
from archive.text.dates import strip_dates
from archive.text.names import PrintedName, find_byline_start, find_names, is_not_person, is_probable_name
from archive.text.normalize import name_key
from archive.text.reporters import find_reporters

MAX_BYLINE_LENGTH: Final = 150  # characters of a byline
NAME_PADDING: Final = " ,-–《》〈〉『』「」【】"
NAME_SEPARATOR: Final = re.compile(r"\s*[,，、;/／|｜(]\s*")
"""Separates the names of a list, and a name from its outlet."""
PART_SEPARATOR: Final = re.compile(r"\s*[,，、;｜|(·]\s*")
"""The same without the slash, which joins signatures: `ldh/dpa`."""
EDITOR_LINE: Final = re.compile(
    r"(?:edited by|editor|editing|redaktur|penyunting|editör|редактор)\s*:?\s+(?P<name>.{3,60})", re.IGNORECASE
)
COPYRIGHT_PREFIX: Final = re.compile(r"^\s*(?:©|\(c\)|copyright)\s*(?:\d{4})?\s*", re.IGNORECASE)
_OPEN_BYLINE: Final = re.compile(r"\b(?:by|from|par|von|por|di|da|door|av|af)\s*:?$", re.IGNORECASE)
_BUTTON: Final = re.compile(
    r"\b(?:follow|share|subscribe|sign up|twitter|facebook|instagram|linkedin|whatsapp|rss|archive"
    r"|view|e-?mail|autoren-?info|bio|profile|join|register|log ?in|folgen|suivre|seguir|segui)\b"
    r"|^\W*(?:by|von|par|por)?\W*$"
    r"|^\W*(?:zur|zum|alle|mehr|all|more|show|tous|toutes|todos|tutti)\b",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(r"[^\W_][\w.&/-]{1,30}")
_NEWSROOM: Final = re.compile(r"redak|rédac|redac|redaz|staff|newsroom|desk|team|editors?\b", re.IGNORECASE)
MAX_ELEMENTS: Final = 60
DISTANT_BYLINE_RULE: Final = "an element called a byline, away from the title"
_BYLINE_CLASS: Final = re.compile(
    r"(?:^|[_-])(?:authors?|by-?lines?|bynames?|aut[oe]u?r(?:es|s|en|i)?|autore|writers?|submitted|journalists?|periodistas?)"
    r"(?:$|[_-]|name)|(?:author|reporter|columnist)[_-]{0,2}name|byline|(?-i:(?<=[a-z])Authors?(?![a-z]))",
    re.IGNORECASE,
)
_BYLINE_HINT: Final = re.compile(r"aut|by|writer|submitted|reporter|columnist|journalist|periodista", re.IGNORECASE)
"""A cheap test that every such class passes: it rules out most classes of a page."""
_BIO_CLASS: Final = re.compile(
    r"bio|descri|about|info|social|image|photo|avatar|job|role|position|share|follow|button|btn", re.IGNORECASE
)
_PICTURE_CLASS: Final = re.compile(r"photo|image|img|picture|caption|figure|foto|bild|video|copyright", re.IGNORECASE)
_NAME_TAGS: Final = frozenset({"a", "b", "strong", "span"})
_NAME_CLASS: Final = re.compile(r"(?:author|byline|writer|contributor)s?[_-]*(?:full)?_?name", re.IGNORECASE)
UNRELATED_CLASS: Final = re.compile(r"comment|related|teaser|recommend|quote|zitat", re.IGNORECASE)
_TOPIC_CLASS: Final = re.compile(r"categor|topic|section|keyword", re.IGNORECASE)
_LIBRARY_RULES: Final = frozenset(f"meta {name}" for name in ("dc.creator", "dcterms.creator", "citation_author"))
_METADATA_RULES: Final = ("meta ", "JSON-LD ", "microdata ")
"""Prefixes of the rules of machine-readable statements, where a name may be inverted."""
MAX_UNREAD_LENGTH: Final = 40
_UNREAD_BYLINES: Final = (
    re.compile(r"^\W*(?:\w{1,8}\s?)?(?:记者|記者)\s?[\u3400-\u9fff].*(?:报道|報導|報道|电|電)\W*$"),
    re.compile(r"[가-힣=\]] ?(?:기자|특파원)\W*(?:\S+@\S+)?$"),
    re.compile(r"^(?:Του|Της|Των|ΤΟΥ|ΤΗΣ|ΤΩΝ)\s+[Α-ΩΆ-Ώ]\S+(?:\s+[Α-ΩΆ-Ώ]\S+){1,3}$"),
)
MAX_BYLINE_WORDS: Final = 4  # words of a byline in which a name of one word counts
_LABEL_BEFORE: Final = re.compile(rf"(?:{AUTHOR_LABEL.pattern})\s*[:：|–-]?\s+(?-i:(?=[^\W\da-z_]))", re.IGNORECASE)
"""A label printed before its name without a colon, as two elements set apart by style: `Author Nora Vry`."""


def is_desk(text: str) -> bool:
    """Return whether words name an agency or a desk, not a person."""
    if len(text) > MAX_BYLINE_LENGTH or _OPEN_BYLINE.search(text):  # ‘Powered by’: a name follows
        return False
    return is_not_person(text) or any(name_key(part) in AGENCIES for part in NAME_SEPARATOR.split(text))


def is_newsroom(text: str) -> bool:
    """Return whether words name the staff of an outlet rather than the outlet."""
    return _NEWSROOM.search(text) is not None


def is_signature(text: str) -> bool:
    """Return whether a text is initials, a pen name or a handle: `ld`, `mady`, `det/dpa`."""
    return _SIGNATURE.fullmatch(text.strip()) is not None


def is_contradicted(stated: Sequence["AuthorClaim"], printed: Sequence["AuthorClaim"]) -> bool:
    """Return whether a printed byline (‘By …’) names quite other people than a tag, or the same more fully."""
    stated_keys = [name_key(name.name) for claim in stated for name in claim.names]
    printed_keys = [name_key(name.name) for claim in printed for name in claim.names]
    if not stated_keys or not printed_keys:
        return False
    printed_words = set(" ".join(printed_keys).split())
    are_strangers = printed_words.isdisjoint(" ".join(stated_keys).split())
    return are_strangers or all(" " not in key and key in printed_words for key in stated_keys)


@lru_cache(maxsize=1024)
def is_byline_class(class_names: str) -> bool:
    """Return whether a class or an id is that of a byline, not of text about its author."""
    return _BYLINE_HINT.search(class_names) is not None and _classify_class_names(class_names) is True


def is_completed(stated: Sequence["AuthorClaim"], other: Sequence["AuthorClaim"]) -> bool:
    """Return whether another source names all whom the best source names, and others; not one of them more fully."""
    stated_keys = {name_key(name.name) for claim in stated for name in claim.names}
    other_keys = {name_key(name.name) for claim in other for name in claim.names}
    added_words = set(" ".join(other_keys - stated_keys).split())
    return bool(stated_keys) and stated_keys < other_keys and stated_keys.isdisjoint(added_words)


def is_unread_byline(text: str) -> bool:
    """Return whether a line names a reporter in a way that is not read: a place glued on, a name in the genitive."""
    return len(text) <= MAX_UNREAD_LENGTH and any(form.search(text) for form in _UNREAD_BYLINES)


def is_in_byline(line: VisibleLine) -> bool:
    """Return whether the element of a line, or one of those around it, has a byline class."""
    if UNRELATED_CLASS.search(line.nearby_names_text):
        return False
    verdicts = (_classify_class_names(class_names) for class_names in line.nearby_names)
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _classify_class_names(class_names: str) -> bool | None:
    """Return True for a byline (`post-info__author`), False for text about its author (`author-info`), else None."""
    if UNRELATED_CLASS.search(class_names) or _TOPIC_CLASS.search(class_names):
        return False
    verdict = None
    for class_name in class_names.split():
        match = _BYLINE_CLASS.search(class_name)
        if match and _PICTURE_CLASS.search(class_name, 0, match.start()):
            return False  # who took a picture
        if match and not _BIO_CLASS.search(class_name, match.end()):
            return True
        if match or _BIO_CLASS.search(class_name):
            verdict = False
    return verdict


def find_byline_names(line: VisibleLine) -> str:
    """Return the text of the parts of a byline that have a name class, or of the one before a role; empty if none."""
    container = line.element if len(line.element) else line.element.getparent()
    parts = list(islice(container.iterdescendants(), MAX_ELEMENTS)) if container is not None else []
    name_parts = [part for part in parts if _NAME_CLASS.search(part.get("class") or "")]
    names = [get_visible_text(part, MAX_BYLINE_LENGTH) for part in name_parts]
    printed_names = [name for name in names if name in line.text and is_probable_name(name)]
    return ", ".join(printed_names) or _find_name_before_role(line.text, parts)


def _find_name_before_role(text: str, parts: Sequence[HtmlElement]) -> str:
    """Return the name at the beginning of a byline that markup sets apart from a role: `<b>Nora Vry</b> Reporter`."""
    for part in parts:
        name = get_visible_text(part, MAX_BYLINE_LENGTH) if part.tag in _NAME_TAGS else ""
        role = text.removeprefix(name)
        if name and role != text and is_probable_name(name) and is_not_person(role):
            return name
    return ""


def build_line_statement(line: VisibleLine, rule: str, text: str = "") -> PageStatement:
    """Return a statement with the text and the place of a visible line."""
    return PageStatement(text or line.text, rule, "", line.element.sourceline or 0)


def _collapse_repeated_name(printed_name: PrintedName) -> PrintedName:
    """Return the name once if it is printed twice in a row: `Andrea Wong Andrea Wong`."""
    words = printed_name.name.split()
    half = len(words) // 2
    if half and words[:half] * 2 == words:
        name = " ".join(words[:half])
        return replace(printed_name, name=name, printed=name)
    return printed_name


@dataclass(frozen=True, slots=True)
class AuthorClaim:
    """One statement's reading: people, or a credit to nobody in particular (a desk, an agency)."""

    statement: PageStatement
    names: tuple[PrintedName, ...] = ()
    status: FindingStatus = "stated"
    is_credit: bool = False
    is_desk: bool = False
    role: str = ""
    """What the people of a credit did, where they are not the authors: `editor`."""
    ambiguous: tuple[str, ...] = ()
    """Words that can be read as names in more than one way, as printed."""


@dataclass(frozen=True)
class ClaimReader:
    """Reader of author claims; the outlet's own names and sections are never people."""

    page: WebPage
    article: JsonLdNode
    sites: Sequence[str]
    today: date
    linked_data: LinkedData

    def read_claims(self, statements: Iterable[PageStatement]) -> list[AuthorClaim]:
        """Read statements that hold nothing but authors; the outlet itself is none."""
        return [self._read_claim(statement) for statement in statements]

    def _read_claim(self, statement: PageStatement) -> AuthorClaim:
        is_field = statement.rule.startswith(_METADATA_RULES)
        text = self.strip_dates(statement.value[: MAX_FIELD_CHARS if is_field else MAX_BYLINE_LENGTH])
        if reporters := self.filter_persons(find_reporters(text)):
            return AuthorClaim(statement, reporters)
        text, contributions = split_contributions(text)
        if contributions and not text:
            words = " | ".join(part.words for part in contributions)
            return AuthorClaim(replace(statement, value=words), is_credit=True, role=contributions[0].role)
        if len(text) < 2 or "://" in text or _BUTTON.search(text):  # a button, or a mark without a name
            return AuthorClaim(statement)
        label = _LABEL_BEFORE.match(text)
        start = find_byline_start(text) or (label.end() if label else 0)
        words = text[start:].strip(NAME_PADDING)
        is_outlet = self._is_outlet(words)
        has_desk = is_desk(text) and (not is_outlet or is_newsroom(text))
        if "Organization" in statement.rule:
            return AuthorClaim(statement, is_credit=True, is_desk=has_desk)
        names = self._read_name_before_outlet(words)
        ambiguous: tuple[str, ...] = ()
        if not names and (not is_outlet or NAME_SEPARATOR.search(text)):
            names, ambiguous = self._read_names(statement, text, start, is_field=is_field)
        if ambiguous:
            return AuthorClaim(statement, names, ambiguous=ambiguous)
        if names and (" " in names[0].name or len(words.split()) <= MAX_BYLINE_WORDS):
            return AuthorClaim(statement, names)
        is_credit = has_desk or is_outlet or all(map(is_signature, PART_SEPARATOR.split(words)))
        return AuthorClaim(replace(statement, value=words), is_credit=is_credit, is_desk=has_desk)

    def _read_names(
        self, statement: PageStatement, text: str, start: int, *, is_field: bool
    ) -> tuple[tuple[PrintedName, ...], tuple[str, ...]]:
        """Return the people of a field, and its words that may name others."""
        if statement.rule == DISTANT_BYLINE_RULE:
            return self.filter_persons(find_names(text, start=start)), ()
        if not is_field:
            text = text[start:]
        order: NameOrder = "filed" if statement.rule in _LIBRARY_RULES else ""
        author_field = parse_author_field(text, order=order if is_field else "spoken", is_other=self._is_outlet)
        names = author_field.names or self._read_uncapitalised_name(statement, text[start:] if is_field else text)
        return self.filter_persons(names), tuple(text[slice(*span)] for span in author_field.unclear_spans)

    def _read_uncapitalised_name(self, statement: PageStatement, text: str) -> list[PrintedName]:
        """Return the name that JSON-LD gives to a person with a family name in small letters: `Nora vry`."""
        words = text.split()
        is_stated = statement.rule.endswith(" Person") and 2 <= len(words) <= 3 and words[0].istitle()
        if not is_stated or not all(map(str.isalpha, words)) or not OUTLET_WORDS.isdisjoint(text.casefold().split()):
            return []
        return [replace(name, printed=text) for name in find_names(text.title())]

    def _read_name_before_outlet(self, text: str) -> tuple[PrintedName, ...]:
        """Return the person of `Maud Ellery Harbour Gazette`: two adjacent elements in one text."""
        words = text.split()
        for size in range(2, min(5, len(words))):
            name, remainder = " ".join(words[:size]), " ".join(words[size:])
            if remainder[0].isupper() and is_site_name(remainder, self.sites) and is_probable_name(name):
                return self.filter_persons(find_names(name))
        return ()

    def filter_persons(self, names: Sequence[PrintedName]) -> tuple[PrintedName, ...]:
        """Drop the outlet's names, its initials (`MDR Sachsen`), its start (`Vortex` at vortexcannon.example)."""
        site_keys = [name_key(site) for site in self.sites]
        short_site_keys = {key for key in site_keys if len(key) <= 4}
        persons = []
        for person in names:
            if self._is_outlet(person.name):
                continue
            person = _collapse_repeated_name(person)
            key = name_key(person.name)
            is_site_prefix = (
                " " not in key and len(key) > 3 and any(site.replace(" ", "").startswith(key) for site in site_keys)
            )
            is_of_site = is_site_prefix or not short_site_keys.isdisjoint(key.split()) or key in self._section_keys
            if not is_of_site or key in self._owner_keys:
                persons.append(person)
        return tuple(persons)

    def _is_outlet(self, words: str) -> bool:
        """Return whether words are a name of the outlet, unless the outlet is a person."""
        return is_site_name(words, self.sites) and name_key(words) not in self._owner_keys

    @cached_property
    def _owner_keys(self) -> frozenset[str]:
        """The name of a site's publisher where JSON-LD says that it is a person, as of a personal site."""
        publisher = self.linked_data.resolve(self.article.get("publisher"))
        if not isinstance(publisher, dict) or "Person" not in get_types(publisher):
            return frozenset()
        return frozenset(name_key(text) for text in iter_texts(publisher) if is_probable_name(text))

    @cached_property
    def _section_keys(self) -> frozenset[str]:
        section_names = [section.value for section in self.page.iter_meta("article:section", "section")]
        section_names += iter_texts(self.article.get("articleSection"))
        return SECTION_NAMES | frozenset(name_key(section) for section in section_names)

    def strip_dates(self, line: str) -> str:
        """Remove dates and ages (`3 hours ago`) from a line."""
        text = strip_dates(line, today=self.today)
        for pattern in AGO_PATTERNS:
            text = pattern.sub(" | ", text)
        return text

    def extract_credit(self, text: str) -> str | None:
        """Return the desk, outlet or signature a byline without a person credits: `TPN` of `TPN, in News, Portugal`."""
        text = text.strip()
        first_part = PART_SEPARATOR.split(text)[0].strip()
        may_sign = first_part == text or not first_part.islower()
        if is_site_name(first_part, self.sites) or (may_sign and is_signature(first_part) and not is_desk(first_part)):
            return first_part
        return text if is_desk(text) else None
