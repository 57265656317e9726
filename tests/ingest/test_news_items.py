"""Items of news agencies and notes of Evernote: every item is an article with what it states of itself."""

import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.formats.documents import ExtractionOptions, SourceDocument
from archive.formats.fields import FIELD_KEYS
from archive.ingest.rereading import reextract
from archive.ingest.workers import extract_document
from archive.models import Article, Capture
from archive.storage.payloads import read_record_text
from tests.ingest.article_reading import BODY, TODAY, get_authors, get_findings
from tests.ingest.file_reading import get_documents, get_refusals, get_skipped_records, ingest_paths, read_items

P = "".join(f"<p>{paragraph}</p>\n" for paragraph in BODY.split("\n\n"))
DIVISIONS = P.replace("<p>", "<div>").replace("</p>", "</div>")
NITF = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.5/specification/dtd/nitf-3-5.dtd">
<nitf xml:lang="en-GB"><head><title>HARBOUR-CLOSED</title>
<docdata><date.issue norm="20190402T120000-0500"/><doc-id id-string="7"/></docdata>
<pubdata type="print" date.publication="20190402" name="The Harbour Mail" position.section="City"
 ex-ref="https://mail.example/2019/harbour"/></head>
<body><body.head><hedline><hl1>Harbour closed</hl1><hl2>Soundings were false</hl2></hedline>
<byline>By <person>Ada Quill</person> and <person>Ben Rowe</person> <byttl>Mail Staff</byttl></byline>
<distributor>Example Press</distributor>
<dateline><location>SENNPORT</location> <story.date norm="20190401">April 1</story.date></dateline></body.head>
<body.content><block>{P}
<media media-type="image"><media-reference source="a.jpg"/><media-caption>The old boom</media-caption>
<media-producer>Cam Rider</media-producer></media></block></body.content>
<body.end><tagline>Example Press wrote this.</tagline></body.end></body></nitf>"""
G2 = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2019-04-02T12:00:00Z</sent></header><itemSet>
<packageItem guid="p"><groupSet/></packageItem>
<newsItem guid="urn:newsml:x:1" version="2" xml:lang="en-GB" standard="NewsML-G2">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="EXP"><name>Example Press</name></provider>
<versionCreated>2019-04-02T12:00:00+01:00</versionCreated><firstCreated>2019-04-02T09:00:00+01:00</firstCreated>
<pubStatus qcode="stat:usable"/><title>HARBOUR/CLOSED</title></itemMeta>
<contentMeta><contentCreated>2019-04-02T08:00:00+01:00</contentCreated>
<creator qcode="x:q"><name>Ada Quill</name></creator>
<by>By Ada Quill and Ben Rowe</by><dateline>SENNPORT, April 2</dateline><headline>Harbour closed</headline>
<language tag="en"/><description role="drol:caption">A boom</description>
<description role="drol:summary">Soundings were false</description></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>x</title></head><body>{P}</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""
G2_NITF = G2.replace(
    G2[G2.index("<inlineXML") : G2.index("</contentSet>")],
    f'<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>'
    f"<body.head/><body.content>{P}</body.content></body></nitf></inlineXML>",
)
ONE = f"""<?xml version="1.0" encoding="UTF-8"?>
<NewsML Version="1.2"><Catalog/><NewsEnvelope><DateAndTime>20190402T120000Z</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="en"><Identification>
<NewsIdentifier><ProviderId>example.press</ProviderId><DateId>20190402</DateId></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20190402T090000+0100</FirstCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><AdministrativeMetadata><Provider><Party FormalName="Example Press"/></Provider></AdministrativeMetadata>
<NewsComponent><NewsLines><HeadLine>Harbour closed</HeadLine><SubHeadLine>Soundings were false</SubHeadLine>
<ByLine>Ada Quill and Ben Rowe</ByLine><DateLine>SENNPORT, April 2</DateLine></NewsLines>
<DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<ContentItem><MediaType FormalName="Text"/><DataContent>{P}</DataContent></ContentItem></NewsComponent>
<NewsComponent><NewsLines><HeadLine>A boom</HeadLine></NewsLines><ContentItem><DataContent><p>Caption of the boom</p>
</DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"""  # fmt: skip
NOTE = f"""<note><title>Harbour closed</title><content><![CDATA[<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd"><en-note style="a">{DIVISIONS}
<div><en-media hash="0" type="image/png"/>&nbsp;</div></en-note>]]></content><created>20190402T093000Z</created>
<updated>20200101T000000Z</updated><tag>port</tag><note-attributes><author>Ada Quill</author>
<source-url>https://mail.example/2019/harbour</source-url></note-attributes>
<resource><data encoding="base64">QUJD</data><mime>image/png</mime></resource></note>"""  # fmt: skip
ENEX = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export3.dtd">'
    f'<en-export export-date="20210101T000000Z" application="Evernote" version="10">{NOTE}</en-export>'
)
ITEMS = {"nitf": NITF, "g2": G2, "g2-nitf": G2_NITF, "newsml": ONE, "enex": ENEX}


def read_item(tmp_path, content, name="item.xml"):
    documents = get_documents(read_items(tmp_path, content.encode(), name))
    return [extract_document(document, ExtractionOptions(today=TODAY, keys=FIELD_KEYS)) for document in documents]


@pytest.mark.parametrize("kind", ITEMS)
def test_an_item_has_its_text_and_what_it_states(kind, tmp_path):
    [article] = read_item(tmp_path, ITEMS[kind])

    assert (article.title, article.published, article.body) == ("Harbour closed", "2019-04-02", BODY)
    authors = ["Ada Quill"] if kind == "enex" else ["Ada Quill", "Ben Rowe"]
    assert get_authors(article) == authors
    outlets = {"nitf": "The Harbour Mail", "enex": ""}
    assert article.outlet == outlets.get(kind, "Example Press")
    assert article.standfirst == ("" if kind == "enex" else "Soundings were false")
    assert article.language.startswith("en")


def test_what_else_an_item_of_nitf_states_is_kept(tmp_path):
    [article] = read_item(tmp_path, NITF)

    assert (article.section, article.dateline, article.canonical_url) == (
        "City",
        "SENNPORT",
        "https://mail.example/2019/harbour",
    )
    printed = [value for _, value, _ in get_findings(article, "credit")]
    assert printed == ["Mail Staff", "Example Press", "Example Press wrote this."]
    assert "The old boom" in [value for _, value, _ in get_findings(article, "body")]


def test_a_text_that_is_given_in_parts_and_whole_is_taken_once(tmp_path):
    first = P.partition("\n")[0]
    blocks = f'<block class="lead_paragraph">{first}</block><block class="full_text">{P}</block>'
    content = NITF.replace(NITF[NITF.index("<block>") : NITF.index("</body.content>")], blocks)
    content = content.replace("</byline>", '</byline><byline class="normalized_byline">Quill, Ada; Rowe, Ben</byline>')

    [article] = read_item(tmp_path, content)

    assert article.body == BODY
    assert get_authors(article) == ["Ada Quill", "Ben Rowe"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ITEMS)
def test_an_item_is_found_again_in_the_store(kind, tmp_path):
    (tmp_path / "item.xml").write_text(ITEMS[kind])

    report = ingest_paths([tmp_path / "item.xml"])
    again = ingest_paths([tmp_path / "item.xml"])

    assert (report.added, report.refused, again.known) == (1, 0, 1), report.refusals
    article, capture = Article.objects.get(), Capture.objects.select_related("payload").get()
    text = read_record_text(capture)
    spans = capture.evidence.exclude(start=None)
    assert {evidence.field for evidence in spans} >= {"title", "author", "published"}
    assert all(text[evidence.start : evidence.end] == evidence.words for evidence in spans)
    assert article.title in text
    reextraction = reextract(capture)
    assert reextraction.article.body == reextraction.build_body() == article.body


def test_many_items_of_a_file_are_many_articles_and_lists_are_passed_over(tmp_path):
    item = G2[G2.index("<newsItem") : G2.index("</itemSet>")]
    items = read_items(tmp_path, G2.replace(item, item * 3).encode(), "message.xml")

    assert [document.record for document in get_documents(items)] == ["item 2", "item 3", "item 4"]
    assert get_skipped_records(items) == ["item 1"]


def test_notes_without_their_pictures_are_small_and_the_pictures_are_counted(tmp_path):
    picture = f"<resource><data>{'QUJD' * 4_000_000}</data></resource>"
    content = ENEX.replace("</note>", f"{picture}</note>") * 1

    items = read_items(tmp_path, content.encode(), "notes.enex")

    [document] = get_documents(items)
    assert len(document.content) < 3000
    assert get_skipped_records(items) == ["note 1, file 1", "note 1, file 2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (G2.replace("stat:usable", "stat:canceled"), "not for use"),
        (G2.replace("ninat:text", "ninat:picture"), "ninat:picture"),
        (G2.replace(P, ""), "has no text"),
        (ONE.replace('FormalName="Usable"', 'FormalName="Canceled"'), "not for use"),
        (NITF.replace(P, ""), "has no text"),
        (ENEX.replace(NOTE[NOTE.index("<div>") : NOTE.index("<div><en-")], ""), "has no text"),
        (
            G2.replace(
                G2[G2.index("<inlineXML") : G2.index("</contentSet>")], '<remoteContent href="https://x.example/1"/>'
            ),
            "https://x.example/1",
        ),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_by_what_it_is(content, words, tmp_path):
    [reason] = read_item(tmp_path, content)

    assert words in reason


@pytest.mark.parametrize("kind", ITEMS)
def test_an_entity_is_never_expanded(kind, tmp_path):
    content = ITEMS[kind]
    root = content.index("<", content.index("?>") + 2)
    bomb = f'{content[:root]}<!DOCTYPE a [<!ENTITY x "aaaaaaaaaa"><!ENTITY y "&x;&x;">]>{content[root:]}'

    for result in read_item(tmp_path, bomb.replace("Harbour closed", "Harbour &y; closed")):
        assert "aaaaaaaaaa" not in str(result)


def test_names_of_elements_that_are_none_do_no_harm(tmp_path):
    [article] = read_item(tmp_path, NITF.replace("<block>", "<block><x:00><x:-/></x:00>"))

    assert article.body == BODY


@pytest.mark.parametrize("kind", ITEMS)
def test_a_file_that_breaks_off_says_so(kind, tmp_path):
    content = ITEMS[kind].encode()

    items = read_items(tmp_path, content[: len(content) * 3 // 4], "item.xml")

    assert "breaks off" in get_refusals(items)[-1][1]


@pytest.mark.parametrize("kind", ITEMS)
def test_other_encodings_are_read_as_declared(kind, tmp_path):
    content = ITEMS[kind].replace("Ada Quill", "Zoë Quill").replace('encoding="UTF-8"?>', 'encoding="ISO-8859-1"?>', 1)

    documents = get_documents(read_items(tmp_path, content.encode("latin-1"), "item.xml"))
    article = extract_document(documents[0], ExtractionOptions(today=TODAY, keys=FIELD_KEYS))

    assert get_authors(article)[0] == "Zoë Quill"


@hypothesis_settings(max_examples=50, deadline=None)
@given(kind=st.sampled_from(sorted(ITEMS)), position=st.integers(0, 2500), junk=st.binary(max_size=6))
def test_any_damage_gives_articles_or_reasons(kind, position, junk, tmp_path_factory):
    content = ITEMS[kind].encode()
    damaged = content[:position] + junk + content[position + 3 :]
    options = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)

    for item in read_items(tmp_path_factory.getbasetemp(), damaged, "damaged.xml"):
        result = extract_document(item, options) if isinstance(item, SourceDocument) else getattr(item, "reason", "")
        assert "fault is the program" not in str(result)


@pytest.mark.parametrize("part", ["<p>", "<newsItem>", "<a ", "<![CDATA[", "<!--", "&x;", "<block><media>"])
def test_items_cost_time_in_proportion(part, tmp_path):
    content = f"<newsItem><contentSet><inlineXML>{part * (100_000 // len(part))}"
    read_item(tmp_path, G2)  # what is imported with the first item is not its cost
    began = time.process_time()

    read_item(tmp_path, f"{content}</inlineXML></contentSet></newsItem>")

    assert time.process_time() - began < 1


def test_the_head_of_a_clipped_page_is_read_and_no_text(tmp_path):
    head = "<h1>Harbour closed</h1><div>By Nora Whitlock</div><div>1 April 2019</div>"
    note = ENEX.replace('<en-note style="a">', f'<en-note style="a">{head}')

    [article] = read_item(tmp_path, note)

    assert get_authors(article) == ["Nora Whitlock"]
    assert article.published == "2019-04-01"
    assert not {"Harbour closed", "By Nora Whitlock", "1 April 2019"} & set(article.body.split("\n\n"))
