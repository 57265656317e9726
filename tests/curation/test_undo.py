"""A change by an editor is recorded whole, and undone as one step."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection

from archive.curation import bulk_edit
from archive.curation.changes import record_change
from archive.curation.merge import merge_authors, merge_outlets
from archive.curation.undo import undo_change
from archive.curation.undo_conflicts import UndoConflictError
from archive.errors import CurationError
from archive.models import Article, Change, Collection, Evidence, IndexChange, Outlet, RowChange
from tests import factories

pytestmark = pytest.mark.django_db

JOURNALS = {"change", "rowchange", "openchange", "archiveevent", "indexchange", "maintenancetask", "qualitysnapshot"}


def dump_rows():
    """Every row of the archive as the database has it, but for journals and the time of the last change."""
    tables = {}
    for model in apps.get_app_config("archive").get_models(include_auto_created=True):
        if model._meta.model_name in JOURNALS:
            continue
        names = [f'"{field.column}"' for field in model._meta.local_concrete_fields if field.name != "changed_at"]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(names)} FROM {model._meta.db_table} ORDER BY 1")
            tables[model._meta.db_table] = cursor.fetchall()
    return tables


@pytest.fixture
def editor():
    return User.objects.create_user("orla", first_name="Orla", last_name="Quint")


def run(change, editor, action=Change.Action.EDIT, **details):
    with record_change(action, user=editor, **details) as recorded:
        change()
    return recorded.change


def set_fields(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


@pytest.fixture
def archive():
    gazette, herald = factories.outlet("The Gazette"), factories.outlet("The Herald", country="Malta")
    herald.aliases.create(name="Herald, The")
    herald.domains.create(domain="herald.example")
    maud = factories.author("Maud Ellery")
    articles = [
        factories.article(f"Headline {n}", outlet=herald, by=(maud,), published=f"2016-02-0{n}") for n in range(1, 6)
    ]
    for article in articles:
        article.evidence.create(field="outlet", value="The Herald", status="stated", rule="a rule", words="The Herald")
        factories.capture(article)
    return gazette, herald, maud, articles


def rename(archive, editor):
    set_fields(archive[3][0], title="Another headline", published="2016-03", body="Other words altogether.")


def set_outlet(archive, editor):
    bulk_edit.set_outlet(Article.objects.all(), archive[0], user=editor)


def set_language(archive, editor):
    bulk_edit.set_language(Article.objects.all(), "mt", user=editor)


def withdraw(archive, editor):
    bulk_edit.withdraw_articles(Article.objects.all(), reason="By mistake.")


def delete(archive, editor):
    bulk_edit.delete_articles(Article.objects.filter(pk__in=[article.pk for article in archive[3][:2]]))


def merge(archive, editor):
    merge_outlets(keep=archive[0], retire=archive[1])


def merge_people(archive, editor):
    other = factories.author("M. Ellery")
    factories.article("By both", by=(archive[2], other))
    merge_authors(keep=other, retire=archive[2])


def collect(archive, editor):
    bulk_edit.add_to_collection(Article.objects.all(), Collection.objects.create(name="Harbour"))


@pytest.mark.parametrize(
    "change",
    [rename, set_outlet, set_language, withdraw, delete, merge, merge_people, collect],
    ids=lambda f: f.__name__,
)
def test_an_undone_change_leaves_every_row_as_it_was_and_can_be_done_again(archive, editor, change):
    before = dump_rows()
    recorded = run(lambda: change(archive, editor), editor)
    after = dump_rows()
    assert after != before

    undo = undo_change(recorded, user=editor)
    assert dump_rows() == before

    undo_change(undo, user=editor)
    assert dump_rows() == after
    recorded.refresh_from_db()
    assert not recorded.is_undone

    undo_change(recorded, user=editor)
    assert dump_rows() == before


def test_a_change_knows_who_when_why_and_how_many_rows(archive, editor):
    change = run(lambda: set_outlet(archive, editor), editor, Change.Action.BULK_EDIT, reason="Wrong paper.")

    assert (change.made_by, change.reason, change.action) == (editor, "Wrong paper.", "bulk edit")
    assert change.row_count == change.rows.count() == 15  # five articles, evidence superseded and added


def test_what_changes_nothing_leaves_no_change(archive, editor):
    run(lambda: Article.objects.update(language=""), editor)

    assert not Change.objects.exists()


def test_nothing_is_recorded_outside_a_change(archive, editor):
    set_outlet(archive, editor)

    assert not RowChange.objects.exists()


def test_a_failed_change_leaves_nothing_and_the_next_is_recorded_whole(archive, editor):
    def fail():
        set_outlet(archive, editor)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        run(fail, editor)
    assert not Change.objects.exists()

    change = run(lambda: set_language(archive, editor), editor)
    assert change.row_count == 10


def test_a_change_inside_another_is_part_of_it_and_says_more_exactly_what_it_is(archive, editor):
    with record_change(Change.Action.EDIT, user=editor) as outer:
        set_fields(archive[2], name="Maud E. Ellery")
        with record_change(Change.Action.MERGE, user=editor, reason="The same paper.") as inner:
            merge(archive, editor)

    assert inner.change == outer.change
    assert Change.objects.get().action == "merge"
    assert Change.objects.get().reason == "The same paper."


def test_a_change_is_undone_also_after_later_changes_to_other_fields(archive, editor):
    article = archive[3][0]
    first = run(lambda: set_fields(article, title="Wrong headline"), editor)
    run(lambda: set_fields(Article.objects.get(pk=article.pk), body="New words.", section="World"), editor)

    undo_change(first, user=editor)

    article.refresh_from_db()
    assert (article.title, article.body, article.section) == ("Headline 1", "New words.", "World")
    assert article.slug == "headline-1"
    assert article.text_digest == Article(title="Headline 1", body="New words.").text_digest or article.word_count == 2


def test_what_stands_in_the_way_is_named_with_the_later_change_and_nothing_is_done(archive, editor):
    article, lena = archive[3][0], User.objects.create_user("lena", first_name="Lena", last_name="Hartog")
    first = run(
        lambda: [set_fields(article, title="Wrong headline"), set_outlet(archive, editor)], editor, summary="First"
    )
    second = run(lambda: set_fields(article, title="Lena’s headline"), lena)
    before = dump_rows()

    with pytest.raises(UndoConflictError) as error:
        undo_change(first, user=editor)

    (conflict,) = error.value.conflicts
    assert (conflict.record, conflict.field) == ("Lena’s headline", "headline")
    assert (conflict.expected, conflict.current) == ("Wrong headline", "Lena’s headline")
    assert conflict.later_change == second
    assert dump_rows() == before
    undo_change(second, user=lena)
    undo_change(first, user=editor)
    article.refresh_from_db()
    assert article.title == "Headline 1"


def test_a_record_that_a_change_made_stays_while_others_refer_to_it(archive, editor):
    made = []
    change = run(lambda: made.append(factories.outlet("The Mistake")), editor)
    factories.article("Filed there since", outlet=made[0])

    with pytest.raises(UndoConflictError) as error:
        undo_change(change, user=editor)

    (conflict,) = error.value.conflicts
    assert (conflict.reference_count, conflict.reference_model) == (1, Article)
    assert Outlet.objects.filter(name="The Mistake").exists()


def test_a_deleted_article_whose_address_another_has_now_is_not_restored_over_it(archive, editor):
    article = archive[3][0]
    set_fields(article, canonical_url="https://herald.example/1")
    change = run(lambda: bulk_edit.delete_articles(Article.objects.filter(pk=article.pk)), editor)
    other = factories.article("Taken in again", canonical_url="https://herald.example/1")

    with pytest.raises(UndoConflictError) as error:
        undo_change(change, user=editor)

    assert error.value.conflicts[0].record == "Taken in again"
    other.delete()
    undo_change(change, user=editor)
    assert Article.objects.filter(canonical_url="https://herald.example/1").get().title == "Headline 1"


def test_a_deleted_article_comes_back_without_a_collection_that_is_gone(archive, editor):
    collection = Collection.objects.create(name="Harbour")
    collection.articles.add(archive[3][0])
    change = run(lambda: bulk_edit.delete_articles(Article.objects.filter(pk=archive[3][0].pk)), editor)
    collection.delete()

    undo_change(change, user=editor)

    assert Article.objects.get(title="Headline 1").collections.count() == 0
    assert Evidence.objects.filter(article__title="Headline 1").count() == 1


def test_nothing_is_undone_twice(archive, editor):
    change = run(lambda: set_language(archive, editor), editor)
    undo_change(change, user=editor)

    with pytest.raises(CurationError, match="undone already"):
        undo_change(change, user=editor)


def test_the_articles_of_an_undone_change_are_indexed_again(archive, editor, settings):
    change = run(lambda: set_outlet(archive, editor), editor)
    IndexChange.objects.all().delete()

    undo_change(change, user=editor)

    assert set(IndexChange.objects.values_list("article_id", flat=True)) == {a.pk for a in archive[3]}


def test_the_database_records_every_column_of_every_table(archive, editor):
    """So that a column that is added later is not forgotten."""
    article = Article.objects.values().get(title="Headline 1")
    change = run(lambda: Article.objects.filter(title="Headline 1").delete(), editor)

    recorded = change.rows.get(table_name="archive_article").before
    assert set(recorded) | {"id"} == set(article) | {"id"}


def test_a_deleted_article_comes_back_to_the_outlet_and_author_that_its_own_were_merged_into(archive, editor):
    gazette, herald, maud, articles = archive
    other = factories.author("M. Ellery")
    articles[0].bylines.create(author=other, position=1)
    change = run(lambda: bulk_edit.delete_articles(Article.objects.filter(pk=articles[0].pk)), editor)
    merge_outlets(keep=gazette, retire=herald)
    merge_authors(keep=other, retire=maud)

    undo = undo_change(change, user=editor)

    article = Article.objects.get(pk=articles[0].pk)
    assert article.outlet == gazette
    assert [byline.author for byline in article.bylines.all()] == [other]
    assert "1 of its rows not as before" in str(undo)


def test_a_link_is_not_set_back_to_a_record_that_is_gone(archive, editor):
    herald = archive[1]
    change = run(lambda: set_outlet(archive, editor), editor)
    merged = run(lambda: merge_outlets(keep=factories.outlet("Third"), retire=herald), editor, Change.Action.MERGE)
    before = dump_rows()

    with pytest.raises(UndoConflictError) as error:
        undo_change(change, user=editor)

    assert str(error.value.conflicts[0].problem) == "The record that it named is gone."
    assert error.value.conflicts[0].later_change == merged
    assert dump_rows() == before


@pytest.mark.parametrize(
    ("former", "new"), [("", "2016-03-04"), ("2016-03-04", ""), ("1999", "2016"), ("2016/..", "2017")]
)
def test_a_date_is_taken_back_with_the_days_that_it_spans(editor, former, new):
    article = factories.article(published=former)
    before = dump_rows()
    change = run(lambda: bulk_edit.set_date(Article.objects.all(), new, user=editor), editor)
    assert Article.objects.get().published == new

    undo_change(change, user=editor)

    assert dump_rows() == before
    article.refresh_from_db()
    assert article.published == former
