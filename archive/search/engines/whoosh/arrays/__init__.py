"""Segments as arrays: packed, mapped from the disk, cached. Queries and schema are unknown here."""
