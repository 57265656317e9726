"""Generations of the index on disk: stored, opened, verified."""
