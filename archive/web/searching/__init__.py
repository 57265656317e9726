"""The search page.

Entry points: `search_address` parses the search from a request, `findings` builds the context of
its results.
"""
