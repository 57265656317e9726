"""Conversion of Word documents (DOCX): paragraphs, headings, tables, text boxes and notes, as a reader of them sees.

The parts are read from the package directly: of a library that loads all of it, one missing picture would lose the
text. Macros, fields' instructions, links' targets and outside parts are never looked at.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from posixpath import join, normpath
from typing import Final

from archive.errors import UnreadableDocument
from archive.formats.conversion.converted_text import ConversionNote, ConvertedText, arrange_pages
from archive.formats.conversion.word_paragraphs import (
    MAX_HEADING_LENGTH,
    USUAL_SIZE,
    WordText,
    find_outline_level,
    get_value,
    iter_blocks,
)
from archive.formats.conversion.zip_parts import find_local_name, open_package, parse_part, read_property_texts

KIND: Final = "a Word document (.docx)"
_SAVE_AGAIN: Final = "Open it in Word or LibreOffice, save it again as .docx, and take that in."
_HEADING_NAME: Final = re.compile(r"heading ([1-9])")
MAX_HEAD_BLOCKS: Final = 8  # paragraphs among which the title is looked for
HEADING_RATIO: Final = 1.25
MAX_STYLE_STEPS: Final = 10


def convert_docx(content: bytes) -> ConvertedText:
    """Return the text of a Word document. Raises UnreadableDocument."""
    with open_package(content, KIND) as package:
        main_name = _find_main_part(package)
        parts = _list_related_parts(package, main_name)
        body = next(iter(parse_part(package, main_name, KIND)), None)
        if body is None or find_local_name(body) != "body":
            raise UnreadableDocument(f"It is {KIND} whose text part has no text in it. {_SAVE_AGAIN}")
        state = WordText(_read_heading_levels(package, parts.get("styles", [])))
        blocks = _mark_title(list(iter_blocks(body, state)), state)
        for kind in ("footnote", "endnote"):
            blocks += _read_notes(package, parts.get(f"{kind}s", []), kind, state)
        notes = tuple(_list_notes(package, parts, state))
        properties = read_property_texts(package, "docProps/core.xml", KIND)
    text, page_starts = arrange_pages("\n\n".join(blocks))
    if not text.strip():
        raise UnreadableDocument(
            f"It is {KIND} without any text; it may hold pictures of a text only. Save the pictures, or print it to"
            " PDF, and take that in."
        )
    return ConvertedText(text, properties, page_starts, notes)


def _mark_title(blocks: list[str], state: WordText) -> list[str]:
    """Make the largest of the first paragraphs the title, where no style does."""
    if any(block.startswith("#") for block in blocks):
        return blocks
    lengths: Counter[int] = Counter()
    for size, text in state.sizes:
        lengths[size] += len(text)
    usual_size = lengths.most_common(1)[0][0] if lengths else USUAL_SIZE
    head = set(blocks[:MAX_HEAD_BLOCKS])
    size, title = max((item for item in state.sizes if item[1] in head), key=lambda item: item[0], default=(0, ""))
    if size < HEADING_RATIO * usual_size or len(title) > MAX_HEADING_LENGTH:
        return blocks
    number = blocks.index(title)
    return [*blocks[:number], f"# {' '.join(title.split())}", *blocks[number + 1 :]]


def _find_main_part(package: zipfile.ZipFile) -> str:
    relations = _read_relations(package, "_rels/.rels", "")
    name = next((target for kind, target in relations if kind == "officeDocument"), "")
    if not name or name not in package.namelist():
        raise UnreadableDocument(
            f"It is {KIND} that is damaged: it does not say which of its parts is the text. {_SAVE_AGAIN}"
        )
    return name


def _list_related_parts(package: zipfile.ZipFile, main_name: str) -> dict[str, list[str]]:
    """Return the names of the parts that belong to the main part, by their kind."""
    folder, _, name = main_name.rpartition("/")
    parts: dict[str, list[str]] = {}
    for kind, target in _read_relations(package, join(folder, "_rels", f"{name}.rels"), folder):
        parts.setdefault(kind, []).append(target)
    return parts


def _read_relations(package: zipfile.ZipFile, name: str, folder: str) -> list[tuple[str, str]]:
    """Return kind and part name of each relation to a part that is there; those to other places are not looked at."""
    names = frozenset(package.namelist())
    if name not in names:
        return []
    relations = []
    for relation in parse_part(package, name, KIND):
        target = normpath(join("/", folder, relation.get("Target", ""))).lstrip("/")
        if relation.get("TargetMode") != "External" and target in names:
            relations.append((relation.get("Type", "").rpartition("/")[2], target))
    return relations


def _read_heading_levels(package: zipfile.ZipFile, names: list[str]) -> dict[str, int]:
    """Return the level of each paragraph style that is a heading, by its id; styles inherit it."""
    own_levels: dict[str, int] = {}
    bases: dict[str, str] = {}
    for style in (style for name in names[:1] for style in parse_part(package, name, KIND)):
        style_id = get_value(style, "styleId")
        for child in style:
            match find_local_name(child):
                case "name" if level := _find_heading_level(get_value(child)):
                    own_levels[style_id] = level
                case "basedOn":
                    bases[style_id] = get_value(child)
                case "pPr" if level := find_outline_level(child):
                    own_levels.setdefault(style_id, level)
    levels = {}
    for style_id in own_levels.keys() | bases.keys():
        base = style_id
        for _ in range(MAX_STYLE_STEPS):
            if base in own_levels:
                levels[style_id] = own_levels[base]
                break
            base = bases.get(base, "")
    return levels


def _find_heading_level(style_name: str) -> int:
    name = style_name.casefold()
    match = _HEADING_NAME.fullmatch(name)
    return 1 if name == "title" else min(int(match[1]), 6) if match else 0


def _read_notes(package: zipfile.ZipFile, names: list[str], kind: str, state: WordText) -> Iterator[str]:
    """Yield the footnotes or endnotes that the text refers to, with their numbers."""
    for note in (note for name in names[:1] for note in parse_part(package, name, KIND)):
        number = state.note_numbers.get((kind, get_value(note, "id")))
        if number is not None and (blocks := list(iter_blocks(note, state))):
            yield "\n\n".join([f"[{number}] {blocks[0]}", *blocks[1:]])


def _list_notes(package: zipfile.ZipFile, parts: dict[str, list[str]], state: WordText) -> Iterator[ConversionNote]:
    """Yield running heads and feet, and how much was deleted, hidden or a comment."""
    for kind, rule in (("header", "left out: a running head"), ("footer", "left out: a running foot")):
        texts = (
            "\n".join(iter_blocks(parse_part(package, name, KIND), WordText({}))).replace("\f", "")
            for name in parts.get(kind, [])[:20]
        )
        yield from (ConversionNote(text, rule) for text in dict.fromkeys(texts) if text.strip())
    comments = sum(len(parse_part(package, name, KIND)) for name in parts.get("comments", [])[:1])
    for count, rule in (
        (state.deleted_count, "left out: passages that tracked changes delete"),
        (state.hidden_count, "left out: passages that are set as hidden"),
        (comments, "left out: comments at the margin"),
    ):
        if count:
            yield ConversionNote(str(count), rule)
