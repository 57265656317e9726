"""Pages for people. Door: `archive.web.urls`, whose views call one room or queryset each.

What a page shows is made in four rooms: `browsing` (outlets, authors, days), `searching`,
`reading` (one article) and `comparing` (texts, quotations, stories). They draw with `drawing`, and
share what lies beside them here: addresses, paging, languages, counts that are kept.
"""
