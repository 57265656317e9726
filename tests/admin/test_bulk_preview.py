"""Previews of bulk actions hold: the articles that were to change did, to what was said, and no others."""

import pytest

from archive.models import Article, Byline, Collection, Evidence
from tests import factories
from tests.admin.test_actions import preview, run_action

pytestmark = pytest.mark.django_db

ACTIONS = [
    ("set_outlet", {"outlet": "Herald"}),
    ("set_outlet", {"unknown": "on"}),
    *[("set_authors", {"author": name, "how": how}) for name in ("Maud", "Ann") for how in ("add", "set", "remove")],
    ("set_authors", {"how": "set"}),
    ("set_date", {"published": "2024-03"}),
    ("set_date", {"published": ""}),
    ("set_section", {"section": " Home "}),
    ("set_language", {"language": "EN"}),
    ("set_review_status", {"status": "reviewed"}),
    ("add_to_collection", {"collection": "Shelf"}),
    ("remove_from_collection", {"collection": "Shelf"}),
    ("withdraw_articles", {"reason": "Wrong."}),
    ("restore_articles", {"confirmed": "yes"}),
]


@pytest.fixture
def keys():
    """Articles of many kinds; the keys of what the actions name."""
    herald, times = factories.outlet("Herald"), factories.outlet("Times")
    maud, ann, namesake = factories.author("Maud"), factories.author("Ann"), factories.author("Maud", slug="maud-2")
    shelf, other = (Collection.objects.create(name=name, slug=name.lower()) for name in ("Shelf", "Other"))
    factories.article("Bare")
    factories.article("Full", outlet=herald, by=(maud,), language="en", published="2024-03", section="Home")
    two = factories.article(
        "Two", outlet=times, by=(ann, maud), language="en-GB", section="home", published="2024-03-14"
    )
    photographed = factories.article("Photographed", by=(ann,), review_status="reviewed")
    photographed.bylines.create(author=maud, role=Byline.Role.PHOTOGRAPHER, position=1)
    factories.article("Of a namesake", by=(namesake,), withdrawn_reason="Doubled.", withdrawn_at="2024-01-01T00:00Z")
    shelf.articles.add(two, photographed)
    other.articles.add(two)
    named = {"Herald": herald, "Maud": maud, "Ann": ann, "Shelf": shelf}
    return {name: record.pk for name, record in named.items()}


@pytest.mark.parametrize(("action", "answer"), ACTIONS)
def test_a_preview_says_what_the_action_does(curator, keys, action, answer):
    answer = {name: keys.get(value, value) for name, value in answer.items()}
    articles = list(Article.objects.order_by("title"))
    before = {article.pk: article.changed_at for article in articles}
    words, rows = preview(curator, action, articles, **answer)
    promised = {title: now if then == "stays" else then for title, now, then in rows}
    changing = {title for title, _now, then in rows if then != "stays"}
    assert dict(Article.objects.values_list("pk", "changed_at")) == before

    run_action(curator, action, articles, **answer)

    assert {title: now for title, now, _then in preview(curator, action, articles, **answer)[1]} == promised
    assert all(then == "stays" for _title, _now, then in preview(curator, action, articles, **answer)[1])
    if "collection" not in answer:  # which changes no article
        changed = {article.title for article in Article.objects.all() if article.changed_at != before[article.pk]}
        assert changed == changing
    assert f"{len(changing)} article" in words


def test_an_article_of_a_namesake_changes_when_its_author_is_set(editor):
    maud, namesake = factories.author("Maud"), factories.author("Maud", slug="maud-2")
    article = factories.article("A", by=(namesake,))

    response = run_action(editor, "set_authors", [article], author=maud.pk, how="set")

    assert "Author set to Maud: 1 article." in response.content.decode()
    assert article.bylines.get().author == maud
    assert Evidence.objects.current().get(article=article, field="author").recorded_by is not None
