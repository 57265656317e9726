"""Loaded before Django reads its settings: tests write to a folder of their own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["CUTTINGS_MODE"] = "local"
os.environ["CUTTINGS_HASHED_STATIC"] = "false"
os.environ["CUTTINGS_API_RATE"] = "0"  # all tests are one client
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in our thread
os.environ["CUTTINGS_HOME"] = tempfile.mkdtemp(prefix="cuttings-test-")
(Path(os.environ["CUTTINGS_HOME"]) / "static").mkdir()
atexit.register(shutil.rmtree, os.environ["CUTTINGS_HOME"], ignore_errors=True)
for name in ("CUTTINGS_SECRET_KEY", "CUTTINGS_HOSTS", "CUTTINGS_DEBUG", "CUTTINGS_NOTICE"):
    os.environ.pop(name, None)

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
