"""The admin, one module per model or feature.

Django autodiscovers this module, so it imports those that register model admins.
"""

from archive.admin import (  # noqa: F401 -- importing a module registers its model admins
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
