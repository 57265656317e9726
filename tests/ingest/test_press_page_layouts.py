"""Pages of press databases whose articles no tag parts: cut at the lines that part those of text exports."""

import re

import pytest

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from tests.ingest.article_reading import TODAY, get_authors
from tests.ingest.file_reading import get_documents, get_refusals, read_items

FIRST, SECOND = "The dyke at Vell broke on Sunday, said Jörg Weiß.", "Nobody was told, for the bell is cracked."
DATABASES = {
    "ProQuest": (
        f"{'_' * 60}\n\n{{title}}\n\nAuthor: Lund, Pia\n\n"
        "Publication info: The Vell Sun ; Vell [Vell]. 07 May 2018: A.7.\n\n"
        f"Full text:\n\n{FIRST}\n\n{SECOND}\n\nTitle: {{title}}\n\nPublication title: The Vell Sun; Vell\n\n"
        "Publication date: May 7, 2018\n\nProQuest document ID: 20{number}\n\nDatabase: ProQuest LLC Newsstream\n\n"
    ),
    "EBSCO": (
        "Record: {number}\n\nTitle: {title}.\n\nAuthors: Lund, Pia\n\nSource: Vell Sun, The. 7 May 2018, p7.\n\n"
        "Full Text Word Count: 61\n\nAccession Number: 7EH{number}\n\nDatabase: EBSCOhost Newspapers\n\n{title}\n\n"
        f"{FIRST}\n\n{SECOND}\n\n"
    ),
    "Gale": (
        "{title}\n\nAuthor: Pia Lund\n\nDate: May 7, 2018\n\nFrom: The Vell Sun(Issue 9)\n\nFull Text:\n\n"
        f"{FIRST}\n\n{SECOND}\n\nCopyright: COPYRIGHT 2018 Vell Media\n\nSource Citation (MLA)\n\nLund, Pia. Vell Sun,"
        " May 7, 2018. Gale OneFile.\n\nGale Document Number: GALE|A{number}\n\n"
    ),
    "Genios": (
        "{title}\n\nQuelle: Vell Sun vom 07.05.2018\n\nAutor: Pia Lund\n\n"
        f"{FIRST}\n\n{SECOND}\n\nDokumentnummer: VS{{number}}\n\nAlle Rechte vorbehalten: (c) Vell Sun\n\n"
        "© GBI-Genios Deutsche Wirtschaftsdatenbank GmbH\n\n"
    ),
}
_LABELLED = re.compile(r"([A-Z][A-Za-z ]{2,20}:) (.+)")


def set_in_lists(text):
    """Labels as terms of a list and their values as its descriptions, other lines as paragraphs."""
    parts = []
    for line in filter(None, text.split("\n")):
        match = _LABELLED.fullmatch(line)
        is_pair = match is not None and not line.startswith("Record")
        parts.append(f"<dl><dt>{match[1]}</dt><dd>{match[2]}</dd></dl>" if is_pair else f"<p>{line}</p>")
    return "".join(parts)


LAYOUTS = {
    "paragraphs": lambda text: "".join(f"<p>{line}</p>\n" for line in text.split("\n") if line),
    "bold labels": lambda text: re.sub(r"<p>([A-Z][a-z ]{2,20}:)", r"<p><b>\1</b>", LAYOUTS["paragraphs"](text)),
    "breaks": lambda text: f"<div>{text.replace(chr(10), '<br>')}</div>",
    "preformatted": lambda text: f"<pre>{text}</pre>",
    "lists": set_in_lists,
}


def read_page(folder, content, name="page.html"):
    """The articles of a file, and why others are refused."""
    items = read_items(folder, content.encode(), name)
    return [extract(item, ExtractionOptions(today=TODAY)) for item in get_documents(items)], get_refusals(items)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", DATABASES)
def test_a_page_is_cut_at_the_lines_that_part_a_text_export(name, layout, tmp_path):
    text = "".join(
        DATABASES[name].format(title=title, number=71 + at) for at, title in enumerate(["Dyke broken", "Bell cast"])
    )
    script = f"<script>var rule = '<p>{'_' * 60}</p>';</script>"

    articles, refusals = read_page(tmp_path, f"<html><head>{script}</head><body>{LAYOUTS[layout](text)}</body></html>")

    assert refusals == []
    assert [(article.title, get_authors(article), article.published) for article in articles] == [
        ("Dyke broken", ["Pia Lund"], "2018-05-07"), ("Bell cast", ["Pia Lund"], "2018-05-07")
    ]  # fmt: skip
    assert {article.outlet for article in articles} <= {"The Vell Sun", "Vell Sun"}
    assert [article.body.split("\n\n") for article in articles] == [[FIRST, SECOND]] * 2


def test_a_value_below_its_label_does_not_take_the_heading_of_the_text(tmp_path):
    text = (
        "Bell cast\n\nThe Vell Sun\nMay 7, 2018 Monday\n\nSection: NEWS\nLength: 61 words\nDateline: VELL\nBody\n\n"
        f"{FIRST}\n\n{SECOND}\n\nLoad-Date: May 8, 2018\n\nEnd of Document\n"
    )

    (article,), _ = read_page(tmp_path, text, "nexis.txt")

    assert (article.dateline, article.body) == ("VELL", f"{FIRST}\n\n{SECOND}")
