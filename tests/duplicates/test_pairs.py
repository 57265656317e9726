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


def prose(count: int, seed: int = 0) -> str:
    words = random.Random(seed).choices([f"word{number}" for number in range(3000)], k=count)
    return " ".join(words)


def article(body: str, **fields) -> Article:
    return factories.article(body=body, **fields)


def read(*articles: Article) -> None:
    update.compare_articles(row.pk for row in articles)


def pairs() -> dict[tuple[str, str], str]:
    rows = NearDuplicate.objects.select_related("first", "second")
    return {(row.first.title, row.second.title): row.kind for row in rows}


def everything() -> list[tuple]:
    return list(
        NearDuplicate.objects.order_by("first", "second").values_list(
            "first", "second", "kind", "likeness", "shared_words"
        )
    )


def credit(row: Article, line: str, rule: str = "a line that credits an agency") -> Evidence:
    return Evidence.objects.create(article=row, field="credit", value=line, words=line, status="stated", rule=rule)


def test_equal_words_are_one_text_whatever_their_marks_and_case():
    read(article(prose(5), title="One"), article(prose(5).upper() + "!", title="Two"))

    assert pairs() == {("One", "Two"): "same"}


def test_nearly_equal_texts_are_found_and_how_like_they_are_is_recorded():
    text = prose(300).split()
    text[150] = "altered"
    read(article(prose(300), title="One"), article(" ".join(text), title="Two"))

    (pair,) = NearDuplicate.objects.all()
    assert pair.kind == "near"
    assert pair.likeness == pytest.approx(291 / 301)
    assert pair.shared_words == 299
    assert "MinHash" in pair.method


def test_a_long_passage_in_different_texts_is_a_shared_passage_and_a_short_one_is_nothing():
    shared, short = prose(45, seed=7), prose(20, seed=8)
    read(
        article(f"{prose(200, 1)} {shared} {prose(100, 2)} {short}", title="One"),
        article(f"{prose(90, 3)} {shared} {prose(200, 4)}", title="Two"),
        article(f"{prose(150, 5)} {short} {prose(150, 6)}", title="Three"),
    )

    assert pairs() == {("One", "Two"): "passages"}


def test_strangers_and_empty_texts_are_no_pair():
    read(*[article(prose(200, seed)) for seed in range(12)], article(""), article(""))

    assert pairs() == {}


def test_what_an_outlet_prints_under_every_article_joins_nothing():
    outlet = factories.outlet()
    furniture = prose(120, seed=99)
    rows = [article(f"{prose(60, seed)}\n\n{furniture}", outlet=outlet) for seed in range(14)]
    twin = article(f"{prose(60, 3)}\n\n{furniture}", outlet=outlet, title="Twin")
    read(*rows, twin)

    assert list(pairs()) == [(rows[3].title, "Twin")]


def test_the_same_text_in_many_outlets_is_no_furniture():
    rows = [article(prose(200), outlet=factories.outlet(), title=f"At {n}") for n in range(15)]
    read(*rows)

    (group,) = group_reprints()
    assert set(group) == {row.pk for row in rows}


def test_reading_again_or_in_another_order_changes_nothing():
    rows = [article(prose(200, seed // 2) + f" tail {seed}") for seed in range(10)]
    read(*rows)
    before = everything()

    read(*rows)
    assert everything() == before
    for row in reversed(rows):
        read(row)
    assert everything() == before
    assert len(before) == 5


def test_only_what_is_new_or_changed_is_to_be_read():
    rows = [article(prose(100, seed)) for seed in range(3)]
    assert update.find_uncompared_articles() == [row.pk for row in rows]
    read(*rows)
    assert update.find_uncompared_articles() == []

    rows[1].body = prose(100, 50)
    rows[1].save()
    assert update.find_uncompared_articles() == [rows[1].pk]


def test_a_killed_run_goes_on_where_it_was(monkeypatch):
    rows = [article(prose(100, seed // 2)) for seed in range(6)]
    monkeypatch.setattr(update, "BATCH_SIZE", 2)
    real, calls = update._update_pairs, []

    def failing(ids):
        calls.append(ids)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(ids)

    monkeypatch.setattr(update, "_update_pairs", failing)
    with pytest.raises(KeyboardInterrupt):
        update.compare_articles(update.find_uncompared_articles())
    monkeypatch.setattr(update, "_update_pairs", real)
    assert update.find_uncompared_articles() == [row.pk for row in rows[2:]]
    update.compare_articles(update.find_uncompared_articles())

    assert set(pairs().values()) == {"same"}
    assert len(pairs()) == 3
    assert update.find_uncompared_articles() == []


def test_a_corrected_text_leaves_its_pair_and_a_restored_one_comes_back():
    first, second = article(prose(200)), article(prose(200))
    read(first, second)
    second.body = prose(200, 5)
    second.save()
    read(second)
    assert pairs() == {}

    second.body = prose(200)
    second.save()
    read(second)
    assert len(pairs()) == 1


def test_a_withdrawn_article_leaves_and_comes_back():
    first, second = article(prose(200)), article(prose(200))
    read(first, second)
    Article.objects.filter(pk=second.pk).update(withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC))
    assert update.find_uncompared_articles() == [second.pk]
    read(second)
    assert pairs() == {}
    assert update.find_uncompared_articles() == []

    Article.objects.filter(pk=second.pk).update(withdrawn_at=None)
    read(second)
    assert len(pairs()) == 1


def test_a_deleted_article_takes_its_fingerprints_along():
    first, second = article(prose(200)), article(prose(200))
    read(first, second)
    second.delete()

    read(first)
    assert FingerprintedText.objects.count() == 1
    assert pairs() == {}


def test_printings_fold_under_the_certainly_earliest_and_none_is_lost():
    late = article(prose(200), title="Late", published="2024-03-16")
    undated = article(prose(200), title="Undated")
    roughly = article(prose(200), title="Roughly", published="2024-03")
    early = article(prose(200), title="Early", published="2024-03-14")
    other = article(prose(200, 5), title="Other", published="2024-01-01")
    rows = [late, undated, roughly, early, other]
    read(*rows)

    assert group_reprints() == ((early.pk, late.pk, roughly.pk, undated.pk),)


def test_the_stamp_of_the_pairs_changes_with_them_and_only_then():
    first, second = article(prose(200), title="One"), article(prose(200), title="Two")
    before = get_pairs_version()
    read(first, second)
    after = get_pairs_version()
    assert before != after == get_pairs_version()

    second.body = prose(200, 5)
    second.save()
    read(second)
    assert get_pairs_version() != after
    assert group_reprints() == ()


def test_shared_passages_do_not_fold():
    shared = prose(60, 7)
    rows = [article(f"{shared} {prose(200, seed)}") for seed in (1, 2)]
    read(*rows)

    assert set(pairs().values()) == {"passages"}
    assert group_reprints() == ()


def test_a_credit_gives_the_direction_with_its_evidence_on_both_pages():
    observer = factories.outlet("The Hask Observer")
    first = article(prose(200), outlet=observer, published="2024-03-14")
    second = article(prose(200), outlet=factories.outlet(), published="2024-03-10")
    line = credit(second, "First published in The Hask Observer.", "where else it appeared")
    read(first, second)

    (link,) = build_lineage(second).links
    assert (link.label, link.article, link.evidence) == ("Reprint of", first, line)
    (back,) = build_lineage(first).links
    assert (back.label, back.article, back.evidence) == ("Reprinted as", second, line)


def test_without_a_credit_only_certain_days_say_which_came_earlier():
    first = article(prose(200), published="2024-03-14")
    second = article(prose(200), published="2024-03-16")
    three = article(prose(200), published="2024-03")
    read(first, second, three)

    said = {link.article: link.label for link in build_lineage(second).links}
    assert said == {first: "Printed earlier as", three: "Also printed as"}
    (basis,) = [link.basis for link in build_lineage(second).links if link.article == first]
    assert "14 March 2024" in basis


def test_credited_names_that_are_not_held_are_told_without_an_article():
    row = article(prose(50))
    credit(row, "Agencies contributed to this report")
    credit(row, "Troops north of the town [AFP]", "the caption of a picture, with its credit")
    read(row)

    said = [(link.label, link.name, link.article) for link in build_lineage(row).links]
    assert sorted(said) == [
        ("Based on agency copy of", "Agencies", None),
        ("Picture by", "AFP", None),
    ]


def test_an_agency_does_not_credit_itself_and_says_a_thing_once():
    agency = factories.outlet("Velmora News Agency", kind="agency")
    agency.aliases.create(name="VNA")
    own = article(prose(50, 1), outlet=agency)
    taker = article(prose(50, 2), outlet=factories.outlet())
    for line in ("VNA", "(VNA) lh/tk"):
        credit(own, line)
        credit(taker, line)
    read(own, taker)

    assert build_lineage(own).links == ()
    (link,) = build_lineage(taker).links
    assert (link.label, link.outlet) == ("Based on agency copy of", agency)
    assert CreditLink.objects.filter(article=own).count() == 0


def test_an_article_of_endless_words_and_one_of_endless_copies_are_bounded():
    rows = [article("refrain without end " * 20_000), *[article(prose(30)) for _ in range(90)]]
    written = update.compare_articles(row.pk for row in rows)

    assert written <= 90 * 60
    (group,) = group_reprints()
    assert len(group) == 90


def test_of_very_many_printings_the_closest_are_told_of_and_the_others_counted():
    few = [article(prose(60), outlet=factories.outlet()) for _ in range(13)]
    read(*few)
    assert (len(build_lineage(few[0]).links), build_lineage(few[0]).more) == (12, 0)

    read(article(prose(60), outlet=factories.outlet()))
    assert (len(build_lineage(few[0]).links), build_lineage(few[0]).more) == (12, 1)
