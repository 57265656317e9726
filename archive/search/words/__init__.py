"""What a word is, cut from a text: pieces, borders, languages. `analysis` is their door."""
