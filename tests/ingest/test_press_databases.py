"""Exports of press databases: every article by itself, its head as evidence, its furniture out of the text."""

import io
import re
import time
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import UnreadableDocument
from archive.extraction.registry import extract
from archive.formats.containers.record_steps import read_record
from archive.formats.documents import ExtractionOptions
from archive.formats.press.press_databases import find_press_database, unify_lines
from archive.formats.press.press_files import find_byte_offsets, split_export
from archive.ingest.rereading import reextract
from archive.models import Article, Capture
from archive.storage.payloads import read_record_text
from tests.formats.press_exports import (
    EUROPRESSE,
    PARAGRAPHS,
    PROQUEST_END,
    TEXT,
    build_classic,
    build_coded,
    build_cover,
    build_factiva_page,
    build_plain,
    build_proquest,
    build_uni,
)
from tests.ingest.article_reading import TODAY, get_authors, get_findings
from tests.ingest.file_reading import get_documents, get_refusals, get_skipped_records, ingest_paths, read_items

FURNITURE = (
    "DOCUMENTS", "BYLINE", "LENGTH", "Length:", "LOAD-DATE", "Load-Date", "JOURNAL-CODE", "All Rights Reserved",
    "End of Document", "Document OTIME", "gcat", "ProQuest", "Graphic", "61 words", "Certificat",
)  # fmt: skip


def read_export(folder, content, name="export.txt"):
    """The articles of a file, as `ingest` extracts them, and why the others are not."""
    content = content if isinstance(content, bytes) else content.encode()
    items = read_items(folder, content, name)
    articles = [extract(document, ExtractionOptions(today=TODAY)) for document in get_documents(items)]
    return articles, get_refusals(items)


def list_notes(article):
    return {finding.rule: finding.value for finding in article.findings if finding.field == "body"}


TWO_CODED = build_coded() + build_coded("Ferry stays", identifier="OTIME00020180507ee570000b")
EXPORTS = {
    "Nexis": build_classic(1, 2) + build_classic(2, 2, title="Ferry stays"),
    "Nexis Uni": build_cover(["Customs house to be sold", "Ferry stays"]) + build_uni() + build_uni("Ferry stays"),
    "Factiva with codes": TWO_CODED,
    "Factiva with codes in a column": re.sub(r"^([A-Z]{2})\n+(?=\S)", r"\1 ", TWO_CODED, flags=re.MULTILINE),
    "Factiva": build_plain() + build_plain("Ferry stays", identifier="OTIME00020180507ee570000b"),
    "ProQuest": build_proquest() + build_proquest("Ferry stays") + PROQUEST_END,
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_each_article_of_an_export_is_read_by_itself(tmp_path, export):
    articles, refusals = read_export(tmp_path, export)

    assert refusals == []
    assert [article.title for article in articles] == ["Customs house to be sold", "Ferry stays"]
    for article in articles:
        assert article.body == TEXT
        assert (article.outlet, article.published) == ("The Orrin Times", "2018-05-07")
        assert "Pia Lund" in get_authors(article)
        assert article.section in {"CITY", "City", ""}
        assert all(words not in article.body for words in FURNITURE)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_exports_are_cut_whatever_their_encoding_and_line_ends(tmp_path, encoding, line_end):
    content = EXPORTS["Nexis"].replace("\n", line_end).encode(encoding)
    articles, refusals = read_export(tmp_path, content)

    assert refusals == []
    assert [(article.title, article.body) for article in articles] == [
        ("Customs house to be sold", TEXT), ("Ferry stays", TEXT)
    ]  # fmt: skip


def test_the_head_of_a_classic_article_is_evidence_with_its_words(tmp_path):
    articles, _ = read_export(tmp_path, build_classic(1, 1, outlet="The Orrin Times (Orrin)"))

    article = articles[0]
    assert get_findings(article, "outlet") == [("stated", "The Orrin Times", "The Orrin Times")]
    assert get_findings(article, "published") == [("stated", "2018-05-07", "May 7, 2018")]
    assert get_authors(article) == ["Pia Lund", "Jo Hale"]
    assert get_findings(article, "section") == [("stated", "CITY", "CITY")]
    notes = list_notes(article)
    assert notes["Nexis: the line LENGTH"] == "61 words"
    assert notes["Nexis: the line LOAD-DATE"] == "May 8, 2018"
    assert notes["Nexis: the line SECTION: the page"] == "Pg. 7"
    assert "1 of 1 DOCUMENTS" in notes.values()


def test_an_article_of_nexis_uni_gives_edition_dateline_and_captions_as_evidence(tmp_path):
    articles, _ = read_export(tmp_path, build_uni())

    notes = list_notes(articles[0])
    assert notes["Nexis: the edition"] == "Late Edition - Final"
    assert articles[0].dateline == "ORRIN"
    assert "PHOTO: The house in March" in {finding.value for finding in articles[0].findings}


LANGUAGES = {
    "German": (
        "                     Dokument 1 von 2\n\n                     Orriner Bote\n\n"
        "            Montag 7. Mai 2018\n\n"
        "Zollhaus wird\nverkauft\n\nAUTOR: Von Pia Lund\n\nRUBRIK: STADT; S. 7 Ausg. 9\n\nLÄNGE: 1.061 Wörter\n\n"
        "Der Rat von Orrin hat am Montag beschlossen, das alte Zollhaus zu verkaufen, das seit dem Brand leer"
        " steht.\n\n"
        "UPDATE: 8. Mai 2018\n\nSPRACHE: GERMAN; DEUTSCH\n\nZEITUNGS-CODE: orb\n\n      Copyright 2018 Orriner Bote\n"
        "         Alle Rechte vorbehalten\n\n"
    ),
    "French": (
        "                     1 of 2 DOCUMENTS\n\n                     Le Temps d'Orrin\n\n            7 mai 2018\n"
        "            Edition Finale\n\nLa douane sera vendue\n\nAUTEUR: Pia Lund\n\nRUBRIQUE: VILLE; Pg. 7\n\n"
        "LONGUEUR: 61 mots\n\nENCART: Le conseil a voté.\n\nLe conseil d'Orrin a voté lundi la vente de l'ancienne"
        " douane, vide depuis l'incendie.\n\nDATE-CHARGEMENT: 8 mai 2018\n\nLANGUE: FRENCH; FRANÇAIS\n\n"
        "TYPE-PUBLICATION: Journal\n\n      Copyright 2018 Le Temps d'Orrin\n         Tous droits réservés\n\n"
    ),
    "Spanish": (
        "                     1 of 2 DOCUMENTS\n\n                     El Tiempo\n\n"
        "            7 de mayo de 2018 lunes\n\n"
        "Se vende la aduana\n\nAUTOR: Pia Lund\n\nSECCIÓN: CIUDAD; Pág. 7\n\nLONGITUD: 61 palabras\n\n"
        "El consejo de Orrin"
        " votó el lunes la venta de la antigua aduana, vacía desde el incendio del puerto.\n\nFECHA-CARGA: 8 de mayo de"
        " 2018\n\nIDIOMA: SPANISH; ESPAÑOL\n\n      Copyright 2018 El Tiempo\n       Todos los derechos reservados\n\n"
    ),
    "Dutch": (
        "                     1 van 2 DOCUMENTEN\n\n                     De Tijd\n\n            7 mei 2018 maandag\n\n"
        "Douanehuis wordt verkocht\n\nAUTEUR: Pia Lund\n\nSECTIE: STAD; Blz. 7\n\nLENGTE: 61 woorden\n\n"
        "De raad van Orrin"
        " besloot maandag het oude douanehuis te verkopen, dat sinds de brand leeg staat.\n\nLAAD-DATUM: 8 mei 2018\n\n"
        "TAAL: DUTCH; NEDERLANDS\n\n      Copyright 2018 De Tijd\n       Alle rechten voorbehouden\n\n"
    ),
}
EXPECTED_HEADS = {
    "German": ("Zollhaus wird verkauft", "Orriner Bote", "STADT", "de"),
    "French": ("La douane sera vendue", "Le Temps d'Orrin", "VILLE", "fr"),
    "Spanish": ("Se vende la aduana", "El Tiempo", "CIUDAD", "es"),
    "Dutch": ("Douanehuis wordt verkocht", "De Tijd", "STAD", "nl"),
}


@pytest.mark.parametrize(("name", "expected"), EXPECTED_HEADS.items(), ids=EXPECTED_HEADS)
def test_labels_are_read_in_the_language_of_the_interface(tmp_path, name, expected):
    export = LANGUAGES[name]
    second = export.replace("1 of 2", "2 of 2").replace("1 von 2", "2 von 2").replace("1 van 2", "2 van 2")
    articles, refusals = read_export(tmp_path, export + second)

    assert refusals == []
    assert len(articles) == 2
    for article in articles:
        assert (article.title, article.outlet, article.section, article.language) == expected
        assert article.published == "2018-05-07"
        assert get_authors(article) == ["Pia Lund"]
        assert article.body.count("\n") == 0
        assert "Orrin" in article.body


def test_factiva_in_german_is_read_with_and_without_a_byline(tmp_path):
    export = (
        "Zollhaus wird verkauft\nVon Pia Lund\n61 Wörter\n7 Mai 2018\nOrriner Bote\nORBOTE\nDeutsch\n© 2018"
        " Orriner Bote\n\n"
        "Der Rat von Orrin hat am Montag beschlossen, das alte Zollhaus zu verkaufen.\n\n"
        "Dokument ORBOTE0020180507ee57000a\n\n"
        "Fähre bleibt\n40 Wörter\n7 Mai 2018\nOrriner Bote\nORBOTE\nDeutsch\n© 2018 Orriner Bote\n\n"
        "Die Fähre von Orrin bleibt im Besitz der Stadt, sagte der Rat.\n\nDokument ORBOTE0020180507ee57000b\n"
    )
    articles, _ = read_export(tmp_path, export)

    assert [(article.title, get_authors(article), article.language) for article in articles] == [
        ("Zollhaus wird verkauft", ["Pia Lund"], "de"),
        ("Fähre bleibt", [], "de"),
    ]


def test_europresse_in_text_is_cut_at_the_numbers_of_its_documents(tmp_path):
    articles, refusals = read_export(tmp_path, EUROPRESSE.format(number=1) + EUROPRESSE.format(number=2))

    assert refusals == []
    assert len(articles) == 2
    assert (articles[1].title, articles[1].outlet) == ("La douane sera vendue", "Le Temps d'Orrin")
    assert (articles[1].section, articles[1].published, get_authors(articles[1])) == (
        "Économie",
        "2018-05-07",
        ["Pia Lund"],
    )
    assert "Certificat" not in articles[1].body


@pytest.mark.parametrize("line", ["Économie, lundi 7 mai 2018, p. 4", "lundi 7 mai 2018", "7 mai 2018, p. A12"])
def test_a_date_line_of_europresse_may_have_no_number_of_words(line, tmp_path):
    export = f"Le Temps d'Orrin\n{line}\n\nLa douane sera vendue\n\nPia Lund\n\n{TEXT}\n\nnews·20180507·TO·1\n\n"

    articles, _ = read_export(tmp_path, export * 2)

    assert [(article.title, article.outlet, article.published) for article in articles] == [
        ("La douane sera vendue", "Le Temps d'Orrin", "2018-05-07")
    ] * 2
    assert get_authors(articles[0]) == ["Pia Lund"]


def test_the_rights_below_a_text_of_europresse_are_no_text(tmp_path):
    rights = (
        "© 2018 Le Temps. Tous droits réservés.\n\nLe présent document est protégé par les lois sur le droit d'auteur."
    )
    head = "Le Temps d'Orrin\nlundi 7 mai 2018\n\nLa douane sera vendue\n\n"

    [article], _ = read_export(tmp_path, f"{head}{TEXT}\n\n{rights}\n\nCertificat émis le 2 mai.\nnews·20180507·TO·1\n")

    assert "droit" not in article.body


def test_an_abstract_that_says_there_is_none_is_no_standfirst(tmp_path):
    export = f"{'_' * 60}\n\nDouane\n\nAbstract: None available.\n\nFull text: {TEXT}\n\nPublication title: Orrin\n\n"

    articles, _ = read_export(tmp_path, export * 2)

    assert [article.standfirst for article in articles] == ["", ""]


OTHERS = {
    "EBSCO": "Record: 1\n\nTitle:\n    Customs house to be sold.\nAuthors:\n    Lund, Pia\nSource:\n    The"
    " Orrin Times."
    f" 05/27/2018, p7.\nFull Text Word Count:\n    61\nAccession Number:\n    2W6\nDatabase:\n    Newspapers\n\n"
    f"{TEXT}\n",
    "Gale": "Customs house to be sold.\n\nAuthor: Pia Lund\nDate: May 27, 2018\nFrom: The Orrin Times(Vol. 12)\n"
    f"Document Type: Article\nLength: 61 words\n\nFull Text:\n\n{TEXT}\n\nCopyright: COPYRIGHT 2018 Orrin Print\n"
    "Source Citation\nGale Document Number: GALE|A12345\n",
    "Genios": f"Customs house to be sold\n\nBy Pia Lund\n\n{TEXT}\n\nQuelle:   The Orrin Times vom 27.05.2018, S. 7\n"
    "Ressort:  City\nDokumentnummer:  A1\n\nAlle Rechte vorbehalten: (c) Orrin Print\n© GBI-Genios"
    " Wirtschaftsdatenbank\n",
    "PressReader": f"Customs house to be sold\n\nBy Pia Lund\n\n{TEXT}\n\nArticle Name:Customs house to be sold\n"
    "Publication:The Orrin Times\nDate:27 May 2018\nSection:City\nAuthor:Pia Lund\nStart Page:7\nEnd Page:7\n",
    "NewsBank": "Customs house to be sold\n\nMay 27, 2018 | Orrin Times, The (Orrin, OR)\n\nAuthor: Pia Lund | Section:"
    f" City | 61 Words\n\nOpenURL Link\n\n{TEXT}\n\nCopyright 2018, Orrin Times, The\n\nRecord Number: 172C5A0E\n",
}


@pytest.mark.parametrize("export", OTHERS.values(), ids=OTHERS)
def test_exports_of_one_article_are_read_by_the_same_rules(tmp_path, export):
    articles, refusals = read_export(tmp_path, export)

    assert refusals == []
    assert [(article.title, article.outlet, article.published) for article in articles] == [
        ("Customs house to be sold", "The Orrin Times", "2018-05-27")
    ]
    assert get_authors(articles[0]) == ["Pia Lund"]
    assert articles[0].body == TEXT


def test_covers_and_summaries_are_passed_over_and_counted(tmp_path):
    cover = build_cover(["Customs house to be sold"])
    assert get_skipped_records(read_items(tmp_path, (cover + build_uni()).encode(), "a.txt")) == [""]
    summary = "Search Summary\nText\thouse and (Orrin or quay)\nSource\tAll Sources\nResults Found\t2\n"
    assert get_skipped_records(read_items(tmp_path, (build_plain() + summary).encode(), "b.txt")) == [""]


def test_entries_of_a_table_of_contents_are_no_section_of_the_first_article(tmp_path):
    table = "Table of Contents\n\nCity\nCustoms house to be sold....3\n\n"
    articles, _ = read_export(tmp_path, table + build_plain().removeprefix("City\n"))

    assert [(article.title, article.section, article.body) for article in articles] == [
        ("Customs house to be sold", "", TEXT)
    ]


REFUSED = {
    "nothing parts the articles": build_classic(1, 2).replace("1 of 2 DOCUMENTS", "")
    + build_classic(2, 2).replace("2 of 2 DOCUMENTS", ""),
    "no line ends the first": build_uni().replace("End of Document", "") + build_uni("Ferry stays"),
    "headlines of Factiva": (
        "Customs house to be sold\nThe Orrin Times, 7 May 2018, 61 words, (English)\nThe council ...\n"
        "(Document OTIME00020180507ee570000a)\n\nFerry stays\nThe Orrin Times, 8 May 2018, 40 words, (English)\n"
        "(Document OTIME00020180508ee570000b)\n\n© 2018 Factiva, Inc. All rights reserved.\n"
    ),
    "results of Nexis": (
        "1. Customs house to be sold. The Orrin Times, May 7, 2018 Monday, CITY; Pg. 7, 61 words, Pia Lund\n\n"
        "2. Ferry stays. The Orrin Times, May 8, 2018 Tuesday, CITY; Pg. 2, 40 words\n"
    ),
}
REASONS = {
    "nothing parts the articles": "nothing parts them",
    "no line ends the first": "2 times",
    "headlines of Factiva": "list of headlines from Factiva",
    "results of Nexis": "list of headlines from Nexis",
}


def test_a_list_of_documents_that_nexis_packs_beside_them_is_no_article(tmp_path):
    cover = build_cover(["Customs house to be sold", "Ferry stays"])
    for content, name in ((cover.encode(), "doclist.txt"), (build_docx(cover), "doclist.docx")):
        articles, refusals = read_export(tmp_path, content, name)

        assert articles == []
        assert "Nexis file without the text of an article" in refusals[0][1]


@pytest.mark.parametrize(("name", "reason"), REASONS.items(), ids=REASONS)
def test_what_cannot_be_cut_is_refused_with_the_export_to_choose(tmp_path, name, reason):
    articles, refusals = read_export(tmp_path, REFUSED[name])

    assert articles == []
    assert len(refusals) == 1
    assert reason in refusals[0][1]
    assert "choose “" in refusals[0][1]


def test_an_article_that_breaks_off_is_refused_and_those_before_it_are_read(tmp_path):
    export = EXPORTS["Nexis"]
    articles, refusals = read_export(tmp_path, export[: export.rindex("“We were")])

    assert [article.title for article in articles] == ["Customs house to be sold"]
    assert "breaks off" in refusals[0][1]


def test_articles_that_an_export_counts_but_does_not_hold_are_named(tmp_path):
    _, refusals = read_export(tmp_path, build_classic(1, 4) + build_classic(4, 4))
    assert "leave out 2 to 3" in refusals[0][1]
    cover = build_cover(["Customs house to be sold", "Ferry stays", "Lost"])
    _, refusals = read_export(tmp_path, cover + build_uni() + build_uni("Ferry stays"))
    assert "names 3 documents, and 2 are in it" in refusals[0][1]


def test_an_abstract_without_text_is_refused_and_the_article_beside_it_read(tmp_path):
    export = build_proquest().replace(f"Full text: {TEXT}", "Abstract: A house is sold.") + build_proquest(
        "Ferry stays"
    )
    abstract, article = get_documents(read_items(tmp_path, export.encode(), "pq.txt"))

    with pytest.raises(UnreadableDocument, match="no text below its head"):
        extract(abstract, ExtractionOptions(today=TODAY))
    assert extract(article, ExtractionOptions(today=TODAY)).title == "Ferry stays"


def test_covers_of_any_number_of_lines_are_cut_in_linear_time(tmp_path):
    began = time.process_time()
    read_items(tmp_path, b"Job Number: 1\nLength: 1 words\nBody\n" * 6000, "covers.txt")

    assert time.process_time() - began < 5


def test_a_page_of_factiva_gives_every_article(tmp_path):
    for is_coded in (False, True):
        page = build_factiva_page(["Customs house &amp; quay sold", "Ferry stays"], is_coded=is_coded)
        articles, refusals = read_export(tmp_path, page, "factiva.html")

        assert refusals == []
        assert [article.title for article in articles] == ["Customs house & quay sold", "Ferry stays"]
        assert {article.body for article in articles} == {TEXT}
        assert get_findings(articles[0], "title") == [
            ("stated", "Customs house & quay sold", "Customs house &amp; quay sold")
        ]


def test_older_pages_of_europresse_are_cut_at_the_names_of_publications(tmp_path):
    document = (
        '<span class="DocPublicationName">Le Temps d\'Orrin</span><br><span class="DocHeader">Monde, lundi 7 mai'
        ' 2018, p. {number}</span><p class="titreArticleVisu">La douane sera vendue</p><p>Pia Lund</p><div'
        ' class="DocText">Le'
        " conseil d'Orrin a vot&eacute; lundi la vente.<br><br>Le bac reste &agrave; la ville.</div>"
        '<div class="publiC-lblNodoc">news·20180507·TO·{number}</div>'
    )
    page = f"<html><body><table><td>{document.format(number=1)}{document.format(number=2)}</td></table></body></html>"
    articles, refusals = read_export(tmp_path, page, "page.html")

    assert refusals == []
    assert [(article.title, article.outlet, article.published, get_authors(article)) for article in articles] == [
        ("La douane sera vendue", "Le Temps d'Orrin", "2018-05-07", ["Pia Lund"])
    ] * 2
    assert articles[1].body == "Le conseil d'Orrin a voté lundi la vente.\n\nLe bac reste à la ville."


def test_a_page_of_several_articles_that_nothing_parts_is_refused_by_its_name(tmp_path):
    lines = [line for line in EXPORTS["ProQuest"].split("\n") if line and not line.startswith("____")]
    page = "".join(f"<p>{line}</p>" for line in lines)

    articles, refusals = read_export(tmp_path, f"<html><body>{page}</body></html>", "page.html")

    assert articles == []
    assert "a page of ProQuest with several articles, and where one ends" in refusals[0][1]


def test_a_word_document_of_nexis_gives_every_article(tmp_path):
    articles, refusals = read_export(tmp_path, build_docx(EXPORTS["Nexis Uni"]), "export.docx")

    assert refusals == []
    assert [(article.title, article.body) for article in articles] == [
        ("Customs house to be sold", TEXT), ("Ferry stays", TEXT)
    ]  # fmt: skip


def build_docx(text):
    """A Word document with a paragraph for each line."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n") if line)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    package = "http://schemas.openxmlformats.org/package/2006"
    main_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as pack:
        pack.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxml'
            'formats-package.relationships+xml"/><Override PartName="/word/document.xml"'
            f' ContentType="{main_type}"/></Types>',
        )
        pack.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{relation}"'
            ' Target="word/document.xml"/></Relationships>',
        )
        pack.writestr("word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{paragraphs}</w:body></w:document>')
    return buffer.getvalue()


@pytest.mark.django_db
def test_articles_of_one_file_share_its_bytes_and_are_found_in_them_again(tmp_path, client):
    (tmp_path / "nexis.txt").write_text(EXPORTS["Nexis"].replace("“We were told", "“I was told", 1))
    (tmp_path / "nexis.docx").write_bytes(build_docx(build_uni("Third title") + build_uni("Fourth title")))
    (tmp_path / "factiva.html").write_text(build_factiva_page(["Fifth title", "Sixth title"]).replace("Orrin", "Elm"))
    report = ingest_paths([tmp_path])

    assert report.added == 6, report
    captures = Capture.objects.order_by("pk")
    assert len({capture.payload_id for capture in captures}) == 3
    for capture in captures:
        title = capture.article.title
        assert title in read_record_text(capture)
        assert sum(other in read_record_text(capture) for other in Article.objects.values_list("title", flat=True)) == 1
        assert (capture.text_payload is not None) == (capture.steps[0][0] == "text")
        assert reextract(capture).article.body == capture.article.body
        assert client.get(f"/captures/{capture.pk}/").status_code == 200
        assert client.get(f"/captures/{capture.pk}/original/").status_code == 200


def test_records_are_reached_by_their_steps(tmp_path):
    content = EXPORTS["Nexis"].encode("utf-16")
    parts = split_export(unify_lines(EXPORTS["Nexis"]), find_press_database(unify_lines(EXPORTS["Nexis"])))
    offsets = find_byte_offsets(content, content.decode("utf-16"), [part.end for part in parts] + [parts[0].start])
    span = offsets[parts[1].start], offsets[parts[1].end]
    record = read_record(io.BytesIO(content), [["cut", *span]], offset=0, length=10**6)

    assert record.decode("utf-16-le").strip().startswith("2 of 2 DOCUMENTS")


def test_five_hundred_articles_are_cut_in_linear_time(tmp_path):
    export = "".join(build_classic(number, 500, title=f"Title {number}") for number in range(1, 501))
    documents = get_documents(read_items(tmp_path, export.encode(), "many.txt"))

    assert len(documents) == 500
    assert sum(len(document.content) for document in documents) == len(export.encode())
    assert documents[250].record == "article 251"


@pytest.mark.parametrize("words", ["Length: 300 metres, said the mayor.", "Update: the road is open.", "Quelle: dpa"])
def test_an_ordinary_article_with_a_line_like_a_label_is_no_export(tmp_path, words):
    articles, _ = read_export(tmp_path, f"Road to open\n\nBy Pia Lund\n\n{TEXT}\n\n{words}\n\n{TEXT}")

    assert [article.recipe for article in articles] == ["plaintext/1"]
    assert PARAGRAPHS[0] in articles[0].body


LINES = [line for export in EXPORTS.values() for line in export.split("\n")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=30)), max_size=40))
def test_no_text_of_an_export_is_lost_or_cut_twice(lines):
    text = "\n".join(lines)
    unified = unify_lines(text)
    if (database := find_press_database(unified, min_weight=1)) is None:
        return
    parts = split_export(unified, database)
    covered = "".join(text[part.start : part.end] for part in parts)

    assert all(part.end <= after.start for part, after in pairwise(parts))
    assert "".join(covered.split()) == "".join(text.split())
