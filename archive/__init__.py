"""Cuttings: a searchable archive of news."""

__version__ = "0.1.0"
