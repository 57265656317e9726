"""Attribution of quoted passages to speakers, from the text of one article."""

import re
from typing import Any, cast


def lazy_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when one of its methods is first used."""
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))


class _LazyPattern:
    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """Look up a method of the compiled pattern, and keep it as an attribute."""
        method = getattr(re.compile(*self._source), name)
        setattr(self, name, method)
        return method
