"""What a file of references says in words where it has no field: a date that is not certain."""

from archive.citations.when import Point, When, marked


def dated_in_words(published: When) -> str:
    """`ca. February 2016`, `between 3 and …`; nothing for a certain date and for none."""
    return "" if published.certain else published.said(lambda point: marked(point, plainly(point)))


def plainly(point: Point) -> str:
    """`4 February 2016`, as far as it is known."""
    parts = (str(point.day or ""), point.month_name, point.year)
    return " ".join(part for part in parts if part)
