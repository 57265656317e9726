"""Mapping from record keys to article fields: defaults, and `--map` options."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from archive.errors import MappingError
from archive.text.normalize import fold

_FIELD_NAMES: Final = {
    "title": """
        title; headline; heading; article title; headline.main; headlines.basic; news headline; webTitle
        ; news title; story title; document title; titel; überschrift; schlagzeile; titre; titre de l'article
        ; título; titular; titolo; manchete; kop; tytuł; nagłówek; заголовок; название; العنوان; عنوان; 標題; 标题
        ; タイトル; başlık; rubrik titel; otsikko""",
    "standfirst": """
        standfirst; summary; description; subtitle; subheadline; subhead; deck; dek; abstract; abstract note
        ; excerpt; custom excerpt; lead; lead paragraph; lede; teaser; trail text; fields.trailText
        ; fields.standfirst; snippet; opening text; hit sentence; body.summary; vorspann; untertitel
        ; zusammenfassung; chapô; chapeau; résumé; entradilla; resumen; bajada; sommario; riassunto; occhiello
        ; resumo; samenvatting; intro; streszczenie; lid; аннотация; подзаголовок; лид; ملخص; المقدمة""",
    "body": """
        body; text; articleBody; content; article; maintext; article text; full text; article body; article content
        ; body text; fields.bodyText; fields.body; story; story text; story body; news text; content elements
        ; ocr text; ocr eng; content text; text content; full content; content html; body html; html; plain text
        ; plaintext; content.rendered; transcript; volltext; artikeltext; haupttext; inhalt; texte; texte intégral
        ; texte complet; corps; corps du texte; contenu; texto; texto completo; cuerpo; contenido; testo
        ; testo completo; contenuto; corpo; conteúdo; tekst; volledige tekst; inhoud; treść; pełny tekst; текст
        ; полный текст; содержание; النص; نص المقال; المحتوى; المتن; 正文; 本文; metin; raw text""",
    "author": """
        _embedded.author; authors; author; byline; bylines; byline.original; fields.byline; creator; creators
        ; writer; writers; reporter; reporters; journalist; journalists; author name; author names; display author
        ; author list; authors full; primary author; dc creator; by; verfasser; verfasserin; verfasser*in; autor
        ; autorin; autoren; auteur; auteurs; auteur(s); autrice; autora; autores; autor(es); autore; autori
        ; schrijver; auteur(en); autorzy; autor(zy); автор; авторы; автор(ы); المؤلف; الكاتب; كاتب المقال; المؤلفون
        ; 作者; 記者; 筆者; yazar; yoast_head_json.author; users""",
    "published": """
        published; date; publication date; pubdate; pub date; date published; publish date; published at
        ; datePublished; date publish; published date; published on; publishing date; published time
        ; date of publication; webPublicationDate; first published; firstPublishedDate; issue date; date issued
        ; issued; post date; display date; article date; news date; dateTimePub; release date; print date; day
        ; erscheinungsdatum; veröffentlichungsdatum; veröffentlicht; veröffentlicht am; datum; erschienen am
        ; date de publication; date de parution; publié le; fecha de publicación; fecha; publicado; publicado el
        ; data di pubblicazione; data pubblicazione; data de publicação; data da publicação; data publikacji; data
        ; publicatiedatum; gepubliceerd; дата публикации; дата; дата выхода; опубликовано; تاريخ النشر; التاريخ
        ; تاريخ; نشر في; 日付; 日期; 掲載日; 发布日期; tarih; timestamp; datetime; date time; time; created
        ; created at; created on; date created; publication year; year; jahr; année; año; anno; ano; rok; год
        ; السنة""",
    "outlet": """
        outlet; publication title; newspaper; newspaper name; newspaper title; outlet name; publication name
        ; pubtitle; title.value; title.title; source name; source.name; source title; source-hostname; site name
        ; sitename; source; publisher; publication; media name; media outlet; news outlet; medium; paper; journal
        ; journal title; magazine; container title; zeitung; zeitungstitel; quelle; publikation
        ; titre de la publication; titre du journal; publication (titre); périodique; quotidien; éditeur; periódico
        ; diario; medio; fuente; publicación; giornale; testata; quotidiano; fonte; jornal; veículo; publicação
        ; krant; dagblad; bron; publicatie; gazeta; dziennik; czasopismo; tytuł czasopisma; źródło; wydawca; газета
        ; издание; источник; сми; الصحيفة; الجريدة; المصدر; الناشر; 報紙; 来源; 新聞; 媒体; gazete; kaynak
        ; yoast_head_json.og_site_name; html.source_info.publisher""",
    "section": """
        section; category; categories; desk; articleSection; section name; sectionName; news desk; category name
        ; primary tag; primary category; newspaper section; rubrik; ressort; rubrique; sección; sezione; seção
        ; secção; editoria; rubriek; sectie; dział; kategoria; kategorie; rubryka; рубрика; раздел; категория
        ; القسم; الباب; 版面; bölüm""",
    "dateline": "dateline",
    "language": """
        language; lang; inLanguage; langcode; language code; article language; sprache; langue; idioma; lingua
        ; língua; taal; język; язык; اللغة; 语言; dil""",
    "canonical_url": """
        url; link; canonical url; canonical; web url; webUrl; permalink; article url; source url; original url
        ; page url; href; main entity of page; main entity of page.id; post url; story url; document url; plink
        ; links.permalink; web link; weblink; adresse; internetadresse; lien; adresse url; lien url; enlace
        ; dirección; indirizzo; collegamento; endereço; ligação; webadres; adres; adres url; ссылка; адрес; الرابط
        ; رابط; العنوان الإلكتروني; 链接; uri; loc
        ; html.responded_url; html.requested_url""",
    "captured": """
        captured; captured at; html.crawl_date; crawled; crawled at; crawl date; retrieved; retrieved at; date download
        ; download date; downloaded; downloaded at; scraped at; scrape date; fetched; fetched at; fetch date
        ; date retrieved; access date; accessed; date accessed; filedate; time scraped; aufrufdatum; abrufdatum
        ; abgerufen am; date de consultation; fecha de acceso; data di consultazione; data dostępu; geraadpleegd""",
}
FIELD_KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {field: tuple(name.strip() for name in names.split(";")) for field, names in _FIELD_NAMES.items()}
)
"""Field → names of keys that may hold it, preferred first; case, spaces and punctuation do not matter."""

DOMAIN_KEYS: Final = (
    "source domain",
    "hostname",
    "domain",
    "site domain",
    "media url",
    "source.uri",
    "domain name",
    "thread.site",
)
"""Names of keys that may hold the domain of the outlet."""

BEGINNING_KEYS: Final = ("lead paragraph", "opening text", "snippet", "hit sentence")
"""Names of keys that hold the first words of an article, for where its text is not there."""

DIGEST_KEYS: Final = tuple(
    name.strip()
    for name in """
        abstract; abstract note; summary; description; excerpt; custom excerpt; lead; lede; zusammenfassung; vorspann
        ; résumé; chapô; chapeau; resumen; entradilla; sommario; riassunto; resumo; samenvatting; streszczenie
        ; аннотация; ملخص""".split(";")
)
"""Names of keys that hold an article in short; one called a subtitle never stands for the text."""

IDENTIFIER_KEYS: Final = (
    "id identifier uuid guid uid key nid index hash post_id article_id story_id stories_id doc_id document_id item_id"
    " record_id row_id accession_number unnamed_0"
).split()
"""Names of keys by which a source counts its records: of no field, and nothing is lost with them."""

WRAPPER_KEYS: Final = ("attributes", "_source", "fields", "article", "node", "post", "item", "metadata", "meta")
"""Keys of objects in which a record may hold its values."""

_NOT_KEY: Final = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def fold_key(name: str) -> str:
    """Return the name of a key as it is compared: without case, accents, spaces and punctuation but dots."""
    parts = (_NOT_KEY.sub("", fold(part)) for part in name.split("."))
    return ".".join(part for part in parts if part) or name


@cache
def find_fields(name: str) -> tuple[str, ...]:
    """Return the fields that a key of this name may hold."""
    return _get_fields_by_key().get(fold_key(name), ())


@cache
def _get_fields_by_key() -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {}
    for field, names in FIELD_KEYS.items():
        for key in {fold_key(name) for name in names}:
            fields[key] = (*fields.get(key, ()), field)
    return fields


def count_known_fields(names: Iterable[str]) -> int:
    """Return of how many fields these are the names of columns; 0 if there is neither a title nor a text."""
    fields = {field for name in names for field in find_fields(name)}
    return len(fields) if fields & {"title", "body"} else 0


_FIELD_ALIASES: Final = {"authors": "author", "date": "published", "url": "canonical_url", "captured_at": "captured"}


def build_field_keys(options: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the default keys overridden by `--map` options (`field=key`, `field=outer.key`, or a file of pairs)."""
    keys = dict(FIELD_KEYS)
    for option in options:
        field, equals, key = option.partition("=")
        pairs = {field: key} if equals else _read_mapping_file(option)
        for name, value in pairs.items():
            field = _FIELD_ALIASES.get(name.strip(), name.strip())
            if field not in FIELD_KEYS:
                raise MappingError(
                    f"The archive has no field ‘{name}’ to map a key to. Its fields are {', '.join(FIELD_KEYS)}."
                )
            values = [value] if isinstance(value, str) else value
            if not isinstance(values, list) or not values or not all(isinstance(key, str) and key for key in values):
                raise MappingError(f"The field ‘{name}’ is mapped to no key. Write --map {name}=KEY.")
            keys[field] = tuple(values)
    return keys


def _read_mapping_file(path: str) -> dict[str, object]:
    try:
        pairs = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingError(
            f"The mapping ‘{path}’ cannot be read ({error.strerror}). Give a JSON file of"
            ' {"field": "key"} pairs, or --map field=key.'
        ) from error
    except ValueError as error:
        raise MappingError(f"The mapping {path} is not JSON: {error}. Mend it and run again.") from error
    if not isinstance(pairs, dict):
        raise MappingError(f'The mapping {path} is not an object of {{"field": "key"}} pairs.')
    return pairs
