"""WSGI application, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from archive.home import set_private_umask

set_private_umask()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
application = get_wsgi_application()
