"""JSON objects as records: lookup of values by key, and of their spans in the line."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from archive.errors import UnreadableDocument
from archive.text.normalize import collapse_whitespace

_MISSING: Final = object()

MAX_LISTED_NAMES: Final = 40
"""Names of a record that an error message lists."""

MAX_NAME_GAP: Final = 200  # characters between the parts of one name
_FAMILY_KEYS: Final = "family familyName family_name lastName last_name lastname last surname".split()
_GIVEN_KEYS: Final = "given givenName given_name firstName first_name firstname first forename".split()


@dataclass(frozen=True, slots=True)
class KeyedRecord:
    """Values of one record by key, and the line they were read from."""

    values: dict[str, object]
    line: str
    noun: ClassVar[str] = "key"
    """The word for a name of a value in messages: `key` or `column`."""

    def look_up(self, keys: tuple[str, ...]) -> tuple[str, object]:
        """Return the first of `keys` that holds a value, and the value.

        Else the first that is there but empty, and None: the source says that it has none; "" if none is there.
        """
        empty_key = ""
        for key in keys:
            value = self._get_nested(key)
            is_blank = value in (None, [], {}) or (isinstance(value, str) and not value.strip())
            if value is not _MISSING and not is_blank:
                return key, value
            if value is not _MISSING:
                empty_key = empty_key or key
        return empty_key, None

    def _get_nested(self, key: str) -> object:
        if key in self.values or "." not in key:
            return self.values.get(key, _MISSING)
        value: object = self.values
        for part in key.split("."):
            value = value.get(part, _MISSING) if isinstance(value, dict) else _MISSING
        return value

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


def _quote_key(key: str) -> str:
    """Return the last part of a dotted key as it stands in JSON."""
    return json.dumps(key.rpartition(".")[2], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class StructuredName:
    """A person's name that a record gives in parts."""

    display_name: str
    sort_name: str
    parts: tuple[str, str]


def read_structured_name(value: dict[str, object]) -> StructuredName | None:
    """Return the name in an object such as `{"family": "Doe", "given": "Jane"}`, or None."""
    family_name, given_name = _get_first_text(value, _FAMILY_KEYS), _get_first_text(value, _GIVEN_KEYS)
    if not family_name or not given_name:
        return None
    dropping = _get_first_text(value, ("dropping-particle", "dropping_particle"))
    particle = _get_first_text(value, ("non-dropping-particle", "non_dropping_particle", "prefix"))
    suffix = _get_first_text(value, ("suffix",))
    display_name = " ".join(filter(None, (given_name, dropping, particle, family_name, suffix)))
    sort_name = f"{' '.join(filter(None, (particle, family_name)))}, {given_name} {dropping} {suffix}"
    return StructuredName(display_name, collapse_whitespace(sort_name), (family_name, given_name))


def _get_first_text(value: dict[str, object], keys: Sequence[str]) -> str:
    texts = (text for key in keys if isinstance(text := value.get(key), str))
    return next((collapse_whitespace(text)[:100] for text in texts if text.strip()), "")


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


def read_record(line: str) -> KeyedRecord:
    """Parse the JSON object of a line. Raises UnreadableDocument if it holds anything else."""
    try:
        values = json.loads(line)
    except RecursionError as error:
        raise UnreadableDocument("The line is nested too deeply to be an article.") from error
    except ValueError as error:
        problem = "a number in it is too long"
        if isinstance(error, json.JSONDecodeError):
            message = error.msg.removesuffix(" at")  # some of Python's messages end in it, some do not
            problem = f"{message[0].lower()}{message[1:]} at character {error.pos + 1}"
        raise UnreadableDocument(
            f"The line is broken JSON: {problem}. Mend the line, or write the file again with one whole object a line."
        ) from error
    if not isinstance(values, dict):
        raise UnreadableDocument(
            f"The line holds {_describe_json_type(values)}, not an object."
            ' Write one object a line, as {"title": …, "text": …}.'
        )
    return KeyedRecord(values, line)


def build_wrong_type_error(key: str, value: object, *, noun: str, field: str) -> UnreadableDocument:
    """Build the error for a value that is no text."""
    return UnreadableDocument(
        f"The key {key} holds {_describe_json_type(value)}, not a {noun}. Map the key inside it ({key}.…)"
        f" to the field {field}."
    )


def build_no_text_error(record: KeyedRecord, keys: tuple[str, ...]) -> UnreadableDocument:
    """Build the error for a record without a text under any of `keys`."""
    key, _ = record.look_up(keys)
    noun = record.noun
    problem = f"its {noun} {key} is empty" if key else f"no {noun} is called {keys[0]}"
    names = list({name.casefold(): name[:60] for name in reversed(record.values)}.values())[::-1]
    unlisted = f" and {len(names) - MAX_LISTED_NAMES} more" if len(names) > MAX_LISTED_NAMES else ""
    name_list = ", ".join(names[:MAX_LISTED_NAMES]) + unlisted
    return UnreadableDocument(
        f"There is no text in it: {problem}. Its {noun}s are {name_list}. If one of them holds the"
        " text, call it ‘text’ or map it to the field body."
    )


def _describe_json_type(value: object) -> str:
    """Return the JSON type of a value as shown to readers."""
    names = {dict: "an object", list: "a list", str: "a string", int: "a number", float: "a number"}
    return names.get(type(value)) or json.dumps(value)
