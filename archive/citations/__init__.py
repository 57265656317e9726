"""Citations of articles: `record` (the data), `styles`, `formats` (files), `tags` (metadata)."""
