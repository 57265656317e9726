"""The road to find. Doors: `service.search` (one request in, one page out) and `indexing`.

A question travels so: text → `syntax.parse` → a tree (`query`) → `service.search` → `engines/` →
`results`.
"""
