"""A question run over arrays: which articles, what they are worth, how many of each kind.

`answer` is the whole run. `compile` makes a Whoosh query of the archive's tree, whose nodes over
places become plans (`planned`, `places`, `meeting`, `parts`); `execute` finds articles with what
they are worth (`weights`, `nearness`); `orders` and `facets` put in order and count.
"""
