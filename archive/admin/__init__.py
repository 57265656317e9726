"""Screens for curators, one file per noun; doors: deeds of `curation` and `stories`, the queue of
`search`.

Django looks for screens in this very module, so it names the files that hold them.
"""

from archive.admin import (  # noqa: F401 -- importing a file registers its screens
    accounts,
    articles,
    batches,
    collections,
    evidence,
    outlets,
    people,
    provenance,
    quotations,
    redirects,
    site,
    stories,
    variants,
)
