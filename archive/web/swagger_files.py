"""Static files of Swagger UI, which django-ninja brings: those that our page about the API loads, and no others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import ninja
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

_FOLDER: Final = Path(ninja.__file__).parent / "static"
_NAMES: Final = ("swagger-ui.css", "swagger-ui.css.map", "swagger-ui-bundle.js", "swagger-ui-bundle.js.map")
_PATHS: Final = tuple(f"ninja/{name}" for name in _NAMES)
"""The maps are there because the files name them, and hashed names are given to all that is named."""


class SwaggerFinder(BaseFinder):
    """Finder of these files."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = FileSystemStorage(location=_FOLDER)

    def check(self, **kwargs: Any) -> list[Any]:
        """Return no errors: there is nothing to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 -- Django's
        """Return where a file is; an empty list where it is none of these."""
        if path not in _PATHS:
            return []
        found = self.storage.path(path)
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield the files for collectstatic."""
        for path in _PATHS:
            yield path, self.storage
