"""Searches that are cited: what they found is kept, and run again they say what changed."""

import hashlib
import json

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from archive.models import Article, CitedSearch
from archive.tokens.services import create_token
from tests import factories
from tests.web.pages import get_texts, parse_page


@pytest.fixture
def reader(client, db):
    user = User.objects.create_user("lena")
    client.force_login(user)
    return user


@pytest.fixture
def articles(db):
    return [factories.article(f"Harbour closed {number}", published=f"2024-03-1{number}") for number in range(4)]


def cite(client, address="/search/cite/?q=harbor+closed&year=2024"):
    response = client.post(address)
    assert response.status_code == 302, response.content
    return CitedSearch.objects.get(identifier=response["Location"].split("/")[-2])


def test_a_cited_search_keeps_its_question_and_what_it_found(client, reader, articles):
    cited = cite(client)
    lines = "".join(f"{each}\n" for each in sorted(article.identifier for article in articles))
    assert (cited.total, cited.checksum) == (4, hashlib.sha256(lines.encode()).hexdigest())
    assert cite(client) == cited
    client.logout()
    page = parse_page(client.get(cited.get_absolute_url()))
    assert "4 articles" in get_texts(page, "dd")
    assert cited.checksum in get_texts(page, "dd")
    again = json.loads(client.get(f"/api/v1/cited-searches/{cited.identifier}/comparison").content)
    assert (again["is_same"], again["checksum"]) == (True, cited.checksum)


def test_run_again_it_says_what_changed(client, reader, articles):
    cited = cite(client)
    new = factories.article("Harbour closed again", published="2024-04-01")
    Article.objects.get(pk=articles[0].pk).delete()
    Article.objects.filter(pk=articles[1].pk).update(withdrawn_at=timezone.now())
    articles[1].refresh_from_db()
    articles[1].save()
    articles[2].title = articles[2].body = "Nothing of it"
    articles[2].save()
    again = json.loads(client.get(f"/api/v1/cited-searches/{cited.identifier}/comparison").content)
    assert again["added"] == [new.identifier]
    assert again["removed"] == [articles[2].identifier]
    assert (again["withdrawn"], again["deleted"], again["is_same"]) == (1, 1, False)
    page = client.get(f"{cited.get_absolute_url()}?again=1").content.decode()
    assert "Harbour closed again" in page
    assert articles[1].title not in page
    assert articles[1].identifier not in page


def test_it_is_cited_by_programs_too(client, reader, articles):
    headers = {"Authorization": f"Bearer {create_token(reader, 'A test', [], 30)[1]}"}
    body = {"q": "harbour", "narrowed": "year=2024&sort=newest"}
    response = client.post("/api/v1/cited-searches", body, content_type="application/json", headers=headers)
    assert (response.status_code, response.json()["total"]) == (201, 4)
    assert client.get(f"/search/cited/{response.json()['identifier']}.json").json() == response.json()
    assert client.post("/api/v1/cited-searches", body, content_type="application/json").status_code == 401
    body = {"q": "harbour AND OR", "narrowed": ""}
    response = client.post("/api/v1/cited-searches", body, content_type="application/json", headers=headers)
    assert response.status_code == 400


def test_a_search_as_code_is_python_that_runs(client, articles):
    page = parse_page(client.get("/search/code/?q=harbour&outlet=a&outlet=b&sort=newest"))
    code = get_texts(page, "pre")[-1]
    assert "outlet=['a', 'b'], sort='newest'" in code
    compile(page.select("pre")[-1].get_text(), "as code", "exec")
