"""The archive, and beside it answers as long as asked for: `/long/64` is 64 pieces of 64 kB."""

from archive.wsgi import application as archive
from tests.deploy.gunicorn_server import PIECE


def application(environ, start_response):
    _, kind, *number = environ["PATH_INFO"].split("/")
    if kind not in ("long", "broken"):
        return archive(environ, start_response)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return iter_pieces(int(number[0]), is_broken=kind == "broken")


def iter_pieces(count, *, is_broken):
    for _ in range(count):
        yield PIECE
    if is_broken:
        raise OSError("the database went away")
