"""Where in one text a question is met, and what of it to show. `snippets` is their door."""
