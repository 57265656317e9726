"""Container files of every format, with the same three articles in each."""

import gzip
import json

from tests.formats.container_builders import HTML, build_mhtml, build_tar, build_warc, build_zip
from tests.ingest.article_reading import BODY

NAMES = ("Harbour closed", "Trams return", "Zinc in the water")
LONG = BODY.replace("\n\n", "</p><p>")


def build_page(title, url="", text=LONG):
    link = f'<link rel="canonical" href="{url}">' if url else ""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{link}"
        f'<meta property="og:title" content="{title}"></head>'
        f"<body><article><h1>{title}</h1><p>{text}</p><p>It is about {title}.</p></article></body>"
    ).encode()


PAGES = {f"{name.split()[0].lower()}.html": build_page(name) for name in NAMES}
ANSWERS = [
    (f"https://gazette.example/{n}", f"2024-03-1{n}T09:00:00Z", [HTML], build_page(name))
    for n, name in enumerate(NAMES)
]
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<channel><title>The Gazette</title><link>https://gazette.example/</link><language>en</language>"
    "<lastBuildDate>Thu, 14 Mar 2024 09:00:00 GMT</lastBuildDate>"
    + "".join(
        f"<item><title>{name}</title><link>https://gazette.example/{n}</link>"
        f"<dc:creator>Jane Roe</dc:creator><pubDate>Thu, 1{n} Mar 2024 09:00:00 GMT</pubDate>"
        f"<content:encoded><![CDATA[<p>{LONG}</p><p>On {name}.</p>]]></content:encoded></item>"
        for n, name in enumerate(NAMES)
    )
    + "</channel></rss>"
).encode()
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Gazette</title>'
    + "".join(
        f'<entry><title>{name}</title><link href="https://gazette.example/{n}"/>'
        f"<author><name>Jane Roe</name></author><published>2024-03-1{n}T09:00:00Z</published>"
        f'<content type="html">&lt;p&gt;{BODY}&lt;/p&gt;&lt;p&gt;On {name}.&lt;/p&gt;</content>'
        "</entry>"
        for n, name in enumerate(NAMES)
    )
    + "</feed>"
).encode()
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Die Häfen",
        "items": [
            {
                "id": n,
                "title": name,
                "url": f"https://gazette.example/{n}",
                "content_html": f"<p>{LONG}</p><p>On {name}</p>",
                "authors": [{"name": "Jane Roe"}],
                "date_published": f"2024-03-1{n}T09:00:00+01:00",
            }
            for n, name in enumerate(NAMES)
        ],
    },
    ensure_ascii=False,
).encode()
TABLE = (
    "title,author,date,url,text\r\n"
    + "".join(
        f'{name},Jane Roe,2024-03-1{n},https://gazette.example/{n},"On ""{name}"", at length.\n\n{BODY}"\r\n'
        for n, name in enumerate(NAMES)
    )
).encode()
LINES = "".join(json.dumps({"title": name, "text": BODY}) + "\n" for name in NAMES).encode()

CONTAINERS = {
    "WARC": build_warc(*ANSWERS),
    "WARC, plain": build_warc(*ANSWERS, packed=False),
    "WARC in one gzip": build_warc(*ANSWERS, whole=True),
    "ZIP": build_zip(PAGES),
    "ZIP of a WARC": build_zip({"archive/data.warc.gz": build_warc(*ANSWERS)}, 0),
    "ZIP of a ZIP": build_zip({"inner.zip": build_zip(PAGES)}),
    "tar": build_tar(PAGES),
    "tar.gz": build_tar(PAGES, "w:gz"),
    "tar.gz of a ZIP": build_tar({"inner.zip": build_zip(PAGES)}, "w:gz"),
    "RSS": RSS,
    "Atom": ATOM,
    "RSS in gzip": gzip.compress(RSS),
    "RSS in a WARC": build_warc(("https://g.example/rss", "2024-03-14T00:00:00Z", [("Content-Type", "text/xml")], RSS)),
    "JSON feed": JSON_FEED,
    "CSV": TABLE,
    "CSV in a ZIP": build_zip({"a.csv": TABLE}),
    "JSON Lines in a tar": build_tar({"a.jsonl": LINES}),
    "JSON Lines in a gzip": gzip.compress(LINES),
    "MHTML in a ZIP": build_zip(
        {f"{name}.mhtml": build_mhtml(build_page(name), url=f"https://g.example/{name[0]}") for name in NAMES}
    ),
}
