"""Readers: each yields the documents, refusals and skipped items of a stream."""
