"""Random changes by editors are undone in reverse order to the last row; in any other order exactly, or not at all."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from archive.curation import bulk_bylines, bulk_edit
from archive.curation.changes import record_change
from archive.curation.merge import keep_records_apart, merge_records, redirect_page
from archive.curation.metadata_files import MetadataFile, MetadataRow
from archive.curation.metadata_import import apply_differences, compare_file
from archive.curation.undo import undo_change
from archive.curation.undo_conflicts import UndoConflictError
from archive.errors import CurationError
from archive.models import (
    Article,
    Author,
    Change,
    Collection,
    OpenChange,
    Outlet,
    Quotation,
    QuotedPassage,
    Speaker,
    Story,
    VariantGroup,
)  # fmt: skip
from archive.quotations import reading
from archive.quotations.merges import merge_quotations, merge_speakers
from archive.quotations.services import reject_passages, restore_passages, split_quotation
from archive.stories.services import add_to_story, merge_into_story, remove_from_story, split_story
from tests import factories
from tests.curation.test_undo import dump_rows

pytestmark = pytest.mark.django_db
BODY = "“The bridge at Marden was never safe for lorries,” said Maud Ellery, the {post}.\n\n{rest}"
SPEAKERS = ("Ian Rusk", "Mr Rusk", "Ann Oake")
few = settings(
    max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def user():
    return User.objects.create_user("orla", last_name="Quint")


def fill_archive():
    outlets = [factories.outlet(name) for name in ("Gazette", "Herald", "Post")]
    outlets[0].aliases.create(name="The Gazette")
    outlets[1].later_successions.create(successor=outlets[2], date="1923")
    authors = [factories.author(name) for name in ("Maud Ellery", "M. Ellery", "Lena Hartog")]
    authors[1].aliases.create(name="Miss Ellery")
    articles = [
        factories.article(
            f"Bridge {n}",
            outlet=outlets[n % 3],
            by=(authors[n % 3], authors[(n + 1) % 3])[: 1 + n % 2],
            published=f"2016-02-0{n + 1}" if n else "",
            body=BODY.format(
                post=("mayor", "clerk")[n % 2],
                rest=f"“We shall rebuild it,” said {('Ian Rusk', 'Mr Rusk', 'Ann Oake')[n % 3]}.",
            ),
            canonical_url=f"https://{n}.example/",
        )
        for n in range(5)
    ]
    for article in articles:
        factories.capture(article)
        article.evidence.create(field="outlet", value="Herald", status="stated", rule="a rule", words="Herald")
    reading.read_articles([article.pk for article in articles])
    for n in range(2):
        story = Story.objects.create(name=f"Story {n}")
        for article in articles[2 * n : 2 * n + 2]:
            story.memberships.create(article=article)
    Collection.objects.create(name="Harbour").articles.add(*articles[:2])
    VariantGroup.objects.create(name="Ellery").variants.create(spelling="Elery")


def pick(model, number):
    rows = list(model.objects.order_by("pk"))
    return rows[number % len(rows)] if rows else None


def some(number):
    keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    return Article.objects.filter(pk__in=[key for n, key in enumerate(keys) if number >> n % 5 & 1])


def edit(number, user):
    article = pick(Article, number)
    article.title, article.body = f"Title {number}", f"Other words {number}."
    article.published = "2017-03"
    article.save()


def rename(number, user):
    outlet = pick(Outlet, number)
    former = outlet.get_absolute_url()
    outlet.name, outlet.slug = f"Renamed {number}", f"renamed-{number}"
    outlet.save()
    redirect_page(former, outlet.get_absolute_url())


def merge_two(model):
    def merge(number, user):
        keep, other = pick(model, number), pick(model, number + 1)
        if keep and other and keep != other:
            if model is Quotation:
                merge_quotations(keep=keep, others=[other], by=user, reason="Same.")
            elif model is Speaker:
                merge_speakers(keep=keep, others=[other], user=user, reason="Same.")
            elif model is Story:
                merge_into_story(keep=keep, others=[other], user=user, reason="Same.")
            else:
                merge_records(keep=keep, others=[other], user=user, reason="Same.")

    merge.__name__ = f"merge_{model.__name__}"
    return merge


def keep_apart(number, user):
    keep_records_apart([pick(Author, number), pick(Author, number + 1)], user=user)


def set_author(number, user):
    bulk_bylines.edit_bylines(some(number), "set", pick(Author, number), user=user)


def add_author(number, user):
    bulk_bylines.edit_bylines(some(number), "add", pick(Author, number), user=user)


def set_outlet(number, user):
    bulk_edit.set_outlet(some(number), pick(Outlet, number), user=user)


def set_date(number, user):
    bulk_edit.set_date(some(number), "2018-05" if number % 3 else "", user=user)


def withdraw(number, user):
    bulk_edit.withdraw_articles(some(number), reason="Mistake.")


def restore(number, user):
    bulk_edit.restore_articles(some(number))


def delete(number, user):
    bulk_edit.delete_articles(Article.objects.filter(pk=pick(Article, number).pk))


def collect(number, user):
    bulk_edit.add_to_collection(some(number), pick(Collection, number))


def remove(number, user):
    bulk_edit.remove_from_collection(some(number), pick(Collection, number))


def delete_collection(number, user):
    pick(Collection, number).delete()
    Collection.objects.create(name=f"New {number}", slug="harbour")


def file_in_story(number, user):
    add_to_story(pick(Story, number), pick(Article, number // 3))


def leave_story(number, user):
    remove_from_story(pick(Story, number), some(number))


def split_a_story(number, user):
    story = pick(Story, number)
    split_story(story, Article.objects.filter(pk__in=story.memberships.values("article")[:1]))


def split_a_quotation(number, user):
    quotation = pick(Quotation, number)
    split_quotation(list(quotation.printings.order_by("pk")[: 1 + number % 2]), by=user, reason="Not the same.")


def reject(number, user):
    reject_passages([pick(QuotedPassage, number)])


def restore_rejected(number, user):
    restore_passages(list(QuotedPassage.objects.filter(is_rejected=True)))


def vary(number, user):
    pick(VariantGroup, number).variants.create(spelling=f"Elleri {number}")


def give_metadata(number, user):
    article = pick(Article, number)
    cells = {
        "identifier": article.identifier,
        "authors": f"Nora {number}",
        "outlet": f"Wire {number % 2}",
        "title": "T",
        "published": f"201{number % 9}" if number % 2 else "",
    }
    file = MetadataFile([MetadataRow(2, cells)])
    apply_differences(file, {d.key for d in compare_file(file).differences}, user=user)


SERVICES = [
    edit, rename, *map(merge_two, (Outlet, Author, Speaker, Story, Quotation)), keep_apart, set_author, add_author,
    set_outlet, set_date, withdraw, restore, delete, collect, remove, delete_collection, file_in_story, leave_story,
    split_a_story, split_a_quotation, reject, restore_rejected, vary, give_metadata,
]  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(SERVICES), st.integers(0, 31)), min_size=2, max_size=7)


def run(service, number, user):
    """The change that a service made; None where it refused or changed nothing."""
    try:
        with record_change(Change.Action.EDIT, user=user, summary=service.__name__) as details:
            service(number, user)
    except (CurationError, IntegrityError):  # of an equal name
        return None
    assert not OpenChange.objects.exists()
    return details.change if details.change.pk else None


def undo(change, user):
    try:
        return undo_change(change, user=user)
    except UndoConflictError as error:
        pytest.fail(f"{change}: {error.conflicts}")


def perform(chosen, user):
    changes = (run(service, number, user) for service, number in chosen)
    return [change for change in changes if change]


def dump_printed():
    """Every row, but of a quotation without printings only that it is there: its speaker is whoever was last."""
    unprinted = Quotation.objects.filter(printing_count=0).order_by("pk").values_list("pk", flat=True)
    quotations = Quotation.objects.exclude(printing_count=0).order_by("pk").values_list()
    return dump_rows() | {"archive_quotation": [*unprinted, *quotations]}


@few
@given(steps)
def test_undone_in_reverse_order_every_row_is_as_it_was_and_again_when_done_again(user, chosen):
    with transaction.atomic():
        fill_archive()
        before = dump_rows()
        changes = perform(chosen, user)
        after = dump_rows()
        undos = [undo(change, user) for change in reversed(changes)]
        assert_equal(dump_rows(), before)
        for undone in reversed(undos):
            undo(undone, user)
        assert_equal(dump_rows(), after)
        connection.check_constraints()
        transaction.set_rollback(True)


@few
@given(steps, st.randoms(use_true_random=False))
def test_undone_in_any_order_nothing_is_half_done_and_no_link_is_broken(user, chosen, random):
    with transaction.atomic():
        fill_archive()
        changes = perform(chosen, user)
        random.shuffle(changes)
        for change in changes:
            before = dump_printed()
            try:
                undone = undo_change(change, user=user)
            except UndoConflictError:
                assert_equal(dump_printed(), before)
            else:
                connection.check_constraints()
                if undone.pk:
                    undo(undone, user)
                    assert_equal(dump_printed(), before)
        transaction.set_rollback(True)


def assert_equal(found, expected):
    assert {table: rows for table, rows in found.items() if rows != expected[table]} == {
        table: rows for table, rows in expected.items() if rows != found[table]
    }
