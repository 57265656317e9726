"""Query execution over arrays: matches, scores, facets, order."""
