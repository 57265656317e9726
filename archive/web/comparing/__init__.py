"""Pages that compare texts, quotations and stories of several outlets.

Entry points: `comparison` for two texts, `quotations` for statements, `voices` and `tellers` for
stories.
"""
