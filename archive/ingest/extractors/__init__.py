"""Documents into articles with evidence. Door: `registry.extract`.

One module for each kind of document (`html`, `plaintext`, `feeds`, `jsonlines`, `tables`); what a
web page says of itself is read in `pages`, the marks of print in `prints`.
"""
