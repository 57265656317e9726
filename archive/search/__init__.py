"""Search: `service.search` takes one request and returns one page of results.

1. `query` parses the text to a tree of frozen nodes, and reports how each part was read.
2. `name_resolution` resolves names, `query_expansion` adds spelling variants; each is reported.
3. `engines` answers with primary keys, counts and facets; `engines.base` is the protocol.
4. `results` labels facets, `highlight` marks matches and cuts snippets, `no_results` explains a page without hits.

`analysis` tokenizes and stems for the index, queries and highlighting alike; `indexing` keeps the index up to date.
"""
