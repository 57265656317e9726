"""Query expansion: spelling variants, and names of outlets and authors."""
