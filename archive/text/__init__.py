"""Language utilities without Django: spelling, dates, names, URLs, identifiers."""
