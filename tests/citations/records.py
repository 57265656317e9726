"""One article to cite, varied by what a test gives."""

from datetime import date

from archive.citations.record import Person, Record
from archive.citations.when import when

ELLERY, REID = Person("Ellery", "Maud"), Person("Reid", "Callum")


def record(published: str = "2024-03-14", **fields) -> Record:
    given = {
        "identifier": "7k2m9qxa",
        "title": "Minister orders harbour closed",
        "authors": (ELLERY,),
        "outlet": "The Harbour Gazette",
        "url": "https://archive.example/articles/7k2m9qxa/",
        "archive": "Cuttings",
        "accessed": date(2026, 5, 4),
    }
    return Record(published=when(published), **(given | fields))
