"""Screens for curators, one file per noun; doors: the deeds of `curation`, the queue of `search`.

Django looks for screens in this very module, so it names the files that hold them.
"""

from archive.admin import (  # noqa: F401 -- importing a file registers its screens
    articles,
    collections,
    evidence,
    outlets,
    people,
    provenance,
    redirects,
    site,
    variants,
)
