"""Pages for readers: search, browsing, articles, comparison, help."""
