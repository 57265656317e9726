import pytest

from archive.models import Author, AuthorAlias, Collection, Outlet, OutletAlias, OutletDomain, Redirect
from tests import factories
from tests.admin.conftest import (
    get_errors,
    get_list_address,
    get_list_rows,
    get_messages,
    get_page,
    get_row_address,
    read_form,
    save_row,
)

pytestmark = pytest.mark.django_db


def add_row(client, model, **values):
    address = f"/admin/archive/{model}/add/"
    return client.post(address, read_form(client, address) | values, follow=True)


@pytest.mark.parametrize("model", [Outlet, Author, Collection])
def test_a_slug_left_empty_is_made_from_the_name_and_numbered_where_taken(editor, model):
    for _ in range(3):
        add_row(editor, model._meta.model_name, name="Élan & Vital")

    assert list(model.objects.order_by("pk").values_list("slug", flat=True)) == [
        "élan-vital",
        "élan-vital-2",
        "élan-vital-3",
    ]


@pytest.mark.parametrize("model", [Outlet, Author, Collection])
@pytest.mark.parametrize("name", ["", "   ", "…"])
def test_a_name_has_words_in_it(editor, model, name):
    response = add_row(editor, model._meta.model_name, name=name)

    assert get_errors(response)
    assert model.objects.count() == 0


@pytest.mark.parametrize("make", [factories.outlet, factories.author])
def test_when_a_slug_changes_the_old_address_leads_to_the_new_one(editor, make):
    row = make("Old", slug="old")
    before = row.get_absolute_url()

    response = save_row(editor, row, slug="new-été")

    assert response.status_code == 302
    kind = before.split("/")[1]
    assert Redirect.objects.values_list("old_path", "new_path").get() == (
        f"/{kind}/old/",
        f"/{kind}/new-été/",
    )


def test_a_new_record_takes_back_an_address_that_had_moved_on(editor):
    save_row(editor, factories.outlet("Old", slug="old"), slug="new")

    add_row(editor, "outlet", name="Old", slug="old")

    assert Redirect.objects.count() == 0


def test_a_renamed_outlet_is_found_by_its_former_name(editor):
    outlet = factories.outlet("Beta Post")

    save_row(editor, outlet, name="Beta Herald")

    assert Outlet.objects.filter_by_name("Beta Post").get().name == "Beta Herald"


def test_a_former_name_that_means_another_outlet_is_left_to_it(editor):
    outlet, other = factories.outlet("Beta Post"), factories.outlet("The Beta Post Group")
    OutletAlias.objects.create(outlet=other, name="BETA POST")

    save_row(editor, outlet, name="Beta Herald")

    assert Outlet.objects.filter_by_name("Beta Post").get() == other


def test_a_name_may_change_without_its_address(editor):
    author = factories.author("M. Ellery", slug="maud-ellery")

    save_row(editor, author, name="Maud Ellery")

    assert Author.objects.values_list("name", "slug").get() == ("Maud Ellery", "maud-ellery")
    assert Redirect.objects.count() == 0


@pytest.mark.parametrize("slug", ["unknown", "undated", "two words", "taken"])
def test_a_slug_that_cannot_be_is_explained(editor, slug):
    factories.outlet(slug="taken")
    outlet = factories.outlet(slug="mine")

    response = save_row(editor, outlet, slug=slug)

    assert response.status_code == 200
    assert len(get_errors(response)) == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("vna", "‘vna’ already means the outlet ‘Velmora News Agency’."),
        ("VELMORA news agency", "already means the outlet ‘Velmora News Agency’."),
        ("…", "has no letters or digits"),
    ],
)
def test_another_name_that_already_means_an_outlet_is_refused(editor, typed, message):
    agency = factories.outlet("Velmora News Agency")
    OutletAlias.objects.create(outlet=agency, name="VNA")

    response = save_row(editor, factories.outlet(), **{"aliases-TOTAL_FORMS": 1, "aliases-0-name": typed})

    assert response.status_code == 200
    assert message in get_errors(response)[0]


@pytest.mark.parametrize("make", [factories.outlet, factories.author])
def test_two_other_names_that_read_the_same_are_one_too_many(editor, make):
    response = save_row(
        editor,
        make(),
        **{"aliases-TOTAL_FORMS": 2, "aliases-0-name": "J. Smith", "aliases-1-name": "j smith"},
    )

    assert response.status_code == 200
    assert "‘j smith’ reads the same as ‘J. Smith’. Keep one of them." in get_errors(response)


@pytest.mark.parametrize("make", [factories.outlet, factories.author])
def test_another_name_that_is_there_already_is_refused(editor, make):
    row = make()
    row.aliases.create(name="J. Smith")

    response = save_row(editor, row, **{"aliases-TOTAL_FORMS": 2, "aliases-1-name": "j smith"})

    assert response.status_code == 200
    assert get_errors(response)


def test_an_other_name_is_respelt_or_taken_away_by_an_editor(editor):
    author = factories.author()
    kept, gone = author.aliases.create(name="J. Smith"), author.aliases.create(name="Jo")

    save_row(editor, author, **{"aliases-0-name": "J Smith", "aliases-1-DELETE": "on"})

    assert list(AuthorAlias.objects.values_list("pk", "name")) == [(kept.pk, "J Smith")]
    assert gone.pk != kept.pk


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("WWW.Example.org", "example.org"), ("news.example.co.uk", "news.example.co.uk")],
)
def test_a_domain_is_kept_as_it_is_compared(editor, typed, kept):
    save_row(editor, factories.outlet(), **{"domains-TOTAL_FORMS": 1, "domains-0-domain": typed})

    assert OutletDomain.objects.get().domain == kept


@pytest.mark.parametrize("typed", ["https://example.org", "example", "a b.org", "taken.org", "www."])
def test_a_domain_that_cannot_be_is_explained(editor, typed):
    OutletDomain.objects.create(outlet=factories.outlet(), domain="taken.org")

    response = save_row(editor, factories.outlet(), **{"domains-TOTAL_FORMS": 1, "domains-0-domain": typed})

    assert response.status_code == 200
    assert len(get_errors(response)) == 1


def test_a_name_that_now_means_two_outlets_is_announced(editor):
    factories.outlet("The Times", slug="times-london")

    response = add_row(editor, "outlet", name="The Times", slug="times-malta")

    assert any("also means the outlet with the slug ‘times-london’" in words for words in get_messages(response))


@pytest.mark.parametrize(("make", "field"), [(factories.outlet, "outlet"), (factories.author, "by")])
@pytest.mark.parametrize("how", ["page", "action"])
def test_who_published_or_wrote_something_is_not_deleted_and_the_page_says_what_to_do(curator, make, field, how):
    row = make()
    for _ in range(2):
        factories.article(**{field: (row,) if field == "by" else row})

    if how == "page":
        page = get_page(curator, get_row_address(row, "delete"))
        curator.post(get_row_address(row, "delete"), {"post": "yes"})
    else:
        form = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        curator.post(get_list_address(row._meta.model_name), form)
        page = get_page(curator, get_row_address(row, "delete"))

    assert type(row).objects.filter(pk=row.pk).exists()
    assert f"This {row._meta.model_name} is not deleted: 2 articles would" in page.text
    assert len(get_page(curator, page.select_one("#content a.button")["href"]).select("#result_list tbody tr")) == 2


def test_a_deletion_says_in_counts_what_goes_with_an_outlet(curator):
    outlet = factories.outlet("Gazette")
    outlet.aliases.create(name="G.")
    outlet.domains.create(domain="gazette.example")
    outlet.later_successions.create(successor=factories.outlet("Later"))

    content = get_page(curator, get_row_address(outlet, "delete")).select_one("#content")
    words = " ".join(content.get_text(" ").split())

    assert "no article is changed or deleted. Deleted with it: 1 other name, 1 domain, 1 succession." in words
    curator.post(get_row_address(outlet, "delete"), {"post": "yes"})
    assert not Outlet.objects.filter(pk=outlet.pk).exists()


@pytest.mark.parametrize("model", ["outlet", "author"])
def test_lists_count_articles_and_lead_to_them(editor, model):
    outlet, author = factories.outlet("Gazette"), factories.author("Gazette")
    factories.article("One", outlet=outlet, by=(author,), published="2016")
    factories.article("Two", outlet=outlet, by=(author,), published="2017-01-02")
    factories.article("Other")

    (row,) = get_page(editor, get_list_address(model), q="gazette").select("#result_list tbody tr")

    link = row.select_one(".field-holdings a")
    assert (link.text, row.select_one(".field-years").text) == ("2 articles", "2016–2017")
    listed = get_page(editor, link["href"]).select("#result_list tbody th")
    assert sorted(cell.text for cell in listed) == ["One", "Two"]


@pytest.mark.parametrize("model", ["outlet", "author"])
def test_a_list_is_searched_by_every_name(editor, model):
    row = {"outlet": factories.outlet, "author": factories.author}[model]("Velmora News Agency")
    row.aliases.create(name="VNA")
    row.aliases.create(name="V.N.A. Wire")

    assert get_list_rows(editor, model, q="vna") == ["Velmora News Agency"]


def test_a_collection_leads_to_its_articles(editor):
    collection = Collection.objects.create(name="Harbour closure")
    collection.articles.add(factories.article("In"))
    factories.article("Out")

    link = get_page(editor, get_row_address(collection)).select_one(".field-articles_link a")

    assert [cell.text for cell in get_page(editor, link["href"]).select("#result_list th.field-title")] == ["In"]
