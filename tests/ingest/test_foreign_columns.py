"""Columns, keys and values as other tools write them."""

import csv
import io
import json

import pytest

from archive.formats.documents import SkippedItem
from archive.formats.media_types import CSV_TYPE
from archive.ingest.rereading import reextract
from archive.models import Article, Batch, Capture
from tests.ingest.article_reading import BODY, get_authors, get_findings, read_article, read_json_line
from tests.ingest.file_reading import get_documents, ingest_paths, read_items


def build_table(**row) -> str:
    """A table of one row with these columns; underscores in their names are blanks."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(name.replace("_", " ") for name in row)
    writer.writerow(row.values())
    return file.getvalue()


def read_row(**row):
    return read_article(build_table(**row), media_type=CSV_TYPE)


@pytest.mark.parametrize(
    "row",
    [
        {"Headline": "A", "Full_Text": BODY, "Publication_Date": "2021-03-14", "Publication_Title": "Marden Post"},
        {"Titel": "A", "Volltext": BODY, "Erscheinungsdatum": "14.03.2021", "Zeitung": "Marden Post"},
        {"Titre": "A", "Texte_intégral": BODY, "Date_de_publication": "14 mars 2021", "Source": "Marden Post"},
        {"Título": "A", "Texto": BODY, "Fecha_de_publicación": "14/03/2021", "Periódico": "Marden Post"},
        {"Titolo": "A", "Testo": BODY, "Data_di_pubblicazione": "14 marzo 2021", "Testata": "Marden Post"},
        {"Tytuł": "A", "Treść": BODY, "Data_publikacji": "14 marca 2021", "Gazeta": "Marden Post"},
        {"Заголовок": "A", "Текст": BODY, "Дата_публикации": "14 марта 2021", "Газета": "Marden Post"},
        {"العنوان": "A", "النص": BODY, "تاريخ_النشر": "14 مارس 2021", "الصحيفة": "Marden Post"},
        {"Kop": "A", "Inhoud": BODY, "Publicatiedatum": "14 maart 2021", "Krant": "Marden Post"},
    ],
)
def test_columns_are_known_in_many_languages(row):
    article = read_row(**row)

    assert (article.title, article.body, article.published, article.outlet) == ("A", BODY, "2021-03-14", "Marden Post")
    assert article.unused_keys == ()


def test_the_day_a_record_was_added_is_not_the_day_of_publication():
    article = read_row(
        Title="A", Text=BODY, Date_Added="2021-05-01", Item_Type="newspaperArticle", Access_Date="2021-06-01"
    )

    assert article.published == ""
    assert article.unused_keys == ("Date Added", "Item Type")
    assert article.captured_at.date().isoformat() == "2021-06-01"


def test_the_year_of_publication_stands_in_where_no_day_is_named():
    assert read_row(Title="A", Text=BODY, Date="", Publication_Year="2021").published == "2021"
    assert read_row(Title="A", Text=BODY, Date="2021-03-14", Publication_Year="2021").published == "2021-03-14"


DAYS = (
    "14-Mar-21|14.03.21|20210314|2021-03-14 00:00:00|Mar 14, 2021 11:40 PM|44269|44269.5|3/14/2021 20:00|1615680000"
    "|1615680000000|20210314120000"
)


@pytest.mark.parametrize("value", DAYS.split("|"))
def test_days_as_spreadsheets_and_machines_write_them(value):
    assert read_row(Title="A", Text=BODY, Date=value).published == "2021-03-14"


def test_a_day_that_may_be_of_two_months_is_unknown_with_both_readings():
    article = read_row(Title="A", Text=BODY, Date="3/4/2021")

    assert article.published == ""
    (finding,) = [finding for finding in article.findings if finding.field == "published"]
    assert (finding.status, finding.words) == ("unknown", "3/4/2021")
    assert "it is 2021-04-03 or 2021-03-04" in finding.rule


def test_a_century_that_is_not_printed_is_inferred():
    assert get_findings(read_row(Title="A", Text=BODY, Date="14-Mar-98"), "published")[0][:2] == (
        "inferred",
        "1998-03-14",
    )


def test_an_address_is_no_name_of_an_outlet():
    article = read_json_line(
        json.dumps(
            {"title": "A", "text": BODY, "source": "https://gazette.example/news/a", "source-hostname": "Gazette"}
        )
    )

    assert (article.outlet, article.outlet_domain) == ("Gazette", "gazette.example")
    assert article.canonical_url == "https://gazette.example/news/a"


def test_numbers_and_truth_values_name_nobody():
    article = read_json_line(json.dumps({"title": "A", "text": BODY, "author": 7, "outlet": 3, "date": True}))

    assert (get_authors(article), article.outlet, article.published) == ([], "", "")
    assert get_findings(article, "author")[0][0] == "unknown"
    assert article.unused_keys == ("outlet", "date")


def test_html_in_values_becomes_text_and_captions_become_credits():
    body = "<p>The weir &amp; the mill.</p><figure><img><figcaption>A mill</figcaption></figure><p>It holds.</p>"
    article = read_json_line(
        json.dumps({"title": "Weir &#8217;s", "text": body, "excerpt": "The weir &amp; the mill.…"})
    )

    assert (article.title, article.body, article.standfirst) == ("Weir ’s", "The weir & the mill.\n\nIt holds.", "")
    assert get_findings(article, "credit")[0][1] == "A mill"


@pytest.mark.parametrize(
    "row",
    [
        {"Author": '[{"name": "Nora Whitlock"}, {"name": "Ines Rook"}]'},
        {"Author": "['Nora Whitlock', 'Ines Rook']"},
        {"Author": "[{'family': 'Whitlock', 'given': 'Nora'}, {'name': 'Rook, Ines'}]"},
        {"Author_1": "Nora Whitlock", "Author_2": "Rook, Ines"},
    ],
)
def test_authors_in_cells_of_any_layout(row):
    assert get_authors(read_row(Title="A", Text=BODY, **row)) == ["Nora Whitlock", "Ines Rook"]


def test_a_name_in_two_columns_is_one_author():
    assert get_authors(read_row(Title="A", Text=BODY, Vorname="Nora", Nachname="Whitlock")) == ["Nora Whitlock"]


def test_a_text_that_an_api_cuts_off_says_so():
    article = read_json_line(json.dumps({"title": "A", "content": f"{BODY}… [+2311 chars]"}))

    assert article.body == BODY
    assert any("2311 more characters" in finding.rule for finding in article.findings)


@pytest.mark.django_db
def test_columns_that_are_not_used_are_named_once_a_file(tmp_path):
    (tmp_path / "a.csv").write_text(f'Key,Title,Tags,Mood,Text\nK1,A,,dry,"{BODY}"\nK2,B,x,,"{BODY} More."\n')

    report = ingest_paths([tmp_path / "a.csv"])

    assert report.describe_unused_keys() == [f"{tmp_path / 'a.csv'}: 2 columns or keys not used: Mood, Tags"]
    assert list(Batch.objects.get().options["unused_keys"].values()) == [["Mood", "Tags"]]
    assert Article.objects.count() == 2


def test_a_paper_named_beside_the_heading_is_no_headline():
    record = {
        "heading": "THE WEIR",
        "title": {"id": "35", "value": "The Argus"},
        "date": "18950604",
        "articleText": BODY,
    }

    article = read_json_line(json.dumps(record))

    assert (article.title, article.outlet, article.published) == ("THE WEIR", "The Argus", "1895-06-04")


def test_pages_and_drafts_of_a_blog_s_table_are_passed_over(tmp_path):
    table = (
        "ID,Title,Content,Post Type,Status,Permalink\n"
        f'1,A,"<p>{BODY}</p>",post,publish,https://m.example/1\n2,B,x,page,publish,\n3,C,x,post,draft,\n'
    )

    items = read_items(tmp_path, table.encode(), name="posts.csv")

    assert len(get_documents(items)) == 1
    assert len([item for item in items if isinstance(item, SkippedItem)]) == 2


def test_words_for_nothing_are_nothing():
    article = read_row(Title="A", Text=BODY, Author="NULL", Outlet=r"\N", Section="#N/A", Date="NaT")

    assert (get_authors(article), article.outlet, article.section, article.published) == ([], "", "", "")


def test_the_words_of_a_value_are_those_of_its_own_cell():
    article = read_row(Title="A", Text=f"In 2021 it rained. {BODY}", Year="2021", Section="it")

    (date,) = [finding for finding in article.findings if finding.field == "published"]
    table = build_table(Title="A", Text=f"In 2021 it rained. {BODY}", Year="2021", Section="it")
    assert (date.words, date.start) == ("2021", table.rindex("2021"))


@pytest.mark.django_db
def test_the_edits_of_a_text_in_html_leave_out_no_tags(tmp_path):
    record = {"title": "A", "text": f"<p>{BODY}</p><p>The <em class='x'>end</em>.</p><script>track()</script>"}
    (tmp_path / "a.json").write_text(json.dumps(record))
    ingest_paths([tmp_path / "a.json"])

    again = reextract(Capture.objects.get())

    removed = [again.get_removed_text(edit) for edit in again.edits]
    assert again.build_body() == Article.objects.get().body
    assert not any("<" in words or "track" in words for words in removed)


@pytest.mark.parametrize("value", "14-Mär-21 14-mars-21 14-мар-21 14-bře-21 14-Mrt-21 14-Μαρ-21 14-márc-21".split())
def test_a_month_in_the_short_form_of_a_spreadsheet_in_another_language_is_read(value):
    assert get_findings(read_row(Title="A", Text=BODY, Date=value), "published")[0][:2] == ("inferred", "2021-03-14")
