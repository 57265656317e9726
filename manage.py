#!/usr/bin/env python
"""Run a command of the archive: `python manage.py help` lists them."""

import os
import sys


def main() -> None:
    """Hand the command line to Django; without an environment this is a local archive."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    os.environ.setdefault("CUTTINGS_MODE", "local")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Run the first command of README.md, then again.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
