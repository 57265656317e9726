"""URLs of quotations and speakers, an example above each."""

from django.urls import path

from archive.quotations import views
from archive.web import links  # noqa: F401 -- registers the converters

urlpatterns = [
    # /quotations.atom?q=harbour
    path("quotations.atom", views.quotations_feed, name="feed-of-quotations"),
    # /quotations/4h8r1wzc.atom
    path("quotations/<identifier:identifier>.atom", views.quotation_feed, name="feed-of-quotation"),
    # /speakers/adela-thorne.atom
    path("speakers/<str:slug>.atom", views.speaker_feed, name="feed-of-speaker"),
    # /quotations/
    path("quotations/", views.quotation_list, name="quotations"),
    # /quotations/4h8r1wzc/
    path("quotations/<identifier:identifier>/", views.quotation_detail, name="quotation"),
    # /quotations/in/7k2m9qxa/
    path("quotations/in/<identifier:identifier>/", views.article_quotations, name="article-quotations"),
    # /speakers/
    path("speakers/", views.speaker_list, name="speakers"),
    # /speakers/adela-thorne/
    path("speakers/<str:slug>/", views.speaker_detail, name="speaker"),
    # /help/quotations/
    path("help/quotations/", views.quotation_help, name="help-quotations"),
]
