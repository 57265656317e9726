"""WSGI application, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from archive.home import keep_private

keep_private()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
application = get_wsgi_application()
