"""Extraction of articles, with evidence, from documents. Entry point: `registry.extract`.

One module for each kind of document (`html`, `plaintext`, `feeds`, `jsonlines`, `tables`); `pages`
reads the metadata of web pages, `prints` the layout of plain text.
"""
