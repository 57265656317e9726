"""Tokenizing, boundaries, stemming and languages. `analysis` is the entry point."""
