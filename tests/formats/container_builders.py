"""Builders of WARC, ZIP, tar and MHTML files."""

import gzip
import io
import tarfile
import zipfile

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HTML = ("Content-Type", "text/html; charset=utf-8")


def build_warc(*answers, packed=True, whole=False, **facts) -> bytes:
    """A WARC of these answers: `(url, moment, headers, body)`."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed and not whole)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "a test"}))
    for url, moment, headers, body in answers:
        writer.write_record(build_response_record(writer, url, moment, headers, body, **facts))
    return gzip.compress(file.getvalue()) if whole else file.getvalue()


def build_response_record(writer, url, moment, headers, body, status="200 OK", kind="response", **facts):
    """One record of a WARC."""
    return writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(status, list(headers), protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": moment, **facts},
    )


def build_revisit(url, moment, digest, **facts) -> bytes:
    """A WARC with one revisit record."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    writer.write_record(
        writer.create_revisit_record(
            url,
            digest,
            facts.get("refers_to", url),
            facts.get("refers_at", moment),
            http_headers=StatusAndHeaders("200 OK", [HTML], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": moment},
        )
    )
    return file.getvalue()


def build_zip(files, compression=zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of names and contents."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    return file.getvalue()


def build_tar(files, mode="w") -> bytes:
    """A tar of names and contents."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as pack:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            pack.addfile(info, io.BytesIO(content))
    return file.getvalue()


def build_mhtml(page: bytes, *, url="https://gazette.example/a", packing="quoted-printable") -> bytes:
    """A page as a browser saves it, with a picture beside it."""
    import base64
    import quopri

    packed = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}[packing](page)
    head = (
        "From: <Saved by Blink>\r\n"
        f"Snapshot-Content-Location: {url}\r\nSubject: A page\r\n"
        "Date: Thu, 14 Mar 2024 09:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----B----"\r\n\r\n'
        "------B----\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {packing}\r\nContent-Location: {url}\r\n\r\n"
    )
    tail = (
        "\r\n------B----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Location: https://gazette.example/a.png\r\n\r\niVBORw0KGgo=\r\n------B------\r\n"
    )
    return head.encode() + packed + tail.encode()
