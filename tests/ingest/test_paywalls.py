"""Pages behind a pay wall: the offer is no text, and the article says that its text is cut."""

import json

import pytest

from archive.formats.documents import CUT_TEXT
from archive.ingest.pipeline import ingest
from archive.models import Article
from tests.ingest.article_reading import BODY, make_document
from tests.ingest.test_web_pages import read_html

OPENING = "<p>The harbour was closed on Thursday, and two pilots were told to stay at home until Monday.</p>"
LONG = "".join(f"<p>{part}</p>" for part in (BODY * 6).split("\n\n"))
OFFERS = {
    "English": "<h2>Subscribe to continue reading</h2><p>Already a subscriber? Log in</p><p>Cancel any time.</p>",
    "German": "<h2>Jetzt weiterlesen mit Plus</h2><p>Sie haben bereits ein Abo? Bitte melden Sie sich an.</p>",
    "French": "<h2>Cet article est réservé aux abonnés</h2><p>Déjà abonné ? Se connecter</p>",
    "Spanish": "<h2>Suscríbete para seguir leyendo</h2><p>¿Ya eres suscriptor? Inicia sesión</p>",
    "Italian": "<h2>Contenuto riservato agli abbonati</h2><p>Sei già abbonato? Accedi per continuare a leggere</p>",
    "Japanese": "<h2>この記事は有料会員限定です</h2><p>ログインして続きを読む</p>",
}


def build_page(text, *, tags=None, head=""):
    node = json.dumps({"@type": "NewsArticle", "headline": "Harbour closed again", **(tags or {})})
    return (
        f'<html><head><title>Harbour closed again</title><script type="application/ld+json">{node}</script>{head}'
        f"</head><body><article><h1>Harbour closed again</h1>{text}</article></body></html>"
    )


def is_cut(article):
    return any(finding.rule.startswith(CUT_TEXT) for finding in article.findings if finding.field == "body")


@pytest.mark.parametrize("language", OFFERS)
@pytest.mark.parametrize("box", ['<div class="paywall">{}</div>', "{}"])
def test_an_offer_is_no_text_and_the_text_before_it_is_cut(language, box):
    article = read_html(build_page(OPENING + box.format(OFFERS[language]), tags={"isAccessibleForFree": False}))

    assert article.body == OPENING.removeprefix("<p>").removesuffix("</p>")
    assert is_cut(article)
    assert any(finding.rule.startswith("left out: an offer") for finding in article.findings)


@pytest.mark.parametrize(
    "tags",
    [
        {"isAccessibleForFree": False},
        {"isAccessibleForFree": "False"},
        {"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "false", "cssSelector": ".rest"}},
    ],
)
def test_tags_that_say_a_short_text_is_not_free_say_that_it_is_cut(tags):
    assert is_cut(read_html(build_page(OPENING, tags=tags)))


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        (OPENING, {}),
        (OPENING, {"isAccessibleForFree": True}),
        (LONG, {"isAccessibleForFree": False}),
        (OPENING, {"isAccessibleForFree": False, "wordCount": 17}),
        (LONG + OFFERS["English"], {}),
    ],
)
def test_a_text_that_a_subscriber_saved_whole_is_not_cut(text, tags):
    article = read_html(build_page(text, tags=tags))

    assert not is_cut(article)
    assert "subscriber" not in article.body


def test_a_text_far_shorter_than_its_tags_count_is_cut():
    assert is_cut(read_html(build_page(LONG[:1400], tags={"isAccessibleForFree": False, "wordCount": 2000})))


def test_an_article_about_subscriptions_keeps_its_words():
    about = "<p>Customers can cancel any time, the company said on Friday.</p>"

    article = read_html(build_page(LONG + about + LONG))

    assert "Customers can cancel any time" in article.body


def test_a_notice_about_cookies_is_no_text():
    notice = "We and our partners use cookies to process personal data with your consent."
    banner = f'<div class="cookie-banner"><p>{notice}</p></div>'

    article = read_html(build_page(banner + LONG))

    assert "cookies" not in article.body
    assert any(finding.rule == "left out: a notice about cookies" for finding in article.findings)


@pytest.mark.django_db
def test_the_page_of_an_article_says_that_its_text_is_cut(client):
    cut = make_document(build_page(OPENING + OFFERS["English"]), media_type="text/html", source="cut.html")
    whole = make_document(build_page(LONG), media_type="text/html", source="whole.html")
    ingest([cut, whole], source="a test")

    shown = [
        "The original ends here" in client.get(article.get_absolute_url()).content.decode()
        for article in Article.objects.order_by("pk")
    ]

    assert shown == [True, False]
