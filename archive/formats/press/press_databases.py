"""Press databases: the signs of their exports in text, and the lines that begin or end an article in them."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from archive.text.date_patterns import MONTH_PATTERN, WEEKDAY_PATTERN

MIN_WEIGHT: Final = 2
"""Weight of the signs that a file of a database must have; one sign alone also stands in other texts."""
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*+\n){3,}+")
_BLANKS: Final = str.maketrans({"\r": " ", "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\f": " ", "\v": " "})


@dataclass(frozen=True, slots=True)
class PressSign:
    """A line that exports of a database have, and its weight as evidence."""

    pattern: re.Pattern[str]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class PressDatabase:
    """A press database: signs of its exports, and how its articles are parted.

    `start` matches a line that begins an article, `end` one that ends it, `single` a line that each has once.
    `closing` matches what stands at the end of each, `cover` lines of covers and summaries, which are no articles,
    `headlines` entries of lists without texts. A text without any of the `hints` (in lower case) is not searched.
    """

    name: str
    signs: tuple[PressSign, ...]
    advice: str
    hints: tuple[str, ...] = ()
    start: re.Pattern[str] | None = None
    end: re.Pattern[str] | None = None
    single: tuple[re.Pattern[str], ...] = ()
    closing: re.Pattern[str] | None = None
    cover: re.Pattern[str] | None = None
    headlines: re.Pattern[str] | None = None

    def weigh(self, text: str, lower_text: str) -> int:
        """Return the weight of the signs in a text as `unify_lines` returns it."""
        if self.hints and not any(hint in lower_text for hint in self.hints):
            return 0
        if self.headlines is not None and len(list(islice(self.headlines.finditer(text), 2))) > 1:
            return MIN_WEIGHT
        return sum(sign.weight for sign in self.signs if sign.pattern.search(text))


def _line(pattern: str, *, ignore_case: bool = True) -> re.Pattern[str]:
    """Compile the pattern of a whole line, which may be indented or marked as a heading."""
    flags = re.MULTILINE | (re.IGNORECASE if ignore_case else re.NOFLAG)
    return re.compile(rf"^[ \t\ufeff]{{0,200}}(?:#{{1,6}} )?(?:{pattern})[ \t]{{0,200}}$", flags)


def _opening(pattern: str) -> re.Pattern[str]:
    """Compile the pattern of the beginning of a line."""
    return re.compile(rf"^[ \t\ufeff]{{0,200}}(?:#{{1,6}} )?(?:{pattern})", re.MULTILINE | re.IGNORECASE)


NEXIS_NUMBER: Final = re.compile(
    r"^[ \t\ufeff]{0,200}(?:FOCUS - )?(?:(?P<number>\d{1,6}) (?:of|von|de|van|di|sur) (?P<total>\d{1,6}) "
    r"(?:DOCUMENTS?|DOKUMENTE?N?|DOCUMENTEN|DOCUMENTOS?|DOCUMENTI)"
    r"|(?:DOCUMENT|DOKUMENT|DOCUMENTO) (?P<second_number>\d{1,6}) (?:OF|VON|DE|VAN|DI|SUR) (?P<second_total>\d{1,6})"
    r"|(?<=[ \t])(?:Document|Dokument|Documento) (?P<third_number>\d{1,6}) (?:of|von|de|van|di|sur)"
    r" (?P<third_total>\d{1,6}))[ \t]{0,200}$",
    re.MULTILINE,
)
"""`2 of 49 DOCUMENTS`, `Dokument 2 von 49`: the line above an article."""
_NEXIS_LENGTH: Final = _line(
    r"(?:length|länge|laenge|longueur|longitud|extensión|lengte|lunghezza|comprimento):[ \t]{0,20}[\d.,’' ]{1,12}"
    r"(?:words?|wörter|woerter|mots?|palabras?|woorden|woord|parole|palavras|字)?\.?"
)
_NEXIS_BODY: Final = _line(r"body|body:")
_NEXIS_END: Final = _line(
    r"end of document|ende des dokuments|dokumentende|fin du document|fin del documento|einde van (?:het )?document"
    r"|fine del documento|fim do documento"
)
_NEXIS_DATE: Final = _line(
    rf"(?:{MONTH_PATTERN} \d{{1,2}}, \d{{4}}|\d{{1,2}}\.? {MONTH_PATTERN} \d{{4}}),? {WEEKDAY_PATTERN}"
    r"(?: \d{1,2}:\d{2}.{0,20})?"
)
"""`March 14, 2019 Thursday`: hardly anybody else prints the day of the week behind the date."""
_NEXIS_COVER: Final = _opening(
    r"(?:user name|date and time|job number|documents? \(\d{1,6}\)|client/matter|search terms?|search type|narrowed by"
    r"|content type|narrowed by|\|? ?about lexisnexis|time of request|download request|print request|(?:---- )?end of"
    r" request|send to|terms|combined source|project id|research information|ausgabeauftrag|zeit der anforderung"
    r"|benutzername|datum und uhrzeit|auftragsnummer|jobnummer|dokumente? \(\d{1,6}\)|suchbegriffe|begriffe|suchtyp"
    r"|eingegrenzt (?:von|durch|nach)|inhaltstyp|nom d.utilisateur|date et heure|numéro de (?:la )?tâche"
    r"|termes de recherche|type de recherche|affiné par|limité par|type de contenu|nombre de usuario|fecha y hora"
    r"|número de trabajo|documentos? \(\d{1,6}\)|términos de búsqueda|tipo de búsqueda|tipo de contenido|gebruikersnaam"
    r"|datum en tijd|taaknummer|documenten \(\d{1,6}\)|zoektermen|printopdracht)\b(?=[ \t]{0,20}(?:[:|(]|$))"
    r"|documents? \(\d{1,6}\)|dokumente? \(\d{1,6}\)|documentos? \(\d{1,6}\)|documenten \(\d{1,6}\)"
    r"|---- end of request|\|? ?about lexisnexis"
)
FACTIVA_CODES: Final = frozenset(
    "SE HD CR BY WC PD ET SN SC PG ED VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN ART CLM CX NGC GC DLN"
    " PRX".split()
)
_CODE_GAP: Final = r"(?:(?:\t|  )[ \t]{0,60}\S|[ \t]{0,200}$)"
_DOCUMENT_WORD: Final = r"(?:Document|Dokument|Documento|文件|文書|Документ)[ \t]{1,9}"
_FACTIVA_ID: Final = _DOCUMENT_WORD + r"(?=[A-Za-z0-9]{0,40}(?:19|20)\d{6})[A-Z][A-Za-z0-9]{11,59}"
_FACTIVA_WORDS: Final = _line(
    r"\d[\d.,’']{0,8}[ \t](?:words?|wörter|wort|mots?|palabras?|parole|palavras|woorden|слов|字|語)"
)
_FACTIVA_ADVICE: Final = "In Factiva choose “Full Article/Report plus Indexing”, save as RTF or HTML, and take that in"
_FACTIVA_COLUMN: Final = re.compile(
    r"^HD \S.*\n(?:.*\n){0,16}?(?:WC|PD) \d.*\n(?:.*\n){0,16}?(?:SN|LP|TD|LA) \S", re.MULTILINE
)
_FACTIVA_COVER: Final = _line(
    r"search summary|suchübersicht|zusammenfassung der suche|résumé de la recherche|resumen de (?:la )?búsqueda"
    r"|table of contents|inhaltsverzeichnis|table des matières|índice|inhoudsopgave|sommario"
)
_EUROPRESSE_ID: Final = re.compile(r"·(?:19|20)\d{6}·\w[^\n]{0,300}$", re.MULTILINE)
_PROQUEST_RULE: Final = r"_{40,200}"
_PROQUEST_NUMBER: Final = r"(?:document|documento|dokument) \d{1,6} (?:of|de|von|di|van|sur) \d{1,6}"
PRESS_DATABASES: Final = (
    PressDatabase(
        "Nexis",
        signs=(
            PressSign(NEXIS_NUMBER),
            PressSign(_NEXIS_LENGTH),
            PressSign(_NEXIS_BODY),
            PressSign(_NEXIS_END),
            PressSign(
                _opening(
                    r"(?:load-date|date-chargement|fecha-carga|laad-datum|update|journal[- ]code|zeitungs-code"
                    r"|publication-type|type-publication|tipo-publicación|publicatietype):"
                )
            ),
            PressSign(_line(r"classification|klassifizierung|clasificación|classificatie")),
            PressSign(_opening(r"documents? \(\d{1,6}\)")),
            PressSign(_NEXIS_DATE),
            PressSign(_opening(r"(?:job number|client/matter|auftragsnummer|jobnummer):")),
            PressSign(_opening(r"(?:byline|dateline|highlight):")),
        ),
        start=NEXIS_NUMBER,
        end=_NEXIS_END,
        single=(_NEXIS_LENGTH, _NEXIS_BODY),
        closing=_opening(
            r"(?:load-date|update|date-chargement|fecha-carga|laad-datum):|copyright\b|©|end of document|ende des"
            r" dokuments|fin du document|fin del documento|einde van"
        ),
        cover=_NEXIS_COVER,
        headlines=_line(r"\d{1,5}\.[ \t]+.{3,300},[ \t]*[\d,.]{1,7} (?:words|wörter|mots|palabras|woorden)\b.{0,200}"),
        advice="In Nexis choose “Full documents”, as DOCX or RTF, one file for all or one for each, and take that in",
    ),
    PressDatabase(
        "Factiva",
        hints=("factiva", "\nhd", "\nlp", "\ntd", "document ", "dokument ", "documento ", "文件", "文書", "документ"),
        signs=(
            PressSign(_line(_FACTIVA_ID, ignore_case=False)),
            PressSign(_FACTIVA_WORDS),
            PressSign(re.compile(rf"^HD{_CODE_GAP}", re.MULTILINE)),
            PressSign(re.compile(rf"^(?:LP|TD){_CODE_GAP}", re.MULTILINE)),
            PressSign(re.compile(rf"^(?:SN|WC|PD){_CODE_GAP}", re.MULTILINE)),
            PressSign(re.compile(r"© ?\d{4} Factiva, Inc")),
            PressSign(_line(rf"\({_FACTIVA_ID}\)", ignore_case=False)),
        ),
        start=re.compile(rf"^(?:(?:SE|CLM)(?:(?:\t|  ).*|[ \t]*)\n(?:.*\n){{0,8}}?)?HD{_CODE_GAP}", re.MULTILINE),
        end=_line(_FACTIVA_ID, ignore_case=False),
        closing=_line(_FACTIVA_ID, ignore_case=False),
        single=(re.compile(rf"^(?:WC{_CODE_GAP})", re.MULTILINE), _FACTIVA_WORDS),
        cover=_FACTIVA_COVER,
        headlines=_line(rf"\({_FACTIVA_ID}\)", ignore_case=False),
        advice=_FACTIVA_ADVICE,
    ),
    PressDatabase(  # its codes in a column of their own, which conversions put before the values
        "Factiva",
        signs=(PressSign(_FACTIVA_COLUMN, 2),),
        advice=_FACTIVA_ADVICE,
        hints=("\nhd ",),
        start=re.compile(r"^(?:(?:SE|CLM) \S.*\n\s{0,5}(?:.*\n){0,4}?)?HD \S", re.MULTILINE),
        end=_line(rf"AN {_FACTIVA_ID}|{_FACTIVA_ID}", ignore_case=False),
        single=(re.compile(r"^WC \d", re.MULTILINE),),
        closing=_line(rf"AN {_FACTIVA_ID}|{_FACTIVA_ID}", ignore_case=False),
        cover=_FACTIVA_COVER,
    ),
    PressDatabase(
        "ProQuest",
        hints=("proquest", "________________________________________"),
        signs=(
            PressSign(_line(rf"{_PROQUEST_RULE}|{_PROQUEST_NUMBER}")),
            PressSign(
                _opening(r"(?:full text|texte intégral|texto completo|volltext|vollständiger text|testo completo):")
            ),
            PressSign(_opening(r"(?:publication info|proquest document (?:id|link)|copyright © \d{4} proquest)")),
            PressSign(_opening(r"(?:publication title|publication date|publication year|last updated):")),
        ),
        start=_line(
            rf"{_PROQUEST_RULE}(?:[ \t]*\n){{1,5}}[ \t]*{_PROQUEST_NUMBER}|{_PROQUEST_RULE}|{_PROQUEST_NUMBER}"
        ),
        single=(_opening(r"(?:full text|texte intégral|texto completo|volltext|testo completo):"),),
        cover=_opening(r"contact proquest|search strategy|table of contents|bibliography$|terms and conditions"),
        advice="In ProQuest choose “Text only” with “Citation, abstract, indexing, full text”, and take that in",
    ),
    PressDatabase(
        "Europresse",
        hints=("·19", "·20"),
        signs=(
            PressSign(_EUROPRESSE_ID, 2),
            PressSign(re.compile(r"certificat émis le|certificate issued on|europresse", re.IGNORECASE)),
        ),
        end=_EUROPRESSE_ID,
        cover=_opening(r"sommaire|table des matières|documents? sauvegardés?|nombre de documents?"),
        advice="In Europresse save the documents as HTML, and take that in",
    ),
    PressDatabase(
        "EBSCO",
        hints=("accession number", "full text word count", "persistent link"),
        signs=(
            PressSign(_line(r"record: ?\d{1,6}")),
            PressSign(_opening(r"accession number:")),
            PressSign(_opening(r"(?:persistent link to this record|full text word count)")),
        ),
        start=_line(r"record: ?\d{1,6}"),
        single=(_opening(r"accession number:"),),
        advice="In EBSCOhost save each article with its full text, and take those in",
    ),
    PressDatabase(
        "Gale",
        hints=("gale|",),
        signs=(
            PressSign(_opening(r"(?:gale )?document number:? ?gale\|"), 2),
            PressSign(_opening(r"source citation")),
        ),
        end=_line(r"(?:gale )?document number:? ?gale\|\w{1,40}"),
        single=(_line(r"full text:?"),),
        advice="In Gale download each article as text, and take those in",
    ),
    PressDatabase(
        "Genios",
        hints=("dokumentnummer", "gbi-genios", "dauerhafte adresse"),
        signs=(
            PressSign(_opening(r"quelle:")),
            PressSign(_opening(r"(?:dokumentnummer|dauerhafte adresse des dokuments):")),
            PressSign(re.compile(r"gbi-genios", re.IGNORECASE)),
        ),
        end=_line(r"alle rechte vorbehalten:?.{0,200}(?:\n[ \t\n]{0,20}©[^\n]{0,20}gbi-genios[^\n]{0,80})?"),
        single=(_opening(r"dokumentnummer:"), _opening(r"quelle:")),
        advice="In wiso or Genios save each document as text, and take those in",
    ),
    PressDatabase(
        "PressReader",
        hints=("article name:",),
        signs=(PressSign(_opening(r"article name:")), PressSign(_opening(r"(?:start page|end page):"))),
        end=_line(r"end page:.{0,20}"),
        single=(_opening(r"article name:"),),
        advice="In PressReader copy or print each article by itself, and take those in",
    ),
    PressDatabase(
        "NewsBank",
        hints=("openurl", "newsbank", "record number", "article id", "document id", "record:"),
        signs=(
            PressSign(_line(r".{0,300}\| ?\d[\d,.]{0,7} words.{0,40}")),
            PressSign(re.compile(r"openurl link|newsbank", re.IGNORECASE)),
            PressSign(_opening(r"(?:record number|article id|document id|record):[ \t]?\w{6,40}")),
            PressSign(_opening(r"(?:paper|newspaper):")),
        ),
        end=_opening(r"(?:record number|article id|document id|record):[ \t]?\w{6,40}[^\n]{0,80}"),
        single=(_line(r".{0,300}\| ?\d[\d,.]{0,7} words.{0,40}"), _opening(r"(?:paper|newspaper):")),
        advice="In NewsBank save each article as text, and take those in",
    ),
)


def unify_lines(text: str) -> str:
    """Return a text of the same length in which only line feeds end lines, and blanks are spaces."""
    unified = text if "\n" in text else text.replace("\r", "\n")
    return unified.translate(_BLANKS)


def find_press_database(text: str, *, min_weight: int = MIN_WEIGHT) -> PressDatabase | None:
    """Return the database whose export a text (from `unify_lines`) is, by the most signs; None if it is none."""
    text = _BLANK_LINES.sub("\n\n\n", text)  # thousands of them would be tried one by one
    lower_text = text.lower()
    weights = [(database.weigh(text, lower_text), -number) for number, database in enumerate(PRESS_DATABASES)]
    weight, number = max(weights)
    return PRESS_DATABASES[-number] if weight >= min_weight else None
