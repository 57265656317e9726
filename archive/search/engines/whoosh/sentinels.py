"""The numbers that columns keep for what is open or not known."""

from typing import Final

NO_START: Final = 0
"""The earliest day of an article that may be of any day before; ordinals begin at 1."""
NO_END: Final = 2**31 - 1
"""The latest day of an article that may be of any day after. Both together: undated."""
NOBODY: Final = 0
"""The number of the outlet or author where none is known; primary keys begin at 1."""
