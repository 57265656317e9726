"""Segments of the index as NumPy arrays, packed and memory-mapped."""
