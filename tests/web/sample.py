"""A small archive that has a page of every kind."""

from datetime import UTC, datetime

from archive.models import Collection, Evidence
from tests import factories


def fill(articles: int = 3) -> dict[str, str]:
    """Rows of every sort, `articles` of the common one; the address of each kind of page."""
    gazette = factories.outlet("Harbour Gazette", slug="harbour-gazette", country="Velmora")
    gazette.aliases.create(name="The Gazette")
    courier = factories.outlet("The Courier", slug="courier", language="en", kind="newspaper")
    ellery = factories.author("Maud Ellery", slug="maud-ellery")
    reid = factories.author("Callum Reid", slug="callum-reid")
    collection = Collection.objects.create(name="Harbour", slug="harbour", description="On it.")
    rows = []
    for number in range(articles):
        row = factories.article(
            f"Harbour closed {number}",
            outlet=gazette,
            published=f"2024-03-{number % 28 + 1:02}",
            section="News" if number % 2 else "Port",
            language="en",
            by=(ellery, reid),
        )
        factories.article(
            f"Elsewhere {number}", outlet=courier, published=row.published, by=(reid,)
        )
        factories.article(f"Roughly {number}", outlet=courier, published="2024-03")
        factories.article(f"Some year {number}", outlet=courier, published="2024~", language="fr")
        factories.article(f"A year {number}", outlet=courier, published="2024")
        factories.article(f"Undated {number}")
        Evidence.objects.create(
            article=row, field="published", value="x", status="inferred", rule="the weekday"
        )
        rows.append(row)
    collection.articles.set(rows)
    capture = factories.capture(rows[0])
    withdrawn = factories.article(
        "Letters", withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC), withdrawn_reason="Asked for."
    )
    return {
        "home": "/",
        "outlets": "/outlets/",
        "outlet": "/outlets/harbour-gazette/",
        "outlet by section": "/outlets/harbour-gazette/?section=Port&sort=oldest",
        "authors": "/authors/",
        "author": "/authors/maud-ellery/",
        "collections": "/collections/",
        "collection": "/collections/harbour/",
        "dates": "/dates/",
        "undated": "/dates/undated/",
        "approximate": "/dates/undated/?shelf=approximate",
        "year": "/dates/2024/",
        "month": "/dates/2024/03/",
        "day": "/dates/2024/03/01/",
        "empty day": "/dates/1999/12/31/",
        "article": rows[0].get_absolute_url(),
        "withdrawn": withdrawn.get_absolute_url(),
        "why": f"/search/why/{rows[0].identifier}/?q=harbour",
        "spellings": "/search/spellings/?name=Kiev",
        "help": "/help/",
        "help-search": "/help/search/",
        "help-dates": "/help/dates/",
        "original": f"/captures/{capture.pk}/original/",
    }
