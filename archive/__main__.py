"""Entry point of the commands: `cuttings` once installed, `manage.py` in a checkout."""

import os
import sys


def main() -> None:
    """Run Django's command line; without CUTTINGS_MODE, as a local archive."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    os.environ.setdefault("CUTTINGS_MODE", "local")
    try:
        from django.core.management import execute_from_command_line
        from django.db import DatabaseError

        from archive.errors import ConfigurationError
        from archive.home import set_private_umask
    except ImportError:
        sys.exit("Django is not installed here. Run the first command of README.md, then again.")
    set_private_umask()
    try:
        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        sys.exit(str(error))
    except DatabaseError:
        from archive.management.archive_command import find_state

        _, problem = find_state()
        if not problem:
            raise
        sys.exit(problem)


if __name__ == "__main__":
    main()
