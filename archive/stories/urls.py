"""URLs of stories, an example above each."""

from django.urls import path

from archive.stories import views
from archive.web import links  # noqa: F401 -- registers the converters

urlpatterns = [
    # /stories.atom?outlets=any
    path("stories.atom", views.stories_feed, name="feed-of-stories"),
    # /stories/4f7k2m9q.atom
    path("stories/<identifier:identifier>.atom", views.story_feed, name="feed-of-story"),
    # /stories/4f7k2m9q.csv
    path("stories/<identifier:identifier>.csv", views.story_table, name="story-table"),
    # /stories/
    path("stories/", views.story_list, name="stories"),
    # /stories/4f7k2m9q/
    path("stories/<identifier:identifier>/", views.story_detail, name="story"),
]
