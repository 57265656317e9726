"""URLs of the reference files of articles."""

from django.urls import path, register_converter

from archive.citations import views
from archive.citations.formats import FORMATS
from archive.web.links import IdentifierConverter


class ReferenceFormatConverter(IdentifierConverter):
    """The suffix of a reference file: `bib`, `ris`, `csl.json`."""

    regex = "|".join(each.suffix.replace(".", r"\.") for each in FORMATS)


register_converter(ReferenceFormatConverter, "references")

urlpatterns = [
    path("search/cite/", views.cite_one_search, name="search-cite"),  # POST ?q=flood
    path("search/cited/<identifier:identifier>/", views.cited_search, name="cited-search"),  # ?again=1
    path("search/citations/", views.citation_list, name="citation-list"),  # ?identifier=7k2m9qxa or ?q=flood
    # /articles/7k2m9qxa.bib
    path("articles/<identifier:identifier>.<references:suffix>", views.article_reference, name="reference"),
]
