"""Pairs of texts, from the rows of articles to the rows of pairs, and how they fold."""

import random
from datetime import UTC, datetime

import pytest

from archive.duplicates import update
from archive.duplicates.lineage import build_lineage
from archive.duplicates.update import get_pairs_version, group_reprints
from archive.models import Article, CreditLink, Evidence, FingerprintedText, NearDuplicate
from tests import factories

pytestmark = pytest.mark.django_db


def draw_prose(count: int, seed: int = 0) -> str:
    words = random.Random(seed).choices([f"word{number}" for number in range(3000)], k=count)
    return " ".join(words)


def create_article(body: str, **fields) -> Article:
    return factories.article(body=body, **fields)


def compare(*articles: Article) -> None:
    update.compare_articles(row.pk for row in articles)


def get_pairs() -> dict[tuple[str, str], str]:
    rows = NearDuplicate.objects.select_related("first", "second")
    return {(row.first.title, row.second.title): row.kind for row in rows}


def get_all_rows() -> list[tuple]:
    return list(
        NearDuplicate.objects.order_by("first", "second").values_list(
            "first", "second", "kind", "likeness", "shared_words"
        )
    )


def add_credit(row: Article, line: str, rule: str = "a line that credits an agency") -> Evidence:
    return Evidence.objects.create(article=row, field="credit", value=line, words=line, status="stated", rule=rule)


def test_equal_words_are_one_text_whatever_their_marks_and_case():
    compare(create_article(draw_prose(5), title="One"), create_article(draw_prose(5).upper() + "!", title="Two"))

    assert get_pairs() == {("One", "Two"): "same"}


def test_nearly_equal_texts_are_found_and_how_like_they_are_is_recorded():
    text = draw_prose(300).split()
    text[150] = "altered"
    compare(create_article(draw_prose(300), title="One"), create_article(" ".join(text), title="Two"))

    (pair,) = NearDuplicate.objects.all()
    assert pair.kind == "near"
    assert pair.likeness == pytest.approx(299 / 300, abs=0.0001)
    assert pair.shared_words == 299
    assert "word by word" in pair.method


def test_a_long_passage_in_different_texts_is_a_shared_passage_and_a_short_one_is_nothing():
    shared, short = draw_prose(45, seed=7), draw_prose(20, seed=8)
    compare(
        create_article(f"{draw_prose(200, 1)} {shared} {draw_prose(100, 2)} {short}", title="One"),
        create_article(f"{draw_prose(90, 3)} {shared} {draw_prose(200, 4)}", title="Two"),
        create_article(f"{draw_prose(150, 5)} {short} {draw_prose(150, 6)}", title="Three"),
    )

    assert get_pairs() == {("One", "Two"): "passages"}


def test_strangers_and_empty_texts_are_no_pair():
    compare(*[create_article(draw_prose(200, seed)) for seed in range(12)], create_article(""), create_article(""))

    assert get_pairs() == {}


def test_what_an_outlet_prints_under_every_article_joins_nothing():
    outlet = factories.outlet()
    furniture = draw_prose(120, seed=99)
    rows = [create_article(f"{draw_prose(60, seed)}\n\n{furniture}", outlet=outlet) for seed in range(14)]
    twin = create_article(f"{draw_prose(60, 3)}\n\n{furniture}", outlet=outlet, title="Twin")
    compare(*rows, twin)

    assert list(get_pairs()) == [(rows[3].title, "Twin")]


def test_the_same_text_in_many_outlets_is_no_furniture():
    rows = [create_article(draw_prose(200), outlet=factories.outlet(), title=f"At {n}") for n in range(15)]
    compare(*rows)

    (group,) = group_reprints()
    assert set(group) == {row.pk for row in rows}


def test_reading_again_or_in_another_order_changes_nothing():
    rows = [create_article(draw_prose(200, seed // 2) + f" tail {seed}") for seed in range(10)]
    compare(*rows)
    before = get_all_rows()

    compare(*rows)
    assert get_all_rows() == before
    for row in reversed(rows):
        compare(row)
    assert get_all_rows() == before
    assert len(before) == 5


def test_only_what_is_new_or_changed_is_to_be_read():
    rows = [create_article(draw_prose(100, seed)) for seed in range(3)]
    assert update.find_uncompared_articles() == [row.pk for row in rows]
    compare(*rows)
    assert update.find_uncompared_articles() == []

    rows[1].body = draw_prose(100, 50)
    rows[1].save()
    assert update.find_uncompared_articles() == [rows[1].pk]


def kill_in_second_batch(monkeypatch, step):
    """Compare what is pending, and be interrupted in the second batch of this step."""
    real, calls = getattr(update, step), []

    def failing(ids, *values):
        calls.append(ids)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(ids, *values)

    monkeypatch.setattr(update, step, failing)
    with pytest.raises(KeyboardInterrupt):
        update.compare_articles(update.find_uncompared_articles())
    monkeypatch.setattr(update, step, real)


def test_a_killed_run_goes_on_where_it_was(monkeypatch):
    rows = [create_article(draw_prose(100, seed // 2)) for seed in range(6)]
    monkeypatch.setattr(update, "BATCH_SIZE", 2)

    kill_in_second_batch(monkeypatch, "_update_pairs")
    assert update.find_uncompared_articles() == [row.pk for row in rows[2:]]
    update.compare_articles(update.find_uncompared_articles())

    assert set(get_pairs().values()) == {"same"}
    assert len(get_pairs()) == 3
    assert update.find_uncompared_articles() == []


def test_a_run_killed_while_it_reads_reads_only_the_rest(monkeypatch):
    rows = [create_article(draw_prose(100, seed // 2)) for seed in range(6)]
    monkeypatch.setattr(update, "BATCH_SIZE", 2)
    kill_in_second_batch(monkeypatch, "_update_fingerprints")
    rows[1].body = draw_prose(100, 50)
    rows[1].save()
    read = []
    monkeypatch.setattr(update, "update_credit_links", lambda ids, _: read.extend(ids))

    update.compare_articles(update.find_uncompared_articles())

    assert read == [row.pk for row in rows[1:]]
    assert set(get_pairs().values()) == {"same"}
    assert len(get_pairs()) == 2
    assert update.find_uncompared_articles() == []


def test_an_article_that_goes_while_it_is_compared_has_no_pair(monkeypatch):
    gone, withdrawn, kept, other = (create_article(draw_prose(100)) for _ in range(4))
    real = update.measure_overlaps

    def change_meanwhile(texts):
        Article.objects.filter(pk=gone.pk).delete()
        Article.objects.filter(pk=withdrawn.pk).update(withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC))
        return real(texts)

    monkeypatch.setattr(update, "measure_overlaps", change_meanwhile)
    compare(gone, withdrawn, kept, other)

    assert list(NearDuplicate.objects.values_list("first", "second")) == [(kept.pk, other.pk)]


def test_a_corrected_text_leaves_its_pair_and_a_restored_one_comes_back():
    first, second = create_article(draw_prose(200)), create_article(draw_prose(200))
    compare(first, second)
    second.body = draw_prose(200, 5)
    second.save()
    compare(second)
    assert get_pairs() == {}

    second.body = draw_prose(200)
    second.save()
    compare(second)
    assert len(get_pairs()) == 1


def test_a_withdrawn_article_leaves_and_comes_back():
    first, second = create_article(draw_prose(200)), create_article(draw_prose(200))
    compare(first, second)
    Article.objects.filter(pk=second.pk).update(withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC))
    assert update.find_uncompared_articles() == [second.pk]
    compare(second)
    assert get_pairs() == {}
    assert update.find_uncompared_articles() == []

    Article.objects.filter(pk=second.pk).update(withdrawn_at=None)
    compare(second)
    assert len(get_pairs()) == 1


def test_a_deleted_article_takes_its_fingerprints_along():
    first, second = create_article(draw_prose(200)), create_article(draw_prose(200))
    compare(first, second)
    second.delete()

    compare(first)
    assert FingerprintedText.objects.count() == 1
    assert get_pairs() == {}


def test_printings_fold_under_the_certainly_earliest_and_none_is_lost():
    late = create_article(draw_prose(200), title="Late", published="2024-03-16")
    undated = create_article(draw_prose(200), title="Undated")
    roughly = create_article(draw_prose(200), title="Roughly", published="2024-03")
    early = create_article(draw_prose(200), title="Early", published="2024-03-14")
    other = create_article(draw_prose(200, 5), title="Other", published="2024-01-01")
    rows = [late, undated, roughly, early, other]
    compare(*rows)

    assert group_reprints() == ((early.pk, late.pk, roughly.pk, undated.pk),)


def test_the_stamp_of_the_pairs_changes_with_them_and_only_then():
    first, second = create_article(draw_prose(200), title="One"), create_article(draw_prose(200), title="Two")
    before = get_pairs_version()
    compare(first, second)
    after = get_pairs_version()
    assert before != after == get_pairs_version()

    second.body = draw_prose(200, 5)
    second.save()
    compare(second)
    assert get_pairs_version() != after
    assert group_reprints() == ()


def test_shared_passages_do_not_fold():
    shared = draw_prose(60, 7)
    rows = [create_article(f"{shared} {draw_prose(200, seed)}") for seed in (1, 2)]
    compare(*rows)

    assert set(get_pairs().values()) == {"passages"}
    assert group_reprints() == ()


def test_a_credit_gives_the_direction_with_its_evidence_on_both_pages():
    observer = factories.outlet("The Hask Observer")
    first = create_article(draw_prose(200), outlet=observer, published="2024-03-14")
    second = create_article(draw_prose(200), outlet=factories.outlet(), published="2024-03-10")
    line = add_credit(second, "First published in The Hask Observer.", "where else it appeared")
    compare(first, second)

    (link,) = build_lineage(second).links
    assert (link.label, link.article, link.evidence) == ("Reprint of", first, line)
    (back,) = build_lineage(first).links
    assert (back.label, back.article, back.evidence) == ("Reprinted as", second, line)


def test_without_a_credit_only_certain_days_say_which_came_earlier():
    first = create_article(draw_prose(200), published="2024-03-14")
    second = create_article(draw_prose(200), published="2024-03-16")
    three = create_article(draw_prose(200), published="2024-03")
    compare(first, second, three)

    labels = {link.article: link.label for link in build_lineage(second).links}
    assert labels == {first: "Published earlier as", three: "Also published as"}
    (basis,) = [link.basis for link in build_lineage(second).links if link.article == first]
    assert "14 March 2024" in basis


def test_credited_names_that_are_not_held_are_told_without_an_article():
    row = create_article(draw_prose(50))
    add_credit(row, "Agencies contributed to this report")
    add_credit(row, "Troops north of the town [AFP]", "the caption of a picture, with its credit")
    compare(row)

    labels = [(link.label, link.name, link.article) for link in build_lineage(row).links]
    assert sorted(labels) == [
        ("Based on agency copy of", "Agencies", None),
        ("Picture by", "AFP", None),
    ]


def test_an_agency_does_not_credit_itself_and_says_a_thing_once():
    agency = factories.outlet("Velmora News Agency", kind="agency")
    agency.aliases.create(name="VNA")
    own = create_article(draw_prose(50, 1), outlet=agency)
    taker = create_article(draw_prose(50, 2), outlet=factories.outlet())
    for line in ("VNA", "(VNA) lh/tk"):
        add_credit(own, line)
        add_credit(taker, line)
    compare(own, taker)

    assert build_lineage(own).links == ()
    (link,) = build_lineage(taker).links
    assert (link.label, link.outlet) == ("Based on agency copy of", agency)
    assert CreditLink.objects.filter(article=own).count() == 0


def test_an_article_of_endless_words_and_one_of_endless_copies_are_bounded():
    rows = [create_article("refrain without end " * 20_000), *[create_article(draw_prose(30)) for _ in range(90)]]
    written = update.compare_articles(row.pk for row in rows)

    assert written <= 90 * 60
    (group,) = group_reprints()
    assert len(group) == 90


def test_of_very_many_printings_the_closest_are_told_of_and_the_others_counted():
    few = [create_article(draw_prose(60), outlet=factories.outlet()) for _ in range(13)]
    compare(*few)
    assert (len(build_lineage(few[0]).links), build_lineage(few[0]).more) == (12, 0)

    compare(create_article(draw_prose(60), outlet=factories.outlet()))
    assert (len(build_lineage(few[0]).links), build_lineage(few[0]).more) == (12, 1)
