"""Pages, tables and lines in legacy encodings, with a usable name, a wrong one or none."""

import json
from datetime import date

import pytest
from webencodings.labels import LABELS

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.ingest.rereading import reextract
from archive.models import Article, Capture
from archive.text.encodings import EncodingLabel, decode_as, decode_bytes, find_codec
from tests.formats.container_builders import build_warc
from tests.ingest.file_reading import get_documents, ingest_paths, read_items

SENTENCES = {
    "windows-1251": "Совет посёлка решил закрыть паром через реку к осени. Жители просят отсрочки.",
    "koi8-r": "Совет посёлка решил закрыть паром через реку к осени. Жители просят отсрочки.",
    "windows-1250": "Zastupitelé včera večer rozhodli zrušit přívoz přes řeku. Lidé žádají odklad.",
    "windows-1252": "Der Gemeinderat schließt die Fähre über den Fluß. Bürger hätten gern Zeit.",
    "windows-1253": "Το συμβούλιο αποφάσισε να κλείσει το πορθμείο στο ποτάμι. Πολλοί διαφωνούν.",
    "windows-1254": "Belediye meclisi nehirdeki vapuru kapatma kararı aldı. Köylüler süre istiyor.",
    "windows-1255": "המועצה החליטה לסגור את המעבורת בנהר עד הסתיו. התושבים מבקשים דחייה נוספת.",
    "windows-1256": "قرر المجلس إغلاق العبارة عبر النهر قبل الخريف. ويطلب السكان مهلة أخرى.",
    "windows-874": "สภาเทศบาลลงมติปิดเรือข้ามฟากในฤดูใบไม้ร่วง ชาวบ้านขอเวลาเพิ่ม",
    "shift_jis": "町議会は来春に渡し船を廃止することを決めた。住民は反対している。",
    "euc-jp": "町議会は来春に渡し船を廃止することを決めた。住民は反対している。",
    "iso-2022-jp": "町議会は来春に渡し船を廃止することを決めた。住民は反対している。",
    "euc-kr": "마을 의회는 내년 봄에 나룻배를 없애기로 했다. 주민들은 반대하고 있다.",
    "gb18030": "镇议会决定明年春天关闭渡口。居民表示反对,并要求推迟实施。",
    "big5": "鎮議會決定明年春天關閉渡口。居民表示反對,並要求延後實施。",
}


def encode_text(text, label):
    return text.encode(find_codec(label))


def build_page(text, head=""):
    links = "".join(f'<li><a class="nav" href="/s/{n}.html">Section {n}</a></li>' for n in range(30))
    return (
        f"<!DOCTYPE html><html><head>{head}<title>{text[:30]}</title></head><body><ul>{links}</ul>"
        f"<h1>{text[:30]}</h1><p>{text}</p></body></html>"
    )


@pytest.mark.parametrize("label", sorted(SENTENCES))
def test_a_page_that_names_no_encoding_is_read_by_its_words(label):
    text = build_page(SENTENCES[label])

    read = decode_bytes(encode_text(text, label))

    assert read.text == text
    assert "(inferred)" in read.encoding
    assert "detected in the bytes" in read.evidence


@pytest.mark.parametrize("label", sorted(SENTENCES))
@pytest.mark.parametrize("name", ["", "none", "utf8mb4", "iso-2022-cn", "undefined", "hex"])
def test_a_label_that_says_nothing_changes_nothing(label, name):
    text = build_page(SENTENCES[label])

    assert decode_bytes(encode_text(text, label), [EncodingLabel(name, "the sender")]).text == text


@pytest.mark.parametrize("label", sorted(set(SENTENCES) - {"iso-2022-jp"}))
@pytest.mark.parametrize("name", ["utf-8", "iso-8859-1", "x-user-defined"])
def test_a_label_that_the_bytes_do_not_fit_is_not_believed(label, name):
    text = build_page(SENTENCES[label])
    latin = label in {"windows-1250", "windows-1252", "windows-1254"}

    read = decode_bytes(encode_text(text, label), [EncodingLabel(name, "the sender")])

    if name == "utf-8" or not latin:
        assert read.text == text
        assert f"they are not {name}" in read.evidence
    else:
        assert read.evidence == "the bytes are read as windows-1252: named by the sender"


def test_words_of_cyrillic_with_their_case_turned_are_another_encoding():
    text = build_page(f"{SENTENCES['koi8-r']} Мария Орлова против.")

    assert decode_bytes(encode_text(text, "koi8-r"), [EncodingLabel("windows-1251", "x")]).text == text


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_of_the_encoding_standard_is_known(label):
    codec = find_codec(f" {label.upper()} ")

    refused = (LABELS[label] == "replacement" and "cn" in label) or label == "replacement"
    assert bool(codec) != refused
    assert not codec or b"".decode(codec) == ""


@pytest.mark.parametrize(
    ("label", "content", "text"),
    [
        ("latin1", b"\x93caf\xe9\x94", "“café”"),
        ("iso-8859-8-i", b"\xf9\xec\xe5\xed", "שלום"),
        ("ks_c_5601-1987", b"\xc7\xd1\xb1\xdb", "한글"),
        ("x-sjis", b"\x87\x40", "①"),
        ("euc-jp", b"\xad\xa1", "①"),
        ("gb2312", b"\xe9F", "镕"),
        ("unicode-1-1-utf-8", "é".encode(), "é"),
        ("x-user-defined", b"caf\xe9", "café"),
        ("x-mac-cyrillic", b"\x80\x81", "АБ"),
        ("hz-gb-2312", b"~{VPND~}", "中文"),
    ],
)
def test_a_label_means_what_pages_of_that_label_hold(label, content, text):
    assert decode_bytes(content, [EncodingLabel(label, "the sender")]).text == text


@pytest.mark.parametrize("label", sorted(set(SENTENCES) - {"iso-2022-jp"}))
def test_one_bad_byte_costs_one_character(label):
    text = SENTENCES[label]
    content = encode_text(f"<p>{text}</p>", label) + b"<p>\xff Tail</p>"
    expected = f"<p>{text}</p><p>" + b"\xff".decode(find_codec(label), "replace") + " Tail</p>"

    assert decode_bytes(content, [EncodingLabel(label, "the sender")]).text == expected
    assert text in decode_bytes(content).text


@pytest.mark.parametrize("labels", [[], [EncodingLabel("utf-8", "x")], [EncodingLabel("windows-1252", "x")]])
@pytest.mark.parametrize("text", ["Zoll für Fähre", "Straße", "Совет города", "渡し船"])
def test_utf_8_with_one_bad_byte_stays_utf_8(text, labels):
    content = f"<title>{text}</title>".encode() + b"<p>\xff</p>"

    read = decode_bytes(content, labels)

    assert read.text == f"<title>{text}</title><p>\ufffd</p>"
    assert read.encoding.startswith("utf-8 (")
    assert "cannot be read: 1" in read.evidence


def test_a_mark_goes_before_every_label():
    content = b"\xef\xbb\xbf" + "Fähre".encode() + b"\xff"

    assert decode_bytes(content, [EncodingLabel("windows-1251", "x")]).text == "Fähre\ufffd"


@pytest.mark.parametrize("label", ["windows-1251", "shift_jis", "windows-1252", "iso-2022-jp"])
@pytest.mark.parametrize("form", ["html", "txt", "md", "warc", "mhtml"])
def test_a_document_of_every_form_is_read_and_read_again_the_same(label, form, tmp_path, db):
    text = SENTENCES[label] * 2
    content = encode_text(
        build_page(text) if form in {"html", "warc", "mhtml"} else f"# {text[:20]}\n\n{text}\n", label
    )
    if form == "warc":
        head = [("Content-Type", "text/html")]
        content = build_warc(("https://g.example/a", "2024-03-14T00:00:00Z", head, content))
    if form == "mhtml":
        content = (
            b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"
            b' boundary="B"\r\n\r\n--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding:'
            b" binary\r\n\r\n" + content + b"\r\n--B--\r\n"
        )
    (tmp_path / f"a.{form}").write_bytes(content)

    report = ingest_paths([tmp_path])

    assert (report.added, report.refused) == (1, 0), report.refusals
    article, capture = Article.objects.get(), Capture.objects.get()
    assert text[:19] in article.title
    assert text[:60] in article.body
    assert "(inferred" in capture.encoding
    again = reextract(capture)
    assert again.article.body == article.body
    assert text in again.original
    evidence = article.evidence.filter(field="body", rule__contains="detected in the bytes")
    assert evidence.get().status == "inferred"


@pytest.mark.parametrize("label", ["windows-1251", "windows-1250", "euc-kr"])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_records_of_a_file_are_all_in_one_encoding(label, form, tmp_path):
    words = [word for word in SENTENCES[label].split() if not word.isascii()]
    rows = [(f"{word}", f"{SENTENCES[label]} {number}") for number, word in enumerate(words)]
    if form == "csv":
        text = "title,text\n" + "".join(f'"{title}","{body}"\n' for title, body in rows)
    else:
        text = "".join(
            json.dumps({"title": title, "text": body}, ensure_ascii=False) + "\n"
            for title, body in [*rows, ("ASCII", "only")]
        )

    found = get_documents(read_items(tmp_path, encode_text(text, label), f"a.{form}"))

    codec = find_codec(label)
    assert {one.encoding.partition(" ")[0] for one in found} <= {codec, ""}
    assert [decode_as(one.content, one.encoding) for one in found] == [one.content.decode(codec) for one in found]


def test_a_bad_byte_in_one_row_of_a_table_in_utf_8_costs_one_character(tmp_path):
    rows = b"title,text\n" + "Fähre,Über den Fluß\n".encode() * 20 + b"M\xfcller,Plain text\n"

    last = get_documents(read_items(tmp_path, rows, "a.csv"))[-1]

    assert decode_as(last.content, last.encoding).endswith("M\ufffdller,Plain text\n")


def test_a_feed_without_a_name_for_its_encoding_is_read_as_a_whole(tmp_path):
    entries = "".join(
        f"<item><title>{word}</title><description>{SENTENCES['windows-1251']}</description></item>"
        for word in ("Паром", "Река", "Мост")
    )
    feed = f"<rss version='2.0'><channel><title>Вести</title>{entries}</channel></rss>"

    found = get_documents(read_items(tmp_path, feed.encode("windows-1251"), "a.xml"))

    assert len(found) == 3
    assert all("Вести" in decode_as(one.content, one.encoding) for one in found)


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (
            "Le conseil a voté \ufffd lundi".encode().replace("\ufffd".encode(), b"\xff"),
            "Le conseil a voté \ufffd lundi",
        ),
        (b"The caf\x81 closed", "The caf\ufffd closed"),
        ("Le conseil a voté à l’été".encode("windows-1252") + b"\x9d", "Le conseil a voté à l’été\ufffd"),
    ],
)
def test_a_damaged_byte_of_a_short_text_with_few_accents_costs_one_character(content, title, tmp_path):
    text = content + b"\n\nThe council voted on Monday to sell the ferry and the quay in the town."
    (document,) = get_documents(read_items(tmp_path, text, "a.txt"))

    assert extract(document, ExtractionOptions(today=date(2024, 1, 1))).title == title


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_nul_bytes(codec):
    decoded = decode_bytes("The weir is down, said Jörg Weiß “at six”.\n\nNobody heard it.".encode(codec))

    assert decoded.text.startswith("The weir is down, said Jörg Weiß “at six”")
    assert decoded.is_inferred


def test_lines_that_end_as_on_old_macs_are_in_their_encoding():
    text = "Café shut\r\rBy Léna Brandt\r\r“We heard nothing,” said the cook.\r"

    assert decode_bytes(text.encode("mac-roman")).text == text
