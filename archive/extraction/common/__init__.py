"""Parts that all extractors share: the article being drafted, boilerplate lines."""
