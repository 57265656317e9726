"""Credit lines of agencies and outlets, and the links they state."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Final

from archive.models import Article, CreditLink, Evidence, Outlet, OutletAlias, OutletDomain
from archive.text.byline_words import AGENCIES
from archive.text.name_likeness import NamedEntry, find_alike_outlets
from archive.text.normalize import collapse_whitespace, name_key

MAX_CHARS: Final = 600  # of a credit line that are read
_PIECE = r"(?:piece|article|story|report|post|essay|column|interview|text|feature|work)"
_APPEARED = r"(?:appeared|ran|was published|published|was printed|printed|was posted)"
_PLACE = r"(?:at|in|on|by|from|with)"
_NAMED = r"(?P<named>[^.;|()\[\]]*[^\W_][^.;|()\[\]]*(?:\.(?:\w+))*)"
_VERSION = r"(?:a|an|this) (?:\w+ ){0,3}version of (?:this|the)"
_REPRINTED = r"(?:re-?printed|re-?published|reproduced|re-?posted|taken)"
_PERMITTED = r"(?:with (?:the )?(?:kind )?permission (?:of|from)|from|courtesy of)"
_PRINTED_FIRST = (
    r"(?:zuerst erschienen|erschien zuerst|publié (?:d’abord|initialement)|paru d’abord|publicado originalmente"
    r"|pubblicato originariamente)"
)
_ORIGIN_PATTERNS: Final = [
    (kind, re.compile(rf"\b{words} {_NAMED}", re.IGNORECASE))
    for kind, words in (
        ("version", rf"{_VERSION} (?:\w+ )?{_PIECE} (?:\w+ )?{_APPEARED} {_PLACE}"),
        ("reprint", rf"(?:first|originally|previously) {_APPEARED} {_PLACE}"),
        ("reprint", rf"{_REPRINTED} (?:here )?{_PERMITTED}"),
        ("reprint", rf"{_PRINTED_FIRST} (?:in|im|bei|dans|par|en|su)"),
    )
]
_PICTURE_PATTERN = re.compile(
    r"\b(?:photo(?:graph)?s?|pictures?|images?|foto|bild|credits? photo|photo credits?)\b"
    r"\s*(?:credits?\s*)?(?::|by|courtesy of|par|von|de)\s*(?P<named>.+)",
    re.IGNORECASE,
)
_LEADING_ARTICLE = re.compile(r"^(?:the|a|an|our|la|le|les|die|der|das|el)\s+", re.IGNORECASE)
_TRAILING = re.compile(r"\s+(?:on|in|and is|and was|under|at https?)\s.*$|[\s,:–—-]+$", re.IGNORECASE)
_EDGE_CHARS = " ()[].,;:–—-*_“”\"'"
_GENERIC_WORDS = re.compile(r"(?:^the )|(?: (?:news|press|agency|service|wire|online|com))+$")
_PICTURE_AGENCIES = frozenset(
    "getty;getty images;epa;ap photo;shutterstock;alamy;corbis;istock;magnum;keystone".split(";")
)


@dataclass(frozen=True, slots=True)
class OriginCredit:
    """One credited origin. `kind` is a value of `CreditLink.Kind`, `name` is as printed."""

    kind: str
    name: str


def parse_credit(line: str, rule: str = "", agencies: Set[str] = AGENCIES) -> list[OriginCredit]:
    """Parse one line; return an empty list if it names no origin.

    `rule` is the evidence rule of the line (a caption credits a picture, not the text), `agencies` are the keys of
    names of news agencies.
    """
    text = collapse_whitespace(line[:MAX_CHARS])
    for kind, pattern in _ORIGIN_PATTERNS:
        if match := pattern.search(text):
            return _build_credits(kind, [match["named"]])
    if match := _PICTURE_PATTERN.search(text):
        return _build_credits("photo", re.split(r"\s*/\s*", match["named"]))
    agency_names = _find_agencies(text, agencies)
    is_picture_line = "picture" in rule or "caption" in rule
    picture_names = [name for name in agency_names if is_picture_line or name_key(name) in _PICTURE_AGENCIES]
    text_names = [name for name in agency_names if name not in picture_names]
    return _build_credits("photo", picture_names) + _build_credits("wire", text_names)


def _build_credits(kind: str, names: list[str]) -> list[OriginCredit]:
    cleaned = [_clean_name(name) for name in names]
    return [OriginCredit(kind, name) for name in dict.fromkeys(cleaned) if name_key(name)]


def _clean_name(name: str) -> str:
    name = _TRAILING.sub("", name.strip(" *_“”\"'"))
    return _LEADING_ARTICLE.sub("", name)[:200].strip(" *_“”\"'.,")


def _find_agencies(text: str, agencies: Set[str]) -> list[str]:
    """Return the capitalised agency names in a line, the longest at each position."""
    words = text.replace("/", " / ").split()
    names, index = [], 0
    while index < len(words):
        for length in range(min(4, len(words) - index), 0, -1):
            name = " ".join(words[index : index + length]).strip(_EDGE_CHARS)
            if name_key(name) in agencies and name[:1].isupper():
                names.append(name)
                index += length - 1
                break
        index += 1
    return list(dict.fromkeys(names))


def names_outlet(printed: str, outlet_name: str) -> bool:
    """Return whether a printed name means this outlet: `Reuter` is Reuters, `VNA` the Velmora News Agency."""
    name, own_name = _GENERIC_WORDS.sub("", name_key(printed)), _GENERIC_WORDS.sub("", name_key(outlet_name))
    if name and name == own_name:
        return True
    initials = "".join(word[0] for word in name_key(outlet_name).removeprefix("the ").split())
    if name in AGENCIES and name == initials:  # AP, of two words
        return True
    return bool(find_alike_outlets([NamedEntry(1, [printed]), NamedEntry(2, [outlet_name])]))


def is_own_credit(article: Article, printed: str, outlet: int | None) -> bool:
    """Return whether a credited name, of the outlet with this key if known, means the article's own outlet.

    It is no source of its own text.
    """
    if outlet is not None or article.outlet is None:
        return outlet is not None and outlet == article.outlet_id
    return names_outlet(printed, article.outlet.name)


def update_credit_links(ids: Sequence[int], listed_ids: Sequence[int]) -> None:
    """Replace the credit links of these articles; only listed ones get new ones."""
    CreditLink.objects.filter(article__in=ids).delete()
    rows = Evidence.objects.current().filter(article__in=listed_ids, field=Evidence.Field.CREDIT)
    lines = list(rows.select_related("article__outlet").order_by("pk"))
    if not lines:
        return
    outlets = _OutletLookup()
    CreditLink.objects.bulk_create(link for line in lines for link in _iter_links(line, outlets))


def _iter_links(line: Evidence, outlets: "_OutletLookup") -> Iterable[CreditLink]:
    for credit in parse_credit(line.value, line.rule, outlets.agencies):
        outlet = outlets.find(credit.name)
        if not is_own_credit(line.article, credit.name, outlet):
            yield CreditLink(
                article_id=line.article_id, evidence=line, kind=credit.kind, named=credit.name, outlet_id=outlet
            )


class _OutletLookup:
    """Outlet lookup by name, alias and domain."""

    def __init__(self) -> None:
        names = Outlet.objects.order_by().values_list("key", "pk")
        aliases = OutletAlias.objects.order_by().values_list("key", "outlet_id")
        domains = OutletDomain.objects.order_by().values_list("domain", "outlet_id")
        self._keys = dict(domains) | dict(aliases) | dict(names)
        kind = Outlet.Kind.AGENCY
        self.agencies = AGENCIES | set(Outlet.objects.filter(kind=kind).values_list("key", flat=True))
        self.agencies |= set(OutletAlias.objects.filter(outlet__kind=kind).values_list("key", flat=True))

    def find(self, printed: str) -> int | None:
        """Return the outlet of a printed name, with or without its article."""
        key = name_key(printed)
        return self._keys.get(key) or self._keys.get(f"the {key}") or self._keys.get(printed.lower())
