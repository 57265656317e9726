import pytest

from archive.curation.merge import keep_records_apart, merge_authors, merge_outlets, merge_records, redirect_page
from archive.curation.undo import undo_change
from archive.errors import CurationError
from archive.models import Author, Byline, Change, CreditLink, Outlet, Redirect, Speaker
from archive.models.relations import find_current_record
from tests import factories
from tests.curation.test_undo import dump_rows

pytestmark = pytest.mark.django_db


def get_bylines():
    return list(
        Byline.objects.order_by("article__title", "position").values_list(
            "article__title", "author__name", "credited_as", "role"
        )
    )


def test_all_that_one_wrote_is_credited_to_the_other_as_printed():
    dot, dorothy = factories.author("Dot Farrow"), factories.author("Dorothy Farrow")
    factories.article("A", by=(dorothy,))
    factories.article("B", by=(dot,))
    Byline.objects.create(article=factories.article("C"), author=dorothy, credited_as="D. Farrow", role="photographer")

    merge = merge_authors(keep=dot, retire=dorothy)

    assert get_bylines() == [
        ("A", "Dot Farrow", "Dorothy Farrow", "author"),
        ("B", "Dot Farrow", "", "author"),
        ("C", "Dot Farrow", "D. Farrow", "photographer"),
    ]
    assert len(merge.article_ids) == 2
    assert merge.describe() == "Merged ‘Dorothy Farrow’ into this record: 2 articles."


def test_an_article_that_credits_both_keeps_one_credit_and_the_other_is_named():
    dot, dorothy = factories.author("Dot Farrow"), factories.author("Dorothy Farrow")
    article = factories.article("A", by=(dot, dorothy))
    article.bylines.filter(author=dorothy).update(credited_as="Miss Farrow")

    merge = merge_authors(keep=dot, retire=dorothy)

    assert get_bylines() == [("A", "Dot Farrow", "", "author")]
    assert merge.dropped_values == ("a second credit as author on ‘A’",)
    assert merge.article_ids == (article.pk,)
    assert set(dot.aliases.values_list("name", flat=True)) == {"Dorothy Farrow", "Miss Farrow"}


def test_the_retired_name_and_its_spellings_find_the_kept_author():
    helene, other = factories.author("Hélène Marchetti"), factories.author("H. Marchetti")
    helene.aliases.create(name="Marchetti")
    other.aliases.create(name="MARCHETTI")
    other.aliases.create(name="Helene Marchetti")
    other.same_as.create(url="https://viaf.example/1")

    merge_authors(keep=helene, retire=other)

    assert list(Author.objects.filter_by_name("h marchetti")) == [helene]
    assert sorted(helene.aliases.values_list("name", flat=True)) == ["H. Marchetti", "Marchetti"]
    assert helene.same_as.count() == 1
    assert Author.objects.count() == 1


@pytest.mark.parametrize(
    ("make", "merge", "kind"),
    [
        (factories.author, merge_authors, "authors"),
        (factories.outlet, merge_outlets, "outlets"),
    ],
)
def test_the_retired_page_leads_to_the_kept_one_also_after_a_second_merge(make, merge, kind):
    first, second, third = (make(slug=slug) for slug in "abc")

    merge(keep=second, retire=first)
    merge(keep=third, retire=second)

    assert dict(Redirect.objects.values_list("old_path", "new_path")) == {
        f"/{kind}/a/": f"/{kind}/c/",
        f"/{kind}/b/": f"/{kind}/c/",
    }


@pytest.mark.parametrize(
    ("make", "merge"),
    [(factories.author, merge_authors), (factories.outlet, merge_outlets)],
)
def test_nobody_is_merged_into_themselves(make, merge):
    row = make("The same")

    with pytest.raises(CurationError, match="‘The same’ cannot be merged into itself"):
        merge(keep=row, retire=type(row).objects.get(pk=row.pk))

    assert type(row).objects.count() == 1


def test_an_outlet_takes_over_articles_names_domains_and_what_it_did_not_know():
    keep = factories.outlet("Velmora News Agency", country="Velmora")
    retire = factories.outlet("VNA", country="Qasira", kind="agency", description="A wire.")
    retire.aliases.create(name="V.N.A. wire")
    retire.domains.create(domain="vna.example")
    article = factories.article(outlet=retire)

    merge = merge_outlets(keep=keep, retire=retire)

    keep.refresh_from_db()
    article.refresh_from_db()
    assert article.outlet == keep
    assert (keep.country, keep.kind, keep.description) == ("Velmora", "agency", "A wire.")
    assert {alias.name for alias in keep.aliases.all()} == {"VNA", "V.N.A. wire"}
    assert [domain.domain for domain in keep.domains.all()] == ["vna.example"]
    assert list(Outlet.objects.filter_by_name("vna")) == [keep]
    assert merge.dropped_values == ("country ‘Qasira’",)
    assert merge.article_ids == (article.pk,)


def test_outlets_of_one_name_need_no_other_name():
    keep, retire = factories.outlet("The Times"), factories.outlet("the  times")

    merge_outlets(keep=keep, retire=retire)

    assert keep.aliases.count() == 0


def test_a_merge_of_outlets_is_one_change_and_its_undo_leaves_the_archive_as_it_was():
    keep, retire, third = (factories.outlet(name) for name in ("Reuters", "Reuter", "Wolff"))
    retire.aliases.create(name="R.")
    retire.domains.create(domain="reuter.example")
    third.later_successions.create(successor=retire, date="1923~", note="taken over")
    keep.later_successions.create(successor=retire)
    keep_records_apart([retire, third], user=None)
    article = factories.article(outlet=retire)
    evidence = article.evidence.create(field="credit", value="Wolff", status="stated", rule="its last line")
    CreditLink.objects.create(article=article, evidence=evidence, kind="wire", named="Reuter", outlet=retire)
    redirect_page("/outlets/telegraphic/", retire.get_absolute_url())
    before = dump_rows()

    merge_records(keep=keep, others=[Outlet.objects.get(pk=retire.pk)], user=None, reason="One agency.")
    change = Change.objects.latest("pk")
    after = dump_rows()
    undo_change(change, user=None)

    assert after != before
    assert dump_rows() == before
    assert (change.action, change.reason, change.summary) == (
        "merge",
        "One agency.",
        "Merged into ‘Reuters’: ‘Reuter’",
    )


def test_a_merge_of_authors_is_undone_with_speakers_links_and_second_credits():
    keep, retire = factories.author("Dot Farrow"), factories.author("Dorothy Farrow")
    retire.aliases.create(name="Miss Farrow")
    retire.same_as.create(url="https://viaf.example/1")
    Speaker.objects.create(name="Dorothy Farrow", author=retire)
    factories.article("Both", by=(keep, retire))
    factories.article("Alone", by=(retire,))
    before = dump_rows()

    merge_records(keep=keep, others=[Author.objects.get(pk=retire.pk)], user=None, reason="One person.")
    undo_change(Change.objects.latest("pk"), user=None)

    assert dump_rows() == before


def test_a_merge_without_a_reason_is_refused():
    keep, retire = factories.author(), factories.author()

    with pytest.raises(CurationError, match="No reason was given"):
        merge_records(keep=keep, others=[retire], user=None, reason="  ")

    assert Author.objects.count() == 2


def test_a_name_that_means_a_third_outlet_stays_with_it_and_is_named():
    keep, retire, third = factories.outlet("Kept"), factories.outlet("The Post"), factories.outlet("Third")
    third.aliases.create(name="THE POST")

    result = merge_outlets(keep=keep, retire=retire)

    assert result.dropped_values == ("the name ‘The Post’, which means ‘Third’",)
    assert list(Outlet.objects.filter_by_name("the post")) == [third]


def test_a_record_is_found_by_the_key_of_one_that_was_merged_into_it_also_in_chains():
    first, second, third = (factories.outlet() for _ in range(3))
    first_key, second_key = first.pk, second.pk

    merge_outlets(keep=second, retire=first)
    merge_outlets(keep=third, retire=second)

    assert [find_current_record(Outlet, key) for key in (first_key, second_key, third.pk, 10**9, None)] == [
        third,
        third,
        third,
        None,
        None,
    ]


def test_of_many_second_credits_the_first_are_named_and_the_rest_is_counted():
    keep, retire = factories.author("Dot"), factories.author("Dorothy")
    for number in range(13):
        factories.article(f"Both {number}", by=(keep, retire))

    result = merge_authors(keep=keep, retire=retire)

    assert len(result.dropped_values) == 11
    assert result.dropped_values[-1] == "3 further second credits"
