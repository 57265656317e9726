"""Bytes are text or are refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableDocument
from archive.formats.decoding import decode_text

FRENCH = "La ministre a fermé l’accès au « bassin » ; à Saint-Aubrac, l’été s’achève — déjà."


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("windows-1252", "windows-1252 (inferred)"),
    ],
)
def test_reads(codec, encoding):
    read = decode_text(FRENCH.encode(codec))

    assert (read.text, read.encoding) == (FRENCH, encoding)


def test_utf_16_of_the_other_order_is_read_by_its_mark():
    assert decode_text(b"\xfe\xff" + FRENCH.encode("utf-16-be")).text == FRENCH


def test_utf_8_with_a_broken_byte_is_still_utf_8():
    read = decode_text(FRENCH.encode() + b" \xff end")

    assert read.text == f"{FRENCH} \ufffd end"
    assert read.encoding == "utf-8 (inferred, broken bytes)"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"\x00\x01\x02binary", "binary"),
        (b"text with \x00 in it", "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"\x81\x8d\x8f" * 10, "neither UTF-8 nor any other encoding"),
        (b"\xff\xfeodd", "utf-16"),
        (b"%PDF-1.7 ...", "no plain text"),
        (b"<!DOCTYPE html><html>", "no plain text"),
        (b"  <?xml version='1.0'?>", "no plain text"),
        (b"{\\rtf1 hello", "no plain text"),
    ],
)
def test_refuses(content, problem):
    with pytest.raises(UnreadableDocument, match=problem):
        decode_text(content)


def try_decode(content):
    """The decoded text, and the reason if the bytes are refused."""
    try:
        return decode_text(content), ""
    except UnreadableDocument as error:
        return None, str(error)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    read, reason = try_decode(content)

    assert bool(read) != bool(reason)
    if read:
        codec, _, note = read.encoding.partition(" ")
        assert content.decode(codec, "replace" if note else "strict") == read.text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_utf_8_is_itself(text):
    read, reason = try_decode(text.encode())

    if read:
        assert read.text == text.removeprefix("\ufeff")
    else:
        assert "no plain text" in reason or "empty" in reason
