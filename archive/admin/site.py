"""What the curators' pages call themselves."""

from django.conf import settings
from django.contrib import admin

admin.site.site_header = f"{settings.SITE_NAME}: the curators’ desk"
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = f"Curating {settings.SITE_NAME}"
admin.site.empty_value_display = "–"
