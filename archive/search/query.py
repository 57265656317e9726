"""The question as data: frozen nodes that compare, print, and outlive any engine.

`None` stands for everything. A tree says *what* is asked; *how* is the engine's affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """A word, in `text` (title, standfirst and body) or in `title` alone; stemmed."""

    text: str
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, next to each other; every word counts."""

    text: str
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Named:
    """Articles of an outlet or by an author, by any name the authority record holds."""

    field: str
    name: str


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Articles in a language (BCP 47, a prefix matches: `pt` finds `pt-BR`)."""

    language: str


@dataclass(frozen=True, slots=True)
class Published:
    """Articles of a period, ends inclusive, an open end None.

    Certainly in it, or (`possible`) at least possibly; undated articles are never in a period.
    """

    first: date | None
    last: date | None
    possible: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """Articles of which `field` (outlet, author, date or lang) is not known."""

    field: str


@dataclass(frozen=True, slots=True)
class Not:
    """Everything without `part`."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of `parts`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of `parts`."""

    parts: tuple[Node, ...]


Node = Term | Phrase | Named | InLanguage | Published | Absent | Not | And | Or
