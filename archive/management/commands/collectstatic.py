"""`collectstatic`: Django's own, with files a proxy may read; they hold nothing of an archive."""

import os
from typing import Any

from django.contrib.staticfiles.management.commands import collectstatic

from archive.home import make_home


class Command(collectstatic.Command):
    def handle(self, **options: Any) -> str | None:
        make_home()
        umask = os.umask(0o022)
        try:
            return super().handle(**options)
        finally:
            os.umask(umask)
