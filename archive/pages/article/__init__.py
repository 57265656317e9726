"""Pages of an article: its text, evidence, captures and related articles."""
