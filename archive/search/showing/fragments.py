"""Fragments of text for display."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text, and whether it matches the query. Never markup."""

    text: str
    matched: bool = False
