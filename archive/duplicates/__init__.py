"""Near-duplicates, reprints and credit lines of articles."""
