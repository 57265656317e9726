"""Labels of fields in exports of press databases, in the languages of their interfaces."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from archive.text.normalize import name_key

_LABEL: Final = re.compile(
    r"[ \t]{0,200}(?P<label>[^\W\d_][^:：\n]{0,50}?)[ \t\u00a0]{0,9}[:：](?P<gap>[ \t\u00a0]{0,200})"
)

Labels = Mapping[str, str]
"""Key of a label → the field it gives; `note` for fields that the archive does not have."""


def _build_labels(fields: dict[str, str]) -> Labels:
    return {name_key(label): field for field, labels in fields.items() for label in labels.split(";")}


NEXIS_LABELS: Final = _build_labels(
    {
        "title": "headline;titre;überschrift;schlagzeile;titular;kop;kopregel;titolo",
        "author": "byline;author;authors;autor;autoren;auteur;auteurs;autores;autore;verfasser;door",
        "section": "section;rubrik;rubrique;sección;sectie;rubriek;sezione;seção;ressort",
        "length": "length;länge;laenge;longueur;longitud;extensión;lengte;lunghezza;comprimento;extensão",
        "dateline": "dateline;ortsangabe;datumszeile;lieu;fechado en;plaats",
        "standfirst": "highlight;insert;encart;vorspann;entradilla",
        "language": "language;sprache;langue;idioma;taal;lingua;língua",
        "load date": "load-date;update;ladedatum;date-chargement;date de chargement;fecha-carga;fecha de carga;"
        "laad-datum;"
        "laaddatum;data-caricamento",
        "body": "body;texte;texto;tekst",
        "caption": "graphic;grafik;graphique;gráfico;graphics;afbeelding",
        "canonical_url": "url",
        "page": "page;pages;seite;seiten;página;pagina",
        "edition": "edition;ausgabe;édition;edición;editie;edizione",
        "note": "publication-type;type-publication;type de publication;tipo-publicación;tipo de publicación;"
        "publicatietype;"
        "publikationstyp;publikationsart;type;journal-code;journal code;zeitungs-code;code-journal;código de revista;"
        "subject;sujet;thema;themen;tema;onderwerp;geographic;geo-localization;localisation-geo;geografisch;company;"
        "société;societe;unternehmen;firma;empresa;bedrijf;organization;organisation;organisatie;person;personne;"
        "people;persona;persoon;ticker;stock-symbol;symbole-boursier;industry;branche;industrie;secteur-activite;"
        "secteur d'activité;activity-sector;industria;country;state;city;land;pays;país;series;serie;série;notes;"
        "anmerkungen;correction;correction-date;korrektur;distribution;document-type;dokumenttyp;name;acc-no;pub-type;"
        "issn;isbn;copyright;column;kolumne;show;anchors;guests;source;quelle;cite;product;trademark;end;doc-id;"
        "website;version;category;editor-note;editor's note;feature;interviewee;loaddate;station;market;time;volume",
    }
)

INDEX_LABELS: Final = _build_labels(
    {
        "title": "title;titel;titre;título;titolo;article name;headline;überschrift",
        "author": "author;authors;autor;autoren;auteur;auteurs;autores;autore;verfasser;byline;auteur(s);author(s);"
        "autor(en)",
        "published": "publication date;date;datum;date of publication;pubdate;fecha de publicación;fecha;"
        "date de publication;erscheinungsdatum;publikationsdatum;veröffentlichungsdatum;publicatiedatum;"
        "data di pubblicazione",
        "outlet": "publication title;publication;paper;newspaper;from;publication name;journal;titre de publication;"
        "titre de la publication;título de la publicación;título de publicación;titel der publikation;"
        "publikationstitel;"
        "zeitung;titel van publicatie;publicatie",
        "source": "source;quelle;fuente;publication info;información de publicación;informations sur la publication;"
        "infos de publication;informationen zur veröffentlichung;publikationsinfo;bron",
        "section": "section;sección;ressort;rubrik;rubrique;sectie",
        "length": "length;word count;full text word count;words;wörter;longueur;longitud;länge;número de palabras",
        "page": "pages;page;first page;start page;end page;seite;seiten;página;páginas;première page;primera página;"
        "erste seite;number of pages",
        "edition": "edition;ausgabe;édition;edición;editie",
        "dateline": "dateline;ort;lieu",
        "standfirst": "abstract;subtitle;résumé;resumen;zusammenfassung;untertitel;subtítulo;sous-titre;abstrakt",
        "language": "language;language of publication;sprache;langue;idioma;langue de publication;"
        "idioma de la publicación;publikationssprache;sprache der publikation;taal",
        "body": "full text;texte intégral;texte complet;texto completo;volltext;vollständiger text;testo completo;text;"
        "volledige tekst;texte;texto",
        "note": "document url;url;proquest document link;persistent link to this record;permalink;link;"
        "dauerhafte adresse des dokuments;persistent link to this record (permalink);"
        "last updated;dernière mise à jour;última actualización;letzte aktualisierung;"
        "subject;subjects;subject terms;subject term;location;company / organization;company;people;person;"
        "identifier / keyword;identifier;keyword;keywords;publication year;publisher;place of publication;"
        "country of publication;publication subject;issn;e-issn;eissn;isbn;source type;document type;document types;"
        "document feature;proquest document id;copyright;database;links;illustration;caption;credit;classification;"
        "volume;issue;accession number;lexile;geographic terms;naics/industry codes;dokumentnummer;document number;"
        "gale document number;record number;record;article id;document id;openurl link;company entity;series title;"
        "sujet;lieu de publication;éditeur;id. de document proquest;type de source;type de document;materia;lugar;"
        "editorial;tipo de fuente;tipo de documento;id del documento de proquest;base de datos;thema;schlagwörter;"
        "verlag;dokumententyp;dokumenttyp;quellentyp;proquest-dokument-id;datenbank;erscheinungsort;erscheinungsjahr;"
        "branche;firmen;personen;document uid;images;image caption;product names;year;column;supplement;memo;"
        "correction;index terms;category;publication type;author affiliation;reviews & products;isbn/issn",
    }
)


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A label at the beginning of a line: the field, the label as printed, and where its value begins."""

    field: str
    label: str
    value_start: int


def match_label(text: str, start: int, end: int, labels: Labels) -> LabelMatch | None:
    """Return the label with which a line from `start` to `end` begins, if it is one of `labels`."""
    match = _LABEL.match(text, start, end)
    if match is None or (field := labels.get(name_key(match["label"]))) is None:
        return None
    return LabelMatch(field, match["label"], match.end())
