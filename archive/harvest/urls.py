"""URLs of harvesting: OAI-PMH and Memento."""

from django.urls import path, re_path

from archive.harvest import views
from archive.web.language import use_default_language

urlpatterns = [
    path("oai", use_default_language(views.harvest_records), name="oai"),  # ?verb=ListRecords&metadataPrefix=oai_dc
    path("timegate/", views.time_gate, name="timegate"),
    path("timemap/link/", views.time_map, name="timemap"),
    # /timegate/https://gazette.example/flood?page=2, which reverse() would escape
    re_path(r"^timegate/.+$", views.time_gate),
    re_path(r"^timemap/link/.+$", views.time_map),
]
