"""One article to cite, varied by what a test gives."""

from datetime import date

from archive.citations.record import CitationRecord, CitedPerson, parse_citation_date

ELLERY, REID = CitedPerson("Ellery", "Maud"), CitedPerson("Reid", "Callum")


def make_record(published: str = "2024-03-14", **fields) -> CitationRecord:
    given = {
        "identifier": "7k2m9qxa",
        "title": "Minister orders harbour closed",
        "authors": (ELLERY,),
        "outlet": "The Harbour Gazette",
        "url": "https://archive.example/articles/7k2m9qxa/",
        "archive": "Cuttings",
        "accessed": date(2026, 5, 4),
    }
    return CitationRecord(published=parse_citation_date(published), **(given | fields))
