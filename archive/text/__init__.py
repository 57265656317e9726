"""Language utilities without Django: dates, names, sentences, spelling, encodings, plain text."""
