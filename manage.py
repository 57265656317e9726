#!/usr/bin/env python
"""Run a command of the archive: `python manage.py help` lists them."""

from archive.__main__ import main

if __name__ == "__main__":
    main()
