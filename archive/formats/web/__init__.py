"""Saved pages, web archives and feeds."""
