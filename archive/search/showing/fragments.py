"""Pieces of text to show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text, and whether the question found it. Never markup."""

    text: str
    matched: bool = False
