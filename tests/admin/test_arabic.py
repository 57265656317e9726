"""The admin in Arabic: names of records, fields, columns and actions are translated."""

import pytest
from bs4 import BeautifulSoup, Comment
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist
from django.test import RequestFactory
from django.utils.functional import Promise
from django.utils.translation import override

from archive.models import Article, Outlet
from tests.web import sample
from tests.web.translation_marks import find_marks

pytestmark = pytest.mark.django_db
MODEL_ADMINS = [
    model_admin for model, model_admin in admin.site._registry.items() if model._meta.app_label == "archive"
]
EACH_MODEL_ADMIN = pytest.mark.parametrize(
    "model_admin", MODEL_ADMINS, ids=lambda model_admin: model_admin.opts.model_name
)


@pytest.fixture
def request_of_curator(admin_user):
    request = RequestFactory().get("/admin/")
    request.user = admin_user
    return request


def get_shown_fields(model_admin, request):
    """The columns that a list, a page and its rows name."""
    inlines = model_admin.get_inline_instances(request)
    for screen in (model_admin, *inlines):
        names = [*flatten_fieldsets(screen.get_fieldsets(request))]
        names += [] if screen in inlines else model_admin.get_list_display(request)
        for name in names:
            try:
                yield screen.opts.get_field(name)
            except FieldDoesNotExist:  # it is a method, whose words its code marks
                continue


@EACH_MODEL_ADMIN
def test_every_record_and_value_has_a_name_that_can_be_said_in_another_language(model_admin, request_of_curator):
    named = {f"{model_admin.opts}, one": model_admin.opts.verbose_name, "many": model_admin.opts.verbose_name_plural}
    for field in get_shown_fields(model_admin, request_of_curator):
        named[str(field)] = field.verbose_name
        if field.help_text:
            named[f"{field}, help"] = field.help_text

    assert [each for each, words in named.items() if not isinstance(words, Promise)] == []


def test_every_page_of_the_admin_in_arabic(admin_client):
    sample.create_all_pages(2)
    english = {words for _, words in find_marks() if isinstance(words, str)}
    admin_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    left = {}
    for address in _iter_addresses():
        answer = admin_client.get(address)
        assert answer.status_code == 200, address
        page = BeautifulSoup(answer.content, "lxml")
        assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl"), address
        for data in page.select("#result_list td, #result_list tbody th, textarea, code, option"):
            data.decompose()
        texts = page.find_all(string=lambda text: not isinstance(text, Comment))
        seen = {str(text).strip(" ,.:;\n") for text in texts}
        if words := {text for text in seen & english if any(map(str.isascii, text[:1]))}:
            left[address] = words - {"SHA-256"}

    assert {address: words for address, words in left.items() if words} == {}


def _iter_addresses():
    yield "/admin/"
    article = Article.objects.filter(captures__isnull=False).first()
    yield from (f"/admin/archive/article/{article.pk}/how/", "/admin/archive/batch/upload/")
    yield "/admin/archive/article/quality/"
    for model_admin in MODEL_ADMINS:
        home = f"/admin/archive/{model_admin.opts.model_name}/"
        yield home
        if model_admin.opts.model_name in ("article", "outlet", "author", "collection", "story"):
            yield f"{home}add/"
        if row := model_admin.model._default_manager.first():
            yield f"{home}{row.pk}/change/"
            yield f"{home}{row.pk}/history/"


def test_an_action_answers_in_the_language_of_its_editor_and_is_recorded_in_that_of_the_archive(admin_client):
    sample.create_plain_pages(2)
    admin_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
    courier = Outlet.objects.get(slug="courier")
    row = Article.objects.exclude(outlet=courier).first()
    form = {"action": "set_outlet", "_selected_action": [row.pk]}

    confirmation = admin_client.post("/admin/archive/article/", form).content.decode()
    message = admin_client.post(
        "/admin/archive/article/",
        form | {"confirmed": "yes", "outlet": courier.pk},
        follow=True,
    ).content.decode()
    with override("en"):
        history = admin_client.get(f"/admin/archive/article/{row.pk}/history/").content.decode()

    assert "تعيين الصحيفة: مقال واحد" in confirmation
    assert "عُيّنت الصحيفة: The Courier: مقال واحد" in message
    assert "Outlet set to The Courier" in history
