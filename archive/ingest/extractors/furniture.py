"""Lines that belong to the page and not to the article, and the lines that give credit.

Each kind is one pattern with the words of its rule; the list is written once, here.
"""

import re
from dataclasses import dataclass
from typing import Final

from archive.text.agencies import AGENCIES
from archive.text.normalize import name_key

LONGEST: Final = 300  # characters of a line of furniture


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of line: whether it gives credit, and what is said of it when it is taken out."""

    name: str
    rule: str
    credit: bool = False


READING_TIME: Final = Kind("reading time", "left out: how long reading takes")
AGE: Final = Kind("age", "left out: an age that names no day")
BUTTON: Final = Kind("button", "left out: a button or notice of the page")
PAGE_NUMBER: Final = Kind("page number", "left out: a page number")
END_MARK: Final = Kind("end mark", "left out: a mark for the end of the text")
ADDRESS: Final = Kind("address", "a footer: an address of the publisher", credit=True)
COPYRIGHT: Final = Kind("copyright", "a copyright line", credit=True)
PHOTO: Final = Kind("photo", "a line that credits a picture", credit=True)
CAPTION: Final = Kind("caption", "the caption of a picture, with its credit", credit=True)
AGENCY: Final = Kind("agency", "a line that credits an agency or contributors", credit=True)
REPRINT: Final = Kind("reprint", "a line that says where else the text appeared", credit=True)
PART: Final = Kind("part", "a line that says who did what", credit=True)
CONTACT: Final = Kind("contact", "a footer: whom to contact", credit=True)

_AGENCY_NAME: Final = (
    r"(?:AFP|AP|Reuters|dpa|UPI|EPA|PA|PTI|ANI|TASS|EFE|ANSA|[Aa]gencies|[Aa]gences|[Aa]genturen|[Aa]gencias|[Ww]ires?"
    r"|Agence France-Presse|(?:The )?Associated Press|(?:[A-ZÀ-Þ][\w'’-]+ ){0,4}(?:Agency|Agence|Agentur|Press))"
)
_PIECE: Final = r"(?:article|piece|essay|story|report|text|interview|post|column|version|commentary|dispatch)"
_UNIT: Final = r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)"

_ANYWHERE: Final[tuple[tuple[Kind, str], ...]] = (
    (READING_TIME, r"(?:estimated )?(?:reading time|read time|read|time to read)?\s*[:–-]?\s*\d{1,3}[\s-]*(?:min(?:ute)?s?)\.?(?:[\s-]+(?:to )?(?:read|reading|de lecture|di lettura|de lectura|lesezeit|leestijd))?"),
    (READING_TIME, r"(?:lesezeit|temps de lecture|tiempo de lectura|lecture|tempo di lettura)\s*:?\s*(?:ca\.?\s*)?\d{1,3}\s*min\w*\.?"),
    (AGE, rf"(?:(?:last )?updated|posted|published|modified)?:?\s*(?:(?:about |over )?(?:\d+|an?|one|two|three)\s+)?{_UNIT}\s+ago"),
    (AGE, r"il y a \d+ \w+|vor \d+ \w+|hace \d+ \w+|\d+ \w+ fa|just now"),
    (BUTTON, r"(?:share|tweet|print|e-?mail|listen|save|pin it|whatsapp|facebook|twitter|linkedin|subscribe|log ?in|sign (?:in|up)|menu|search|advertisement|sponsored(?: content)?|comments?|\d+ (?:comments?|shares?)|leave a comment|skip to (?:main )?content|(?:share|print|save|listen to|email) this (?:article|story|page|post)|copy link|read aloud|text size|partager|imprimer|teilen|drucken|compartir)[.!:]?"),
    (BUTTON, r"(?:read more|see also|related|also read|more on this(?: story)?|lire aussi|mehr zum thema|lesen sie auch)\s*:.*|(?:related (?:articles?|stories|content|topics)|more on this story)"),
    (BUTTON, r"(?:sign up|subscribe|click here|support us|donate)\b.{0,120}(?:newsletter|inbox|subscri\w+|today|here|journalism|e-?mail)\b.{0,40}"),
    (PAGE_NUMBER, r"(?:(?:page|p\.|seite|pag\.?|página|pagina)\s*)\d{1,4}(?:\s*(?:/|of|de|von|sur|di)\s*\d{1,4})?|[-–—]\s*\d{1,3}\s*[-–—]|\d{1,3}"),
    (PHOTO, r"[\[(]?(?:photo(?:s|graphs?|graphy|graphie)?|pictures?|pic|images?|fotos?|bild(?:er)?|illustrations?|graphics?|(?:header|featured|lead|main|top|cover|file) (?:image|photo|picture))(?:\s+(?:credits?|courtesy(?: of)?|source|by|via|from))?\s*(?::|©|\(c\)).{2,200}"),
    (PHOTO, r"(?:photo(?:graphs?|s)?|picture|image)(?:\s+credits?)?\s+(?:by|courtesy(?: of)?)\s+.{2,120}"),
    (PHOTO, r"(?:credits?|crédits?|source)\s*(?:photos?|images?|d'image)?\s*:\s*(?:.{0,80}(?:/|getty|afp|reuters|\bap\b|epa|shutterstock|images?|flickr|wikimedia|creative commons|corbis|alamy|d\.?r\.?).{0,80})"),
    (PHOTO, r"(?:crédits?[ -]photos?|foto(?:grafie|s)?|bildnachweis|crédito)\s*:\s*.{2,200}"),
    (PHOTO, r"©\s*(?:(?:afp|ap|epa|getty|reuters|dpa|shutterstock|alamy)\b.{0,80}|.{2,60}/\s*(?:afp|ap|epa|getty|reuters|dpa)\b.{0,40})"),
    (PHOTO, r"[\[(]?(?:AP|AFP|EPA|Reuters|Getty)\s*(?:Photo|Images|Pictures)?\s*/\s*[^.]{2,60}"),
    (CAPTION, r".{3,280}[\[(](?:file\s+)?(?:ap photo|photos? by|photo ?:|photo courtesy|image ?:|credit ?:|picture ?:|getty images|reuters/|afp/|epa/|ap/)[^\[\]()]{0,120}[\])]\.?"),
)
_AT_THE_END: Final[tuple[tuple[Kind, str], ...]] = (
    (END_MARK, r"#{2,}|\*{2,}|-\s?30\s?-|\[?\(?(?:ends?|fin|ende|end of (?:article|text))\)?\]?\.?|[•■∎◆]|more to follow"),
    (CONTACT, r"to contact\b.{1,200}(?:visit|at|via|e-?mail|write to|go to|see)\b.{0,120}:?|contact\s*(?:us|the author)?\s*:.{2,120}|for (?:more|further) information.{0,200}"),
    (CONTACT, r"(?:follow|like|visit|find|join|subscribe to)\s(?:us|our|me|him|her|@\w+|the\s\w+|[^\W\d_][\w.'’-]+(?:\s[^\W\d_][\w.'’-]+){0,3}\s(?:on|at|@))\b.{0,120}(?:twitter|facebook|instagram|telegram|\bx\b|@\w+|web\s?site|www\.|https?:|newsletter).{0,120}"),
    (ADDRESS, r"<?(?:https?://|www\.)[^\s<>]{3,200}>?|[\w-]+(?:\.[\w-]+){0,4}\.(?:org|com|net|info|news|eu|uk|fr|de|es|it|ie|us|ca|au|example)(?:/[^\s]{0,200})?|[\w.+-]{1,80}@[\w-]+(?:\.[\w-]+){1,4}"),
    (COPYRIGHT, r"(?:copyright\b|©|\(c\)).{2,200}|.{0,200}\ball rights reserved\b.{0,80}"),
    (REPRINT, r"an?\s+(?:\w+\s+){0,3}version\s+of\s+(?:this|the)\b.{2,200}"),
    (REPRINT, rf"this\s+(?:\w+\s+){{0,3}}{_PIECE}\b.{{0,60}}\b(?:first|originally|previously|also)\s+(?:appeared|published|posted|printed|ran|written|produced|run).{{0,160}}"),
    (REPRINT, r"this\s+(?:\w+\s+){0,3}(?:article|piece|essay|story|column|post|interview|commentary)\s+(?:was|is|has been|appears?|appeared|comes)\b.{0,60}\b(?:published|posted|printed|republished|reprinted|produced|supported|funded|translated|adapted|taken|part of)\b.{0,160}"),
    (REPRINT, r"(?:first|originally|previously)\s+(?:published|appeared|posted|printed|run)\b.{2,200}"),
    (REPRINT, r"(?:re|cross-?)\s?(?:printed|published|posted|produced)\s+(?:from|with|by|in|courtesy|here|at|on)\b.{2,200}|courtesy of .{2,120}|from our archives?.{0,120}"),
    (REPRINT, r"(?:paru|publié|repris)e?\s+(?:d'abord|initialement|à l'origine|dans|par|du|de)\b.{2,160}|(?:zuerst|erstmals|ursprünglich)\s+(?:erschienen|veröffentlicht).{2,160}|publicado\s+(?:originalmente|por primera vez).{2,160}"),
    (AGENCY, r".{2,120}\bcontributed (?:to (?:this|the) (?:report|story|article|piece)|reporting)\b.{0,80}|.{2,80}\b(?:a|ont) contribué à cet article\b.{0,40}"),
    (AGENCY, rf"[\[(*]?(?:(?:[Ww]ith|[Aa]vec|[Mm]it|[Cc]on|[Ss]ources?|[Qq]uelle|[Ff]uente|[Vv]ia|[Bb]y|[Ff]rom)\s*:?\s+)?(?:(?:[Mm]aterial|[Aa]dditional reporting|[Rr]eporting|[Ii]nputs?)\s+(?:from|by|der|von)\s+)?(?:the\s+)?{_AGENCY_NAME}(?:\s*(?:,|/|&|and|et|und|y)\s*{_AGENCY_NAME})*[\])*]?\.?"),
    (AGENCY, rf"[Tt]his\s+{_PIECE}\s+(?:is\s+|was\s+|comes\s+)?(?:by|from|provided by|supplied by)\s+.{{2,80}}"),
    (AGENCY, r"[\[(][A-ZÀ-Þ]{2,8}[\])](?:\s+[a-z]{1,4}(?:/[a-z]{1,4})*)?|[A-ZÀ-Þ]{2,6}(?:\s?[/-]\s?[A-ZÀ-Þ]{2,6}){0,3}"),
    (AGENCY, r"(?i:reuters?)(?:\s*\^M|\s*\.{3})?"),
    (PART, r"[\[(]?(?:(?:[Aa]dditional|[Ff]urther|[Ee]xtra)\s+)?(?i:reporting|writing|editing|research|edited|translated|translation|traduit|traduction|übersetzt|übersetzung|traducido|compiled|written|produced|graphics?|interview)\b(?:\s+[a-zà-ÿ]+){0,4}\s*(?:by|par|von|por|:)\s+.{2,160}"),
)


def _compiled(kinds: tuple[tuple[Kind, str], ...], *, exact: frozenset[str] = frozenset()) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(form, 0 if kind.name in exact else re.IGNORECASE)) for kind, form in kinds)


_INSIDE = _compiled(_ANYWHERE)
_LAST = _compiled(_AT_THE_END, exact=frozenset({"agency", "part"}))
_WORDS = re.compile(r"[^\W\d_][\w'’.-]*")
_OF_CREDITS: Final = frozenset(
    "additional further extra reporting writing editing research edited translated translation traduit"
    " traduction übersetzt compiled written produced by and in from the for with of at par de du et l'anglais"
    " von aus dem und englischen por del al la graphics graphic interview to english french german arabic".split()
)
_BRACKETED = re.compile(r"(?P<text>.{3,280}[^\s.!?…:\"”’»)\]])\s*\[(?P<by>[^\[\]]{2,60})\]\.?")
_IN_ROUND = re.compile(r"(?P<text>.{3,280}[^\s.!?…:\"”’»)\]])\s*\((?P<by>[^()]{2,60})\)\.?")


def kind_of(line: str) -> Kind | None:
    """What sort of furniture a line is wherever it stands, or None for a line of the article."""
    if not 1 <= len(line) <= LONGEST:
        return None
    if caption_credit(line):
        return CAPTION
    return _first(_INSIDE, line)


def kind_at_the_end(line: str) -> Kind | None:
    """The same for the last lines of a page, where more is furniture."""
    if not 1 <= len(line) <= LONGEST:
        return None
    kind = _first(_LAST, line)
    if kind is PART and not _names_only(line):
        kind = None
    return kind or (AGENCY if name_key(line) in AGENCIES else kind_of(line))


def caption_credit(line: str) -> str:
    """Whom a caption such as `Smoke over the port [AFP]` credits; empty if it is no caption."""
    if match := _BRACKETED.fullmatch(line):
        return match["by"] if _credits_someone(match["by"]) else ""
    match = _IN_ROUND.fullmatch(line)
    return match["by"] if match and _is_agency(match["by"]) else ""


def _credits_someone(by: str) -> bool:
    """An agency, a name with one, or a few capitalised words: not an editor's remark in brackets."""
    words = by.replace("/", " ").split()
    return _is_agency(by) or (len(words) <= 5 and all(word[0].isupper() or word == "al" for word in words))


def _names_only(line: str) -> bool:
    """Whether beside names a line has nothing but the words of such credits: no sentence."""
    return all(not word[0].islower() or word in _OF_CREDITS for word in _WORDS.findall(line))


def _is_agency(by: str) -> bool:
    return any(name_key(part) in AGENCIES or name_key(part).endswith(("photo", "images")) for part in re.split(r"[/,|]|\bvia\b", by))


def _first(kinds: tuple[tuple[Kind, re.Pattern[str]], ...], line: str) -> Kind | None:
    return next((kind for kind, form in kinds if form.fullmatch(line)), None)
