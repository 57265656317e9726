"""How an article is cited. Doors: `record` (what is said), `styles`, `formats`, `tags`."""
