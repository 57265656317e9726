"""Article fields from a web page: its metadata, its visible lines and its main text."""
