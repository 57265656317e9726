"""Quotations: printings of the same statement in several articles, speakers, differences.

Entry points: `store` reads articles and answers queries; `deeds` holds editors' actions.
"""
