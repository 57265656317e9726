"""Articles with their quotations read."""

import pytest

from archive.quotations import reading
from tests import factories


@pytest.fixture
def add_printing(db):
    """Save an article of an outlet (by name) and read its quotations."""
    outlets = {}

    def add(outlet_name, body, published="2032-03-14", **fields):
        if outlet_name and outlet_name not in outlets:
            outlets[outlet_name] = factories.outlet(outlet_name)
        article = factories.article(outlet=outlets.get(outlet_name), body=body, published=published, **fields)
        reading.read_articles([article.pk])
        return article

    return add
