"""Pages of outlets, authors, collections and dates."""
