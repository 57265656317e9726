"""Suggestions: `offers` are the values; `names` and `values` find them."""
