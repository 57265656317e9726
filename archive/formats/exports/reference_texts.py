"""References in RIS, BibTeX, EndNote's tagged format and CSL-JSON, parsed from the text of one record."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from archive.errors import UnreadableDocument
from archive.formats.exports.references import Reference, ReferenceName
from archive.formats.faults import describe_fault
from archive.text.normalize import collapse_whitespace

_RIS_LINE: Final = re.compile(
    r"^[ \t]{0,3}([A-Z][A-Z0-9])[ \t]{1,2}-(.*(?:\n(?![ \t]{0,3}[A-Z][A-Z0-9][ \t]{1,2}-).*)*)", re.MULTILINE
)
_RIS_FIELDS: Final = {
    "title": ("TI", "T1", "CT", "ST"),
    "outlet": ("T2", "JF", "JO", "JA", "J2", "BT", "PB"),
    "date": ("DA", "Y1", "PY"),
    "section": ("SE",),
    "url": ("UR", "L3"),
    "language": ("LA",),
    "abstract": ("AB", "N2"),
    "year": ("PY", "Y1"),
}
_ENW_LINE: Final = re.compile(r"^%(\S)[ \t](.*(?:\n(?!%\S[ \t]).*)*)", re.MULTILINE)
_ENW_FIELDS: Final = {
    "title": ("T",), "outlet": ("B", "J", "I"), "date": ("8", "D"), "section": ("&",), "url": ("U",),
    "language": ("G",), "abstract": ("X",), "year": ("D",),
}  # fmt: skip
_BIB_FIELDS: Final = {
    "title": ("title",),
    "outlet": (
        "journaltitle", "journal", "newspaper", "booktitle", "maintitle", "organization", "publisher", "howpublished",
    ),
    "date": ("date",),
    "section": ("section",),
    "url": ("url",),
    "language": ("langid", "language"),
    "abstract": ("abstract",),
}  # fmt: skip
_FILE_PART: Final = re.compile(r"(?:[^\\;]|\\.)+", re.DOTALL)
_COLON_PART: Final = re.compile(r"(?:[^\\:]|\\.)*", re.DOTALL)
_BIB_DAY: Final = re.compile(r"\d{1,2}(?!\d)")
_BIB_MONTH: Final = re.compile(r"[A-Za-z]{3,12}")
_AND: Final = re.compile(r"\s+and\s+", re.IGNORECASE)
_URL: Final = re.compile(r"https?://[^\s{}\\]{3,2000}")
MAX_VALUE: Final = 50_000  # characters of a field that are read as LaTeX
MAX_LATEX: Final = 200_000  # characters of an entry that are read as LaTeX


def parse_ris(text: str) -> Reference:
    """Return the reference of a RIS record.

    Not by rispy, which keeps one of several files of a record, drops lines that go on, and reads `TY  - ` only.
    """
    fields: dict[str, list[str]] = {}
    for match in _RIS_LINE.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        if match[1] != "ER":
            fields.setdefault(match[1], []).append(match[2])
    reference = _build_reference(fields, _RIS_FIELDS, " ".join(fields.get("TY", ())))
    for tag in ("AU", "A1"):
        for name in fields.get(tag, ()):
            reference.add_name(_read_filed_name(name), tag)
    for tag in ("L1", "L2", "L4", "LK", "UR"):
        for path in fields.get(tag, ()):
            if tag != "UR" or path.lower().startswith("file:"):
                reference.add_attachment(path)
    return reference


def parse_enw(text: str) -> Reference:
    """Return the reference of a record in EndNote's tagged format (.enw)."""
    fields: dict[str, list[str]] = {}
    for match in _ENW_LINE.finditer(text.replace("\r\n", "\n")):
        fields.setdefault(match[1], []).append(match[2])
    reference = _build_reference(fields, _ENW_FIELDS, " ".join(fields.get("0", ())), prefix="%")
    for name in fields.get("A", ()):
        reference.add_name(_read_filed_name(name), "%A")
    for path in fields.get(">", ()):
        reference.add_attachment(path)
    return reference


def _build_reference(
    fields: dict[str, list[str]], table: dict[str, tuple[str, ...]], kind: str, *, prefix: str = ""
) -> Reference:
    reference = Reference(kind=kind.strip(), field_names=[f"{prefix}{tag}" for tag in fields])
    for name, tags in table.items():
        for tag in tags:
            for value in fields.get(tag, ()):
                if name != "url" or not value.lower().startswith("file:"):
                    reference.set_value(name, value, f"{prefix}{tag}")
    _complete_date(reference)
    return reference


def _complete_date(reference: Reference) -> None:
    """Add the year to a date that has none, as ‘April 2’; take the year alone where the date says nothing else."""
    year = re.search(r"\d{4}", reference.values.get("year", ""))
    value = reference.values.get("date", "")
    if year and not re.search(r"\d{4}", value):
        reference.values["date"] = f"{value}, {year.group()}" if value else year.group()
        reference.sources["date"] = " and ".join(
            dict.fromkeys([reference.sources.get("date", ""), reference.sources["year"]])
        ).removeprefix(" and ")


def _read_filed_name(name: str) -> ReferenceName:
    """Return a name as a field of names gives it: ‘Doe, Jane’; EndNote marks an organisation by a comma at its end."""
    name = collapse_whitespace(name).strip(";")
    if name.endswith(","):
        return ReferenceName(name.strip(", "), is_organisation=True)
    return ReferenceName(name)


def parse_bibtex(text: str) -> Reference:
    """Return the reference of a BibTeX entry, its abbreviations (`@string`) before it."""
    import bibtexparser  # noqa: PLC0415 -- only files of references need it

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = bibtexparser.parse_string(text)
    if not library.entries:
        raise UnreadableDocument("It is a broken entry of BibTeX: braces or commas are missing. Export it again.")
    entry = library.entries[0]
    fields = {field.key.lower(): str(field.value) for field in reversed(entry.fields)}
    reference = Reference(kind=entry.entry_type, field_names=[field.key for field in entry.fields])
    decode = _build_latex_decoder() if len(text) < MAX_LATEX else str
    for name, keys in _BIB_FIELDS.items():
        for key in keys:
            value = fields.get(key, "")
            reference.set_value(name, value if name == "url" else decode(value), key, printed=value)
    if "url" not in reference.values and (address := _URL.search(fields.get("howpublished", ""))):
        reference.values["url"], reference.sources["url"] = address.group(), "howpublished"
    _set_bibtex_date(reference, fields)
    for name in _split_bibtex_names(fields.get("author", "")):
        reference.add_name(_read_bibtex_name(name, decode), "author")
    for path in (path for key in ("file", "localfile", "pdf") for path in _split_file_field(fields.get(key, ""))):
        reference.add_attachment(path)
    return reference


@cache
def _build_latex_decoder() -> Callable[[str], str]:
    """Return a function that returns the text of LaTeX; what it cannot read it returns as it is, without braces."""
    from bibtexparser.library import Library  # noqa: PLC0415 -- only files of references need it
    from bibtexparser.middlewares import LatexDecodingMiddleware  # noqa: PLC0415 -- as above
    from bibtexparser.model import Entry, Field  # noqa: PLC0415 -- as above

    middleware, library = LatexDecodingMiddleware(), Library()

    def decode(value: str) -> str:
        if not any(mark in value for mark in "\\{~$") or len(value) > MAX_VALUE:
            return value
        try:
            decoded = middleware.transform_entry(Entry("misc", "key", [Field("value", value)]), library)
        except Exception:  # noqa: BLE001 -- of any kind; the value is shown as it stands then
            decoded = None
        if isinstance(decoded, Entry):
            return str(decoded.fields_dict["value"].value)
        return value.replace("{", "").replace("}", "")

    return decode


def _set_bibtex_date(reference: Reference, fields: dict[str, str]) -> None:
    """Set the date of an entry from its year, month and day; a month may hold the day: `2~ # apr`."""
    year = fields.get("year", "")
    if "date" in reference.values or not year:
        return
    month = fields.get("month", "")
    word, day = _BIB_MONTH.search(month), _BIB_DAY.search(fields.get("day", ""))
    if word is None and (number := _BIB_DAY.search(month)):
        parts = [year, number.group().zfill(2), *([day.group().zfill(2)] if day else [])]
        reference.set_value("date", "-".join(parts), "year and month")
        return
    day = day or (_BIB_DAY.search(month) if word else None)
    value = " ".join(filter(None, [day.group() if day else "", word.group() if word else "", year]))
    reference.set_value("date", value, "year and month" if month else "year")


def _split_bibtex_names(value: str) -> Iterator[str]:
    """Yield the names of a field, which ‘and’ separates outside braces."""
    depth, start = 0, 0
    spans = [match.span() for match in _AND.finditer(value)]
    position = 0
    for first, last in spans:
        depth += value.count("{", position, first) - value.count("}", position, first)
        position = first
        if depth <= 0:
            yield value[start:first].strip()
            start = last
    yield value[start:].strip()


def _read_bibtex_name(name: str, decode: Callable[[str], str]) -> ReferenceName:
    """Return one name of an entry: an organisation in braces, a person in spoken or in filed order."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts  # noqa: PLC0415 -- as above

    if name.casefold() in {"others", "et al.", "et al"}:
        return ReferenceName("")
    if name.startswith("{") and name.find("}") == len(name) - 1:
        return ReferenceName(decode(name[1:-1]).strip(), is_organisation=True, raw=name)
    printed = decode(name)
    try:
        parts = parse_single_name_into_parts(name, strict=False)
    except ValueError:
        return ReferenceName(printed, raw=name)
    family, given = decode(" ".join([*parts.von, *parts.last])), decode(" ".join([*parts.first, *parts.jr]))
    if not (family and given):
        family = given = ""
    return ReferenceName(printed, family, given, raw=name)


def _split_file_field(value: str) -> Iterator[str]:
    """Yield the paths of a `file` field: a path, or `title:path:type` as Zotero and JabRef have it, `;` between two."""
    for part in _FILE_PART.findall(value.replace("{$\\backslash$}", "\\").replace("$\\backslash$", "\\"))[:50]:
        pieces = [piece for piece in _COLON_PART.findall(part.strip()) if piece]
        if len(pieces) >= 3 and len(pieces[-3]) == 1 and pieces[-3].isalpha() and len(pieces) > 3:
            path = f"{pieces[-3]}:{pieces[-2]}"  # the letter of a drive
        elif len(pieces) >= 2 and (len(pieces) > 2 or part.strip().startswith(":")):
            path = pieces[-2]
        else:
            path = part.strip()
        yield re.sub(r"\\([:;_\\&%#$])", r"\1", path)


def parse_csl(text: str) -> Reference:
    """Return the reference of an item of CSL-JSON."""
    try:
        item = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"It is broken JSON ({describe_fault(error)}). Export it again.") from error
    if not isinstance(item, dict):
        raise UnreadableDocument("It is no object of CSL-JSON. Export it again.")
    reference = Reference(kind=str(item.get("type") or ""), field_names=[str(key) for key in item])
    for name, key in (
        ("title", "title"), ("outlet", "container-title"), ("outlet", "publisher"), ("section", "section"),
        ("url", "URL"), ("language", "language"), ("abstract", "abstract"),
    ):  # fmt: skip
        reference.set_value(name, _get_json_text(item.get(key)), key)
    reference.set_value("date", _read_csl_date(item.get("issued")), "issued")
    authors = item.get("author")
    for author in authors if isinstance(authors, list) else ():
        if isinstance(author, dict):
            reference.add_name(_read_csl_name(author), "author")
    return reference


def _get_json_text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value) if isinstance(value, str | int) else ""


def _read_csl_date(value: object) -> str:
    if not isinstance(value, dict):
        return _get_json_text(value)
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return "-".join(str(part).zfill(2) for part in parts[0][:3])
    return _get_json_text(value.get("raw")) or _get_json_text(value.get("literal"))


def _read_csl_name(author: dict[str, Any]) -> ReferenceName:
    parts = {key: collapse_whitespace(_get_json_text(author.get(key))) for key in author}
    if literal := parts.get("literal", ""):
        return ReferenceName(literal, is_organisation=True)
    family = " ".join(filter(None, [parts.get("non-dropping-particle"), parts.get("family")]))
    given = " ".join(filter(None, [parts.get("given"), parts.get("dropping-particle"), parts.get("suffix")]))
    return ReferenceName(" ".join(filter(None, [given, family])), family, given)
