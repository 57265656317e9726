"""Parts that all pages share: parameters, links, paging, caching, cards, charts, language, middleware."""
