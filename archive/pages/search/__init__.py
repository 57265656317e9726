"""Pages of a search: results, explanation of the query, advanced search, suggestions."""
