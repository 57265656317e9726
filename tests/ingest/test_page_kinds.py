"""Pages that hold no article are refused by what they are, with the next step; short articles go in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import UnreadableDocument
from archive.extraction.common.notices import Notice, classify_notice
from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions, ParsedArticle
from archive.formats.media_types import HTML_TYPE
from tests.ingest.article_reading import TODAY, make_document

NAVIGATION = '<header><nav><a href="/">Home</a><a href="/news">News</a><a href="/login">Log in</a></nav></header>'
FOOTER = '<footer><p>© 2024 The Quayside Mail. All rights reserved.</p><a href="/cookies">Cookie settings</a></footer>'
SHORT = (
    "The lift bridge at Quayside will stay open for a week. The harbour board voted six to two on Monday. “It is"
    " the bearings,” said Joan Petherick, who runs the bridge."
)
LOGIN_FORM = "<form><input type=email><input type=password><button>Go</button></form>"


def build_page(title, body, head=""):
    return f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}</head><body>{body}</body></html>'


def build_paragraphs(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def build_teasers(count):
    return "".join(
        f'<article><h2><a href="/2024/bridge-{number}">Bridge number {number} is lifted for a tall ship</a></h2>'
        f"<p>What the crew of ship {number} saw from below, and why they were late, in a few words.</p></article>"
        for number in range(count)
    )


CONSENT = "asks for consent to cookies"
CHECK = "a check whether a person or a program asks"
ERROR = "an error message"
LOGIN = "asks the reader to log in"
SCRIPTS = "the empty shell of a page"
LIST = "a list of links"
SHELLS = {
    "consent, German": (
        "Zeitung am Hafen",
        "<div id=sp_message_container><h2>Mit Werbung lesen oder werbefrei</h2>"
        + build_paragraphs(
            "Wir und unsere bis zu 210 Partner verwenden Cookies, um personenbezogene Daten zu verarbeiten.",
            "Ihre Einwilligung können Sie jederzeit widerrufen.",
        )
        + "</div>",
        CONSENT,
    ),
    "consent, German, in other words": (
        "Cookie-Einstellungen",
        "<h1>Wir und unsere 215 Partner</h1>"
        + build_paragraphs(
            "Wir verarbeiten Ihre Daten, um Inhalte und Anzeigen zu personalisieren. Mit Klick auf „Akzeptieren“"
            " stimmen Sie der Verwendung von Cookies zu."
        ),
        CONSENT,
    ),
    "consent, French": (
        "Le Quai",
        build_paragraphs(
            "Nous et nos 310 partenaires utilisons des cookies pour accéder à des données personnelles.",
            "Vous pouvez accepter ou refuser, et retirer votre consentement à tout moment.",
        ),
        CONSENT,
    ),
    "consent, Spanish": (
        "El Muelle",
        build_paragraphs("Nosotros y nuestros socios usamos cookies y datos personales, con su consentimiento."),
        CONSENT,
    ),
    "consent, Italian": (
        "Il Molo",
        build_paragraphs("Noi e i nostri partner utilizziamo cookie e, con il tuo consenso, dati personali."),
        CONSENT,
    ),
    "consent, Dutch": (
        "De Kade",
        build_paragraphs("Wij en onze 120 partners gebruiken cookies. Met jouw toestemming meten we bezoek."),
        CONSENT,
    ),
    "consent, Japanese": (
        "埠頭新報",
        build_paragraphs("当サイトではクッキーを使用しています。クッキーの使用に同意いただける場合は押してください。"),
        CONSENT,
    ),
    "consent, of a search engine": (
        "Before you continue",
        "<h1>Before you continue</h1>"
        + build_paragraphs(
            "We use cookies and data to deliver our services",
            "If you choose to “Accept all”, we will also use cookies and data to develop new services",
        ),
        CONSENT,
    ),
    "check of Cloudflare": (
        "Just a moment...",
        "<h1>mail.example</h1><p>mail.example needs to review the security of your connection before proceeding.</p>",
        CHECK,
    ),
    "block of Cloudflare": (
        "Attention Required! | Cloudflare",
        "<h1>Sorry, you have been blocked</h1>"
        + build_paragraphs(
            "This website uses a security service against attacks. The action you performed triggered it. There are"
            " several actions that could do so, among them submitting a certain word or malformed data."
        ),
        CHECK,
    ),
    "check of DataDome": (
        "mail.example",
        (
            '<p id="cmsg">Please enable JS and disable any ad blocker</p><script src="//ct.captcha-delivery.com/c.js">'
            "</script>"
        ),
        CHECK,
    ),
    "check by pressing": ("Access to this page has been denied", "<div id=px-captcha></div>", CHECK),
    "block of Akamai": (
        "Access Denied",
        "<h1>Access Denied</h1>You don't have permission to access this on this server.<p>Reference #18.5f1e1002.16",
        ERROR,
    ),
    "403": ("403 Forbidden", "<center><h1>403 Forbidden</h1></center><hr><center>nginx</center>", ERROR),
    "404": ("404 Not Found", "<h1>Not Found</h1><p>The requested URL /a was not found on this server.</p>", ERROR),
    "500": (
        "500 Internal Server Error",
        (
            "<h1>Internal Server Error</h1><p>The server encountered an internal error and was unable to complete your"
            " request. Please tell the administrator what you did just before this error, and when.</p>"
        ),
        ERROR,
    ),
    "451": (
        "451: Unavailable due to legal reasons",
        (
            "<p>We recognize you are attempting to access this website from a country belonging to the European"
            " Economic Area, and therefore access cannot be granted at this time.</p>"
        ),
        "in this region or for legal reasons",
    ),
    "page not found, with other articles": (
        "The Quayside Mail",
        (
            f"{NAVIGATION}<h1>Sorry, we can’t find that page</h1><p>It may have been moved or deleted. Try the search"
            f" above.</p>{build_teasers(6)}{FOOTER}"
        ),
        ERROR,
    ),
    "page not found, German": (
        "Seite nicht gefunden - Zeitung am Hafen",
        "<h1>Hoppla!</h1><p>Der Artikel ist leider nicht mehr verfügbar.</p>",
        ERROR,
    ),
    "page not found, French": ("Page introuvable", "<p>La page que vous cherchez n’existe plus.</p>", ERROR),
    "page not found, Japanese": ("ページが見つかりません", "<p>お探しの記事は見つかりませんでした。</p>", ERROR),
    "error of a browser": (
        "mail.example",
        "<h1>This site can’t be reached</h1><p>mail.example’s address could not be found.</p>ERR_NAME_NOT_RESOLVED",
        ERROR,
    ),
    "maintenance": ("The Mail", "<h1>We’ll be back soon!</h1><p>We are performing some maintenance.</p>", ERROR),
    "log-in": ("Log in - The Mail", f"{NAVIGATION}<h1>Log in</h1>{LOGIN_FORM}<p>Forgot your password?</p>", LOGIN),
    "log-in, French": ("Connexion", f"<h1>Connexion</h1>{LOGIN_FORM}<a href=/x>Mot de passe oublié ?</a>", LOGIN),
    "registration": (
        "The Mail",
        "<h1>Register for free to continue reading</h1><p>Create a free account to read this article and more.</p>",
        LOGIN,
    ),
    "offer": (
        "Subscribe to read | The Mail",
        (
            "<h1>Subscribe to unlock this article</h1><p>Only $1 for 4 weeks</p><p>Then $75 per month. Complete digital"
            " access to quality journalism on any device. Cancel anytime during your trial.</p>"
        ),
        "an offer to subscribe",
    ),
    "root of an application": ("The Mail", "<div id=__next></div><script src=/main.js></script>", SCRIPTS),
    "application that loads": ("The Mail", "<div id=root>Loading...</div><script src=/m.js></script>", SCRIPTS),
    "notice about scripts, Russian": ("Почта", "<noscript>Включите JavaScript.</noscript><div id=app></div>", SCRIPTS),
    "old browser": ("The Mail", "<h1>Your browser is not supported</h1><p>Please upgrade it.</p>", SCRIPTS),
    "front of a tag": ("Tag: bridge", f"{NAVIGATION}<main><h1>Bridge</h1>{build_teasers(12)}</main>{FOOTER}", LIST),
    "front of an author": (
        "Joan Petherick, Author at The Mail",
        (
            "<main><h1>Joan Petherick</h1><p>Joan Petherick writes about bridges and those who lift them. She has done"
            f" so for twenty years, and has won the prize of the harbour twice.</p>{build_teasers(9)}</main>"
        ),
        LIST,
    ),
    "front of cards": (
        "Politics",
        "<h1>Politics</h1>"
        + "".join(
            f"<a href=/p/{number}><h3>Mayor {number} speaks of the bridge</h3><p>It was said on day {number}.</p></a>"
            for number in range(9)
        ),
        LIST,
    ),
    "list of links": (
        "Sport",
        "<h1>Sport</h1>"
        + "".join(
            f"<div><a href=/s/{number}>Rowers win race number {number} of the year</a><div>By a length, in race"
            f" {number}.</div></div>"
            for number in range(20)
        ),
        LIST,
    ),
    "map of a site": (
        "Sitemap",
        "<h1>Sitemap</h1><ul>"
        + "".join(f"<li><a href=/a/{number}>Bridge number {number} is lifted</a>" for number in range(60))
        + "</ul>",
        LIST,
    ),
    "index of a folder": ("Index of /news", "<h1>Index of /news</h1><pre><a href=a.html>a.html</a> 12K</pre>", LIST),
    "results of a search": (
        "Search results for “bridge”",
        f"<h1>Search results for “bridge”</h1><p>Showing 1 to 9 of 80 results</p>{build_teasers(9)}",
        "a list of search results",
    ),
    "no results": ("Search", "<h1>No results found for “brigde”</h1><p>Try another search.</p>", "a list of search"),
    "dialog to print": ("Print", "<button>Print this page</button><button>Close</button>", "a page without text"),
    "frame": ("The Mail", "<iframe src=main.html width=100%></iframe>", "only a frame"),
    "redirect by a script": ("", '<script>window.location.replace("/2024/bridge")</script>', "sends the reader on"),
    "moved": ("301 Moved Permanently", "<p>The document has moved <a href=/x>here</a>.</p>", "sends the reader on"),
    "film": ("From above", "<h1>From above</h1><video src=x.mp4></video>", "a page without text"),
}
ARTICLES = {
    "three sentences": f"<h1>Bridge to stay open</h1><p>{SHORT}</p>",
    "one sentence": "<h1>Bridge to stay open</h1><p>The lift bridge at Quayside will stay open for a week.</p>",
    "with a banner about cookies": (
        "<div id=onetrust-banner-sdk role=dialog><h2>We value your privacy</h2><p>We and our partners use"
        " cookies to store"
        f" personal data with your consent.</p></div><h1>Bridge to stay open</h1><p>{SHORT}</p>"
    ),
    "with teasers": f"<article><h1>Bridge open</h1><p>{SHORT}</p></article><section>{build_teasers(10)}</section>",
    "with teasers on a page that calls itself a website": (
        '<meta property="og:type" content="website">'
        f"<article><h1>Bridge to stay open</h1><p>{SHORT}</p></article><section>{build_teasers(10)}</section>"
    ),
    "with a log-in": f"<noscript>Enable JavaScript.</noscript>{LOGIN_FORM}<h1>Bridge open</h1><p>{SHORT}</p>",
    "captions": "<h1>The bridge in pictures</h1>"
    + "".join(
        f"<figure><img src={number}.jpg><figcaption>Ships wait at the bridge, day {number}</figcaption></figure>"
        for number in range(6)
    ),
    "results": "<h1>Results</h1><table>"
    + "".join(f"<tr><td>Quay {number}</td><td>{number}–1</td><td>Pier</td></tr>" for number in range(14))
    + "</table>",
    "obituaries": "<h1>Deaths</h1><ul>"
    + "".join(f"<li>Ada Pascoe, {number}, of Quayside; funeral at St Ann’s.</li>" for number in range(70, 79))
    + "</ul>",
    "recipe": "<h1>Plum cake</h1><ul><li>200 g flour<li>2 eggs</ul><ol><li>Mix them well.<li>Bake for an hour.</ol>",
    "about an error": (
        f"<h1>404 pages and why papers love them</h1><p>“Page not found” is what readers see"
        f" when a link dies. {SHORT}</p>"
    ),
    "about cookies": (
        "<h1>Court rules on cookie consent</h1><p>The court ruled on Friday that a site must ask for consent"
        " before it sets"
        " cookies, and that “we and our partners” is no explanation.</p><p>Publishers had argued that personal"
        " data was"
        " needed to pay for journalism. The group that sued was pleased.</p>"
    ),
    "about an outage": (
        "<h1>Council website down</h1><p>The council’s website was unavailable from Monday to Wednesday."
        " Residents saw"
        " “service unavailable”, the clerk said. A server had failed.</p>"
    ),
    "about a log-in": (
        "<h1>Bank customers locked out</h1><p>Customers could not log in to their accounts on Friday. The bank"
        " told them to"
        " create a new password. It said the fault was mended by noon.</p>"
    ),
    "bridges elsewhere": "<h1>Ten bridges to see</h1>"
    + "".join(
        f"<h2><a href=https://bridge{number}.example/>Bridge {number}</a></h2><p>Bridge {number} was built in the"
        " winter of the flood and has stood ever since, in spite of ice and council.</p>"
        for number in range(10)
    ),
    "Japanese": "<h1>はね橋、一週間開放へ</h1><p>港湾局は月曜日の夜、はね橋を一週間開けたままにすることを決めた。</p>",
}


def read_page(html) -> ParsedArticle:
    return extract(make_document(html, media_type=HTML_TYPE), ExtractionOptions(today=TODAY))


@pytest.mark.parametrize("name", SHELLS)
def test_a_page_without_an_article_is_refused_by_what_it_is(name):
    title, body, reason = SHELLS[name]

    with pytest.raises(UnreadableDocument, match=reason) as refusal:
        read_page(build_page(title, body))

    assert any(step in str(refusal.value) for step in ("take in", "take it in"))


@pytest.mark.parametrize("name", ARTICLES)
def test_a_short_article_or_one_about_such_pages_goes_in(name):
    article = read_page(build_page("The Quayside Mail", NAVIGATION + ARTICLES[name] + FOOTER))

    assert article.body


def test_a_redirect_names_the_page_it_leads_to():
    head = '<meta http-equiv="refresh" content="0; url=https://mail.example/2024/bridge">'

    with pytest.raises(UnreadableDocument, match=r"https://mail\.example/2024/bridge"):
        read_page(build_page("Redirecting", "<p>If you are not redirected, <a href=/2024>click here</a>.</p>", head))


def test_a_frame_set_is_refused_with_its_frames():
    with pytest.raises(UnreadableDocument, match="Open Frame in New Tab"):
        read_page("<html><head><title>The Mail</title></head><frameset cols=2><frame src=a.html></frameset></html>")


def test_a_shell_with_the_text_in_its_tags_is_an_article():
    text = " ".join([SHORT.replace("“", "").replace("”", "")] * 3)
    node = f'{{"@type":"NewsArticle","headline":"B","articleBody":"{text}"}}'
    head = f'<script type="application/ld+json">{node}</script>'

    assert read_page(build_page("Bridge", "<div id=root></div>", head)).body.startswith("The lift bridge")


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("We and our 120 partners store cookies and process personal data.", Notice.CONSENT),
        ("Already a subscriber? Log in to continue reading.", Notice.LOGIN),
        ("Jetzt weiterlesen mit Plus. Monatlich kündbar.", Notice.OFFER),
        ("Cet article est réservé aux abonnés.", Notice.OFFER),
        ("Verify you are human by completing the action below.", Notice.CHALLENGE),
        (SHORT, None),
        ("The bank told its customers on Friday that it would not charge for new passwords.", None),
        ("", None),
    ],
)
def test_a_notice_is_told_from_the_text_of_an_article(text, notice):
    assert classify_notice(text) is notice


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300), st.sampled_from(sorted(SHELLS)))
def test_any_page_is_an_article_or_refused(noise, name):
    title, body, _ = SHELLS[name]
    page = build_page(title, body[: len(noise)] + noise + body[len(noise) :])
    try:
        recipe = read_page(page).recipe
    except UnreadableDocument:
        recipe = "html/1"

    assert recipe == "html/1"
