"""Values of a web page, read from its tags and its visible text, with evidence."""
