"""References with files beside them are articles: what the record states, and the text of the file it names."""

import json
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.formats.documents import ExtractionOptions, SourceDocument
from archive.formats.exports.reference_texts import parse_bibtex, parse_enw, parse_ris
from archive.formats.exports.references import list_inner_paths
from archive.formats.fields import FIELD_KEYS
from archive.ingest.pipeline import ingest
from archive.ingest.sources import SourceReader
from archive.ingest.workers import extract_document
from archive.models import Article, Capture
from archive.storage.payloads import read_record_bytes, read_record_text
from tests.ingest.article_reading import BODY, TODAY
from tests.ingest.file_reading import get_documents, get_refusals, ingest_paths, read_items

PAGE = (
    "<!doctype html><html><head><title>Harbour shut - Harbour Mail online</title></head><body><article>"
    "<h1>Harbour shut</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in BODY.split("\n\n"))
    + "</article></body></html>"
)
ADDRESS = "https://mail.example/2019/harbour"
RIS = f"""TY  - NEWS
TI  - Harbour closed for soundings
AU  - Quill, Ada
AU  - O’Rowe, Ben
T2  - The Harbour Mail
DA  - 2019/04/02/
LA  - en
UR  - {ADDRESS}
L1  - files/12/harbour.html
KW  - pilots
ER  - 
"""  # noqa: W291 -- as the format has it
BIBTEX = r"""@string{mail = {The Harbour Mail}}

@article{quill2019,
  title = {Harbour {{Closed}} for Soundings},
  author = {Quill, Ada and {O'Rowe}, Ben},
  journal = mail,
  date = {2019-04-02},
  url = {https://mail.example/2019/harbour},
  langid = {english},
  file = {Snapshot:files/12/harbour.html:text/html;Full Text:files/13/none.pdf:application/pdf},
}
"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:link="http://purl.org/rss/1.0/modules/link/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/">
  <bib:Article rdf:about="{ADDRESS}">
    <z:itemType>newspaperArticle</z:itemType>
    <dcterms:isPartOf><bib:Newspaper><dc:title>The Harbour Mail</dc:title></bib:Newspaper></dcterms:isPartOf>
    <bib:authors><rdf:Seq>
      <rdf:li><foaf:Person><foaf:surname>Quill</foaf:surname><foaf:givenName>Ada</foaf:givenName></foaf:Person></rdf:li>
      <rdf:li><foaf:Person><foaf:surname>O’Rowe</foaf:surname><foaf:givenName>Ben</foaf:givenName></foaf:Person></rdf:li>
    </rdf:Seq></bib:authors>
    <link:link rdf:resource="#item_12"/>
    <dc:identifier><dcterms:URI><rdf:value>{ADDRESS}</rdf:value></dcterms:URI></dc:identifier>
    <dc:title>Harbour closed for soundings</dc:title>
    <dc:date>2019-04-02</dc:date>
    <z:language>en</z:language>
  </bib:Article>
  <z:Attachment rdf:about="#item_12">
    <z:itemType>attachment</z:itemType>
    <rdf:resource rdf:resource="files/12/harbour.html"/>
    <link:type>text/html</link:type>
  </z:Attachment>
</rdf:RDF>
"""  # fmt: skip
ENDNOTE = f"""<?xml version="1.0" encoding="UTF-8" ?><xml><records><record>
<database name="My.enl">My.enl</database><ref-type name="Newspaper Article">23</ref-type>
<contributors><authors><author><style face="normal">Quill, Ada</style></author><author>O’Rowe, Ben</author></authors>
</contributors><titles><title><style>Harbour closed for soundings</style></title>
<secondary-title>The Harbour Mail</secondary-title></titles>
<dates><year><style>2019</style></year><pub-dates><date>April 2</date></pub-dates></dates><language>en</language>
<urls><related-urls><url>{ADDRESS}</url></related-urls><pdf-urls><url>internal-pdf://12/harbour.html</url></pdf-urls>
</urls></record></records></xml>"""
ENW = f"""%0 Newspaper Article
%T Harbour closed for soundings
%A Quill, Ada
%A O’Rowe, Ben
%B The Harbour Mail
%D 2019
%8 April 2
%G en
%U {ADDRESS}
%> files/12/harbour.html
"""
EXPORTS = {
    "My Library.ris": RIS, "My Library.bib": BIBTEX, "My Library.rdf": RDF, "My Library.xml": ENDNOTE,
    "My Library.enw": ENW,
}  # fmt: skip


def write_export(folder, name, content, *, page=PAGE):
    inner = "My Library.Data/PDF/12" if name.endswith(".xml") else "files/12"
    path = folder / "export" / inner / "harbour.html"
    path.parent.mkdir(parents=True)
    path.write_text(page)
    (folder / "export" / name).write_text(content)
    return folder / "export"


def assert_joined_article():
    article = Article.objects.get()
    assert article.title.casefold() == "harbour closed for soundings"
    assert (article.published, article.outlet.name, article.language) == ("2019-04-02", "The Harbour Mail", "en")
    assert article.canonical_url == ADDRESS
    assert [byline.author.name.replace("'", "’") for byline in article.bylines.order_by("position")] == [
        "Ada Quill",
        "Ben O’Rowe",
    ]
    assert article.body == BODY
    return article


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPORTS)
def test_a_reference_and_the_file_it_names_are_one_article_and_both_are_kept(name, tmp_path):
    folder = write_export(tmp_path, name, EXPORTS[name])

    report = ingest_paths([folder])
    again = ingest_paths([folder])

    assert (report.added, report.recaptured, report.known, report.refused) == (1, 1, 0, 0), report.refusals
    assert (again.added, again.recaptured, again.known, again.refused) == (0, 0, 2, 0)
    article = assert_joined_article()
    reference, page = article.captures.order_by("pk")
    assert read_record_bytes(page) == PAGE.encode()
    text = read_record_text(reference)
    stated = reference.evidence.exclude(start=None).filter(superseded_at=None)
    assert {evidence.field for evidence in stated} >= {"title", "author", "outlet", "canonical_url"}
    assert all(text[evidence.start : evidence.end] == evidence.words for evidence in stated)


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_in_a_zip_is_joined_as_one_in_a_folder(name, tmp_path):
    folder = write_export(tmp_path, name, EXPORTS[name])
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as pack:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            pack.write(path, path.relative_to(tmp_path))

    report = ingest_paths([tmp_path / "export.zip"])

    assert (report.added, report.recaptured, report.known, report.refused) == (1, 1, 0, 0), report.refusals
    assert_joined_article()
    for capture in Capture.objects.select_related("payload"):
        assert read_record_bytes(capture)


@pytest.mark.django_db
def test_a_file_that_is_in_already_gets_what_its_reference_says(tmp_path):
    folder = write_export(tmp_path, "My Library.ris", RIS)

    ingest_paths([folder / "files/12/harbour.html"])
    report = ingest_paths([folder])

    assert (report.added, report.recaptured, report.refused) == (0, 1, 0), report.refusals
    assert_joined_article()


@pytest.mark.django_db
def test_several_files_of_a_record_are_captures_of_one_article(tmp_path):
    content = RIS.replace("KW  -", "L1  - files/12/print.txt\nKW  -")
    folder = write_export(tmp_path, "My Library.ris", content)
    (folder / "files/12/print.txt").write_text(f"Harbour shut\n\n{BODY}")

    report = ingest_paths([folder])

    assert (report.added, report.recaptured) == (1, 2), report.refusals
    assert_joined_article()


@pytest.mark.parametrize("name", EXPORTS)
def test_a_reference_without_its_file_says_what_to_do(name, tmp_path):
    [document] = get_documents(read_items(tmp_path, EXPORTS[name].encode(), name))
    reason = extract_document(document, ExtractionOptions(today=TODAY, keys=FIELD_KEYS))

    assert "is a reference without its text" in reason
    assert "harbour.html" in reason
    assert "take in the whole folder" in reason
    assert reason.endswith(f"from its address: {ADDRESS}")


@pytest.mark.parametrize(
    ("content", "name", "fields"),
    [
        (RIS.replace("L1  - files/12/harbour.html\n", ""), "a.ris", "TY, TI, AU, T2, DA, LA, UR, KW"),
        (RIS.replace("L1  - files/12/harbour.html\n", "").replace("  - ", " - "), "a.txt", "TY, TI, AU"),
        (
            json.dumps(
                [
                    {"id": "a", "type": "article-newspaper", "title": "Harbour", "issued": {"date-parts": [[2019]]}},
                ]
            ),
            "a.json",
            "id, type, title, issued",
        ),
        ('<?xml version="1.0"?><mods xmlns="http://www.loc.gov/mods/v3"><titleInfo/></mods>', "a.xml", "titleinfo"),
    ],
)  # fmt: skip
def test_a_reference_that_names_no_file_says_which_fields_it_has(content, name, fields, tmp_path):
    [document] = get_documents(read_items(tmp_path, content.encode(), name))
    reason = extract_document(document, ExtractionOptions(today=TODAY, keys=FIELD_KEYS))

    assert f"its fields are {fields}" in reason
    assert "Export it again with its files" in reason


@pytest.mark.parametrize(
    ("content", "name", "count"),
    [
        (b"@misc{a, title={Harbour}, author={Ada Quill}}", "a.bib", 1),
        (b'% Encoding: UTF-8\n\n@article(a,\n title = "Harbour"\n)\n', "a.txt", 1),
        (b"Provider: Example\nDatabase: x\n\nTY  - NEWS\nTI  - Harbour\nER  - \n", "a.txt", 1),
        ("\ufeffTY  - NEWS\nTI  - Hafen\nER  - \n".encode(), "a", 1),
        ("TY  - NEWS\r\nTI  - Häfen schließen\r\nER  - \r\n".encode("latin-1"), "a.ris", 1),
        (b"nothing of the kind", "a.ris", 0),
        (b"@comment{only this}", "a.bib", 0),
        (b"Dear @ada{}, the harbour is closed.\n\nTY for asking.", "a.txt", 1),
    ],
)
def test_files_of_references_are_told_by_their_content_and_broken_ones_by_their_name(content, name, count, tmp_path):
    items = read_items(tmp_path, content, name)

    assert len(get_documents(items)) == count
    assert all("no records" in reason for _, reason in get_refusals(items))


def test_every_record_of_a_file_is_read(tmp_path):
    ris = RIS.replace("\n", "\r\n") * 3
    bibtex = BIBTEX + BIBTEX.partition("\n\n")[2] * 2 + "@comment{jabref-meta: x}\n"

    assert [d.record for d in get_documents(read_items(tmp_path, ris.encode(), "a.ris"))] == [
        "record 1",
        "record 2",
        "record 3",
    ]
    documents = get_documents(read_items(tmp_path, bibtex.encode(), "a.bib"))
    assert len(documents) == 3
    assert all(parse_bibtex(d.content.decode()).values["outlet"] == "The Harbour Mail" for d in documents)


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Quill, Ada and Rowe, Ben", ["Quill, Ada", "Rowe, Ben"]),
        ("Ada Quill and Ben Rowe", ["Ada Quill", "Ben Rowe"]),
        ("{Press Association} and Quill, Ada", ["Press Association", "Quill, Ada"]),
        ("{Marks and Spencer} and others", ["Marks and Spencer"]),
        (r"Garc{\'\i}a M{\'a}rquez, Gabriel", ["García Márquez, Gabriel"]),
        (r"M{\"o}ller, J{\o}rgen", ["Möller, Jørgen"]),
        ("van der Berg, Jan", ["van der Berg, Jan"]),
        ("King, Jr., Martin Luther", ["King, Jr., Martin Luther"]),
    ],
)
def test_names_of_bibtex_are_read(field, names):
    reference = parse_bibtex(f"@article{{a,\n author = {{{field}}},\n}}")

    assert [name.printed for name in reference.names] == names
    assert [name.printed for name in reference.names if name.is_organisation] == [
        name for name in names if name in {"Press Association", "Marks and Spencer"}
    ]


def test_parts_of_names_of_bibtex_are_family_and_given_names():
    field = r"van der Berg, Jan and Gabriel Garc{\'\i}a and King, Jr., Martin Luther"

    names = parse_bibtex(f"@article{{a,\n author = {{{field}}},\n}}").names

    assert [(name.family, name.given) for name in names] == [
        ("van der Berg", "Jan"),
        ("García", "Gabriel"),
        ("King", "Martin Luther Jr."),
    ]


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("date = {2019-04-02}", "2019-04-02"),
        ("year = {2019}", "2019"),
        ("year = 2019, month = apr", "apr 2019"),
        ('year = 2019, month = "2~" # apr', "2 apr 2019"),
        ("year = 2019, month = apr, day = 2", "2 apr 2019"),
        ("year = 2019, month = 4, day = {2}", "2019-04-02"),
    ],
)
def test_dates_of_bibtex_are_put_together(fields, date):
    assert parse_bibtex(f"@misc{{a,\n {fields}\n}}").values["date"] == date


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("DA  - 2019/04/02/", "2019/04/02/"),
        ("PY  - 2019\nDA  - Apr 2", "Apr 2, 2019"),
        ("PY  - 2019///", "2019"),
        ("Y1  - 2019/04/02", "2019/04/02"),
        ("DA  - 2019 Apr 02\nPY  - 2019", "2019 Apr 02"),
    ],
)
def test_dates_of_ris_are_put_together(lines, date):
    assert parse_ris(f"TY  - NEWS\n{lines}\nER  - ").values["date"].startswith(date)


def test_lines_that_go_on_belong_to_their_field():
    reference = parse_ris("TY  - NEWS\nTI  - Harbour\n closed\nAU  - Quill, Ada\nER  - ")

    assert reference.values["title"] == "Harbour closed"
    assert parse_enw("%0 Newspaper Article\n%T Harbour\nclosed\n").values["title"] == "Harbour closed"


@pytest.mark.parametrize(
    ("field", "paths"),
    [
        ("files/12/page.html", ["files/12/page.html"]),
        ("Snapshot:files/12/page.html:text/html", ["files/12/page.html"]),
        (r"Snap:files/a\;b.html:text/html;PDF:files/c\:d.pdf:application/pdf", ["files/a;b.html", "files/c:d.pdf"]),
        (":Quill - 2019.pdf:PDF", ["Quill - 2019.pdf"]),
        (r"x:C\:\\Users\\ada\\page.html:text/html", [r"C:\Users\ada\page.html"]),
        ("/home/ada/page.html", ["/home/ada/page.html"]),
    ],
)  # fmt: skip
def test_paths_of_bibtex_are_read_as_each_program_writes_them(field, paths):
    assert parse_bibtex(f"@misc{{a,\n file = {{{field}}}\n}}").attachments == paths


@pytest.mark.parametrize(
    ("path", "inner_paths"),
    [
        ("files/12/page.html", ["files/12/page.html"]),
        ("./files/12/page.html", ["files/12/page.html"]),
        (r"files\12\page.html", ["files/12/page.html"]),
        ("files/12/a%20b.html", ["files/12/a%20b.html", "files/12/a b.html"]),
        ("file:///C:/Zotero/storage/AB12/page.html", ["storage/AB12/page.html", "AB12/page.html", "page.html"]),
        ("attachments:2019/page.pdf", ["2019/page.pdf"]),
        ("internal-pdf://012/page.pdf", ["PDF/012/page.pdf", "My Library.Data/PDF/012/page.pdf"]),
        ("../secret.html", []),
        ("files/../../secret.html", []),
        ("files/%2e%2e/%2e%2e/secret.html", ["files/%2e%2e/%2e%2e/secret.html"]),
        ("..\\secret.html", []),
        (".", []),
        ("", []),
    ],
)
def test_a_path_never_leads_out_of_the_folder(path, inner_paths):
    assert list_inner_paths(path, "folder/My Library.xml") == inner_paths


def test_a_file_outside_the_export_is_not_read(tmp_path):
    folder = write_export(tmp_path, "a.ris", RIS.replace("files/12/harbour.html", "../outside.html"))
    (tmp_path / "outside.html").write_text(PAGE)
    (folder / "files/12/link.html").symlink_to(tmp_path / "outside.html")
    (folder / "b.ris").write_text(RIS.replace("files/12/harbour.html", "files/12/link.html"))

    items = [*_read_folder(folder / "a.ris"), *_read_folder(folder / "b.ris")]

    assert [item.attachment for item in get_documents(items)] == [None, None]


def test_a_file_of_references_that_names_itself_ends(tmp_path):
    (tmp_path / "a.ris").write_text(RIS.replace("files/12/harbour.html", "a.ris") * 3)

    assert len(get_documents(_read_folder(tmp_path / "a.ris"))) <= 6


def _read_folder(path):
    with SourceReader([str(path)], store_containers=False) as sources:
        return list(sources.iter_items())


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(EXPORTS)), position=st.integers(0, 1500), junk=st.binary(max_size=6))
def test_any_damage_gives_reasons(name, position, junk, tmp_path):
    content = EXPORTS[name].encode()
    damaged = content[:position] + junk + content[position + 3 :]
    options = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)

    for item in read_items(tmp_path, damaged, name):
        result = extract_document(item, options) if isinstance(item, SourceDocument) else item.reason
        assert "fault is the program" not in str(result)


@pytest.mark.parametrize(
    "content",
    [
        b"TY  - NEWS\n" * 9000,
        b"TY  - NEWS\nTI  - a\n" + b"AB  - x\n" * 12000,
        b"@article{a,\n title = {" + b'{\\"o}' * 20000 + b"}\n}",
        b"@article{a,\n title = {" + b"{" * 90000,
        b"@article{a,\n file = {" + b"\\;:" * 30000 + b"}\n}",
        b"%0 Newspaper Article\n%T a\n" * 4000,
    ],
)
def test_references_cost_time_in_proportion(content, tmp_path):
    began = time.process_time()

    read_items(tmp_path, content, "a.bib" if content.startswith(b"@") else "a.ris")

    assert time.process_time() - began < 2


def test_an_encoding_that_nobody_knows_is_refused(tmp_path):
    content = f'<?xml version="1.0" encoding="UTa-8"?>{RDF}'

    assert len(get_refusals(read_items(tmp_path, content.encode(), "a.rdf"))) == 1


def test_entities_are_not_expanded(tmp_path):
    bomb = RDF.replace("<rdf:RDF", '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rdf:RDF', 1)

    [(_, reason)] = get_refusals(read_items(tmp_path, bomb.encode(), "a.rdf"))

    assert "entities" in reason


@pytest.mark.django_db
def test_files_uploaded_one_by_one_are_joined_by_their_names(tmp_path):
    (tmp_path / "00001").write_text(RIS)
    (tmp_path / "00002").write_text(PAGE)
    names = {str(tmp_path / "00001"): "My Library.ris", str(tmp_path / "00002"): "harbour.html"}

    with SourceReader(list(names), display_names=names) as sources:
        report = ingest(sources.iter_items(), source="upload")

    assert (report.added, report.recaptured, report.known, report.refused) == (1, 1, 0, 0), report.refusals
    assert_joined_article()
