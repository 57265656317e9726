"""Titles of the admin site."""

from django.conf import settings
from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

admin.site.site_header = format_lazy(_("{site}: the curators’ desk"), site=settings.SITE_NAME)
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = format_lazy(_("Curating {site}"), site=settings.SITE_NAME)
admin.site.empty_value_display = "–"
