"""Texts, quotations and stories of several outlets, side by side.

Doors: `comparison` for two texts, `quotations` for what was said, `voices`
and `tellers` for stories.
"""
