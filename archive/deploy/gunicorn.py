"""gunicorn settings: `gunicorn -c python:archive.deploy.gunicorn archive.wsgi`.

Workers are processes with a few threads each: every worker has its own search caches, and the
page cache shares the index files between them. A thread is used only for a request that is
complete (see `worker`), so that idle and slow clients occupy none.
"""

import os
import signal
import subprocess
import sys

from archive.home import set_private_umask

set_private_umask()  # the access log is opened before the application is loaded
_CPU_COUNT = os.cpu_count() or 1

bind = os.environ.get("CUTTINGS_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("CUTTINGS_WORKERS", str(min(4, _CPU_COUNT + 1))))
threads = int(os.environ.get("CUTTINGS_THREADS") or 8)
os.environ["CUTTINGS_THREADS"] = str(threads)  # the settings divide memory between them
worker_class = "archive.deploy.worker.BufferingWorker"
worker_connections = 1_000
timeout = 60
graceful_timeout = 10
max_requests = 20_000
max_requests_jitter = 2_000
logger_class = "archive.deploy.access_log.RotatingLogger"
accesslog = os.environ.get("CUTTINGS_ACCESS_LOG") or None
errorlog = "-"
loglevel = os.environ.get("CUTTINGS_SERVER_LOG_LEVEL", "info")
access_log_format = (
    '{"time": "%(t)s", "address": "%(h)s", "method": "%(m)s", "path": "%(U)s", "status": %(s)s,'
    ' "bytes": "%(B)s", "microseconds": %(D)s}'
)
control_socket_disable = True


def on_starting(server) -> None:  # noqa: ARG001 -- gunicorn hands the server
    """Exit with a one-line error on a configuration error, before any worker starts.

    Runs in a separate process, so that workers started by HUP read the current settings.
    """
    command = [sys.executable, "-c", "from archive.home import make_home; make_home()"]
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    environment = {"DJANGO_SETTINGS_MODULE": "archive.settings"} | os.environ | paths
    process = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 -- ours
    if process.returncode:
        error = process.stderr.strip().rpartition("\n")[2]
        sys.exit(error.partition(": ")[2] or error)


def when_ready(server) -> None:
    """Print the greeting, if any; make Ctrl-C let running requests finish, as TERM does."""
    server.handle_int = server.handle_term
    if greeting := os.environ.get("CUTTINGS_GREETING"):
        print(greeting, flush=True)  # noqa: T201 -- for the person at the terminal


def post_worker_init(worker) -> None:  # noqa: ARG001 -- gunicorn hands the worker
    """Ignore Ctrl-C, which a terminal sends to every process and the server handles; load what requests need."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from archive.deploy.warming import warm_worker  # noqa: PLC0415 -- the server itself loads no application

    warm_worker()
