"""Segments as arrays: packed, memory-mapped, cached. Knows neither queries nor the schema."""
