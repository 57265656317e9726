"""Suggestions for a query that is being typed."""
