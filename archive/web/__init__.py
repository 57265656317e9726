"""Public pages. Entry point: `archive.pages.urls`.

`views` build the context of each page from `browsing` (outlets, authors, dates), `searching`,
`reading` (one article) and `comparing` (texts, quotations, stories). These share charts (`drawing`)
and the modules here: query parameters, paging, languages, caching.
"""
