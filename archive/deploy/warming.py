"""Preparation of a new worker: what requests need is loaded before it takes any, so that its first search is quick."""

import logging

from django.template.loader import get_template
from django.urls import get_resolver

from archive.errors import SearchError
from archive.search.engines.base import CountedArticles
from archive.search.indexing.change_queue import get_engine

_TEMPLATES = ("search/results.html", "site/home.html", "article/article.html")
_logger = logging.getLogger(__name__)


def warm_worker() -> None:
    """Load the addresses with all their views, the largest templates and, if there is one, the index.

    An index that cannot be read is the affair of the first request, which says so.
    """
    get_resolver().url_patterns  # noqa: B018 -- imports all views
    for name in _TEMPLATES:
        get_template(name)
    try:
        if get_engine().read_state():
            get_engine().count_spans(CountedArticles())
    except (SearchError, OSError) as error:
        _logger.warning("A new worker could not read the index: %s", error)
