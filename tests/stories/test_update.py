"""Articles find their stories, and stories keep their identifiers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.models import Article, Story, TermCounts
from archive.stories import assigner, candidates, services, update
from archive.stories.update import load_counts
from tests import factories
from tests.stories.event_articles import create_article, get_groups, get_identifiers, get_story_identifier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def background_articles(db):
    """Articles on other things, years before, so that an archive knows which words are common."""
    others = "bakery chapel doctor engine forest garden".split()
    assign_articles(*[create_article(event, published=f"200{n}-05-01") for n, event in enumerate(others)])


def assign_articles(*articles: Article) -> None:
    update.assign_articles(row.pk for row in articles)


def create_two_events() -> tuple[list[Article], list[Article]]:
    """Three articles on a flood, two on a strike, the same days; all assigned to stories."""
    floods = [create_article("flood", n, published=f"2024-03-1{4 + n}") for n in range(3)]
    strikes = [create_article("strike", n, published="2024-03-14") for n in range(2)]
    assign_articles(*floods, *strikes)
    return floods, strikes


def test_articles_on_one_event_are_a_story_and_others_are_another():
    floods, strikes = create_two_events()

    assert get_groups() == {get_identifiers(*floods), get_identifiers(*strikes)}


def test_an_article_like_no_other_stands_alone():
    create_two_events()
    lone = create_article("heron", published="2024-03-14")
    assign_articles(lone)

    assert get_story_identifier(lone) is None
    assert update.find_unassigned_articles() == []


def test_a_new_article_joins_without_moving_the_others():
    floods, strikes = create_two_events()
    before = {row: get_story_identifier(row) for row in (*floods, *strikes)}
    new = create_article("flood", 7, published="2024-03-15")
    assign_articles(new)

    assert get_story_identifier(new) == before[floods[0]]
    assert {row: get_story_identifier(row) for row in before} == before


def test_the_same_words_long_after_are_another_story():
    floods, _ = create_two_events()
    again = [create_article("flood", n, published=f"2024-06-0{n + 1}") for n in range(2)]
    assign_articles(*again)

    assert get_identifiers(*floods) in get_groups()
    assert get_identifiers(*again) in get_groups()


@pytest.mark.parametrize(
    ("published", "joins"),
    [
        ("", True),  # unknown: nothing speaks against it
        ("2024-03", True),  # may be of the days of the story
        ("2024~", True),
        ("../2024-03-10", True),
        ("2024-05", False),  # surely weeks later
        ("2025-01/..", False),
    ],
)
def test_an_uncertain_date_is_the_interval_it_is(published, joins):
    floods, _ = create_two_events()
    row = create_article("flood", 8, published=published)
    assign_articles(row)

    assert (get_story_identifier(row) == get_story_identifier(floods[0])) is joins


def test_an_undated_article_that_tells_what_was_told_of_two_years_joins_neither():
    floods, _ = create_two_events()
    before = [create_article("flood", n, published=f"2023-03-1{4 + n}") for n in range(2)]
    assign_articles(*before)
    undated, dated = create_article("flood", 8), create_article("flood", 9, published="2024-03-15")
    assign_articles(undated, dated)

    assert get_story_identifier(undated) is None
    assert get_story_identifier(dated) == get_story_identifier(floods[0]) != get_story_identifier(before[0])


def test_reading_again_changes_nothing():
    create_two_events()
    before = get_groups(), Story.objects.count(), load_counts().articles
    assign_articles(*Article.objects.all())

    assert (get_groups(), Story.objects.count(), load_counts().articles) == before


def test_placing_everything_anew_keeps_groups_and_identifiers():
    floods, strikes = create_two_events()
    before = {row: get_story_identifier(row) for row in (*floods, *strikes)}
    update.reset_assignments()
    assert get_groups() == set()
    assign_articles(*Article.objects.all())

    assert {row: get_story_identifier(row) for row in before} == before
    assert Story.objects.count() == 2


def test_order_of_arrival_in_one_run_does_not_matter():
    floods, strikes = create_two_events()
    before = get_groups()
    update.reset_assignments()
    update.assign_articles([*reversed([row.pk for row in floods]), *[row.pk for row in strikes]])

    assert get_groups() == before


def test_a_withdrawn_article_leaves_and_comes_back_to_its_story():
    floods, _ = create_two_events()
    identifier = get_story_identifier(floods[1])
    row = Article.objects.filter(pk=floods[1].pk)
    row.update(withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC))
    assert update.find_unassigned_articles() == [floods[1].pk]
    assign_articles(floods[1])
    assert get_story_identifier(floods[1]) is None
    assert update.find_unassigned_articles() == []

    row.update(withdrawn_at=None)
    assign_articles(floods[1])
    assert get_story_identifier(floods[1]) == identifier


def test_a_corrected_article_moves_to_the_story_it_now_tells():
    floods, strikes = create_two_events()
    moved = floods[2]
    moved.title, moved.body = strikes[0].title, strikes[1].body
    moved.published = "2024-03-14"
    moved.save()
    assert update.find_unassigned_articles() == [moved.pk]
    assign_articles(moved)

    assert get_story_identifier(moved) == get_story_identifier(strikes[0])


def test_a_story_that_empties_keeps_its_address_and_is_taken_up_again():
    _, strikes = create_two_events()
    identifier = get_story_identifier(strikes[0])
    rows = Article.objects.filter(pk__in=[row.pk for row in strikes])
    rows.update(withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC))
    assign_articles(*strikes)
    assert Story.objects.get(identifier=identifier).memberships.count() == 0

    rows.update(withdrawn_at=None)
    assign_articles(*strikes)
    assert {get_story_identifier(row) for row in strikes} == {identifier}


def test_a_deleted_article_is_no_longer_counted():
    floods, _ = create_two_events()
    articles = sum(load_counts().articles.values())
    pk = floods[0].pk
    Article.objects.filter(pk=pk).update(withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC))
    update.assign_articles([pk, 999_999])

    assert sum(load_counts().articles.values()) == articles - 1
    assert TermCounts.objects.count() == 1


def test_a_killed_run_goes_on_where_it_was(monkeypatch):
    rows = [create_article(event, n, published="2024-03-14") for event in ("flood", "heron") for n in (1, 2)]
    monkeypatch.setattr(update, "BATCH_SIZE", 2)
    real, calls = assigner.StoryAssigner.assign, []

    def failing(task, articles):
        calls.append(articles)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(task, articles)

    monkeypatch.setattr(assigner.StoryAssigner, "assign", failing)
    with pytest.raises(KeyboardInterrupt):
        assign_articles(*rows)
    monkeypatch.setattr(assigner.StoryAssigner, "assign", real)
    assert len(update.find_unassigned_articles()) == 2
    update.assign_articles(update.find_unassigned_articles())

    assert get_groups() == {get_identifiers(*rows[:2]), get_identifiers(*rows[2:])}


def test_what_an_outlet_prints_under_every_article_makes_no_story():
    furniture = " ".join(f"Furniture{n} standing{n}" for n in range(60))
    events = "anvil bridge castle desert escape fossil glider hammer island jigsaw kettle lagoon"
    outlet = factories.outlet()
    rows = [create_article(event, n, published="2024-03-14", outlet=outlet) for n, event in enumerate(events.split())]
    for row in rows:
        row.body += "\n\n" + furniture
        row.save()
    assign_articles(*rows)

    assert get_groups() == set()


def test_split_articles_never_come_back_and_the_rest_never_follows():
    floods, _ = create_two_events()
    story = Story.objects.get(identifier=get_story_identifier(floods[0]))
    other = services.split_story(story, [floods[2]], name="The other flood")
    update.reset_assignments()
    assign_articles(*Article.objects.all())

    assert get_story_identifier(floods[2]) == other.identifier
    assert get_story_identifier(floods[0]) == get_story_identifier(floods[1]) == story.identifier


def test_merged_stories_stay_one_and_the_old_address_leads_to_it():
    floods, strikes = create_two_events()
    keep, retire = (Story.objects.get(identifier=get_story_identifier(rows[0])) for rows in (floods, strikes))
    services.merge_stories(keep=keep, retire=retire)
    update.reset_assignments()
    assign_articles(*Article.objects.all())

    assert get_groups() == {get_identifiers(*floods, *strikes)}
    retire.refresh_from_db()
    assert retire.merged_into == keep


def test_an_article_taken_out_is_not_put_back_but_may_join_another():
    floods, strikes = create_two_events()
    story = Story.objects.get(identifier=get_story_identifier(floods[0]))
    assert services.remove_from_story(story, [floods[2], strikes[0]]) == 1
    update.reset_assignments()
    assign_articles(*Article.objects.all())

    assert get_story_identifier(floods[2]) is None
    assert get_story_identifier(floods[0]) == story.identifier


def test_a_pinned_story_takes_nothing_in_and_loses_nothing():
    floods, _ = create_two_events()
    story = Story.objects.get(identifier=get_story_identifier(floods[0]))
    Story.objects.filter(pk=story.pk).update(is_pinned=True)
    new = create_article("flood", 9, published="2024-03-15")
    update.reset_assignments()
    assign_articles(*Article.objects.all())

    assert get_identifiers(*floods) in get_groups()
    assert get_story_identifier(new) != story.identifier


def test_an_article_put_into_a_story_stays_whatever_its_words():
    floods, strikes = create_two_events()
    story = Story.objects.get(identifier=get_story_identifier(floods[0]))
    services.add_to_story(story, strikes[0])
    strikes[0].body = "Something else altogether."
    strikes[0].save()
    update.reset_assignments()
    assign_articles(*Article.objects.all())

    assert get_story_identifier(strikes[0]) == story.identifier


def test_one_term_leads_to_few_articles_however_many_have_it(monkeypatch):
    monkeypatch.setattr(candidates, "MAX_PER_TERM", 3)
    candidates._build_sql.cache_clear()
    rows = [create_article("flood", n, published=f"2024-03-{n + 1:02}") for n in range(12)]
    rows += [create_article("flood", n, published="2024-03") for n in range(12, 17)]
    rows += [create_article("flood", n) for n in range(17, 22)]
    assign_articles(*rows)
    profile = candidates.ProfileCache(load_counts()).load([rows[5].pk])[rows[5].pk]
    result = candidates.find_candidates(replace(profile, article=0))
    candidates._build_sql.cache_clear()

    assert rows[5].pk in result
    assert rows[11].pk not in result


def test_what_is_not_placed_yet_is_not_found(django_assert_num_queries):
    floods, _ = create_two_events()
    profile = candidates.ProfileCache(load_counts()).load([floods[0].pk])[floods[0].pk]
    with django_assert_num_queries(1):
        result = candidates.find_candidates(profile)
    assert {row.pk for row in floods[1:]} <= set(result)
    assert floods[0].pk not in result

    update.reset_assignments()
    assert candidates.find_candidates(profile) == []


def test_a_merged_story_takes_along_its_name_its_pin_and_what_editors_refused():
    keep, retire = Story.objects.create(), Story.objects.create(name="The flood", is_pinned=True)
    article, refused = factories.article("In it"), factories.article("Not in it")
    services.add_to_story(retire, article)
    services.add_to_story(retire, refused)
    services.remove_from_story(retire, [refused])

    services.merge_into_story(keep=keep, others=[retire], user=None, reason="One flood.")

    keep.refresh_from_db()
    assert (keep.name, keep.is_pinned) == ("The flood", True)
    assert list(keep.refusals.values_list("article__title", flat=True)) == ["Not in it"]
