"""The same event in several outlets; doors: `store` (read), `coverage` (tell), `deeds` (decide)."""
