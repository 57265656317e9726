"""The page of one article: text, evidence, related articles, citation.

Entry points: `text`, `knowledge` (evidence), `surroundings` (related articles), `citing`, `making`
(edits from the original to the text).
"""
