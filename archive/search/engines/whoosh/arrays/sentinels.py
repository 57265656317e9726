"""The numbers that columns keep for what is open or not known; the reserved terms."""

from typing import Final

from archive.search import analysis

NO_START: Final = 0
"""The earliest day of an article that may be of any day before; ordinals begin at 1."""
NO_END: Final = 2**31 - 1
"""The latest day of an article that may be of any day after. Both together: undated."""
NOBODY: Final = 0
"""The number of the outlet or author where none is known; primary keys begin at 1."""

SENTENCE: Final = analysis.SENTENCE.encode()
PARAGRAPH: Final = analysis.PARAGRAPH.encode()
QUOTE_START: Final = analysis.QUOTE_START.encode()
QUOTE_END: Final = analysis.QUOTE_END.encode()
ABOUT_END: Final = analysis.LEAD_END.encode()
FORM: Final = analysis.FORM.encode()
"""Reserved terms, as an index keeps them; see `analysis`."""
