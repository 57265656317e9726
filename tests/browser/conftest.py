"""A real Chromium for the tests of this folder; where there is none they are skipped, in one line.

With CI=true they fail instead: there nothing may be left out.
"""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.conftest import NO_CHROMIUM


@pytest.fixture(scope="session")
def reader_chromium():
    """One browser for all tests."""
    if not CHROMIUM:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def is_fault(message) -> bool:
    """Whether a console message is an error, but for the status of a response (see below)."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


def is_missing(response) -> bool:
    """Whether a part of a page is missing; pages themselves may be 404 on purpose."""
    return response.status >= 400 and response.request.resource_type != "document"


@pytest.fixture
def open_page(reader_chromium, live_server):
    """Open a page of the site; in the end nothing may have been refused or have broken in it."""
    contexts, faults = [], []

    def open_context(**options):
        context = reader_chromium.new_context(
            **{"base_url": live_server.url, "viewport": {"width": 1280, "height": 900}, **options}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
        page.on("response", lambda response: faults.append(response.url) if is_missing(response) else None)
        return page

    yield open_context
    for context in contexts:
        context.close()
    assert faults == []
