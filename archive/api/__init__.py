"""Machine interfaces: feeds, exports, sitemaps, JSON. Entry point: `archive.api.urls`."""
