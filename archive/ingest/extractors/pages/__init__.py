"""What a web page says of itself: each value read from its tags and its print, with evidence."""
