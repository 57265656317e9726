"""Language work without Django: spelling, dates, names, addresses, identifiers."""
