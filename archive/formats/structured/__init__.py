"""Tables and JSON to records."""
