"""Access log of gunicorn that rotates as the archive's own log does."""

import logging
import os
from typing import Any

from gunicorn.glogging import Logger

from archive.logs import MAX_LOG_BYTES, LogFile


class RotatingLogger(Logger):
    """gunicorn's logger, which writes the access log to a file that rotates; see CUTTINGS_LOG_MB."""

    def _set_handler(self, log: logging.Logger, output: str | None, fmt: logging.Formatter, stream: Any = None) -> None:
        super()._set_handler(log, output, fmt, stream)
        former = self._get_gunicorn_handler(log)
        if log is not self.access_log or not isinstance(former, logging.FileHandler):
            return
        former.close()
        log.removeHandler(former)
        megabytes = os.environ.get("CUTTINGS_LOG_MB", "").strip()
        handler: Any = LogFile(
            former.baseFilename, max_bytes=int(megabytes) * 1_000_000 if megabytes else MAX_LOG_BYTES
        )
        handler.setFormatter(fmt)
        handler._gunicorn = True  # so that gunicorn finds it again
        log.addHandler(handler)
