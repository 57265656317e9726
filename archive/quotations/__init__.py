"""Quotations: printings of the same statement in several articles, speakers, differences.

`update` reads articles, `queries` serves pages, `services` holds editors' decisions.
"""
