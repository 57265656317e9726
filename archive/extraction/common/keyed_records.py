"""JSON objects as records: lookup of values by key, and of their spans in the line."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import Any, ClassVar, Final

from archive.errors import Remedy, UnreadableDocument
from archive.formats.fields import IDENTIFIER_KEYS, WRAPPER_KEYS, fold_key

_WRAPPERS: Final = frozenset(map(fold_key, WRAPPER_KEYS))
_IDENTIFIERS: Final = frozenset(map(fold_key, IDENTIFIER_KEYS))
MAX_KEYS: Final = 2000  # of one record
MAX_KEY_LENGTH: Final = 60  # characters of a key that a report names
MAX_LISTED_NAMES: Final = 40
"""Names of a record that an error message lists."""

_NO_VALUES: Final = frozenset(
    (
        "NULL",
        "null",
        "(null)",
        "\\N",
        "NaN",
        "nan",
        "None",
        "NaT",
        "N/A",
        "n/a",
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#NULL!",
    )
)
"""Words for nothing of databases, spreadsheets and programs."""
MAX_NAME_GAP: Final = 200  # characters between the parts of one name


@lru_cache(maxsize=256)
def _fold_names(names: tuple[str, ...]) -> frozenset[str]:
    """Return names as they are written and as they are compared."""
    return frozenset((*names, *map(fold_key, names)))


@dataclass(slots=True)
class KeyedRecord:
    """Values of one record by key, the line they were read from, and the keys that were of use.

    `remarks` say by which rule the value of a key differs from the line's.
    """

    values: dict[str, object]
    line: str
    used_keys: set[str] = field(default_factory=set)
    remarks: dict[str, str] = field(default_factory=dict)
    place: str = "line"
    """The word for the record in messages."""
    file_paths: tuple[str, ...] = ()
    """Files that the record names for its text and that are not there."""
    _keys_by_name: dict[str, list[str]] = field(default_factory=dict)
    _has_parts: bool = False
    """Whether a value is an object, so that a name may be a path."""
    noun: ClassVar[str] = "key"
    """The word for a name of a value in messages: `key` or `column`."""

    def __post_init__(self) -> None:
        """Index the keys by their folded names, those of objects that wrap the values last."""
        wrappers = [
            (key, value)
            for name in WRAPPER_KEYS
            for key, value in self.values.items()
            if isinstance(value, dict) and fold_key(key) == fold_key(name)
        ]
        self._has_parts = any(isinstance(value, dict) for value in self.values.values())
        self._index_keys("", self.values)
        for wrapper, value in wrappers:
            self._index_keys(f"{wrapper}.", value)

    def _index_keys(self, prefix: str, values: dict[str, object]) -> None:
        for key in islice(values, MAX_KEYS):
            if not prefix and isinstance(values[key], dict) and fold_key(str(key)) in _WRAPPERS:
                continue
            self._keys_by_name.setdefault(fold_key(str(key)), []).append(f"{prefix}{key}")

    def look_up(self, names: Iterable[str], is_usable: Callable[[object], bool] = lambda _: True) -> tuple[str, object]:
        """Return the first key called as one of `names` that holds a usable value, and the value.

        Else the first with another value; else the first that is there but empty, and None: the source says that it has
        none; "" if none is there.
        """
        keys = list(self._iter_keys(names))
        empty_key = ""
        unusable: tuple[str, object] | None = None
        for key in sorted(keys, key=self._is_wrapped):  # stable: the names preferred stay first
            value = self._get_nested(key)
            if is_blank(value):
                empty_key = empty_key or key
            elif is_usable(value):
                self.use(key)
                return key, value
            else:
                unusable = unusable or (key, value)
        return unusable or (empty_key, None)

    def _is_wrapped(self, key: str) -> bool:
        return key not in self.values and fold_key(key.partition(".")[0]) in _WRAPPERS

    def iter_values(self, names: Iterable[str]) -> Iterator[tuple[str, object]]:
        """Yield each key called as one of `names` that is not empty, and its value, the preferred first."""
        keys = list(self._iter_keys(names))
        for key in dict.fromkeys(sorted(keys, key=self._is_wrapped)):
            value = self._get_nested(key)
            if not is_blank(value):
                yield key, value

    def list_keys(self) -> str:
        """Return a sentence with the names of the keys, at most some forty."""
        if not self.values:
            return f"It has no {self.noun}s at all."
        names = list({name.casefold(): name[:MAX_KEY_LENGTH] for name in reversed(self.values)}.values())[::-1]
        unlisted = f" and {len(names) - MAX_LISTED_NAMES} more" if len(names) > MAX_LISTED_NAMES else ""
        return f"Its {self.noun}s are {', '.join(names[:MAX_LISTED_NAMES])}{unlisted}."

    def use(self, key: str) -> None:
        """Note that the value of a key was of use."""
        self.used_keys.add(key if key in self.values else key.partition(".")[0])

    def is_used(self, name: str) -> bool:
        """Return whether a key called so was of use."""
        return any(fold_key(key) == fold_key(name) for key in self.used_keys)

    def find_unused_keys(self) -> tuple[str, ...]:
        """Return the keys with a value that was of no use; those that only count the records are left out."""
        return tuple(
            str(key)[:MAX_KEY_LENGTH]
            for key, value in islice(self.values.items(), MAX_KEYS)
            if key not in self.used_keys and not is_blank(value) and fold_key(str(key)) not in _IDENTIFIERS
        )

    def _iter_keys(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the keys called as one of `names`; that there is none, as mostly, is told at once."""
        all_names = tuple(names)
        folded_names = _fold_names(all_names)
        is_there = not (
            self._keys_by_name.keys().isdisjoint(folded_names) and self.values.keys().isdisjoint(folded_names)
        )
        for name in all_names if is_there or self._has_parts else ():
            yield from self._find_keys(name)

    def _find_keys(self, name: str) -> list[str]:
        """Return the keys of a name: as it is written, else as it is compared, else by its path."""
        keys = self._keys_by_name.get(fold_key(name), [])
        if name in self.values:
            return [name, *(key for key in keys if key != name)]
        if not keys and "." in name and (path := self._find_path(name)):
            return [path]
        return keys

    def _find_path(self, name: str) -> str:
        """Return the path of keys to a nested value; empty if there is none."""
        value: object = self.values
        path = []
        for part in name.split("."):
            if not isinstance(value, dict):
                return ""
            folded = fold_key(part)
            key = (
                part
                if part in value
                else next((key for key in islice(value, MAX_KEYS) if fold_key(key) == folded), None)
            )
            if key is None:
                return ""
            path.append(key)
            value = value[key]
        return ".".join(path)

    def _get_nested(self, key: str) -> object:
        if key in self.values:
            return self.values[key]
        value: object = self.values
        rest = key
        while isinstance(value, dict) and rest:
            if rest in value:
                return value[rest]
            part, _, rest = rest.partition(".")
            value = value.get(part)
        return None

    def find_span(self, key: str, value: str) -> tuple[int, int] | None:
        """Return the span of `value` after `key`, without quotes; None if it is not verbatim."""
        colon = re.search(rf"{re.escape(_quote_key(key))}\s*:\s*", self.line)
        if colon is None:
            return None
        start = colon.end()
        for spelling in (value, json.dumps(value, ensure_ascii=False)[1:-1], json.dumps(value)[1:-1]):
            if self.line.startswith(spelling, start) and spelling:  # a number
                return start, start + len(spelling)
            at = self.line.find(f'"{spelling}"', start)
            if at >= 0 and (at == start or self.line[start] in "[{"):
                return at + 1, at + 1 + len(spelling)
        return None

    def find_last_span(self, words: str, start: int = 0) -> tuple[int, int] | None:
        """Return the span of the last occurrence of `words` after `start`."""
        at = self.line.rfind(words, start)
        return (at, at + len(words)) if at >= 0 else None

    def find_joint_span(self, key: str, values: tuple[str, str]) -> tuple[int, int] | None:
        """Return the span from the first to the last of `values` within one object after `key`."""
        start = max(0, self.line.find(_quote_key(key)))
        for ensure_ascii in (False, True):
            first, second = (re.escape(json.dumps(v, ensure_ascii=ensure_ascii)) for v in values)
            gap = f"[^{{}}]{{0,{MAX_NAME_GAP}}}?"
            pattern = re.compile(f"{first}{gap}{second}|{second}{gap}{first}", re.DOTALL)
            if match := pattern.search(self.line, start):
                return match.start() + 1, match.end() - 1
        return None


def is_blank(value: object) -> bool:
    """Return whether a value says nothing: nothing is there, a tool's word for nothing, or no number (NaN)."""
    if isinstance(value, float) and not isfinite(value):
        return True
    return value in (None, [], {}) or (isinstance(value, str) and (not value.strip() or value.strip() in _NO_VALUES))


def _quote_key(key: str) -> str:
    """Return the last part of a dotted key as it stands in JSON."""
    return json.dumps(key.rpartition(".")[2], ensure_ascii=False)


def iter_scalars(value: object, find_name: Callable[[dict[str, Any]], object]) -> Iterator[str | int | float]:
    """Yield the texts and numbers of a value: itself, the items of a list, the name of an object."""
    match value:
        case bool():
            return
        case str() | int() | float():
            yield value
        case list():
            for part in value[:50]:
                yield from iter_scalars(part, find_name)
        case dict():
            yield from iter_scalars(find_name(value), find_name)


def read_record(line: str, place: str = "line") -> KeyedRecord:
    """Parse the JSON object of a line, or another place. Raises UnreadableDocument if it holds anything else."""
    try:
        values = json.loads(line)
    except RecursionError as error:
        raise UnreadableDocument(f"The {place} is nested too deeply to be an article.") from error
    except ValueError as error:
        problem = "a number in it is too long"
        if isinstance(error, json.JSONDecodeError):
            message = error.msg.removesuffix(" at")  # some of Python's messages end in it, some do not
            problem = f"{message[0].lower()}{message[1:]} at character {error.pos + 1}"
        raise UnreadableDocument(
            f"The {place} is broken JSON: {problem}. Mend the {place}, or write the file again with whole objects."
        ) from error
    if not isinstance(values, dict):
        raise UnreadableDocument(
            f"The {place} holds {_describe_json_type(values)}, not an object."
            ' Write one object an article, as {"title": …, "text": …}.'
        )
    return KeyedRecord(values, line, place=place)


def build_wrong_type_error(record: KeyedRecord, key: str, value: object, *, field: str) -> UnreadableDocument:
    """Build the error for a value that is no text."""
    noun = "title" if field == "title" else "text"
    problem = f"The {record.noun} {key} holds {_describe_json_type(value)}, not a {noun}."
    if isinstance(value, dict):
        reason = f"{problem} Write the {noun} itself under that key."
    else:
        reason = f"{problem} Call the {record.noun} that holds the {noun} ‘{noun}’, and take it in again."
    return UnreadableDocument(reason, remedy=Remedy.MAP_FIELDS)


def build_no_text_error(
    record: KeyedRecord, keys: Mapping[str, tuple[str, ...]], *, address: str = ""
) -> UnreadableDocument:
    """Build the error for a record without a text under the keys of one; `address` is that of its article."""
    key, _ = record.look_up(keys["body"])
    noun = record.noun
    problem = f"its {noun} {key} is empty" if key else f"no {noun} is called {keys['body'][0]}"
    if subtitle_key := next((name for name, _ in record.iter_values(keys["standfirst"])), ""):
        problem += f", and {subtitle_key} is only a line about it"
    if record.file_paths:
        return UnreadableDocument(
            f"There is no text in it: {problem}. It names a file for its text ({record.file_paths[0][:200]}), which"
            " does not lie beside it or holds no text. Take in the whole folder, or pack it as a ZIP and take that in."
        )
    other_step = f" If none does, open {address[:300]} in a browser and save the page." if address else ""
    return UnreadableDocument(
        f"There is no text in it: {problem}. {record.list_keys()} If one of them holds the text, call it ‘text’ and"
        f" take it in again.{other_step}",
        remedy=Remedy.MAP_FIELDS,
    )


def _describe_json_type(value: object) -> str:
    """Return the JSON type of a value as shown to readers."""
    names = {dict: "an object", list: "a list", str: "a string", int: "a number", float: "a number"}
    return names.get(type(value)) or json.dumps(value)
