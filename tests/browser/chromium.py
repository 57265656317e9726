"""The browser that tests and screenshots use: the system's Chromium, quiet and on its own."""

import os
import shutil

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"phone": 360, "tablet": 768, "desktop": 1440}
SCHEMES = ("light", "dark")
