"""Invisible joiners between letters stay in every field, from every form of document."""

import json

import pytest

from archive.ingest.rereading import reextract
from archive.models import Article, Author
from archive.text.edits import apply_edits
from tests.ingest.file_reading import ingest_paths

TITLE = "کتاب\u200cهای تازه"
NAME = "علی\u200cرضا کریمی"
TEXT = (
    "شورای شهر شامگاه سه\u200cشنبه به تعطیلی کشتی رأی داد و ساکنان گفتند که در این تصمیم با آنان"
    " مشورت نشده است و خواستار بازنگری شدند. می\u200cروند و نمی\u200cآیند."
)
FORMS = {
    "a.html": (
        f'<html lang="fa"><head><meta charset="utf-8"><meta name="author" content="{NAME}">'
        f"<title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{TEXT}</p><p>{TEXT} دوم"
        "</p></article></body></html>"
    ),
    "b.html": (
        f'<html lang="fa"><head><meta charset="utf-8"><meta name="author" content="{NAME}">'
        f"<title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{TEXT}</p><p>{TEXT} دوم"
        "</p></article></body></html>"
    ).replace("\u200c", "&zwnj;"),
    "a.md": f"---\nauthor: {NAME}\n---\n# {TITLE}\n\n{TEXT}\n",
    "a.csv": f'title,author,text\n"{TITLE}","{NAME}","{TEXT}"\n',
    "a.jsonl": json.dumps({"title": TITLE, "author": NAME, "text": TEXT}) + "\n",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_they_stay_joined_in_titles_names_and_texts(name, tmp_path):
    (tmp_path / name).write_text(FORMS[name], encoding="utf-8")

    assert ingest_paths([tmp_path]).added == 1

    article = Article.objects.get()
    assert article.title == TITLE
    assert TEXT in article.body.replace("\n\n", "\n")
    assert Author.objects.get().name == NAME
    assert "\u200c" not in article.slug
    if name != "a.csv":  # a table's edits are not made
        again = reextract(article.captures.get())
        assert apply_edits(again.original, again.build_edits()) == article.body


@pytest.mark.django_db
def test_an_author_is_the_same_with_and_without(tmp_path):
    bare = NAME.replace("\u200c", "")
    (tmp_path / "a.csv").write_text(f"title,author,text\nA,{NAME},one text\nB,{bare},another text\n", encoding="utf-8")

    ingest_paths([tmp_path])

    assert Author.objects.count() == 1
