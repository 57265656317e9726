"""The numbers that columns keep for what is open or not known."""

from typing import Final

NO_START: Final = 0
"""The earliest day of an article that may be of any day before; ordinals begin at 1."""
NO_END: Final = 2**31 - 1
"""The latest day of an article that may be of any day after. Both together: undated."""
NOBODY: Final = 0
"""The number of the outlet or author where none is known; primary keys begin at 1."""

SENTENCE: Final = b"\x1ds"
"""Reserved terms of `text`: the first place of every sentence, …"""
PARAGRAPH: Final = b"\x1dp"
"""… of every paragraph, …"""
QUOTE_START: Final = b"\x1dq"
QUOTE_END: Final = b"\x1dQ"
"""… the first and the last place of every quoted passage, …"""
ABOUT_END: Final = b"\x1da"
"""… and the one after title, standfirst and first paragraph."""
FORM: Final = b"\x1f"
"""Begins and parts the terms of forms: FORM form FORM stem."""
