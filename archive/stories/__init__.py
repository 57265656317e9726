"""Stories: the same event in several outlets; `store` assigns, `coverage` reads, `deeds` edits."""
