"""Parts that the pages of all features share: parameters, links, paging, charts, languages, caching, errors."""
