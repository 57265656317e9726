"""JSON objects as records: lookup of values by key, and of their spans in the line."""

import json
import re
from dataclasses import dataclass
from typing import ClassVar, Final

from archive.errors import UnreadableDocument
from archive.ingest.fields import KEYS

MISSING: Final = object()

NAMED: Final = 40
"""Names of a record that an error message lists."""

MOST_APART: Final = 200  # characters between the parts of one name
_FAMILY_KEYS: Final = (
    "family",
    "familyName",
    "family_name",
    "lastName",
    "last_name",
    "lastname",
    "last",
    "surname",
)
_GIVEN_KEYS: Final = (
    "given",
    "givenName",
    "given_name",
    "firstName",
    "first_name",
    "firstname",
    "first",
    "forename",
)
_AFTER_KEY: Final = re.compile(r"\s*:\s*")


@dataclass(frozen=True, slots=True)
class Record:
    """Values of one record by key, and the line they were read from."""

    values: dict[str, object]
    line: str
    noun: ClassVar[str] = "key"
    """The word for a name of a value in messages: `key` or `column`."""

    def look_up(self, keys: tuple[str, ...]) -> tuple[str, object]:
        """Return the first of `keys` that holds a value, and the value; MISSING if no key is there.

        A key that is present but empty is returned with None: the source says that it has no such
        value.
        """
        found: tuple[str, object] = ("", MISSING)
        for key in keys:
            value = self._reach(key)
            if value is not MISSING and not is_empty(value):
                return key, value
            if value is not MISSING and found[1] is MISSING:
                found = (key, None)
        return found

    def _reach(self, key: str) -> object:
        if key in self.values:
            return self.values[key]
        value: object = self.values
        for part in key.split(".") if "." in key else ():
            value = value.get(part, MISSING) if isinstance(value, dict) else MISSING
        return value if "." in key else MISSING

    def span_of(self, key: str, value: str) -> tuple[int, int] | None:
        """Return the span of `value` after `key`, without quotes; None if it is not verbatim."""
        name = json.dumps(key.rpartition(".")[2], ensure_ascii=False)
        at = self.line.find(name)
        while at >= 0:
            colon = _AFTER_KEY.match(self.line, at + len(name))
            if colon:
                return self._literal(value, colon.end())
            at = self.line.find(name, at + 1)
        return None

    def span_of_all(self, key: str, values: tuple[str, str]) -> tuple[int, int] | None:
        """Return the span from the first to the last of `values` within one object after `key`."""
        start = max(0, self.line.find(json.dumps(key.rpartition(".")[2], ensure_ascii=False)))
        for ensure_ascii in (False, True):
            one, other = (re.escape(json.dumps(v, ensure_ascii=ensure_ascii)) for v in values)
            between = f"[^{{}}]{{0,{MOST_APART}}}?"
            either = re.compile(f"{one}{between}{other}|{other}{between}{one}", re.DOTALL)
            if match := either.search(self.line, start):
                return match.start() + 1, match.end() - 1
        return None

    def _literal(self, value: str, start: int) -> tuple[int, int] | None:
        for form in (value, json.dumps(value, ensure_ascii=False)[1:-1], json.dumps(value)[1:-1]):
            if self.line.startswith(form, start) and form:  # a number
                return start, start + len(form)
            at = self.line.find(f'"{form}"', start)
            if at >= 0 and (at == start or self.line[start] in "[{"):
                return at + 1, at + 1 + len(form)
        return None


@dataclass(frozen=True, slots=True)
class PartedName:
    """A person's name that a record gives in parts."""

    spoken: str
    filed: str
    parts: tuple[str, str]


def name_in_parts(value: dict[str, object]) -> PartedName | None:
    """Return the name in an object such as `{"family": "Doe", "given": "Jane"}`, or None."""
    family, given = _first_text(value, _FAMILY_KEYS), _first_text(value, _GIVEN_KEYS)
    if not family or not given:
        return None
    dropping = _first_text(value, ("dropping-particle", "dropping_particle"))
    particle = _first_text(value, ("non-dropping-particle", "non_dropping_particle", "prefix"))
    suffix = _first_text(value, ("suffix",))
    spoken = " ".join(filter(None, (given, dropping, particle, family, suffix)))
    filed = f"{' '.join(filter(None, (particle, family)))}, {given} {dropping} {suffix}"
    return PartedName(spoken, " ".join(filed.split()), (family, given))


def _first_text(value: dict[str, object], keys: tuple[str, ...]) -> str:
    texts = (text for key in keys if isinstance(text := value.get(key), str))
    return next((" ".join(text.split())[:100] for text in texts if text.strip()), "")


def is_empty(value: object) -> bool:
    """Return whether a value means "none": null, blank text, an empty list or object."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def read_record(line: str) -> Record:
    """Parse the JSON object of a line. Raises UnreadableDocument if it holds anything else."""
    try:
        values = json.loads(line)
    except RecursionError as error:
        raise UnreadableDocument("The line is nested too deeply to be an article.") from error
    except ValueError as error:
        raise UnreadableDocument(
            f"The line is broken JSON: {_fault(error)}. Mend the line,"
            " or write the file again with one whole object a line."
        ) from error
    if not isinstance(values, dict):
        raise UnreadableDocument(
            f"The line holds {_sort(values)}, not an object."
            ' Write one object a line, as {"title": …, "text": …}.'
        )
    return Record(values, line)


def no_title(keys: tuple[str, ...]) -> UnreadableDocument:
    """Build the error for a record that has no key for a title."""
    usual = keys == KEYS["title"]
    named = ", ".join(keys)
    return UnreadableDocument(
        f"The line has no key {named}: call the one that holds the title ‘title’,"
        " or map it to the field title."
        if usual
        else f"The line has no key {named}, which is mapped to the title. Map another."
    )


def no_text(record: Record, keys: tuple[str, ...]) -> UnreadableDocument:
    """Build the error for a record without a text under any of `keys`."""
    key, _ = record.look_up(keys)
    noun = record.noun
    missing = f"its {noun} {key} is empty" if key else f"no {noun} is called {keys[0]}"
    names = list({name.casefold(): name[:60] for name in reversed(record.values)}.values())[::-1]
    listed = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" * (len(names) > NAMED))
    return UnreadableDocument(
        f"There is no text in it: {missing}. Its {noun}s are {listed}. If one of them holds the"
        " text, call it ‘text’ or map it to the field body."
    )


def sort_of(value: object) -> str:
    """Return the JSON type of a value as shown to readers."""
    return _sort(value)


def _fault(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        said = error.msg.removesuffix(" at")  # some of Python's messages end in it, some do not
        return f"{said[0].lower()}{said[1:]} at character {error.pos + 1}"
    return "a number in it is too long"


def _sort(value: object) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return "a string"
        case bool() | None:
            return json.dumps(value)
        case _:
            return "a number"
