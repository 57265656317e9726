"""Inexact dates in words, for formats without a field for them."""

from archive.citations.when import Point, When, marked


def dated_in_words(published: When) -> str:
    """Return `ca. February 2016`, `between 3 and …`; empty for exact dates and undated."""
    return "" if published.certain else published.said(lambda point: marked(point, plainly(point)))


def plainly(point: Point) -> str:
    """Format `4 February 2016`, as far as known."""
    parts = (str(point.day or ""), point.month_name, point.year)
    return " ".join(part for part in parts if part)
