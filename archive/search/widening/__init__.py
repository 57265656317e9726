"""Query expansion: spelling variants of names and compounds; resolution of names."""
