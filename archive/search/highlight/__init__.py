"""Matches of a query in one text, and the snippets to show of it."""
