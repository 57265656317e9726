"""The interface in another language: completeness, direction, caches."""

import gettext
import re

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, NavigableString
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from archive.search.indexing.change_queue import apply_queue
from archive.templatetags.archive_text import count_noun, format_edtf, translate_message
from archive.text.languages import LANGUAGE_NAMES
from archive.text.messages import Message, lazy_message, lazy_plural_message
from tests import factories
from tests.web import sample
from tests.web.pages import get_texts, parse_page
from tests.web.translation_marks import (
    ADMIN_MODULES,
    CODE,
    READER_TEMPLATES,
    find_marks,
    find_marks_in_fstrings,
    find_unmarked_strings,
    find_unmarked_words,
)

FOLDER = settings.LOCALE_PATHS[0] / "ar" / "LC_MESSAGES"
FORMS = 6
MAY_STAND = {"· {{ site_name }}", "CSV", "JSON", "SHA-256", "δ = ln"}
PLACE = re.compile(r"%\(\w+\)[sd]|%s|%%|\{\w+\}")
READ_IN_ENGLISH = "code, kbd, script, style, bdi, cite, q, mark, .path, .query-text, [lang=en], [dir=ltr], .text"


@pytest.fixture(scope="module")
def catalogue():
    """The messages of the Arabic catalogue."""
    with (FOLDER / "django.po").open("rb") as file:
        return [message for message in read_po(file, locale="ar") if message.id]


def test_everything_marked_is_in_the_catalogue_and_nothing_else(catalogue):
    written = {(message.context or "", message.id) for message in catalogue}

    assert written == find_marks()


def test_everything_is_translated(catalogue):
    def is_whole(message):
        forms = message.string if isinstance(message.id, tuple) else (message.string,)
        return len(forms) == (FORMS if isinstance(message.id, tuple) else 1) and all(forms)

    assert [message.id for message in catalogue if not is_whole(message)] == []
    assert [message.id for message in catalogue if message.fuzzy] == []


def test_every_value_has_its_place(catalogue):
    """In the forms for none, one and two the number may be said by the word itself."""

    def places(words):
        return sorted(PLACE.findall(words))

    for message in catalogue:
        if isinstance(message.id, tuple):
            wanted = places(message.id[1])
            assert [places(form) for form in message.string[3:]] == [wanted] * 3, message.id
            assert all(set(places(form)) <= set(wanted) for form in message.string), message.id
        else:
            assert places(message.string) == places(message.id), message.id


def test_what_is_compiled_is_what_is_written(catalogue):
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = {}
    for message in catalogue:
        before = f"{message.context}\x04" if message.context else ""
        if isinstance(message.id, tuple):
            written |= {(before + message.id[0], n): form for n, form in enumerate(message.string)}
        else:
            written[before + message.id] = message.string

    assert {key: words for key, words in compiled.items() if key} == written


@pytest.mark.parametrize("path", READER_TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_says_a_word_outside_a_mark(path):
    said_bare = find_unmarked_words(path.read_text())

    assert [words for words in said_bare if not any(each in words for each in MAY_STAND)] == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_message_is_marked_where_makemessages_does_not_look(path):
    assert find_marks_in_fstrings(path) == []


@pytest.mark.parametrize("path", ADMIN_MODULES, ids=lambda path: path.stem)
def test_every_message_of_the_admin_is_marked_for_translation(path):
    assert find_unmarked_strings(path) == []


def test_what_is_not_marked_in_code_is_found(tmp_path):
    code = tmp_path / "desk.py"
    code.write_text(
        "'A docstring of words.'\nx = gettext('Two words')\n"
        "y, z = 'Two words', f'Words of {x}'\nrows.filter('a__b', path='a/b.html')\n"
    )

    assert find_unmarked_strings(code) == ["Two words", "Words of "]


def in_arabic(client):
    client.cookies["language"] = "ar"
    return client


@pytest.mark.django_db
def test_every_kind_of_page_in_arabic(client, catalogue):
    """Right to left, and with no sentence left in English."""
    english = {message.id for message in catalogue if isinstance(message.id, str)}
    pages = sample.create_all_pages(2)
    del pages["original"]
    searches = ["harbour closed", "zzyzx nowhere", "date:2016-13-45", "minister W/5 harbour"]
    pages |= {query: f"/search/?q={query}" for query in searches}
    pages |= {"choices": "/choices/", "login": "/login/", "404": "/nowhere/", "400": "/new/?page=x"}
    apply_queue()
    for kind, address in pages.items():
        page = BeautifulSoup(in_arabic(client).get(address, follow=True).content, "lxml")

        assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl"), kind
        for part in page.select(READ_IN_ENGLISH):
            if part.name != "html":
                part.decompose()
        seen = {str(text).strip(" ,.:;\n") for text in page.find_all(string=True) if isinstance(text, NavigableString)}
        left = {text for text in seen & english if re.search("[a-z]{3}", text)}
        assert left == set(), kind


@pytest.mark.django_db
def test_a_browser_is_answered_in_its_language_until_its_reader_chooses(client):
    def language(wanted):
        return parse_page(client.get("/help/", headers={"accept-language": wanted})).html["lang"]

    assert [language(wanted) for wanted in ("ar-EG,en", "en-US", "sv")] == ["ar", "en", "en"]
    client.post("/choices/", {"back": "/help/", "language": "ar"})
    assert language("en-US") == "ar"
    client.post("/choices/", {"back": "/help/", "language": "tlh"})
    assert language("en-US") == "en"


@pytest.mark.django_db
def test_caches_keep_the_languages_apart(client):
    first = client.get("/help/")
    again = {"if-none-match": first["ETag"]}

    assert first["Content-Language"] == "en-gb"
    assert {"Cookie", "Accept-Language"} <= {each.strip() for each in first["Vary"].split(",")}
    assert client.get("/help/", headers=again).status_code == 304
    assert client.get("/help/", headers=again | {"accept-language": "ar"}).status_code == 200


@pytest.mark.django_db
def test_files_and_feeds_are_the_same_for_everybody(client):
    factories.article("Harbour closed", published="2024-03-14")
    apply_queue()

    for address in ("/new.atom", "/dates/2024/03.atom", "/search.csv?q=harbour"):
        theirs = b"".join(client.get(address)), b"".join(in_arabic(client).get(address))
        client.cookies.clear()
        english, arabic = (re.sub(rb"<updated>.*?</updated>", b"", each) for each in theirs)
        assert english == arabic


@pytest.mark.django_db
def test_what_the_box_offers_speaks_the_language_of_the_page(client):
    factories.article("Harbour closed", outlet=factories.outlet("Harbour Gazette"))
    apply_queue()
    answer = in_arabic(client).get("/search/suggestions.json?q=outlet:harb")

    assert "صحيفة · مقال واحد" in [one["says"] for one in answer.json()["suggestions"]]
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.django_db
def test_an_english_article_stays_english_amid_an_arabic_page(client):
    row = factories.article("Harbour closed", body="Nobody had been told.", language="en")
    page = parse_page(in_arabic(client).get(row.get_absolute_url()))

    assert page.select_one("article.article-layout")["lang"] == "en"
    assert page.select_one(".text")["dir"] == "auto"
    assert page.select_one(".article-asides")["lang"] == "ar"
    assert get_texts(page, ".article-layout .credit")[0].startswith("لم يُسمَّ كاتب")


def test_a_page_for_what_broke_needs_nothing_and_speaks_the_language():
    with override("ar"):
        page = BeautifulSoup(render_to_string("500.html"), "lxml")

    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert get_texts(page, "h1") == ["حدث عطل عندنا"]


def test_numbers_take_their_six_forms():
    with override("ar"):
        forms = [count_noun(number, "article") for number in (0, 1, 2, 3, 11, 100)]

    assert forms == ["لا مقالات", "مقال واحد", "مقالان", "3 مقالات", "11 مقالًا", "100 مقال"]


def test_dates_are_said_in_the_language_of_the_page():
    with override("ar"):
        assert format_edtf("2016-02-04~") == "نحو 4 فبراير 2016"
        assert format_edtf("[2016-02-03..2016-02-11]") == "بين 3 فبراير 2016 و11 فبراير 2016"


def test_every_language_has_its_name():
    with override("ar"):
        assert [name for name in LANGUAGE_NAMES.values() if translate_message(name) == name] == []


def test_a_message_is_its_english_and_knows_how_it_was_made():
    message = lazy_message("{word} {here} has no word in it", word="x", here=lazy_message("at {n}", n=3))
    letters = lazy_plural_message("{number} letter", "{number} letters", 2)
    dictionary = {"at {n}": "an {n}", "{word} {here} has no word in it": "{here}: {word} ist leer"}

    assert message == "x at 3 has no word in it"
    assert letters == "2 letters"
    assert message.translate_message(lambda form: dictionary[form], lambda *forms: forms[0]) == "an 3: x ist leer"
    assert Message("100 % {sure}") == "100 % {sure}"


def test_words_of_another_direction_are_set_apart_in_a_sentence():
    fault = lazy_message("‘{text}’ is not a date. {how}.", text="2016-13", how="x")

    with override("ar"):
        assert "\N{FIRST STRONG ISOLATE}2016-13\N{POP DIRECTIONAL ISOLATE}" in translate_message(fault)
    assert translate_message(fault) == "‘2016-13’ is not a date. x."
