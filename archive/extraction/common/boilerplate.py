"""Boilerplate of pages: patterns of its lines, and of credit lines."""

import re
from dataclasses import dataclass
from typing import Final

from archive.text.byline_words import AGENCIES
from archive.text.normalize import name_key

_AGENCY_NAME: Final = (
    r"(?:AFP|AP|Reuters|dpa|UPI|EPA|PA|PTI|ANI|TASS|EFE|ANSA|[Aa]gencies|[Aa]gences|[Aa]genturen|[Aa]gencias|[Ww]ires?"
    r"|Agence France-Presse|(?:The )?Associated Press|(?:[A-ZÀ-Þ][\w'’-]+ ){0,4}(?:Agency|Agence|Agentur|Press))"
)
_TEXT_NOUN: Final = r"(?:article|piece|essay|story|report|text|interview|post|column|version|commentary|dispatch)"
_TIME_UNIT: Final = r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)"
MAX_LENGTH: Final = 300  # characters of a boilerplate line
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_CREDIT_WORDS: Final = frozenset(
    "additional further extra reporting writing editing research edited translated translation traduit traduction"
    " übersetzt compiled written produced by and in from the for with of at par de du et l'anglais von aus dem und"
    " englischen por del al la graphics graphic interview to english french german arabic".split()
)
_BRACKETED = re.compile(r"(?P<text>.{3,280}[^\s.!?…:\"”’»)\]])\s*\[(?P<by>[^\[\]]{2,60})\]\.?")
_PARENTHESISED = re.compile(r"(?P<text>.{3,280}[^\s.!?…:\"”’»)\]])\s*\((?P<by>[^()]{2,60})\)\.?")


@dataclass(frozen=True, slots=True)
class BoilerplateKind:
    """A kind of line: the rule reported when it is taken out, and whether it gives credit."""

    rule: str
    is_credit: bool = False


READING_TIME: Final = BoilerplateKind("left out: how long reading takes")
AGE: Final = BoilerplateKind("left out: an age that names no day")
BUTTON: Final = BoilerplateKind("left out: a button or notice of the page")
PAGE_NUMBER: Final = BoilerplateKind("left out: a page number")
END_MARK: Final = BoilerplateKind("left out: a mark for the end of the text")
ADDRESS: Final = BoilerplateKind("a footer: an address of the publisher", is_credit=True)
COPYRIGHT: Final = BoilerplateKind("a copyright line", is_credit=True)
PHOTO: Final = BoilerplateKind("a line that credits a picture", is_credit=True)
CAPTION: Final = BoilerplateKind("the caption of a picture, with its credit", is_credit=True)
AGENCY: Final = BoilerplateKind("a line that credits an agency or contributors", is_credit=True)
REPRINT: Final = BoilerplateKind("a line that says where else the text appeared", is_credit=True)
CONTRIBUTION: Final = BoilerplateKind("a line that says who did what", is_credit=True)
CONTACT: Final = BoilerplateKind("a footer: whom to contact", is_credit=True)
_CASE_SENSITIVE: Final = frozenset({AGENCY, CONTRIBUTION})


def _compile_kinds(forms: dict[BoilerplateKind, str]) -> dict[BoilerplateKind, re.Pattern[str]]:
    return {
        kind: re.compile(form, re.NOFLAG if kind in _CASE_SENSITIVE else re.IGNORECASE) for kind, form in forms.items()
    }


_ANYWHERE_FORMS: Final = {
    READING_TIME: (
        r"(?:estimated )?(?:reading time|read time|read|time to read)?\s*[:–-]?\s*\d{1,3}[\s-]*(?:min(?:ute)?s?)\.?"
        r"(?:[\s-]+(?:to )?(?:read|reading|de lecture|di lettura|de lectura|lesezeit|leestijd))?|(?:lesezeit"
        r"|temps de lecture|tiempo de lectura|lecture|tempo di lettura)\s*:?\s*(?:ca\.?\s*)?\d{1,3}\s*min\w*\.?"
    ),
    AGE: (
        r"(?:(?:last )?updated|posted|published|modified)?:?\s*(?:(?:about |over )?(?:\d+|an?"
        rf"|one|two|three)\s+)?{_TIME_UNIT}\s+ago"
        r"|il y a \d+ \w+|vor \d+ \w+|hace \d+ \w+|\d+ \w+ fa|just now"
    ),
    BUTTON: (
        r"(?:share|tweet|print|e-?mail|listen|save|pin it|whatsapp|facebook|twitter|linkedin|subscribe|log ?in"
        r"|sign (?:in|up)|menu|search|advertisement|sponsored(?: content)?|comments?|\d+ (?:comments?|shares?)"
        r"|leave a comment|skip to (?:main )?content|(?:share|print|save|listen to|email) this (?:article|story|page"
        r"|post)|copy link|read aloud|text size|partager|imprimer|teilen|drucken|compartir)[.!:]?|(?:read more|see also"
        r"|related|also read|more on this(?: story)?|lire aussi|mehr zum thema|lesen sie auch)\s*:.*"
        r"|(?:related (?:articles?|stories|content|topics)|more on this story)|(?:sign up|subscribe|click here"
        r"|support us|donate)\b.{0,120}(?:newsletter|inbox|subscri\w+|today|here|journalism|e-?mail)\b.{0,40}"
    ),
    PAGE_NUMBER: (
        r"(?:(?:page|p\.|seite|pag\.?|página|pagina)\s*)\d{1,4}(?:\s*(?:/|of|de|von|sur"
        r"|di)\s*\d{1,4})?|[-–—]\s*\d{1,3}\s*[-–—]|\d{1,3}"
    ),
    PHOTO: (
        r"(?:image|media|photo|picture)\s+(?:copyright|caption|source)\b.{2,280}|[\[(]?(?:photo(?:s|graphs?|graphy"
        r"|graphie)?|pictures?|pic|images?|fotos?|bild(?:er)?|illustrations?|graphics?|(?:header|featured|lead|main|top"
        r"|cover|file) (?:image|photo|picture))(?:\s+(?:credits?|courtesy(?: of)?|source|by|via|from))?\s*(?::|©"
        r"|\(c\)).{2,200}|(?:photo(?:graphs?|s)?|picture|image)(?:\s+credits?)?\s+(?:by|courtesy(?: of)?)\s+.{2,120}"
        r"|(?:credits?|crédits?|source)\s*(?:photos?|images?|d'image)?\s*:\s*(?:.{0,80}(?:/|getty|afp|reuters|\bap\b"
        r"|epa|shutterstock|images?|flickr|wikimedia|creative commons|corbis|alamy|d\.?r\.?).{0,80})"
        r"|(?:crédits?[ -]photos?|foto(?:grafie|s)?|bildnachweis|crédito)\s*:\s*.{2,200}|©\s*(?:(?:afp|ap|epa|getty"
        r"|reuters|dpa|shutterstock|alamy)\b.{0,80}|.{2,60}/\s*(?:afp|ap|epa|getty|reuters|dpa)\b.{0,40})|[\[(]?(?:AP"
        r"|AFP|EPA|Reuters|Getty)\s*(?:Photo|Images|Pictures)?\s*/\s*[^.]{2,60}"
    ),
    CAPTION: (
        r".{3,280}[\[(](?:file\s+)?(?:ap photo|photos? by|photo ?:|photo courtesy|image ?:|credit ?:|picture ?:"
        r"|getty images|reuters/|afp/|epa/|ap/)[^\[\]()]{0,120}[\])]\.?"
    ),
}
_AT_END_FORMS: Final = {
    END_MARK: (
        r"#{2,}|\*{2,}|-\s?30\s?-|\[?\(?(?:ends?|fin|ende|end of (?:article|text))\)?\]?\.?|[•■∎◆]|more to follow"
    ),
    CONTACT: (
        r"to contact\b.{1,200}(?:visit|at|via|e-?mail|write to|go to|see)\b.{0,120}:?|contact\s*(?:us"
        r"|the author)?\s*:.{2,120}|for (?:more|further) information.{0,200}|(?:follow|like|visit|find|join"
        r"|subscribe to)\s(?:us|our|me|him|her|@\w+|the\s\w+|[^\W\d_][\w.'’-]+(?:\s[^\W\d_][\w.'’-]+){0,3}\s(?:on|at"
        r"|@))\b.{0,120}(?:twitter|facebook|instagram|telegram|\bx\b|@\w+|web\s?site|www\.|https?:|newsletter).{0,120}"
    ),
    ADDRESS: (
        r"<?(?:https?://|www\.)[^\s<>]{3,200}>?|[\w-]+(?:\.[\w-]+){0,4}\.(?:org|com|net|info|news|eu|uk|fr|de|es|it"
        r"|ie|us|ca|au|example)(?:/[^\s]{0,200})?|[\w.+-]{1,80}@[\w-]+(?:\.[\w-]+){1,4}"
    ),
    COPYRIGHT: r"(?:copyright\b|©|\(c\)).{2,200}|.{0,200}\ball rights reserved\b.{0,80}",
    REPRINT: (
        r"an?\s+(?:\w+\s+){0,3}version\s+of\s+(?:this|the)\b.{2,200}"
        rf"|this\s+(?:\w+\s+){{0,3}}{_TEXT_NOUN}\b.{{0,60}}\b(?:first|originally|previously"
        rf"|also)\s+(?:appeared|published|posted|printed|ran|written|produced|run).{{0,160}}"
        r"|this\s+(?:\w+\s+){0,3}(?:article|piece|essay|story|column|post|interview|commentary)\s+(?:was|is|has been"
        r"|appears?|appeared|comes)\b.{0,60}\b(?:published|posted|printed|republished|reprinted|produced|supported"
        r"|funded|translated|adapted|taken|part of)\b.{0,160}|(?:first|originally|previously)\s+(?:published|appeared"
        r"|posted|printed|run)\b.{2,200}|(?:re|cross-?)\s?(?:printed|published|posted|produced)\s+(?:from|with|by|in"
        r"|courtesy|here|at|on)\b.{2,200}|courtesy of .{2,120}|from our archives?.{0,120}|(?:paru|publié"
        r"|repris)e?\s+(?:d'abord|initialement|à l'origine|dans|par|du|de)\b.{2,160}|(?:zuerst|erstmals"
        r"|ursprünglich)\s+(?:erschienen|veröffentlicht).{2,160}|publicado\s+(?:originalmente|por primera vez).{2,160}"
    ),
    AGENCY: (
        r"(?:[A-ZÀ-Þ][\w'’.-]*[ ,]+){1,6}(?:and|&|/)\s+(?:news\s+)?[Aa]gencies\.?|(?:[Ss]ources?"
        r"|SOURCES?)\s*:\s*[^.]{2,80}|.{2,250}\bcontributed (?:to (?:this|the) (?:report|story|article|piece)"
        r"|reporting)\b.{0,80}|.{2,80}\b(?:a|ont) contribué à cet article\b.{0,40}|[\[(*]?(?:(?:[Ww]ith|[Aa]vec|[Mm]it"
        r"|[Cc]on|[Ss]ources?|[Qq]uelle|[Ff]uente|[Vv]ia|[Bb]y|[Ff]rom)\s*:?\s+)?(?:(?:[Mm]aterial"
        r"|[Aa]dditional reporting|[Rr]eporting"
        rf"|[Ii]nputs?)\s+(?:from|by|der|von)\s+)?(?:the\s+)?{_AGENCY_NAME}(?:\s*(?:,|/|&|and|et"
        rf"|und|y)\s*{_AGENCY_NAME})*[\])*]?\.?"
        rf"|[Tt]his\s+{_TEXT_NOUN}\s+(?:is\s+|was\s+|comes\s+)?(?:by|from|provided by|supplied by)\s+.{{2,80}}"
        r"|[\[(][A-ZÀ-Þ]{2,8}[\])](?:\s+[a-z]{1,4}(?:/[a-z]{1,4})*)?|[A-ZÀ-Þ]{2,6}(?:\s?[/-]\s?[A-ZÀ-Þ]{2,6}){0,3}"
        r"|(?i:reuters?)(?:\s*\^M|\s*\.{3})?"
    ),
    CONTRIBUTION: (
        r"[\[(]?(?:(?:[Aa]dditional|[Ff]urther|[Ee]xtra)\s+)?(?i:reporting|writing|editing|research|edited"
        r"|translated|translation|traduit|traduction|übersetzt|übersetzung|traducido|compiled|written|produced"
        r"|graphics?|interview)\b(?:\s+[a-zà-ÿ]+){0,4}\s*(?:by|par|von|por|:)\s+.{2,260}"
    ),
}
_ANYWHERE: Final = _compile_kinds(_ANYWHERE_FORMS)
_AT_END: Final = _compile_kinds(_AT_END_FORMS)


def classify_line(line: str) -> BoilerplateKind | None:
    """Return the kind of a boilerplate line that may stand anywhere; None for text."""
    if not 1 <= len(line) <= MAX_LENGTH:
        return None
    return CAPTION if _is_captioned(line) else _match_first(_ANYWHERE, line)


def classify_end_line(line: str) -> BoilerplateKind | None:
    """Return the kind of a line at the end of a page, where more is boilerplate."""
    if not 1 <= len(line) <= MAX_LENGTH:
        return None
    kind = _match_first(_AT_END, line)
    if kind is CONTRIBUTION and any(word[0].islower() and word not in _CREDIT_WORDS for word in _WORD.findall(line)):
        kind = None  # it says more than names and the usual words of credits
    return kind or (AGENCY if name_key(line) in AGENCIES else classify_line(line))


def is_address(line: str) -> bool:
    """Return whether a line is nothing but a URL or an e-mail address."""
    return _AT_END[ADDRESS].fullmatch(line) is not None


def _is_captioned(line: str) -> bool:
    """Return whether a line is a caption with its credit, as `Smoke over the port [AFP]`."""
    if match := _BRACKETED.fullmatch(line):  # an agency, or a few capitalised words: no remark of an editor
        words = match["by"].replace("/", " ").split()
        is_name = len(words) <= 5 and all(word[0].isupper() or word == "al" for word in words)
        return is_name or _is_agency(match["by"])
    match = _PARENTHESISED.fullmatch(line)
    return match is not None and _is_agency(match["by"])


def _is_agency(credit: str) -> bool:
    keys = map(name_key, re.split(r"[/,|]|\bvia\b", credit))
    return any(key in AGENCIES or key.endswith(("photo", "images")) for key in keys)


def _match_first(patterns: dict[BoilerplateKind, re.Pattern[str]], line: str) -> BoilerplateKind | None:
    return next((kind for kind, pattern in patterns.items() if pattern.fullmatch(line)), None)
