import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.curation.merge import merge_records
from archive.errors import CurationError
from archive.ingest import uploads
from archive.models import Article, Author, Change, IndexChange, Outlet, Quotation, Redirect, Speaker
from archive.quotations import reading
from tests import factories
from tests.admin.conftest import get_errors, get_list_address, get_messages, get_page, get_row_address, read_form
from tests.ingest.article_reading import BODY

pytestmark = pytest.mark.django_db

KINDS = [
    ("author", "merge_people", factories.author),
    ("outlet", "merge_publishers", factories.outlet),
]


def run_action(client, model, action, rows, **answer):
    form = {"action": action, "_selected_action": [row.pk for row in rows]} | answer
    form |= {"confirmed": "yes", "reason": "One and the same."} | answer if answer else {"index": "0"}
    return client.post(get_list_address(model), form, follow=True)


def create_article_of(row):
    return factories.article(**({"by": (row,)} if isinstance(row, Author) else {"outlet": row}))


@pytest.mark.parametrize(("model", "action", "make"), KINDS)
def test_a_curator_makes_one_record_of_three(curator, model, action, make):
    keep, *others = make("Dot"), make("Dorothy"), make("D. F.")
    changed = {create_article_of(other).pk for other in others}
    create_article_of(keep)
    IndexChange.objects.all().delete()

    confirmation = BeautifulSoup(run_action(curator, model, action, [keep, *others]).content.decode(), "lxml")
    response = run_action(curator, model, action, [keep, *others], keep=keep.pk)

    assert confirmation.h1.text == f"Merge: 3 {model}s"
    assert [" ".join(choice.text.split()) for choice in confirmation.select(".merge-choice label")] == [
        f"{others[1].name} {others[1].slug}",
        f"{others[0].name} {others[0].slug}",
        f"{keep.name} {keep.slug} · the fullest record",
    ]
    assert get_messages(response) == ["2 records merged into ‘Dot’: 2 articles."]
    assert type(keep).objects.get() == keep
    assert set(IndexChange.objects.values_list("article_id", flat=True)) == changed
    assert {entry.object_id for entry in LogEntry.objects.all()} == {str(keep.pk)}
    assert LogEntry.objects.count() == 2


@pytest.mark.parametrize(("model", "action", "make"), KINDS)
def test_one_record_alone_or_a_stranger_is_refused(curator, model, action, make):
    one, two, stranger = make(), make(), make()

    assert get_errors(run_action(curator, model, action, [one], keep=one.pk))
    assert get_errors(run_action(curator, model, action, [one, two], keep=stranger.pk))
    assert type(one).objects.count() == 3


@pytest.mark.parametrize(("model", "action", "make"), KINDS)
def test_an_editor_merges_nothing(editor, model, action, make):
    rows = [make(), make()]

    run_action(editor, model, action, rows, keep=rows[0].pk)

    offered = get_page(editor, get_list_address(model)).select("select[name=action] option")
    assert action not in {option["value"] for option in offered}
    assert type(rows[0]).objects.count() == 2


def test_the_page_of_a_merge_names_what_was_not_carried_over(curator):
    keep = factories.outlet("Kept", country="Velmora")
    other = factories.outlet("Other", country="Qasira")

    response = run_action(curator, "outlet", "merge_publishers", [keep, other], keep=keep.pk)

    assert get_messages(response) == ["1 record merged into ‘Kept’: 0 articles. Not carried over: country ‘Qasira’."]
    assert Outlet.objects.count() == 1


def read_choices(client, model, action, rows):
    """The choices on the page that confirms a merge: name, whether it is preselected, and its facts."""
    page = BeautifulSoup(run_action(client, model, action, rows).content.decode(), "lxml")
    return [
        (
            choice.bdi.text,
            choice.input.has_attr("checked"),
            {fact.dt.text: " ".join(fact.dd.text.split()) for fact in choice.select("dl > div")},
        )
        for choice in page.select(".merge-choice")
    ]


def test_before_an_outlet_is_merged_its_page_says_what_moves_and_what_does_not(curator):
    poor = factories.outlet("Reuter", country="Germany")
    full = factories.outlet("Reuters", country="United Kingdom", kind="agency")
    full.aliases.create(name="Reuters News")
    full.domains.create(domain="reuters.example")
    poor.later_successions.create(successor=full)
    Redirect.objects.create(old_path="/outlets/wolff/", new_path=poor.get_absolute_url())
    for outlet in (poor, poor, full):
        factories.article(outlet=outlet)

    choices = read_choices(curator, "outlet", "merge_publishers", [poor, full])

    assert choices == [
        (
            "Reuter",
            False,
            {
                "It has": "2 articles, 1 succession, 1 former address",
                "Would move to it": "1 article, 1 other name, 1 domain, 1 succession",
                "Would not be carried over": "country ‘United Kingdom’; that ‘Reuters’ followed ‘Reuter’",
            },
        ),
        (
            "Reuters",
            True,
            {
                "It has": "1 article, 1 other name, 1 domain, 1 succession",
                "Would move to it": "2 articles, 1 succession, 1 former address",
                "Would not be carried over": "country ‘Germany’; that ‘Reuters’ followed ‘Reuter’",
            },
        ),
    ]


def test_before_an_author_is_merged_the_page_counts_bylines_speakers_and_second_credits(curator):
    one, other = factories.author("Dot Farrow"), factories.author("D. Farrow", sort_name="Farrow, Miss D.")
    other.same_as.create(url="https://viaf.example/1")
    speaker = Speaker.objects.create(name="Dot Farrow", author=other)
    factories.article("Both", by=(one, other))
    factories.article("Alone", by=(other,))

    (_, is_other_chosen, facts), _ = read_choices(curator, "author", "merge_people", [one, other])
    run_action(curator, "author", "merge_people", [one, other], keep=one.pk)

    assert is_other_chosen
    assert facts["It has"] == "2 articles, 2 bylines, 1 link, 1 speaker"
    assert facts["Would not be carried over"] == "a second credit on 1 article that credits both"
    speaker.refresh_from_db()
    assert speaker.author == one
    assert "filed under ‘Farrow, Miss D.’" in LogEntry.objects.get().get_change_message()


@pytest.mark.parametrize(("model", "action", "make"), KINDS)
def test_a_merge_asks_for_a_reason_and_the_history_keeps_it(curator, model, action, make):
    keep, other = make("Dot"), make("Dorothy")

    refused = run_action(curator, model, action, [keep, other], keep=keep.pk, reason=" ")
    run_action(curator, model, action, [keep, other], keep=keep.pk, reason="One obituary.")

    assert get_errors(refused) == ["This field is required."]
    assert LogEntry.objects.get().get_change_message().endswith("0 articles. Reason: One obituary.")
    assert type(keep).objects.get() == keep


def test_a_merge_that_would_make_an_outlet_precede_itself_is_refused_in_words(curator):
    first, second, third = (factories.outlet(name) for name in ("First", "Second", "Third"))
    first.later_successions.create(successor=second)
    second.later_successions.create(successor=third)

    response = run_action(curator, "outlet", "merge_publishers", [first, third], keep=first.pk)

    assert "would come both before and after" in get_errors(response)[0]
    assert Outlet.objects.count() == 3


def test_the_page_of_a_merge_costs_the_same_for_two_records_and_for_ten(curator):
    rows = [factories.outlet() for _ in range(10)]
    costs = []
    for chosen in (rows[:2], rows):
        with CaptureQueriesContext(connection) as queries:
            run_action(curator, "outlet", "merge_publishers", chosen)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_a_merge_takes_along_every_row_that_points_at_the_record():
    """A model that comes to point at outlets or authors must be thought of in the merge."""
    handled = {
        Outlet: {"aliases", "domains", "articles", "credit_links", "later_successions", "earlier_successions"},
        Author: {"aliases", "same_as", "articles", "bylines", "speakers"},
    }

    for model, accessors in handled.items():
        assert {relation.get_accessor_name() for relation in model._meta.related_objects} == accessors


def test_a_statement_in_two_outlets_that_become_one_is_in_one_outlet(curator):
    keep, other = factories.outlet("Reuters"), factories.outlet("Reuter")
    body = "“The boom is down for good,” Ada Vry said."
    articles = [factories.article(outlet=outlet, body=body, published="2032-03-14") for outlet in (keep, other)]
    reading.read_articles([article.pk for article in articles])
    before = Quotation.objects.get().outlet_count

    run_action(curator, "outlet", "merge_publishers", [keep, other], keep=keep.pk)

    assert (before, Quotation.objects.get().outlet_count) == (2, 1)


def test_an_editor_whose_form_was_open_is_led_to_the_record_that_was_kept(curator):
    keep, other = factories.outlet("Reuters"), factories.outlet("Reuter")
    form = read_form(curator, get_row_address(other)) | {"description": "A wire."}
    run_action(curator, "outlet", "merge_publishers", [keep, other], keep=keep.pk)

    response = curator.post(get_row_address(other), form)

    page = BeautifulSoup(response.content.decode(), "lxml")
    assert response.status_code == 404
    assert page.select_one("#content [role=alert] a")["href"] == get_row_address(keep)
    assert "A wire." in page.select_one(".unsaved-input").text


def test_the_page_of_a_merged_speaker_leads_to_that_of_the_kept_one(curator):
    keep, other = (Speaker.objects.create(name=name, slug=name.casefold()) for name in ("Ada", "Eda"))
    former_address = get_row_address(other)

    run_action(curator, "speaker", "merge_speakers", [keep, other], keep=keep.pk)

    assert curator.get(former_address).headers["Location"] == get_row_address(keep)
    assert curator.get("/speakers/eda/").headers["Location"] == "/speakers/ada/"
    assert "Reason: One and the same." in LogEntry.objects.get().get_change_message()
    assert Change.objects.get().summary == "Merged into ‘Ada’: ‘Eda’"


def test_an_upload_that_waits_goes_to_the_outlet_that_its_own_was_merged_into(curator):
    keep, other = factories.outlet("Reuters"), factories.outlet("Reuter")
    file = SimpleUploadedFile("a.txt", f"The boom is drawn at dawn\n\n{BODY}".encode())
    uploads.receive_upload([file], user=curator.user, outlet=other)

    run_action(curator, "outlet", "merge_publishers", [keep, other], keep=keep.pk)
    uploads.process_upload(uploads.claim_next_batch())

    assert Article.objects.get().outlet == keep


def test_a_record_that_somebody_else_merged_meanwhile_is_told_and_nothing_is_done():
    keep, other = factories.author("Dot"), factories.author("Dorothy")
    former = Author.objects.get(pk=other.pk)
    merge_records(keep=keep, others=[other], user=None, reason="One person.")

    with pytest.raises(CurationError, match="‘Dorothy’ is no longer there"):
        merge_records(keep=keep, others=[former], user=None, reason="One person.")

    assert Change.objects.count() == 1
