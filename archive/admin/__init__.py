"""The admin of articles, outlets, authors and imports, and the registration of all admin screens.

Django autodiscovers this package; importing a module registers its model admins.
"""

from archive.admin import (  # noqa: F401
    accounts,
    articles,
    change_history,
    collections,
    front_page,
    names,
    provenance,
    tasks,
)
from archive.quotations import admin as quotations_admin  # noqa: F401
from archive.stories import admin as stories_admin  # noqa: F401
from archive.tokens import admin as tokens_admin  # noqa: F401
from archive.webhooks import admin as webhooks_admin  # noqa: F401
