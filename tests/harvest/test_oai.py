"""Harvesters take the whole archive over OAI-PMH, and later what changed."""

import itertools

import pytest
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import NoRecordsMatch

from archive.harvest import oai_selection
from archive.models import ArchiveEvent, Article, Collection
from tests import factories
from tests.harvest.oai_schema import DC, MODS, OAI, validate_answer

pytestmark = pytest.mark.django_db


def ask(client, **arguments):
    """The root of an answer, of the right form."""
    response = client.get("/oai", arguments)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return validate_answer(response.content)


def get_error(root) -> str:
    return root.find(f"{{{OAI}}}error").get("code")


def get_texts(root, name: str, namespace: str = OAI) -> list[str]:
    return [element.text for element in root.iter(f"{{{namespace}}}{name}")]


def create_articles(number: int) -> list[Article]:
    gazette, pilot = factories.outlet("The Gazette"), factories.outlet("صحيفة الميناء")
    collection, _ = Collection.objects.get_or_create(name="Ferries & <bridges>")
    articles = []
    for n in range(number):
        row = factories.article(
            f"Headline {n} & \x0bmore <b>", outlet=(gazette, pilot, None)[n % 3], published="2024-03"
        )
        if n % 5 == 0:
            collection.articles.add(row)
        articles.append(row)
    return articles


@pytest.mark.django_db(transaction=True)
def test_a_harvester_takes_the_whole_archive_and_then_what_changed(live_server, monkeypatch):
    monkeypatch.setattr(oai_selection, "PAGE_SIZE", 4)
    articles = create_articles(11)
    Article.objects.filter(pk=articles[0].pk).update(withdrawn_at="2024-04-01T00:00Z")
    deleted = articles[1].identifier
    articles[1].delete()
    with Scythe(f"{live_server.url}/oai") as scythe:
        assert scythe.identify().deletedRecord == "persistent"
        records = {record.header.identifier: record for record in scythe.list_records()}
        assert {name.rpartition(":")[2] for name in records} == {row.identifier for row in articles if row.pk} | {
            deleted
        }
        gone = {name.rpartition(":")[2] for name, record in records.items() if record.header.deleted}
        assert gone == {articles[0].identifier, deleted}
        alive = next(record for name, record in records.items() if name.endswith(articles[3].identifier))
        assert alive.metadata["publisher"] == ["The Gazette"]

        ArchiveEvent.objects.update(numbered_at="2024-01-01T00:00Z")
        with pytest.raises(NoRecordsMatch):
            list(scythe.list_records(from_="2024-01-02"))
        Article.objects.filter(pk=articles[4].pk).update(title="Corrected")
        (changed,) = scythe.list_records(from_="2024-01-02", metadata_prefix="mods")
        assert changed.header.identifier.endswith(articles[4].identifier)

        sets = {row.setName: row.setSpec for row in scythe.list_sets()}
        listed = list(scythe.list_identifiers(set_=sets["Ferries & <bridges>"]))
        assert {row.identifier.rpartition(":")[2] for row in listed} == {articles[n].identifier for n in (0, 5, 10)}


def test_a_record_has_what_is_known_in_both_formats(client):
    maud = factories.author("Maud Ellery", sort_name="Ellery, Maud")
    row = factories.article(
        "Ferry stops", outlet=factories.outlet("The Pilot"), by=(maud,),
        published="2016~", section="Harbour", standfirst="Nobody was told.", language="en",
        canonical_url="https://pilot.example/ferry",
    )  # fmt: skip
    name = f"oai:testserver:{row.identifier}"

    plain = ask(client, verb="GetRecord", identifier=name, metadataPrefix="oai_dc")
    rich = ask(client, verb="GetRecord", identifier=name, metadataPrefix="mods")

    assert get_texts(plain, "creator", DC) == ["Ellery, Maud"]
    assert get_texts(plain, "date", DC) == ["ca. 2016"]
    assert get_texts(plain, "source", DC) == ["https://pilot.example/ferry"]
    assert get_texts(rich, "namePart", MODS) == ["Ellery", "Maud"]
    assert get_texts(rich, "dateIssued", MODS) == ["2016~"]
    assert get_texts(rich, "title", MODS) == ["Ferry stops", "The Pilot", "Harbour"]


def test_every_answer_is_of_the_right_form_and_asks_the_database_as_often(client, django_assert_num_queries):
    create_articles(12)
    for verb in ("Identify", "ListMetadataFormats", "ListSets"):
        ask(client, verb=verb)
    with django_assert_num_queries(6):
        ask(client, verb="ListRecords", metadataPrefix="mods")
    create_articles(30)
    ask(client, verb="Identify")  # numbers what came in
    with django_assert_num_queries(6):
        ask(client, verb="ListRecords", metadataPrefix="mods")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "DROP"}, "badVerb"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "Identify", "set": "outlet"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-02-30"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "9999-12-31"}, "badArgument"),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-01-01", "until": "2024-01-01T00:00:00Z"},
            "badArgument",
        ),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-01-02", "until": "2024-01-01"},
            "badArgument",
        ),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "outlet:999"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "colour:red"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "\x00\ud7ff\ufffe"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "x", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": ["Identify", "Identify"]}, "badVerb"),
        ({"verb": "GetRecord", "identifier": "oai:elsewhere:abcd2345", "metadataPrefix": "mods"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "\x01"}, "idDoesNotExist"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(arguments, code, client):
    factories.article()

    assert get_error(ask(client, **arguments)) == code
    posted = client.post("/oai", arguments)
    assert get_error(validate_answer(posted.content)) == code


def test_a_token_is_good_for_its_own_list_alone(client, monkeypatch):
    monkeypatch.setattr(oai_selection, "PAGE_SIZE", 2)
    create_articles(5)
    token = get_texts(ask(client, verb="ListRecords", metadataPrefix="oai_dc"), "resumptionToken")[0]

    for verb, changed in itertools.product(
        ("ListRecords", "ListIdentifiers", "ListSets"), (token, token[:-1], "x" + token)
    ):
        root = ask(client, verb=verb, resumptionToken=changed)
        if (verb, changed) != ("ListRecords", token):
            assert get_error(root) == "badResumptionToken"
