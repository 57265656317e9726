"""A curator in a real browser: logs in, corrects, finds it corrected; every page can be used."""

import os
import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from archive.models import Article, Batch, Collection, QualitySnapshot, Redirect
from tests import factories
from tests.browser.accessibility import find_violations
from tests.ingest.container_files import build_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "cold-harbour-tram-9"


@pytest.fixture
def archive(db):
    """A small archive with one article filed under the wrong outlet, and a curator."""
    User.objects.create_superuser("orla", password=PASSWORD)
    gazette = factories.outlet("Harbour Gazette", slug="harbour-gazette")
    factories.outlet("Selworth Courier", slug="selworth-courier")
    article = factories.article(
        "Dredging returns were falsified",
        outlet=gazette,
        by=(factories.author("Maud Ellery"),),
        published="2024-03-14",
        language="en",
    )
    capture = factories.capture(article)
    article.evidence.create(
        field="outlet",
        value="Harbour Gazette",
        status="inferred",
        rule="the folder it lay in",
        capture=capture,
    )
    Batch.objects.update(state=Batch.State.FINISHED)  # the page of a run under way reloads
    capture.batch.refusals.create(source="empty.txt", reason="The file is empty.")
    factories.article("Strike called", outlet=gazette, published="2024-05")
    Redirect.objects.create(old_path="/outlets/old/", new_path="/outlets/harbour-gazette/")
    Collection.objects.create(name="Harbour closure")
    QualitySnapshot.objects.create(day="2024-03-01", counts={"articles": 1})
    return article


def log_in(page):
    page.goto("/admin/")
    page.locator("#id_username").fill("orla")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()


def choose_outlet(page, typed, name):
    """Type into the box that offers outlets, and take the one offered."""
    page.locator(".field-outlet .select2-selection, .select2-selection").first.click()
    page.locator(".select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=name).click()


def get_headlines(page, address):
    page.goto(address)
    return [text.strip() for text in page.locator(".card .headline").all_inner_texts()]


def test_an_outlet_corrected_in_the_admin_is_found_corrected_in_the_search(archive, open_page):
    page = open_page()
    assert len(get_headlines(page, "/search/?q=dredging&outlet=harbour-gazette")) == 1
    log_in(page)

    page.goto(archive.get_absolute_url())
    page.get_by_role("link", name="Edit this record").click()
    expect(page.locator(".field-outlet .note")).to_contain_text("the folder it lay in")
    choose_outlet(page, "selw", "Selworth Courier")
    page.get_by_role("button", name="Save and continue editing").first.click()

    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(page.locator(".field-outlet .note")).to_contain_text("before: “Harbour Gazette”")
    assert get_headlines(page, "/search/?q=dredging&outlet=harbour-gazette") == []
    (found,) = get_headlines(page, "/search/?q=dredging&outlet=selworth-courier")
    assert "Dredging returns were falsified" in found


def test_several_articles_are_given_an_outlet_at_once(archive, open_page):
    page = open_page()
    log_in(page)

    page.goto("/admin/archive/article/")
    page.get_by_role("checkbox", name=re.compile("Select all")).check()
    page.get_by_label("Action:").select_option(label="Set outlet…")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", name="Set the outlet: 2 articles")).to_be_visible()
    choose_outlet(page, "courier", "Selworth Courier")
    page.get_by_role("button", name="Set the outlet").click()

    expect(page.locator(".messagelist")).to_contain_text("Outlet set to Selworth Courier: 2 articles.")
    assert len(get_headlines(page, "/search/?outlet=selworth-courier")) == 2


def test_a_bad_date_is_explained_and_what_was_typed_is_kept(archive, open_page):
    page = open_page()
    log_in(page)

    page.goto(f"/admin/archive/article/{archive.pk}/change/")
    page.get_by_label("Date:").fill("2016-02-30")
    page.get_by_role("button", name="Save", exact=True).first.click()

    expect(page.locator(".form-row.field-published")).to_contain_text("no day 30 in February 2016")
    expect(page.get_by_label("Date:")).to_have_value("2016-02-30")
    assert Article.objects.get(pk=archive.pk).published == "2024-03-14"


def test_saving_an_article_unchanged_in_a_browser_writes_nothing(archive, open_page):
    page = open_page()
    log_in(page)

    page.goto(f"/admin/archive/article/{archive.pk}/change/")
    page.get_by_role("button", name="Save", exact=True).first.click()

    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert archive.evidence.count() == 1


def test_every_column_is_seen_on_a_small_laptop(archive, open_page):
    archive.bylines.update(credited_as="M. Ellery-Featherstonehaugh")
    archive.evidence.create(
        field="canonical_url",
        value=f"https://gazette.example/{'silt-' * 12}",
        status="stated",
        words=f"https://gazette.example/{'silt-' * 12}",
        rule="front matter: address",
    )
    page = open_page(viewport={"width": 1280, "height": 800})
    log_in(page)

    for address, table in {
        "/admin/archive/article/": ".results",
        f"/admin/archive/article/{archive.pk}/change/": ".record-scroll",
    }.items():
        page.goto(address)
        hidden = page.locator(table).first.evaluate("box => box.scrollWidth - box.clientWidth")
        assert hidden == 0, address


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("language", "widths"), [("en-gb", (1440, 320)), ("ar", (1440,))])
def test_every_kind_of_page_of_the_admin_can_be_used_by_everyone(archive, open_page, language, widths):
    page = open_page(
        reduced_motion="reduce",  # no colour half-way to another
        bypass_csp=True,  # axe itself styles what it measures
        viewport={"width": widths[0], "height": 900},
    )
    log_in(page)
    page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])
    found = {}

    def look(name):
        """Run axe on a page in both themes; saves a screenshot where a folder for them is set."""
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            if folder := os.environ.get("CUTTINGS_PICTURES"):
                page.screenshot(path=f"{folder}/admin-{name}-{width}-{language}.png", full_page=True)
            for narrow in (False, True) if width > 1000 else (True,):
                for rule, nodes in find_violations(page, narrow=narrow).items():
                    found.setdefault(f"{name} at {width}, {rule}", nodes)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found[f"{name} at {width}, wider than its window"] = []
            if collisions := page.evaluate(FIND_COLLISIONS):
                found[f"{name} at {width}, table heads"] = collisions
        page.set_viewport_size({"width": widths[0], "height": 900})

    for name, address in get_pages(archive).items():
        page.goto(address)
        look(name)
    page.goto("/admin/archive/article/")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("set_outlet")
    page.locator(".actions button").first.click()
    expect(page.locator("form .field-outlet, form #id_outlet").first).to_be_attached()
    look("question")

    assert found == {}


FIND_COLLISIONS = """() => [...document.querySelectorAll("#content thead:not(.visually-hidden) th")].filter((head) => {
  if (getComputedStyle(head.closest("thead")).position === "absolute") return false; // for screen readers only
  const cell = head.getBoundingClientRect(), range = document.createRange();
  range.selectNodeContents(head.querySelector(".text") ?? head);
  const boxes = [...range.getClientRects()].filter((box) => box.width > 1);
  return boxes.some((box) => box.left < cell.left - 1 || box.right > cell.right + 1);
}).map((head) => head.innerText)"""
"""The heads of tables whose words leave their cell, and so run into those of the next."""


def get_pages(article):
    """One page of each kind, by name."""
    admin = "/admin/archive"
    capture = article.captures.get()
    return {
        "index": "/admin/",
        "upload": f"{admin}/batch/upload/",
        "review": f"{admin}/article/{article.pk}/how/",
        "quality": f"{admin}/article/quality/",
        "articles": f"{admin}/article/",
        "article": f"{admin}/article/{article.pk}/change/",
        "new-article": f"{admin}/article/add/",
        "history": f"{admin}/article/{article.pk}/history/",
        "outlets": f"{admin}/outlet/",
        "outlet": f"{admin}/outlet/{article.outlet_id}/change/",
        "refused": f"{admin}/outlet/{article.outlet_id}/delete/",
        "author": f"{admin}/author/{article.authors.get().pk}/change/",
        "collection": f"{admin}/collection/{Collection.objects.get().pk}/change/",
        "run": f"{admin}/batch/{capture.batch_id}/change/",
        "payload": f"{admin}/payload/{capture.payload_id}/change/",
        "evidence": f"{admin}/evidence/",
        "redirects": f"{admin}/redirect/",
    }


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("archive/article", "title"),
        ("archive/outlet", "name"),
        ("archive/author", "name"),
        ("archive/collection", "name"),
        ("archive/story", "name"),
        ("archive/redirect", "old_path"),
        ("auth/user", "username"),
    ],
)
def test_a_form_for_something_new_begins_in_its_first_field(kind, first, scripts, archive, open_page):
    page = open_page(java_script_enabled=scripts)
    log_in(page)

    page.goto(f"/admin/{kind}/add/")

    expect(page.locator(f"#id_{first}")).to_be_focused()


def drop_files(page, box, paths):
    """Drop files and folders of this computer on an element, as a file manager does."""
    session = page.context.new_cdp_session(page)
    bounds = box.bounding_box()
    place = {"x": bounds["x"] + bounds["width"] / 2, "y": bounds["y"] + bounds["height"] / 2}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **place})


@pytest.mark.parametrize(
    ("address", "box"),
    [
        ("/admin/archive/batch/upload/", "#id_pages"),
        ("/admin/archive/batch/upload/", "#id_folder"),
        ("/admin/", "#upload_pages"),
    ],
)
def test_a_folder_dropped_on_an_upload_form_keeps_the_paths_of_its_files(archive, open_page, tmp_path, address, box):
    names = ["press/a.html", "press/2024/index.html", "press/2025/index.html"]
    for number, name in enumerate(names):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(build_page(f"Page {number}"))
    page = open_page()
    log_in(page)
    page.goto(address)

    drop_files(page, page.locator(box), [tmp_path / "press"])
    expect(page.get_by_role("status")).to_have_text("Chosen: 3 files, 0 MB")
    page.get_by_role("button", name="Take them in").click()
    page.wait_for_url("**/change/")

    batch = Batch.objects.latest("pk")
    assert sorted(batch.options["files"].values()) == sorted(names)
