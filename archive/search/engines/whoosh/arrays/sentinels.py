"""Sentinel values of columns for open or unknown values; the reserved terms."""

from typing import Final

from archive.search import analysis

NO_START: Final = 0
"""Earliest day of an article with an open start; ordinals begin at 1."""
NO_END: Final = 2**31 - 1
"""Latest day of an article with an open end. With NO_START: undated."""
NOBODY: Final = 0
"""Primary key of an unknown outlet or author; real keys begin at 1."""

SENTENCE: Final = analysis.SENTENCE.encode()
PARAGRAPH: Final = analysis.PARAGRAPH.encode()
QUOTE_START: Final = analysis.QUOTE_START.encode()
QUOTE_END: Final = analysis.QUOTE_END.encode()
ABOUT_END: Final = analysis.LEAD_END.encode()
FORM: Final = analysis.FORM.encode()
"""Reserved terms as indexed; see `analysis`."""
