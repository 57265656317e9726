"""A small archive that has a page of every kind."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.models import User
from django.db import transaction

from archive.duplicates import update as duplicates
from archive.models import (
    Article,
    Capture,
    Collection,
    Evidence,
    Outlet,
    Quotation,
    SearchAlert,
    Speaker,
    Story,
)
from archive.quotations import reading as quotations
from archive.reading import annotations, lists
from archive.saved.alerts import build_end_token, set_alert
from archive.stories import services
from archive.web.search_params import SearchParams
from tests import factories
from tests.ingest.file_reading import ingest_paths

PRINTED = """Harbour closed after false soundings

By Maud Ellery

14 March 2024

The harbour was closed on Thursday after the soundings were found to be false, the ministry said.

Share this article

Nobody had been told, and the ships lay outside the boom all night with their lights on.
"""


def create_all_pages(articles: int = 3) -> dict[str, str]:
    """Create rows for every kind of page; returns the address of each."""
    pages = create_plain_pages(articles)
    return pages | _create_story_pages(articles, *Outlet.objects.order_by("pk")) | _create_capture_pages()


@transaction.atomic  # the index follows once, and not for each article
def create_plain_pages(articles: int = 3) -> dict[str, str]:
    """Create rows for the pages that are quick to make; returns the address of each."""
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
        factories.article(f"Elsewhere {number}", outlet=courier, published=row.published, by=(reid,))
        factories.article(f"Roughly {number}", outlet=courier, published="2024-03")
        factories.article(f"Some year {number}", outlet=courier, published="2024~", language="fr")
        factories.article(f"A year {number}", outlet=courier, published="2024")
        factories.article(f"Undated {number}")
        Evidence.objects.create(article=row, field="published", value="x", status="inferred", rule="the weekday")
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
        "new": "/new/",
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
        "suggestions": "/search/suggestions/?q=har",
        "advanced": "/search/advanced/?q=harbour",
        "as code": "/search/code/?q=harbour",
        "citations": "/search/citations/?q=harbour",
        "spellings": "/search/spellings/?name=Kiev",
        "help": "/help/",
        "help-search": "/help/search/",
        "help-dates": "/help/dates/",
        "original": f"/captures/{capture.pk}/original/",
    }


def create_reader() -> User:
    """Create a user with a saved search, its alert, a shared list, and notes on an article, if there is one."""
    user = User.objects.create_user("lena", "lena@archive.example", "secret")
    return keep_things(user)


def keep_things(user: User) -> User:
    """Let a user keep one of each kind of thing."""
    search = user.saved_searches.create(query="harbour", seen_at=datetime(2024, 1, 2, tzinfo=UTC))
    set_alert(search, "daily", "http://testserver", "en-gb")
    alert_mail = search.alert.mails.create(state="unconfirmed")
    row = Article.objects.filter(title__startswith="Harbour closed").first()
    if row:
        alert_mail.articles.create(alert=search.alert, article_key=row.pk)
        reading_list = lists.create_list(user, "On the harbour")
        lists.add_articles(reading_list, [row.identifier])
        lists.add_search(reading_list, SearchParams(text="boom"))
        lists.share_list(reading_list, is_shared=True)
        text = annotations.read_text(row)
        annotations.add_annotation(user, row, text.cut_passage(0, 11), "Which one?")
        annotations.add_annotation(user, row, None, "On it all.")
    return user


def list_own_pages(user: User) -> dict[str, str]:
    """Return the addresses of the pages of what a user keeps."""
    reading_list, note = user.reading_lists.get(), user.annotations.first()
    return {
        "saved": "/saved/",
        "mine": "/my/",
        "my lists": "/my/?kind=list",
        "my notes": "/my/?q=harbour",
        "list": reading_list.get_absolute_url(),
        "shared list": f"/lists/{reading_list.token}/",
        "choose list": f"/my/lists/add/?identifier={note.article_identifier}",
        "choose list for a search": "/my/lists/add/?q=harbour",
        "new note": f"/my/notes/new/{note.article_identifier}/?paragraph=1",
        "note": f"/my/notes/{note.identifier}/",
        "annotated article": Article.objects.get(identifier=note.article_identifier).get_absolute_url(),
        "end of an alert": f"/saved/alerts/{build_end_token(SearchAlert.objects.first())}/",
    }


@transaction.atomic
def _create_story_pages(articles: int, *outlets: Outlet) -> dict[str, str]:
    """Create a story with so many articles of each outlet and one statement that both print."""
    story = Story.objects.create(name="The gate")
    rows = []
    for number in range(articles):
        for outlet, just in zip(outlets, ("", "just "), strict=True):
            said = f"“The gate did {just}what it was told by everybody,” Edmund Pell said."
            body = f"Some {number + 3} ships lay outside, a clerk said.\n\n{said}"
            row = factories.article(
                f"Gate fails {number}", outlet=outlet, body=body, published=f"2024-03-{number % 28 + 1:02}"
            )
            services.add_to_story(story, row)
            rows.append(row)
    quotations.read_articles([row.pk for row in rows])
    duplicates.compare_articles([row.pk for row in rows])
    one, other = rows[:2]
    return {
        "stories": "/stories/",
        "stories of any": "/stories/?outlets=any",
        "story": story.get_absolute_url(),
        "told": one.get_absolute_url(),
        "compare": f"/compare/{one.identifier}/{other.identifier}/",
        "quotations": "/quotations/",
        "quotation": Quotation.objects.multi_outlet().get().get_absolute_url(),
        "speakers": "/speakers/",
        "speaker": Speaker.objects.get(name="Edmund Pell").get_absolute_url(),
        "quoted-in": f"/quotations/in/{one.identifier}/",
        "help-quotations": "/help/quotations/",
    }


def _create_capture_pages() -> dict[str, str]:
    """Create an article from a file, with its original bytes, and a later capture of them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.txt"
        path.write_text(PRINTED, encoding="utf-8")
        ingest_paths([path])
    capture = Capture.objects.get(source__endswith="page.txt")
    source = {name: getattr(capture, name) for name in ("payload", "length", "recipe", "encoding")}
    later = factories.capture(capture.article, **source)
    return {
        "original-and-text": f"/captures/{capture.pk}/",
        "edits": f"/captures/{capture.pk}/text/",
        "compare-captures": f"/compare/captures/{capture.pk}/{later.pk}/",
    }
