"""Article fields from plain text and Markdown, read as a printed page."""
