"""Inexact dates in words, for formats without a field for them."""

from archive.citations.when import CitationDate, DatePoint, add_uncertainty


def describe_inexact_date(published: CitationDate) -> str:
    """Return `ca. February 2016`, `between 3 and …`; empty for exact dates and undated."""
    return (
        ""
        if published.exact_date
        else published.format_date(lambda point: add_uncertainty(point, format_day_first(point)))
    )


def format_day_first(point: DatePoint) -> str:
    """Format `4 February 2016`, as far as known."""
    parts = (str(point.day or ""), point.month_name, point.year)
    return " ".join(part for part in parts if part)
