"""Sentinel values of columns for open or unknown values; the reserved terms."""

from typing import Final

from archive.search import analysis

NO_START: Final = 0
"""Earliest day of an article with an open start; ordinals begin at 1."""
NO_END: Final = 2**31 - 1
"""Latest day of an article with an open end. With NO_START: undated."""
UNKNOWN_KEY: Final = 0
"""Primary key of an unknown outlet or author; real keys begin at 1."""

SENTENCE: Final = analysis.SENTENCE_TERM.encode()
PARAGRAPH: Final = analysis.PARAGRAPH_TERM.encode()
QUOTE_START: Final = analysis.QUOTE_START_TERM.encode()
QUOTE_END: Final = analysis.QUOTE_END_TERM.encode()
LEAD_END: Final = analysis.LEAD_END_TERM.encode()
FORM: Final = analysis.FORM_MARK.encode()
"""Reserved terms as indexed; see `analysis`."""
