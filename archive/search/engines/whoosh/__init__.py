"""The embedded engine: Whoosh keeps the index on disk, NumPy arrays answer queries."""
