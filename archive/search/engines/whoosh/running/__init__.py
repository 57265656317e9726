"""Query execution over arrays: which articles match, their scores, facet counts.

`answer` is the whole run. `compile` turns query nodes into Whoosh queries, with span plans for
positional nodes (`planned`, `places`, `meeting`, `parts`); `execute` finds and scores articles
(`weights`, `nearness`); `orders` and `facets` sort and count them.
"""
