"""Matching of a query in one text, for highlighting. `snippets` is the entry point."""
