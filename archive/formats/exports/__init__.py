"""Exports of other programs: blogs, reference managers, news systems."""
