"""A curator in a real browser imports a spreadsheet and undoes it; a conflict is told in words."""

import pytest
from playwright.sync_api import expect

from archive.models import Article
from tests import factories
from tests.browser.accessibility import find_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name):
    """Run axe on a page, wide and narrow; it may be no wider than its window."""
    found = {f"{name}, {rule}": nodes for rule, nodes in find_violations(page).items()}
    page.set_viewport_size({"width": 320, "height": 700})
    found |= {f"narrow {name}, {rule}": nodes for rule, nodes in find_violations(page, narrow=True).items()}
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found[f"{name} at 320 px"] = ["wider than its window"]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_an_import_is_previewed_applied_and_undone(open_page, admin_client, live_server):
    article = factories.article("Old", canonical_url=f"https://gazette.example/{'silt' * 30}")
    page = open_page(bypass_csp=True, reduced_motion="reduce")  # axe brings styles along
    session = admin_client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto("/admin/archive/article/metadata/")
    found = look(page, "import")
    table = f"identifier,title,published,outlet\n{article.identifier},New,4 March 2016,Wire\nx,y,soon,\n"
    file = {"name": "m.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.get_by_label("File").set_input_files(files=[file])
    page.get_by_role("button", name="Preview").click()
    found |= look(page, "preview")
    page.get_by_role("button", name="Apply the ticked rows").click()
    expect(page.locator(".messagelist")).to_contain_text("1 article changed")
    page.goto("/admin/archive/change/")
    found |= look(page, "changes")
    page.locator("#result_list tbody a").first.click()
    found |= look(page, "change")

    Article.objects.update(title="Newer")
    page.get_by_role("button", name="Undo this change").click()
    expect(page.get_by_role("alert")).to_contain_text("This change set “New”; now it is “Newer”.")
    found |= look(page, "conflict")
    Article.objects.update(title="New")
    page.get_by_role("button", name="Undo this change").click()
    expect(page.locator(".messagelist")).to_contain_text("Undone")
    assert Article.objects.get().title == "Old"
    assert found == {}
